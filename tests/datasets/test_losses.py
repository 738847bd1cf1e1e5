"""Losses, enquiries and activity of companies that really were: the published totals, and what is not told stays unknown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

MAVEN = ("crm-maven", "crm-maven/sales_pipeline.csv")


def test_the_crm_gives_no_reason_for_any_of_its_losses(company: Company) -> None:
    """2,473 deals are lost in the published file, which has no column of reasons and no amounts but of wins."""
    answer = company(*MAVEN).ask("losses")
    assert (answer.totals["lost"], answer.totals["no_reason"]) == (2473, 2473)
    assert sum(row["deals"] for row in answer.rows) == 2473
    assert answer.findings[0].in_("en") == "100% of 2,473 losses have no reason given."
    quarters = [company(*MAVEN).ask("losses", period=f"2017-Q{n}").totals["lost"] for n in (1, 2, 3, 4)]
    assert sum(quarters) == 2473


def test_what_no_file_told_is_unknown(company: Company) -> None:
    [row] = company(*MAVEN).ask("activity").rows
    assert {row[name] for name in ("calls_out", "calls_in", "meetings", "mails_out", "touches", "touches_per_win")} == {None}  # fmt: skip
    [rated] = company(*MAVEN).ask("satisfaction").rows
    assert (rated["won"], rated["nps"], rated["answered"]) == (4238, None, None)

"""Times of the public data sets: the published medians among the finished, and what open cases add to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

BPIC = ("bpic2012", "bpic2012/events.parquet")


def test_from_the_offer_to_the_approval(company: Company) -> None:
    """Published: 13.83 days from FINALIZED to APPROVED among those observed, here in whole hours; with the 399 cases still open it cannot be less."""
    bank = company(*BPIC)
    moves = bank.ask("transitions").rows
    [approved] = [row for row in moves if row["from"] == "A_FINALIZED" and row["kind"] == "won"]
    assert approved["median_hours"] / 24 == pytest.approx(13.83, abs=1 / 24)
    [lag] = bank.ask("lags", stage="A_FINALIZED", to="won").rows
    assert (lag["deals"], lag["arrived"]) == (5015, 2246)
    assert 13.79 <= lag["time"].median_days <= 14.6
    assert lag["time"].low < lag["time"].median_days < lag["time"].high


def test_the_cycle_of_the_approved(company: Company) -> None:
    [row] = company(*BPIC).ask("cycle").rows
    assert row["finished_median_days"] == pytest.approx(14.4, abs=0.05)
    assert 14.4 <= row["cycle"].median_days <= 15
    assert (row["deals"], row["won"], row["open"]) == (13087, 2246, 399)


def test_a_file_without_calls_knows_no_response(company: Company) -> None:
    answer = company(*BPIC).ask("response")
    assert answer.rows[0]["within_60"] is None
    assert "unknown" in str(answer.findings[0])


def test_stays_of_the_bank_are_known_with_open_cases(company: Company) -> None:
    rows = {row["name"]: row for row in company(*BPIC).ask("stays").rows}
    assert rows["A_FINALIZED"]["stays"] == rows["A_FINALIZED"]["open"] + sum(
        rows["A_FINALIZED"][how] for how in ("advanced", "lost", "moved_back", "handed_over", "deleted")
    )
    assert rows["A_FINALIZED"]["stay"].median_days > 10


def test_deals_without_amounts_are_stuck_without_money(company: Company) -> None:
    """crm-maven: open deals have no value yet, and a fifth of all deals never leaves its stage, so that no length of stay is called normal."""
    answer = company("crm-maven", "crm-maven/sales_pipeline.csv").ask("stuck_summary")
    assert answer.totals["stuck"] + answer.totals["dead"] <= 2089
    assert "$" not in "".join(map(str, answer.findings))
    assert {row["norm_days"] for row in answer.rows} == {None}

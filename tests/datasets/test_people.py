"""The null test: in this CRM outcomes are random, so nobody and nothing may be called better or worse."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

MAVEN = ("crm-maven", "crm-maven/sales_pipeline.csv")


@pytest.mark.parametrize("by", [None, "product", "regional_office", "team", "series", "sector"])
def test_where_outcomes_are_random_nobody_is_better_or_worse(company: Company, by: str | None) -> None:
    answer = company(*MAVEN).ask("people", by=by)
    verdicts = {row["verdict"] for row in answer.rows}
    assert verdicts <= {"no_reliable_difference", "too_few"}
    assert "no_reliable_difference" in verdicts
    assert answer.findings[0].in_("ru").startswith("Надёжных отличий нет")

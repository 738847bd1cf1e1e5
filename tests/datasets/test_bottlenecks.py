"""Bottlenecks of real pipelines: what is said, and what must not be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

MAVEN = ("crm-maven", "crm-maven/sales_pipeline.csv")
OLIST = ("olist-funnel", "olist-funnel/olist_marketing_qualified_leads_dataset.csv")


def test_where_outcomes_are_random_no_manager_is_a_lever(company: Company) -> None:
    for row in company(*MAVEN).ask("bottlenecks").rows:
        assert row["levers"] == []


def test_sellers_known_only_of_won_deals_are_no_example(company: Company) -> None:
    answer = company(*OLIST).ask("bottlenecks")
    assert [(row["attained_by"], row["levers"]) for row in answer.rows] == [("quarters", [])]
    people = company(*OLIST).ask("people")
    assert {row["verdict"] for row in people.rows} == {"told_late"}

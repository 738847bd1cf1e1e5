"""Tables of deals: a CRM's pipeline, a marketing funnel, and leads without any date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

MAVEN = ("crm-maven", "crm-maven/sales_pipeline.csv")
OLIST = ("olist-funnel", "olist-funnel/olist_marketing_qualified_leads_dataset.csv")
LEADS = ("leads-xeducation", "leads-xeducation/Leads.csv.gz")


def select(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(workspace.published().path), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_the_crm_has_its_outcomes_and_its_value(company: Company) -> None:
    answer = company(*MAVEN).ask("funnel").to_dict()
    assert answer["outcomes"] == {"won": 4238, "lost": 2473, "handed_over": 0, "open": 1589 + 500}
    assert [row["here_now"] for row in answer["rows"]] == [500, 1589, 0]
    assert answer["rows"][-1]["amount"] == {"minor": 10_005_534_00, "currency": "USD"}


def test_deals_without_an_account_have_no_company(company: Company) -> None:
    sql = "select count(*) from deals where deal_id not in (select deal_id from attributes where name = 'company')"
    assert select(company(*MAVEN), sql) == [(1425,)]


def test_joined_columns_and_teams_are_there(company: Company) -> None:
    workspace = company(*MAVEN)
    regions = select(workspace, "select count(distinct value) from attributes where name = 'regional_office'")
    assert regions == [(3,)]
    # five agents never had a deal
    assert select(workspace, "select count(*), count(distinct team_id) from people") == [(35, 6)]
    # GTXPro of the deals is GTX Pro in the table of products
    unknown = """
        select distinct product.value from attributes as product
        where product.name = 'product' and product.deal_id not in (select deal_id from attributes where name = 'series')
    """
    assert select(workspace, unknown) == [("GTXPro",)]


def test_the_median_of_the_won_cycle_is_the_published_one(company: Company) -> None:
    sql = "select median(date_diff('day', started_at, outcome_at)) from journeys where outcome = 'won'"
    assert select(company(*MAVEN), sql) == [(57,)]


def test_sellers_not_won_are_open_and_not_lost(company: Company) -> None:
    answer = company(*OLIST).ask("funnel").to_dict()
    assert [row["reached"] for row in answer["rows"]] == [8000, 842]
    assert answer["outcomes"] == {"won": 842, "lost": 0, "handed_over": 0, "open": 7158}


def test_the_seller_won_before_first_contact_is_still_won(company: Company) -> None:
    sql = (
        "select count(*) from journeys where outcome = 'won' and outcome_at < started_at + interval 1 second"
    )
    assert select(company(*OLIST), sql) == [(1,)]


def test_leads_without_dates_are_counted_and_said_to_be_inferred(company: Company) -> None:
    answer = company(*LEADS).ask("funnel").to_dict()
    assert [row["reached"] for row in answer["rows"]] == [9240, 3561]
    assert select(company(*LEADS), "select distinct history from deals") == [("inferred",)]
    cities = select(company(*LEADS), "select count(*) from attributes where value = 'Select'")
    assert cities == [(0,)]

"""Conversion and win rate of the public data sets: what is published of them, and what their tables say by themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from voronka.stats.intervals import wilson
from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

MAVEN = ("crm-maven", "crm-maven/sales_pipeline.csv")
OLIST = ("olist-funnel", "olist-funnel/olist_marketing_qualified_leads_dataset.csv")
BPIC = ("bpic2012", "bpic2012/events.parquet")


def test_842_of_8000_sellers_are_won(company: Company) -> None:
    [row] = company(*OLIST).ask("win_rate").rows
    assert (row["won"], row["deals"]) == (842, 8000)
    # nobody is ever marked as lost, so the CRM would say that all are won
    assert row["as_in_crm"] == wilson(842, 842)


def test_conversion_by_origin_is_what_the_tables_say(company: Company, data: Path) -> None:
    folder = data / "olist-funnel"
    raw = duckdb.sql(f"""
        select coalesce(origin, ''), count(*),
            count(case when date_diff('second', first_contact_date, won_date) < 90 * 86400 then 1 end)
        from read_csv('{folder}/olist_marketing_qualified_leads_dataset.csv') as leads
        left join read_csv('{folder}/olist_closed_deals_dataset.csv') as closed using (mql_id)
        group by all
    """).fetchall()
    rows = {row["segment"]: row for row in company(*OLIST).ask("win_rate", by="source", horizon="90").rows}
    assert {origin: (row["deals"], row["by_count"].value) for origin, row in rows.items()} == {
        origin: (n, pytest.approx(won / n)) for origin, n, won in raw
    }


def test_the_last_month_is_no_collapse(company: Company) -> None:
    """Of February 2012 fewer are won so far than of January, because many are still open."""
    rows = {row["segment"]: row for row in company(*BPIC).ask("win_rate", by="cohort_month").rows}
    january, february = rows["2012-01"], rows["2012-02"]
    so_far = [wilson(row["won"], row["deals"]) for row in (january, february)]
    assert so_far[1].high is not None
    assert so_far[0].low is not None
    assert so_far[1].high < so_far[0].low
    assert february["by_count"].value == pytest.approx(january["by_count"].value, abs=0.01)


def test_the_last_month_against_the_one_before_at_equal_age(company: Company) -> None:
    [row] = company(*BPIC).ask("win_rate", period="2012-02", versus="previous").rows
    apart = row["versus"]["by_count"]
    assert apart["low"] < 0 < apart["high"]


def test_the_win_as_the_crm_shows_it_is_the_published_one(company: Company) -> None:
    [row] = company(*MAVEN).ask("win_rate").rows
    assert row["as_in_crm"] == wilson(4238, 4238 + 2473)
    # lost and open deals of that table have no value
    assert row["by_value"].value is None


def test_the_crms_report_is_led_to_ours(company: Company) -> None:
    rows = {row["rule"]: row for row in company(*MAVEN).ask("reconcile").rows}
    assert {name: (row["deals"], row["won"]) for name, row in rows.items()} == {
        "in_crm": (6711, 4238),
        "still_open": (2089, 0),
        "ours": (8800, 4238),
    }

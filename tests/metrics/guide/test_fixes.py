"""What to fix: each check by a story told by hand, its deals, and that nothing is called wrong that is not known."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from story import company, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.metrics.guide.fixes import FIXES
from voronka.model.cell import Cell
from voronka.model.question import Question

#: Asked on 1 March. boris has stood for 57 days; gleb and vera have one contact.
STORY = """
    anna   amount=500 contact=a lead 01-02  proposal 01-05  won 01-20  >call/60 01-03
    boris  amount=100 contact=b lead 01-03
    vera   contact=c lead 02-27  >call/60 02-28
    gleb   amount=40 contact=c lead 02-28  >mail 02-28
    daria  amount=70 contact=d lead 02-01  lost 02-05
    egor   contact=e lead 02-01  lost 02-05  loss_reason=price
    zoya   contact=f lead 02-01  won 02-02
"""


def counts(store: DuckDBEngine, **parts: object) -> dict[str, int | None]:
    return {row["check"]: row["deals"] for row in ask(store, Question("fixes").with_(**parts)).rows}


def names(store: DuckDBEngine, check: str) -> list[str]:
    return sorted(row["name"] for row in deals(store, Question("fixes"), Cell("deals", (check,))).rows)


@pytest.fixture
def store(tmp_path: Path) -> DuckDBEngine:
    return engine(STORY, tmp_path)


def test_each_check_finds_its_deals(store: DuckDBEngine) -> None:
    found = counts(store)
    assert found == {
        "dead": 0,
        "idle": 1,
        "open_no_amount": 1,
        "won_no_amount": 1,
        "no_reason": 1,
        "no_owner": 0,
        "twice": 2,
        "bulk": 0,
        "unpriced": 0,
        "unused_stages": None,
    }
    assert {check: names(store, check) for check in ("idle", "twice", "no_reason")} == {
        "idle": ["boris"],
        "twice": ["gleb", "vera"],
        "no_reason": ["daria"],
    }
    assert names(store, "open_no_amount") == ["vera"]
    assert names(store, "won_no_amount") == ["zoya"]


def test_dead_is_what_has_stood_longer_than_any_won_deal(tmp_path: Path) -> None:
    """Thirty deals were won after ten days on lead at the most: of those still there one is older."""
    won = "\n".join(f"won{n} amount=1 lead 01-01 won 01-{n % 10 + 2:02}" for n in range(30))
    store = engine(f"{won}\nboris amount=7 lead 02-10\nvera amount=9 lead 02-25", tmp_path)
    [row] = [row for row in ask(store, Question("fixes")).rows if row["check"] == "dead"]
    assert (row["deals"], row["amount"].minor) == (1, 700)
    assert names(store, "dead") == ["boris"]


def test_stages_on_which_nobody_stood_are_named(store: DuckDBEngine) -> None:
    [unused] = [row for row in ask(store, Question("fixes")).rows if row["check"] == "unused_stages"]
    assert str(unused["title"]) == "Stages on which no deal has stood: qualified"


def test_without_anything_done_nobody_knows_what_is_idle(tmp_path: Path) -> None:
    store = engine("boris amount=1 lead 01-03", tmp_path)
    assert counts(store)["idle"] is None


def test_a_deal_is_idle_after_thirty_days_and_not_before(tmp_path: Path) -> None:
    store = engine("boris amount=1 lead 01-01\nvera amount=1 lead 01-01 >call/60 01-02", tmp_path)
    assert counts(store, as_of=datetime(2026, 1, 30, 23))["idle"] == 0
    assert counts(store, as_of=datetime(2026, 1, 31))["idle"] == 1
    assert counts(store, as_of=datetime(2026, 2, 1, 1))["idle"] == 2


def test_nobodys_deals_are_of_who_is_not_there(tmp_path: Path) -> None:
    # a word that is no person makes an owner that the people do not know
    store = engine("boris amount=1 owner=nobody lead 02-20\nvera amount=1 owner=ivan lead 02-20", tmp_path)
    assert counts(store)["no_owner"] == 1
    assert names(store, "no_owner") == ["boris"]


def test_a_check_that_is_not_there_is_said(store: DuckDBEngine) -> None:
    with pytest.raises(InputError, match="no check called “ded”"):
        deals(store, Question("fixes"), Cell("deals", ("ded",)))


def test_a_well_kept_company_hears_so(tmp_path: Path) -> None:
    store = engine("anna amount=5 lead 02-20 qualified 02-21 proposal 02-22 >call/60 02-20", tmp_path)
    answer = ask(store, Question("fixes"))
    assert [str(one) for one in answer.findings] == ["Nothing to fix: the deals are kept as they should be."]
    assert {row["check"] for row in answer.rows} == set(FIXES)


def test_the_story_is_counted_by_plain_loops_too() -> None:
    told = company(STORY)
    won, lost = (
        [deal for deal in told.deals if deal.events and deal.events[-1].value == (10, stage)]
        for stage in (142, 143)
    )
    assert sum(not deal.amount for deal in won) == 1
    assert sum(not any(value.name == "loss_reason" for value in deal.values) for deal in lost) == 1

"""Managers compared fairly: stories with numbers worked out by hand, and loops over random companies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import naive_figures as plain
from companies import companies, moments
from metrics.test_laws import opened, some
from naive import Company, ending
from story import SALES, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.model.question import Question
from voronka.model.rate import Rate

STORY = """
    a1 owner=anna amount=100 lead 01-02  won 01-12
    a2 owner=anna amount=300 lead 01-02  owner=ivan 01-05  won 01-22
    a3 owner=anna amount=0   lead 01-02  won 01-32
    i1 owner=ivan inbox 01-02  lost 01-03
    i2 owner=anna inbox 01-02  owner=ivan 01-03  lead 01-04  lost 01-06
    i3 owner=ivan lead 01-02
""".replace("01-32", "02-01")


@contextmanager
def told(text: str, folder: Path, until: datetime = datetime(2026, 3, 1)) -> Iterator[DuckDBEngine]:
    with closing(engine(text, folder, until)) as store:
        yield store


def by_name(answer: Answer) -> dict[str, Any]:
    return {row["name"]: row for row in answer.rows}


def test_a_deal_counts_for_who_took_it_on_and_one_that_nobody_took_for_nobody(tmp_path: Path) -> None:
    with told(STORY, tmp_path) as store:
        rows = by_name(ask(store, Question("people")))
        assert {name: (row["deals"], row["won"]) for name, row in rows.items()} == {
            "anna": (3, 3),
            "ivan": (2, 0),
        }
        assert rows["anna"]["revenue"] == Money(400_00, "RUB")
        # a win without an amount is left out of the mean
        assert rows["anna"]["average"] == Money(200_00, "RUB")
        assert rows["anna"]["cycle_days"] == 20
        assert rows["ivan"]["average"] is None
        now = by_name(ask(store, Question("people", by="current_manager")))
        assert {name: (row["deals"], row["won"]) for name, row in now.items()} == {
            "anna": (2, 2),
            "ivan": (3, 1),
        }


def test_few_deals_are_never_judged(tmp_path: Path) -> None:
    with told(STORY, tmp_path) as store:
        answer = ask(store, Question("people"))
        assert {row["verdict"] for row in answer.rows} == {"too_few"}
        assert {row["rank"] for row in answer.rows} == {None}
        assert answer.findings[0].in_("en").startswith("Too few deals to compare")


def many(owner: str, source: str, won: int, lost: int) -> str:
    return "\n".join(
        f"{owner}{source}{number} owner={owner} source={source} amount=10 lead 01-02  {'won' if number < won else 'lost'} 01-09"
        for number in range(won + lost)
    )


def test_a_large_difference_is_named(tmp_path: Path) -> None:
    text = "\n".join(
        [many("anna", "site", 80, 120), many("ivan", "site", 40, 160), many("olga", "site", 41, 159)]
    )
    with told(text, tmp_path) as store:
        answer = ask(store, Question("people"))
        rows = by_name(answer)
        assert {name: row["verdict"] for name, row in rows.items()} == {
            "anna": "better",
            "ivan": "worse",
            "olga": "worse",
        }
        # 80 of 200 against 81 of 400
        assert rows["anna"]["gap"].value == pytest.approx(0.4 - 0.2025, abs=1e-6)
        assert rows["anna"]["expected"] == pytest.approx(161 / 600, abs=1e-4)
        assert 0.3 < rows["anna"]["fair"].value < 0.4
        assert rows["anna"]["rank"] == 1
        assert rows["anna"]["best"] > 0.99
        assert answer.findings[0].in_("ru") == "Надёжно лучше остальных: anna."
        against = by_name(ask(store, Question.from_text("metric=people&against=ivan")))
        assert {name: row["verdict"] for name, row in against.items()} == {
            "anna": "better",
            "ivan": "compared_with",
            "olga": "no_reliable_difference",
        }
        assert against["anna"]["gap"].value == pytest.approx(0.2, abs=1e-6)
        assert against["ivan"]["gap"] is None


def test_easier_deals_are_no_merit(tmp_path: Path) -> None:
    """Everybody wins 60 % of what comes by word of mouth and 20 % of what comes by phone; Anna gets the former."""
    text = "\n".join(
        [
            many("anna", "friends", 108, 72),
            many("anna", "phone", 4, 16),
            many("ivan", "friends", 12, 8),
            many("ivan", "phone", 36, 144),
            many("olga", "friends", 60, 40),
            many("olga", "phone", 20, 80),
        ]
    )
    with told(text, tmp_path) as store:
        answer = ask(store, Question("people"))
        rows = by_name(answer)
        assert rows["anna"]["win_rate"].value == pytest.approx(0.56)
        assert rows["ivan"]["win_rate"].value == pytest.approx(0.24)
        for row in rows.values():
            assert row["adjusted"].value == pytest.approx(0.4, abs=0.02)
            assert row["verdict"] == "no_reliable_difference"
        assert any("chance" in finding.in_("en") for finding in answer.findings)
        sources = by_name(ask(store, Question("people", by="source")))
        assert sources["friends"]["verdict"] == "better"
        assert sources["phone"]["verdict"] == "worse"


def test_a_name_that_is_not_there_is_said(tmp_path: Path) -> None:
    with told(STORY, tmp_path) as store, pytest.raises(InputError, match="nobody called “ana”") as error:
        ask(store, Question.from_text("metric=people&against=ana"))
    assert "anna" in error.value.do


def test_the_list_of_deals_is_of_who_took_them_on(tmp_path: Path) -> None:
    with told(STORY, tmp_path) as store:
        listed = deals(store, Question("people"), Cell("won", ("anna",)))
        assert sorted(row["name"] for row in listed.rows) == ["a1", "a2", "a3"]
        assert listed.amount == Money(400_00, "RUB")


@some
@given(companies(), moments)
def test_counts_are_those_of_plain_loops(company: Company, moment: datetime) -> None:
    expected: dict[str, list[int]] = {}
    for deal, own in plain.Ask(SALES, moment).paths(company):
        reached = any(visit.kind in ("open", "won") for visit in own)
        if reached:
            person = plain.owner(own, deal)
            name = company.people[person][0] if person in company.people else f"#{person}"
            counts = expected.setdefault(name, [0, 0])
            counts[0] += 1
            counts[1] += ending(own).outcome == "won"
    with opened(company) as store:
        rows = by_name(ask(store, Question("people", pipeline="1/10", as_of=moment)))
    assert {name: [row["deals"], row["won"]] for name, row in rows.items()} == expected


def test_rates_of_the_whole_are_wilsons_where_all_is_over(tmp_path: Path) -> None:
    with told(many("anna", "site", 30, 70), tmp_path) as store:
        whole = ask(store, Question("people")).totals["win_rate"]
    rate = Rate(30, 100)
    assert (whole.n, whole.value) == (100, rate.value)


def test_who_is_written_down_only_with_the_win_is_not_compared(tmp_path: Path) -> None:
    """Only won deals have a product: whatever is known of it says nothing."""
    lines = [f"w{n} product={'abc'[n % 3]} amount=1 lead 01-02  won 01-09" for n in range(120)]
    lines += [f"l{n} lead 01-02  lost 01-09" for n in range(300)]
    with told("\n".join(lines), tmp_path) as store:
        answer = ask(store, Question("people", by="product"))
    assert {row["verdict"] for row in answer.rows} == {"told_late"}
    assert "written down with the win" in answer.findings[0].in_("en")

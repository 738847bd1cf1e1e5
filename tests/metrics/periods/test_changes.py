"""Did it work? Windows of equal length, deals of equal age, and a verdict that chance does not give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from naive import Company, Deal, Event, Value, write_duckdb
from story import SALES
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.model.answer import Answer
from voronka.model.context import Context, Note
from voronka.model.question import Question

DAY = date(2026, 3, 1)
TOLD = Context(
    notes=(
        Note(1, DAY, "new script"),
        Note(2, DAY, "prices", "Sales", "lead"),
        Note(3, date(2026, 5, 15), "site"),
    )
)
LEAD, PROPOSAL, WON, LOST = (10, 2), (10, 4), (10, 142), (10, 143)


def deals(
    first: date, days: int, each: int, won: int, source: str = "site", number: int = 0
) -> Iterator[Deal]:
    """`each` deals a day, of every ten of which `won` are won on the third day and the others lost on the second."""
    for count in range(days * each):
        created_at = datetime.combine(first, datetime.min.time()) + timedelta(days=count // each, hours=9)
        is_won = count % 10 < won
        path = [(1, PROPOSAL), (3, WON)] if is_won else [(2, LOST)]
        events = tuple(Event(created_at + timedelta(days=after), "stage", place) for after, place in path)
        yield Deal(1, number + count, "deal", created_at, LEAD, 10_000, 1, events, (Value("source", source),))


def changes(
    folder: Path, told: list[Deal], text: str = "", until: datetime = datetime(2026, 5, 30)
) -> Answer:
    company = Company((SALES,), tuple(told), until, {1: ("anna", 1)}, {1: "north"})
    with closing(DuckDBEngine(write_duckdb(company, folder / "store.duckdb"), threads=1)) as engine:
        return ask(engine, Question.from_text(f"metric=changes&{text}"), TOLD)


BEFORE = list(deals(date(2026, 1, 1), 59, 5, 2))
BETTER = list(deals(DAY, 90, 5, 5, number=1000))
SAME = list(deals(DAY, 90, 5, 2, number=1000))


def test_what_really_improved_is_said_to_have(tmp_path: Path) -> None:
    answer = changes(tmp_path, BEFORE + BETTER, "change=1")
    row = answer.rows[0]
    # 59 days are known before, so 59 are taken after; deals that are not over by the end of a window are censored
    assert (row["measure"], row["window_days"], row["verdict"]) == ("win_rate", 59, "improved")
    assert (row["before"], row["after"]) == (pytest.approx(0.2, abs=0.01), pytest.approx(0.5, abs=0.01))
    assert row["difference"] == pytest.approx(row["after"] - row["before"])
    assert row["low"] > 0
    stays = {(one["measure"], one["stage"]): one["verdict"] for one in answer.rows}
    assert stays["step", "lead"] == "improved"
    assert answer.findings[0] == "Improved, 59 days before and after."
    assert "History does not reach back a year" in " ".join(answer.findings)


def test_nothing_is_made_of_chance(tmp_path: Path) -> None:
    answer = changes(tmp_path, BEFORE + SAME, "since=2026-03-01")
    assert {row["verdict"] for row in answer.rows} <= {"none", "early"}
    assert answer.findings[0].startswith("No reliable difference in 59 days")
    assert (answer.rows[0]["number"], answer.rows[0]["text"]) == (None, None)


def test_notes_are_listed_with_their_main_figure_the_newest_first(tmp_path: Path) -> None:
    rows = changes(tmp_path, BEFORE + BETTER).rows
    assert [(row["number"], row["measure"], row["stage"]) for row in rows] == [
        (3, "win_rate", None),
        (2, "step", "lead"),
        (1, "win_rate", None),
    ]
    assert [row["verdict"] for row in rows] == ["none", "improved", "improved"]


def test_too_early_is_said(tmp_path: Path) -> None:
    answer = changes(tmp_path, BEFORE, "change=1", until=datetime(2026, 3, 9))
    assert [row["verdict"] for row in answer.rows] == ["early"]
    assert answer.findings == (
        "Too early: 8 days are known on both sides of 2026-03-01, at least 14 are needed.",
    )


def test_other_sources_are_warned_of(tmp_path: Path) -> None:
    ads = list(deals(DAY, 90, 3, 5, "ads", 1000)) + list(deals(DAY, 90, 2, 5, "site", 5000))
    found = changes(tmp_path, BEFORE + ads, "change=1").findings
    assert (
        "Other leads came in: the share of “ads” went from 0% to 60%, which changes figures by itself."
        in found
    )


def test_a_season_is_told_from_an_effect_by_the_year_before(tmp_path: Path) -> None:
    year = timedelta(days=364)
    before = list(deals(date(2026, 1, 1) - year, 59, 5, 2, number=20_000))
    after = list(deals(DAY - year, 90, 5, 5, number=30_000))
    first = list(deals(date(2024, 12, 1), 20, 5, 2, number=40_000))
    told = [*first, *before, *after, *deals(date(2025, 6, 1), 214, 5, 2, number=50_000), *BEFORE, *BETTER]
    answer = changes(tmp_path, told, "change=1")
    row = answer.rows[0]
    assert row["verdict"] == "improved"
    assert row["adjusted"]["low"] < 0 < row["adjusted"]["high"]
    assert any("the same weeks a year before changed too" in one for one in answer.findings)


@pytest.mark.parametrize(
    ("text", "said"), [("change=9", "no note number 9"), ("since=March", "“March” is no day")]
)
def test_what_is_not_there_is_said(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        changes(tmp_path, BEFORE, text)


def test_nothing_noted_and_nothing_known(tmp_path: Path) -> None:
    answer = changes(tmp_path, BEFORE, "period=2020")
    assert (answer.rows, answer.findings[0][:22]) == ((), "Nothing was noted yet:")

"""Stuck deals: a story worked out by hand, snoozes, lists behind numbers, and random companies against plain loops."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given

import laws
from companies import companies, moments
from metrics.test_laws import few, opened, pipelines
from metrics.times import plain
from naive import Company
from story import engine
from voronka.metrics.ask import ask, explain
from voronka.metrics.facts import deals
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.metrics.times import chances, norms, stays
from voronka.model.cell import Cell
from voronka.model.context import Context, Snooze
from voronka.model.money import Money
from voronka.model.question import Question

NOTHING = Context()
#: Deals 1–20 stand on the lead stage for two days and are won a day later, 21–52 for ten days and are lost.
PAST = [f"w{n} source=site lead 01-02 qualified 01-04 won 01-05" for n in range(20)]
PAST += [f"l{n} source=site lead 01-02 lost 01-12" for n in range(32)]
#: 53 has just come, 54 has stood for twelve days, 55 for two and a half; 56 stands on a stage of which nothing is known.
NOW = [
    "fresh amount=900 lead 02-28",
    "yana  owner=ivan amount=1000 lead 02-17",
    "zoya  amount=300 lead 02-26T12:00",
    "odd   proposal 01-10",
]


def stuck(folder: Path, text: str = "", context: Context = NOTHING, story: list[str] | None = None) -> Any:
    told = engine("\n".join(PAST + NOW if story is None else story), folder)
    return ask(told, Question.from_text(text or "metric=stuck"), context)


def test_a_deal_is_stuck_by_the_history_of_its_own_stage(tmp_path: Path) -> None:
    """Of 55 stays 20 ended at two days, 32 at ten: S = 34/54, 34/54 · 1/33 = 0.02, so that 85 % are over by the tenth day.

    Who has just come is won within four days in 20 of 53 (two had gone out of sight by then); of the 33 that stood for three days, none was.
    """
    answer = stuck(tmp_path)
    [row] = answer.rows
    assert (row["name"], row["manager"], row["stage"], row["age_days"], row["norm_days"]) == (
        "yana",
        "ivan",
        "lead",
        12,
        10,
    )
    assert (row["chance"], row["fresh_chance"], row["why"]) == (0, pytest.approx(20 / 53, abs=1e-4), "both")
    assert (row["amount"], row["at_risk"]) == (Money(100_000, "RUB"), Money(100_000 * 3774 // 10_000, "RUB"))
    assert {name: answer.totals[name] for name in ("stuck", "dead", "snoozed")} == {
        "stuck": 1,
        "dead": 0,
        "snoozed": 0,
    }
    assert "“qualified”, “proposal”" in str(answer.findings[-1])


def test_the_summary_counts_what_is_listed(tmp_path: Path) -> None:
    answer = stuck(tmp_path, "metric=stuck_summary")
    rows = {row["stage"]: row for row in answer.rows}
    assert (
        rows["lead"]["open"],
        rows["lead"]["stuck"],
        rows["lead"]["both"],
        rows["lead"]["at_risk"].minor,
    ) == (3, 1, 1, 37_740)
    assert (rows["proposal"]["open"], rows["proposal"]["stuck"], rows["proposal"]["norm_days"]) == (
        1,
        0,
        None,
    )


def test_what_stands_longer_than_any_win_is_dead_and_comes_last(tmp_path: Path) -> None:
    """With thirty wins the longest that a won deal ever stood there is known: two days."""
    more = [f"x{n} lead 01-02 qualified 01-04 won 01-05" for n in range(10)]
    answer = stuck(tmp_path, story=PAST + more + NOW)
    assert [(row["name"], row["why"]) for row in answer.rows] == [("yana", "dead"), ("zoya", "dead")]
    assert (answer.totals["stuck"], answer.totals["dead"], answer.totals["dead_amount"].minor) == (
        0,
        2,
        130_000,
    )
    assert "close them" in str(answer.findings[1])


def test_a_deal_set_aside_is_counted_apart_until_its_day(tmp_path: Path) -> None:
    def told(until: date, folder: str) -> Any:
        (tmp_path / folder).mkdir()
        return stuck(
            tmp_path / folder, context=Context(snoozes=(Snooze(1, 54, until, "waits for the tender"),))
        )

    later = told(date(2026, 3, 2), "later")
    assert (later.totals["stuck"], later.totals["snoozed"]) == (0, 1)
    assert (later.rows[0]["snoozed_until"], later.rows[0]["snooze_reason"]) == (
        "2026-03-02",
        "waits for the tender",
    )
    assert "waits for the tender" in str(later.findings[1])
    assert told(date(2026, 3, 1), "over").totals["stuck"] == 1


def test_a_norm_is_of_the_kind_of_deals_but_never_of_a_person(tmp_path: Path) -> None:
    """ivan alone has no history, and is held against that of all; deals from elsewhere have too little, and are so too."""
    for folder, where in (("who", "manager=ivan"), ("source", "source=")):
        (tmp_path / folder).mkdir()
        [row] = stuck(tmp_path / folder, f"metric=stuck&where={where}").rows
        assert (row["name"], row["norm_days"]) == ("yana", 10)


def test_numbers_open_their_deals(tmp_path: Path) -> None:
    told = engine("\n".join(PAST + NOW), tmp_path)
    context = Context(snoozes=(Snooze(1, 53, date(2026, 4, 1), "-"),))
    for name, cells in (
        ("stuck", ("stuck", "both", "dead", "snoozed")),
        ("stuck_summary", ("stuck:1", "open:1", "dead:lead")),
    ):
        answer = ask(told, Question(name), context)
        for cell in cells:
            figure = cell.partition(":")[0]
            shown = answer.totals.get(figure) if ":" not in cell else answer.rows[0][figure]
            if shown is not None:
                assert deals(told, Question(name), Cell.parse(cell), context=context).total == shown
    assert [row["name"] for row in deals(told, Question("stuck"), Cell.parse("both")).rows] == ["yana"]


def test_as_of_an_earlier_day_the_norm_is_what_was_known_then(tmp_path: Path) -> None:
    """On 6 January only 20 of 52 deals had left the lead stage, too few for a norm; but all who had won were gone by the third day."""
    answer = stuck(tmp_path, "metric=stuck&as_of=2026-01-06")
    assert {(row["norm_days"], row["why"], row["chance"]) for row in answer.rows} == {(None, "falling", 0)}
    assert answer.totals["stuck"] == 32


def test_explained_sql_has_the_norms_in_it(tmp_path: Path) -> None:
    assert "when position = 1 then 240" in explain(engine("\n".join(PAST + NOW), tmp_path), Question("stuck"))


def test_an_empty_board(tmp_path: Path) -> None:
    answer = stuck(tmp_path, story=["anna lead 01-02 won 01-05"])
    assert (answer.rows, answer.totals["stuck"], str(answer.findings[0])) == (
        (),
        0,
        "No living deal is stuck.",
    )


@few
@given(companies(), pipelines, moments)
def test_chances_are_the_plain_ones(company: Company, pipeline: Any, moment: datetime) -> None:
    question = laws.question("stuck", pipeline, moment, options=(("horizon", "10"),))
    way = plain.Ask(pipeline, moment)
    with opened(company) as store, patch.object(chances, "ENOUGH", 1), patch.object(stays, "ENOUGH", 1):
        told = norms.measure(store, asked(question, dictionary(store)))
        for position, one in told.chances.items():
            expected = [plain.chance(company, way, position, knot, 10) for knot in chances.KNOTS]
            last: int | None = None
            for number, share in enumerate(expected):
                last = last if share is None else round(float(share) * 10_000)
                assert one.chance[number] == pytest.approx(last, abs=1), (position, number)
        ages = plain.stays(company, way)
        for position, days in told.days.items():
            hours = plain.figures.stay_quantile(
                [(age, how != "open") for age, how in ages[None, position]], plain.Fraction(85, 100)
            )
            assert days == (None if hours is None else hours / 24)

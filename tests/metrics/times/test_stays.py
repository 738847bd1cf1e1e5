"""Time on the stages: stories worked out by hand, and random companies against plain loops."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import laws
from companies import companies, moments
from metrics.test_laws import opened, pipelines, some
from metrics.times import plain
from naive import Company
from story import engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.question import Question

# lead: anna 2 d, boris still there (30 d), vera 4 d, gleb 6 d and lost.
FOUR = """
    anna   lead 01-02  qualified 01-04  won 01-10
    boris  lead 01-30
    vera   owner=ivan lead 01-02  qualified 01-06  owner=olga 01-07  lead 01-08  lost 01-09
    gleb   lead 01-02  lost 01-08
"""


def stays(folder: Path, story: str = FOUR, text: str = "") -> Answer:
    return ask(engine(story, folder), Question.from_text(f"metric=stays&{text}"))


def row(answer: Answer, stage: str, segment: str | None = None) -> Any:
    return next(one for one in answer.rows if (one["stage"], one["segment"]) == (stage, segment))


def test_an_open_stay_counts_as_at_least_so_long(tmp_path: Path) -> None:
    """lead: stays of 1, 2, 4 and 6 days and one of 30 that goes on: S = 4/5, 3/5, 2/5, 1/5; half are over by the fourth day."""
    lead = row(stays(tmp_path), "lead")
    assert (lead["stays"], lead["open"], lead["advanced"], lead["lost"], lead["moved_back"]) == (
        5,
        1,
        2,
        2,
        0,
    )
    assert (lead["stay"].n, lead["stay"].open) == (5, 1)
    assert (lead["stay"].median_days, lead["stay"].p75_days, lead["p90_days"]) == (4, 6, None)
    assert lead["stay"].doubts == ("small_sample",)
    assert lead["norm_days"] is None


def test_those_who_go_on_are_told_apart_from_those_who_leave(tmp_path: Path) -> None:
    """lead: anna goes on after 2 days and vera after 4, her return is not a second way; gleb is lost, boris open: F = 1/4, 2/4."""
    onward = row(stays(tmp_path), "lead")["onward"]
    assert (onward.n, onward.open, onward.median_days, onward.p75_days) == (4, 1, 2, 4)


def test_a_skipped_stage_has_no_stay(tmp_path: Path) -> None:
    answer = stays(tmp_path, "anna lead 01-02 proposal 01-03 won 01-09")
    assert [(one["stage"], one["stays"]) for one in answer.rows] == [("lead", 1), ("proposal", 1)]


def test_going_back_is_one_way_of_leaving_and_adds_up(tmp_path: Path) -> None:
    qualified = row(stays(tmp_path), "qualified")
    assert (qualified["stays"], qualified["advanced"], qualified["moved_back"]) == (2, 1, 1)
    assert qualified["stay"].median_days == 2


def test_a_stay_is_of_who_owned_the_deal_when_it_came(tmp_path: Path) -> None:
    """vera came to the lead stage as ivan's deal and came back as olga's."""
    answer = stays(tmp_path, text="by=manager")
    assert {one["segment"]: one["stays"] for one in answer.rows if one["stage"] == "lead"} == {
        "anna": 3,
        "ivan": 1,
        "olga": 1,
    }
    assert row(answer, "lead", "ivan")["stay"].median_days == 4
    assert row(answer, "lead", "olga")["stay"].median_days == 1


def test_as_of_a_day_nothing_later_is_known(tmp_path: Path) -> None:
    lead = row(stays(tmp_path, text="as_of=2026-01-05"), "lead")
    assert (lead["stays"], lead["open"], lead["stay"].median_days) == (3, 2, None)


def test_a_flow_counts_stays_that_began_in_it(tmp_path: Path) -> None:
    answer = stays(tmp_path, text="population=flow&period=2026-01-03..2026-01-09")
    assert {(one["stage"], one["stays"], one["open"]) for one in answer.rows} == {
        ("qualified", 2, 1),
        ("lead", 1, 1),
    }
    assert row(answer, "qualified")["onward"] is None


def test_no_deals_and_one_deal(tmp_path: Path) -> None:
    assert stays(tmp_path, "anna lost 01-05").rows == ()
    (tmp_path / "one").mkdir()
    [one] = stays(tmp_path / "one", "anna lead 01-05").rows
    assert (one["stays"], one["open"], one["stay"].median_days, one["onward"].median_days) == (
        1,
        1,
        None,
        None,
    )


def test_two_periods_are_compared_by_their_medians(tmp_path: Path) -> None:
    story = "\n".join(
        [f"a{n} lead 01-{n:02} qualified 01-{n + 2:02}" for n in range(1, 9)]
        + [f"b{n} lead 02-{n:02} qualified 02-{n + 5:02}" for n in range(1, 9)]
    )
    answer = stays(tmp_path, story, "period=2026-02&versus=2026-01")
    stay = row(answer, "lead")["versus"]["stay"]
    assert (stay["then"].median_days, stay["difference"]) == (2, 3)


def test_the_longest_stays_of_a_stage_come_first(tmp_path: Path) -> None:
    found = deals(engine(FOUR, tmp_path), Question("stays"), Cell.parse("stays:lead"), order="-hours")
    assert [(one["name"], one["hours"]) for one in found.rows][:3] == [
        ("boris", 30 * 24),
        ("gleb", 144),
        ("vera", 96),
    ]


@some
@given(companies(), pipelines, moments)
def test_stays_are_the_plain_ones(company: Company, pipeline: Any, moment: datetime) -> None:
    with opened(company) as store:
        for parts, way in laws.populations(pipeline, moment):
            for by, segment in ((None, plain.nobody), ("manager", plain.by_manager)):
                answer = ask(store, laws.question("stays", pipeline, moment, by=by, **parts))
                expected = plain.stays(company, way, segment)
                found = {(one["segment"], one["position"]): one for one in answer.rows}
                assert len(found) == len(expected)
                for (person, position), ages in expected.items():
                    name = (
                        None
                        if by is None
                        else company.people[person][0]
                        if person in company.people
                        else f"#{person}"
                    )
                    one = found[name, position]
                    assert one["stays"] == len(ages)
                    exits = [how for _, how in ages]
                    assert one["advanced"] == exits.count("advanced") + exits.count("won")
                    assert all(
                        one[how] == exits.count(how)
                        for how in ("open", "lost", "moved_back", "handed_over", "deleted")
                    )
                    days = [None if hours is None else hours / 24 for hours in plain.quantiles(ages)]
                    assert [one["stay"].median_days, one["p75_days"], one["p90_days"]] == days


@some
@given(companies(), pipelines, moments)
def test_times_to_go_on_are_the_plain_ones(company: Company, pipeline: Any, moment: datetime) -> None:
    with opened(company) as store:
        for parts, way in laws.populations(pipeline, moment)[:3]:
            answer = ask(store, laws.question("stays", pipeline, moment, **parts))
            expected = plain.advances(company, way)
            for one in answer.rows:
                ages = expected.get((None, one["position"]), [])
                if one["onward"] is None:
                    assert not ages
                    continue
                assert one["onward"].n == len(ages)
                days = [plain.arrival_quantile(ages, "advanced", share) for share in plain.SHARES]
                told = [one["onward"].median_days, one["onward"].p75_days, one["onward"].p90_days]
                assert told == [None if hours is None else pytest.approx(hours / 24) for hours in days]


def test_a_difference_between_periods_is_said_only_where_it_is_more_than_luck(tmp_path: Path) -> None:
    """Forty deals stayed two to six days each in January, seven to eleven in February; then forty of each like the others."""
    slower = [f"a{n} lead 01-{n % 8 + 1:02} qualified 01-{n % 8 + 3 + n % 5:02}" for n in range(40)]
    slower += [f"b{n} lead 02-{n % 8 + 1:02} qualified 02-{n % 8 + 8 + n % 5:02}" for n in range(40)]
    said = [str(one) for one in stays(tmp_path, "\n".join(slower), "period=2026-02&versus=2026-01").findings]
    assert "“lead”: the median was 4 days and is 9 days, which is more than luck." in said
    (tmp_path / "same").mkdir()
    same = [
        f"c{n} lead 0{n % 2 + 1}-{n % 8 + 1:02} qualified 0{n % 2 + 1}-{n % 8 + 3 + n // 2 % 5:02}"
        for n in range(80)
    ]
    said = [
        str(one)
        for one in stays(tmp_path / "same", "\n".join(same), "period=2026-02&versus=2026-01").findings
    ]
    assert "No reliable difference to the other period." in said

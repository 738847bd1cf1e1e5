"""Alerts on companies of which every number is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from naive import write_duckdb
from story import company, engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.engines.seen import seen_by
from voronka.metrics.alerts.alerts import COUNTED, alerts
from voronka.metrics.alerts.past import past
from voronka.metrics.facts import deals
from voronka.model.alert import RULES, SURPRISE, Alert, Lines, Rule, tuned
from voronka.model.cell import Cell
from voronka.model.context import Context
from voronka.model.goal import Goal
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.model.rights import Rights

#: Monday to Friday all the year round; 1 June 2026 is a Monday.
PLAIN = Context(country="")
#: Rules of what stands at the moment; each has its own test.
STANDING: frozenset[Rule] = frozenset({"stuck", "history", "plan", "goal"})
UNTIL = datetime(2026, 6, 1)


def story(silent: date, per_day: int = 2) -> str:
    """Two deals on each working day from 5 January on: the first from the site, by anna, the second by phone, by ivan; the site says nothing more from the day `silent`.

    Each is taken to `qualified` on the next day, and every other one is won a day later for 1000.
    """
    lines, number, day = [], 0, date(2026, 1, 5)
    while day < UNTIL.date():
        for source, owner in (("site", "anna"), ("phone", "ivan"))[:per_day] if day.weekday() < 5 else ():
            if source == "site" and day >= silent:
                continue
            number += 1
            moves = f"lead {day:%m-%d}T10:00"
            if day + timedelta(days=2) < UNTIL.date():
                moves += f" qualified {day + timedelta(days=1):%m-%d}T10:00"
                if number % 2:
                    moves += f" won {day + timedelta(days=2):%m-%d}T10:00"
            lines.append(f"d{number} amount=1000 owner={owner} source={source} {moves}")
        day += timedelta(days=1)
    return "\n".join(lines)


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> DuckDBEngine:
    return engine(story(date(2026, 5, 25)), tmp_path_factory.mktemp("silent"), UNTIL)


def found(of: DuckDBEngine, at: datetime | None = None, line: float = SURPRISE) -> dict[str, Alert]:
    lines = Lines(STANDING, {"inflow": line, "conversion": line, "stay": line})
    return {one.key: one for one in alerts(of, PLAIN, at, lines)}


def test_a_source_that_stopped_rings_with_its_numbers(silent: DuckDBEngine) -> None:
    alert = found(silent, line=1.0)["inflow/pipeline=10/source=site"]
    # five a week came, none did; the window is the week that ended with 1 June
    assert (alert.observed, round(alert.usual or 0, 1)) == (0, 5.0)
    assert (alert.since, alert.until) == (datetime(2026, 5, 25), datetime(2026, 6, 1))
    assert "“site” in 7 days: 0, usually" in alert.told
    assert "«site» за 7 дней: 0, обычно от" in alert.told.in_("ru")  # type: ignore[union-attr]
    assert not alert.is_good


def test_money_at_stake_is_what_the_missing_deals_usually_bring(silent: DuckDBEngine) -> None:
    alert = found(silent, line=1.0)["inflow/pipeline=10/source=site"]
    # all deals of the story and those won, at 1000 each
    begun = story(date(2026, 5, 25)).splitlines()
    won = sum(" won " in line for line in begun)
    assert alert.money is not None
    assert alert.money.minor == pytest.approx((alert.usual or 0) * 100_000 * won / len(begun), abs=1)


def test_one_cause_rings_once(silent: DuckDBEngine) -> None:
    keys = found(silent, line=0.8)
    assert "inflow/pipeline=10/source=site" in keys
    assert "inflow/pipeline=10" not in keys


def test_nothing_later_enters(silent: DuckDBEngine, tmp_path: Path) -> None:
    whole = engine(story(UNTIL.date()), tmp_path, UNTIL)
    at = datetime(2026, 5, 20, 12)
    keen = Lines(STANDING, dict.fromkeys(RULES, 0.3))
    assert alerts(silent, PLAIN, at, keen) == alerts(whole, PLAIN, at, keen)
    assert "inflow/pipeline=10/source=site" not in found(silent, at, line=0.5)
    assert "inflow/pipeline=10/source=site" not in found(whole, line=0.5)


def test_rows_may_come_in_any_order(silent: DuckDBEngine, tmp_path: Path) -> None:
    made = company(story(date(2026, 5, 25)), UNTIL)
    turned = replace(made, deals=tuple(reversed(made.deals)))
    other = DuckDBEngine(write_duckdb(turned, tmp_path / "store.duckdb"), threads=1)
    assert found(other, line=0.8) == found(silent, line=0.8)


def test_who_sees_some_deals_hears_of_those_alone(silent: DuckDBEngine) -> None:
    def of(person: int) -> dict[str, Alert]:
        rights = Rights(frozenset({(1, person)}))
        lines = Lines(STANDING, {"inflow": 0.8})
        return {
            one.key: one
            for one in alerts(seen_by(silent, rights), replace(PLAIN, rights=rights), None, lines)
        }

    assert "inflow/pipeline=10/source=site" in of(1)
    assert not [key for key in of(2) if "site" in key]
    assert of(3) == {}


def test_the_list_of_deals_is_what_it_counted(silent: DuckDBEngine) -> None:
    at = datetime(2026, 5, 29)
    alert = found(silent, at, line=0.2)["inflow/pipeline=10/source=site"]
    parts = [pair for pair in alert.deals or () if pair[0] != "cell"]
    cell = Cell.parse(dict(alert.deals or ())["cell"])
    listed = deals(silent, Question.from_pairs(parts), cell, context=PLAIN)
    # that of Friday, 22 May
    assert alert.observed == alert.n == listed.total == 1


def test_nothing_and_one_deal_ring_nothing(tmp_path: Path) -> None:
    one = engine("a amount=5 lead 01-05", tmp_path, UNTIL)
    assert alerts(one, PLAIN, None, Lines()) == ()
    (tmp_path / "none").mkdir()
    none = engine("- task 01-05", tmp_path / "none", UNTIL)
    assert alerts(none, PLAIN, None, Lines()) == ()
    assert past(none, PLAIN, 4, Lines()) == ()


def test_rules_that_are_off_are_silent(silent: DuckDBEngine) -> None:
    lines = Lines(STANDING | {"inflow"}, {"inflow": 0.8})
    assert not [one for one in alerts(silent, PLAIN, None, lines) if one.rule == "inflow"]


def test_stuck_money_rings_above_its_line(tmp_path: Path) -> None:
    quick = [f"q{n} amount=10 lead 01-{5 + n % 20:02} won 01-{6 + n % 20:02}" for n in range(60)]
    slow = [f"s{n} amount=10 lead 01-{5 + n:02} won 03-{5 + n:02}" for n in range(6)]
    waiting = [f"w{n} amount=1000 lead 05-10" for n in range(3)]
    of = engine("\n".join([*quick, *slow, *waiting]), tmp_path, UNTIL)

    def stuck(line: int) -> list[Alert]:
        return [
            one for one in alerts(of, PLAIN, None, Lines(COUNTED, stuck_minor=line)) if one.rule == "stuck"
        ]

    [alert] = stuck(0)
    parts = [pair for pair in alert.deals or () if pair[0] != "cell"]
    listed = deals(of, Question.from_pairs(parts), Cell.parse("stuck"), context=PLAIN)
    assert alert.observed == 300_000
    assert alert.n == listed.total == 3
    assert str(alert.told) == "Stuck in “Sales”: deals for ₽3,000, above ₽0."
    assert stuck(299_999)
    assert not stuck(300_000)


def test_the_past_tells_when_it_first_rang_and_whether_that_went_on(tmp_path: Path) -> None:
    gone = engine(story(date(2026, 4, 20)), tmp_path, UNTIL)
    rung = [
        one for one in past(gone, PLAIN, 8, Lines(surprise={"inflow": 1.5})) if one.alert.rule == "inflow"
    ]
    [first] = [one for one in rung if "source=site" in one.alert.key]
    assert datetime(2026, 4, 24) <= first.alert.at <= datetime(2026, 4, 27)
    assert first.rightly is True


def test_votes_move_the_line_within_bounds() -> None:
    assert tuned([True] * 100) < SURPRISE < tuned([False] * 100) == 6.0


def test_a_goal_that_is_reached_and_a_plan_whose_chance_has_fallen(tmp_path: Path) -> None:
    # five wins a week until 17 May, none later
    lines = [
        line.split(" won ")[0] if " won 05-1" in line and line.split(" won ")[1] >= "05-18" else line
        for line in story(date(2026, 5, 18)).splitlines()
    ]
    kept = [line for line in lines if line.split(" lead ")[1] < "05-18"]
    of = engine("\n".join(kept), tmp_path, UNTIL)
    won = sum(" won 05" in line for line in kept)
    goals = (
        Goal("won", Period.parse("2026-05"), won, number=1),
        Goal("won", Period.parse("2026-Q2"), 60, number=2),
    )
    told = replace(PLAIN, goals=goals)

    def rung(at: datetime) -> dict[str, Alert]:
        return {one.key: one for one in alerts(of, told, at, Lines(off=frozenset(RULES) - {"goal", "plan"}))}

    reached = rung(datetime(2026, 5, 31))["goal/goal=1"]
    assert reached.is_good
    assert f"{won} of {won}" in reached.told
    assert "plan/goal=2" not in rung(datetime(2026, 5, 18))
    first = rung(datetime(2026, 5, 22))["plan/goal=2"]
    assert first.usual is not None
    assert first.observed is not None
    assert first.usual - first.observed >= 0.2
    assert first.observed < 0.5


def test_gaps_in_the_history_of_the_last_weeks_ring(tmp_path: Path) -> None:
    made = company(story(UNTIL.date()), UNTIL)
    # forty deals came in the last four weeks, ten of them with gaps
    late = [one for one in made.deals if one.created_at >= UNTIL - timedelta(days=28)]
    holes = {one.deal_id for one in late[:10]}
    deals_ = tuple(replace(one, history="broken") if one.deal_id in holes else one for one in made.deals)
    of = DuckDBEngine(write_duckdb(replace(made, deals=deals_), tmp_path / "store.duckdb"), threads=1)
    rest = frozenset(RULES) - {"history"}
    [alert] = alerts(of, PLAIN, None, Lines(off=rest))
    assert (alert.observed, alert.n, alert.key) == (0.25, 40, "history/pipeline=10")
    assert alert.told.startswith("“Sales”: 25% of the deals of the last four weeks have gaps")
    assert not alerts(of, PLAIN, datetime(2026, 5, 1), Lines(off=rest))


def test_enquiries_that_nobody_answers_ring(tmp_path: Path) -> None:
    answered = [
        f"{line} >call {line.split(' lead ')[1][:5]}T10:20" if line.split(" lead ")[1] < "05-20" else line
        for line in story(UNTIL.date()).splitlines()
    ]
    of = engine("\n".join(answered), tmp_path, UNTIL)
    only = Lines(off=frozenset(RULES) - {"response"})
    assert not alerts(of, PLAIN, datetime(2026, 5, 20), only)
    [alert] = alerts(of, PLAIN, None, only)
    # whoever came on Friday could not be answered for a whole working day yet: the week ends with Thursday, 28 May
    assert (alert.until, alert.n) == (datetime(2026, 5, 29), 10)
    # the last answer was given on the 19th
    assert alert.observed == 0
    assert "0 of 10 enquiries were answered within 30 working minutes (0%)" in alert.told
    assert "ответили на 0 обращений из 10 (0 %)" in alert.told.in_("ru")  # type: ignore[union-attr]

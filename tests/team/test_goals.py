"""Goals: one for a place, changed with its history, by several people at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from voronka.errors import AbsentError, InputError
from voronka.model.goal import COMPANY, Goal, Whom
from voronka.model.period import Period
from voronka.team.database import Database
from voronka.team.goals import Goals

MARCH, NOW, LATER = Period.parse("2026-03"), datetime(2026, 3, 1), datetime(2026, 3, 9)
IVAN = Whom("person", 1, 2)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Goals]:
    database = Database(f"sqlite:///{tmp_path}/team.sqlite")
    yield Goals(database)
    database.close()


def revenue(value: float, whom: Whom = COMPANY, period: Period = MARCH) -> Goal:
    return Goal("revenue", period, value, whom)


def told(kept: Goals) -> list[tuple[str, float | None, float | None, str]]:
    return [(one.who, one.before, one.after, one.why) for one in kept.history()]


def test_a_goal_for_the_same_is_the_same_goal_with_another_value(kept: Goals) -> None:
    assert kept.put([revenue(500), revenue(200, IVAN)], "anna", NOW) == 2
    assert kept.put([revenue(500)], "boris", LATER) == 0
    assert kept.put([revenue(700)], "boris", LATER, "a large client") == 1
    company, ivan = kept.all()
    assert (company.value, company.author, company.changed_at) == (700, "boris", LATER)
    assert (ivan.value, ivan.whom, ivan.author, ivan.made_at) == (200, IVAN, "anna", NOW)
    assert told(kept)[0] == ("boris", 500, 700, "a large client")
    assert len(told(kept)) == 3


def test_a_goal_that_is_taken_back_leaves_its_history_and_can_be_set_again(kept: Goals) -> None:
    kept.put([revenue(500)], "anna", NOW)
    number = kept.all()[0].number
    assert kept.remove(number, "boris", LATER, "nobody can").value == 500
    assert kept.all() == ()
    for absent in (lambda: kept.remove(number, "boris", LATER), lambda: kept.find(number)):
        with pytest.raises(AbsentError, match="no goal number"):
            absent()
    kept.put([revenue(400)], "anna", LATER)
    assert kept.find(number).value == 400
    assert told(kept) == [
        ("anna", None, 400, ""),
        ("boris", 500, None, "nobody can"),
        ("anna", None, 500, ""),
    ]


def test_all_or_none_are_set(kept: Goals) -> None:
    for wrong in (0, -5, float("nan"), float("inf"), 1e20):
        with pytest.raises(InputError, match="above zero"):
            kept.put([revenue(500), revenue(wrong, IVAN)], "anna", NOW)
    assert kept.all() == kept.history() == ()


def test_who_looked_before_another_wrote_is_told_so(kept: Goals) -> None:
    kept.put([revenue(500)], "anna", NOW)
    number = kept.all()[0].number
    assert kept.change(number, 500, 600, "boris", LATER).value == 600
    with pytest.raises(InputError, match="in the meantime") as error:
        kept.change(number, 500, 450, "anna", LATER)
    assert error.value.why == "boris gave it another value"
    assert kept.find(number).value == 600


def test_two_writers_at_once_leave_one_goal_and_both_changes(tmp_path: Path) -> None:
    """Each with a database of its own, as two processes have."""
    url = f"sqlite:///{tmp_path}/team.sqlite"
    Database(url).close()
    ready = threading.Barrier(2)

    def write(who: str, values: range) -> None:
        database = Database(url)
        ready.wait()
        for value in values:
            Goals(database).put([revenue(value), revenue(value, IVAN)], who, NOW)
        database.close()

    threads = [
        threading.Thread(target=write, args=("anna", range(100, 110))),
        threading.Thread(target=write, args=("boris", range(200, 210))),
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    kept = Goals(Database(url))
    company, ivan = kept.all()
    # Both goals are of one writer, and each change begins where the one before ended.
    assert company.value == ivan.value in (109, 209)
    for goal in (company, ivan):
        changes = kept.history(goal.number)[::-1]
        assert len(changes) == 20
        assert [one.before for one in changes] == [None, *(one.after for one in changes[:-1])]

"""When the server reads, by stories of past runs: slots of the account's clock, kills, failures, the nightly check."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from voronka.errors import InputError
from voronka.intake.due import LONGEST_WAIT, Plan, checked_cron, plan
from voronka.team.runs import Run

QUARTERS, NIGHTLY = "*/15 * * * *", "20 3 * * *"
NOON = datetime(2026, 3, 2, 12)


def runs(*told: str) -> list[Run]:
    """Runs from words such as `sync 11:45 done`, the newest first; each takes a minute."""
    found = []
    for number, words in enumerate(reversed(told), 1):
        kind, clock, outcome = words.split()
        began = datetime.fromisoformat(f"2026-03-02 {clock}")
        ended = None if outcome == "running" else began + timedelta(minutes=1)
        found.append(Run(number, kind, "schedule", began, outcome, ended))  # type: ignore[arg-type]
    return found[::-1]


def planned(*told: str, now: datetime = NOON, cron: str = QUARTERS, repair: str = "") -> str:
    found = plan(cron, repair, runs(*told), now, "UTC")
    assert found is not None
    return f"{found.kind} {found.at:%H:%M}"


def test_the_first_sync_begins_at_once() -> None:
    assert plan(QUARTERS, NIGHTLY, [], NOON, "UTC") == Plan("sync", NOON)


def test_after_a_good_run_the_next_slot_comes() -> None:
    assert planned("sync 11:45 done") == "sync 12:00"
    assert planned("sync 12:00 done") == "sync 12:15"


def test_a_slot_that_was_slept_through_is_made_up_for_once() -> None:
    assert planned("sync 08:00 done") == "sync 08:15"


def test_a_kill_is_taken_up_at_once_and_many_kills_are_not() -> None:
    assert planned("sync 11:58 cut_off", "sync 11:45 done") == "sync 11:59"
    assert planned("sync 11:58 cut_off", "sync 11:56 cut_off", "sync 11:45 done") == "sync 12:01"


def test_failures_wait_longer_each_time() -> None:
    assert planned("sync 11:58 failed", "sync 11:45 done") == "sync 12:00"
    assert planned("sync 11:58 failed", "sync 11:55 failed", "sync 11:45 done") == "sync 12:01"
    many = [run for _ in range(30) for run in runs("sync 11:00 failed")]
    assert plan(QUARTERS, "", many, NOON, "UTC") == Plan("sync", datetime(2026, 3, 2, 11, 1) + LONGEST_WAIT)


def test_the_nightly_check_takes_the_place_of_a_sync_once_a_night() -> None:
    past = ["sync 03:15 done", "sync 00:00 done"]
    assert planned(*past, now=datetime(2026, 3, 2, 3, 29), repair=NIGHTLY) == "repair 03:30"
    past = ["repair 03:30 done", *past]
    assert planned(*past, now=datetime(2026, 3, 2, 3, 32), repair=NIGHTLY) == "sync 03:45"


def test_the_night_is_that_of_the_account() -> None:
    past = runs("sync 00:15 done", "sync 00:00 done")  # 03:15 in Moscow
    assert plan(QUARTERS, NIGHTLY, past, datetime(2026, 3, 2, 0, 25), "Europe/Moscow") == Plan(
        "repair", datetime(2026, 3, 2, 0, 30)
    )


def test_imports_do_not_count() -> None:
    assert planned("import 11:59 failed", "sync 11:45 done") == "sync 12:00"


def test_without_a_schedule_nothing_comes() -> None:
    assert plan("", NIGHTLY, [], NOON, "UTC") is None


@pytest.mark.parametrize("text", ["*/15", "61 * * * *", "каждый час", "* * * * * * *"])
def test_what_is_no_schedule_is_said(text: str) -> None:
    with pytest.raises(InputError, match=r"sync\.schedule cannot be"):
        checked_cron(text, "sync.schedule")


def test_what_the_crm_hints_at_does_not_wait_for_its_slot_nor_follow_at_once() -> None:
    def hinted(told: str) -> Plan | None:
        return plan(QUARTERS, "", runs(told), NOON, "UTC", is_hinted=True)

    assert hinted("sync 12:00 done") == Plan("sync", datetime(2026, 3, 2, 12, 2))
    assert hinted("sync 11:47 done") == Plan("sync", datetime(2026, 3, 2, 11, 49))
    assert hinted("sync 11:59 failed") == plan(QUARTERS, "", runs("sync 11:59 failed"), NOON, "UTC")

"""Exactly once: whatever is killed, down or started twice, each letter arrives one time, and what nobody can know is told so."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from delivery.conftest import World
from voronka import clock
from voronka.delivery.failures import DeliveryError
from voronka.delivery.running import Post
from voronka.errors import InputError, StoreError
from voronka.model.when import When
from voronka.team.schedules import Recipient, Schedule

ANNA, BORIS = Recipient("smtp", "anna@example.com"), Recipient("smtp", "boris@example.com")
CHAT, HOOK, SHELF = Recipient("telegram", "1"), "webhook", Recipient("folder", "")


def came(world: World) -> Counter[str]:
    return Counter(rcpt for one in world.mail.envelopes for rcpt in one.rcpt_tos)


def test_a_moment_sends_once_to_everybody(world: World) -> None:
    world.schedule(ANNA, BORIS, CHAT, Recipient(HOOK, f"{world.bots.url}/hook"), SHELF)
    assert not world.post().is_due()
    world.wait(minutes=2)
    assert world.post().is_due()
    assert world.post().run() == {"delivered": 5}
    assert not world.post().is_due()
    assert world.post().run() == {}
    assert came(world) == {"anna@example.com": 1, "boris@example.com": 1}
    assert len({one["message-id"] for one in world.mail.came}) == 2
    assert [one.what for one in world.bots.taken if one.what != "/hook"] == ["sendMessage", "sendMediaGroup"]
    assert len(world.made) == 1
    assert not list((world.workspace.folder / "outbox").iterdir())


def test_missed_moments_are_caught_up_once_and_said(world: World) -> None:
    world.schedule(ANNA)
    world.wait(days=15)
    world.post().run()
    world.post().run()
    [one] = world.workspace.deliveries().latest()
    # the 23rd and 30th of November were missed for the 7th of December
    assert (one.moment, one.skipped, one.state) == (datetime(2026, 12, 7, 6), 2, "delivered")
    assert came(world) == {"anna@example.com": 1}


def test_nothing_comes_of_a_pause_and_nothing_is_caught_up_after_it(world: World) -> None:
    number = world.schedule(ANNA).number
    world.workspace.schedules().pause(number)
    world.wait(days=15)
    assert not world.post().is_due()
    world.workspace.schedules().resume(number, world.now)
    assert world.post().run() == {}
    world.wait(days=7)
    assert world.post().run() == {"delivered": 1}
    world.workspace.schedules().remove(number, world.now)
    world.wait(days=7)
    assert world.post().run() == {}
    assert len(world.workspace.deliveries().latest()) == 1


def test_mail_that_is_down_for_an_hour_arrives_after_it_once(world: World) -> None:
    world.schedule(ANNA, CHAT)
    settings = world.workspace.settings
    world.workspace.change_settings({"smtp.port": 1.0})
    world.wait(minutes=1)
    assert world.post().run() == {"postponed": 1, "delivered": 1}
    [one] = world.workspace.deliveries().open()
    assert one.error["ru"][0].startswith("127.0.0.1:1 ")
    tries = 1
    for _ in range(59):
        world.wait(minutes=1)
        tries += world.post().run()["postponed"]
    assert tries == 6  # after 1, 2, 4, 8, 16 and 32 minutes
    world.workspace.change_settings({"smtp.port": settings["smtp.port"]})
    world.wait(minutes=30)
    assert world.post().run() == {"delivered": 1}
    world.wait(hours=3)
    assert world.post().run() == {}
    assert came(world) == {"anna@example.com": 1}
    assert [one.what for one in world.bots.taken] == ["sendMessage", "sendMediaGroup"]


def test_a_dead_letter_says_why_and_is_tried_again(world: World) -> None:
    world.mail.refuse["anna@example.com"] = "550 no such user"
    world.schedule(ANNA, BORIS)
    world.wait(minutes=1)
    assert world.post().run() == {"dead": 1, "delivered": 1}
    [dead] = world.workspace.deliveries().latest(state="dead")
    assert dead.error["en"] == [
        "the mail server does not take mail for anna@example.com",
        "550 no such user",
        "check the address",
    ]
    world.mail.refuse.clear()
    world.workspace.deliveries().retry(dead.number, world.now)
    assert world.post().run() == {"delivered": 1}
    assert came(world) == {"anna@example.com": 1, "boris@example.com": 1}
    with pytest.raises(InputError):
        world.workspace.deliveries().retry(dead.number, world.now)


def test_what_never_works_is_given_up_after_two_days(world: World) -> None:
    world.mail.refuse["anna@example.com"] = "450 later"
    world.schedule(ANNA)
    world.wait(minutes=1)
    world.post().run()
    world.wait(days=1)
    assert world.post().run() == {"postponed": 1}
    world.wait(days=1, hours=1)
    assert world.post().run() == {"dead": 1}


def test_a_report_that_cannot_be_made_keeps_no_other_back(world: World) -> None:
    world.schedule(ANNA, rule="mon 9:00")
    good = world.schedule(BORIS, rule="mon 9:00")

    def make(workspace: object, schedule: Schedule, *_: object) -> object:
        if schedule.number != good.number:
            raise DeliveryError("cannot be made", kind="final")
        return world.letter

    world.wait(minutes=1)
    assert Post(world.workspace, lambda: world.now, make).run() == {"dead": 1, "delivered": 1}  # type: ignore[arg-type]


def test_an_unanswered_message_is_in_doubt_and_not_sent_twice(world: World) -> None:
    world.schedule(CHAT)
    world.wait(minutes=1)
    world.bots.is_silent = True
    assert world.post().run() == {"doubtful": 1}
    world.bots.is_silent = False
    world.wait(days=3)
    assert world.post().run() == {}
    assert [one.what for one in world.bots.taken] == ["sendMessage", "sendMediaGroup"]
    [one] = world.workspace.deliveries().latest()
    assert one.error["ru"][0] == "неизвестно, дошло ли это"


def test_a_webhook_that_did_not_answer_gets_the_same_id_again(world: World) -> None:
    world.schedule(Recipient(HOOK, f"{world.bots.url}/hook"))
    world.wait(minutes=1)
    world.bots.is_silent = True
    assert world.post().run() == {"postponed": 1}
    world.bots.is_silent = False
    world.wait(minutes=1)
    assert world.post().run() == {"delivered": 1}
    assert len({one.headers["x-voronka-delivery"] for one in world.bots.taken}) == 1


def test_two_runners_send_once_between_them(world: World) -> None:
    world.schedule(ANNA)
    world.wait(minutes=1)
    inside: list[str] = []

    def make(*_: object) -> object:
        with pytest.raises(StoreError) as caught:
            world.post().run()
        inside.append(str(caught.value))
        return world.letter

    assert Post(world.workspace, lambda: world.now, make).run() == {"delivered": 1}  # type: ignore[arg-type]
    assert "reports are being sent already" in inside[0]
    # whatever became of the lock, the database gives a delivery to one of them only
    book = world.workspace.deliveries()
    schedule = world.workspace.schedules().find(1)
    assert book.begin(schedule, datetime(2026, 11, 23, 6), "schedule", world.now) is None
    world.wait(seconds=1)
    assert book.begin(schedule, world.now, "person", world.now) is not None
    [one] = book.open()
    assert [book.hand(one, 0, world.now), book.hand(one, 0, world.now)] == [True, False]


# -- killed


def due_now(world: World) -> None:
    """A schedule with a moment that has just come, by the real clock."""
    hook = Recipient(HOOK, f"{world.bots.url}/hook")
    wanted = Schedule("weekly", When.parse("* * * * *"), ("html",), (ANNA, BORIS, hook, SHELF))
    world.workspace.schedules().add(wanted, clock.now() - timedelta(minutes=1, seconds=1))
    kept = world.workspace.schedules().find(1)
    assert world.workspace.deliveries().begin(kept, clock.now(), "person", clock.now())
    world.workspace.schedules().pause(1)


class Runners:
    """Makes runs in processes of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout

    def begin(self, folder: Path, point: str = "") -> int:
        """Begin a run; its process."""
        self._in.write(f"{folder} {point}\n")
        self._in.flush()
        return int(self._out.readline())

    def end(self) -> None:
        """Wait until it is over."""
        assert self._out.readline() == "over\n"

    def run(self, folder: Path, point: str = "") -> None:
        """A whole run."""
        self.begin(folder, point)
        self.end()


@pytest.fixture(scope="module")
def runners() -> Iterator[Runners]:
    tests = Path(__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": f"{tests}:{tests.parent / 'src'}"}
    command = [sys.executable, str(Path(__file__).with_name("killed.py"))]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Runners(process)
        assert process.stdin is not None
        process.stdin.close()


def hooks(world: World) -> set[str]:
    return {one.headers["x-voronka-delivery"] for one in world.bots.taken}


@pytest.mark.parametrize(
    "point",
    [
        "outbox.put.1.before",
        "outbox.put.1.after",
        "book.made.1.after",
        "mail.send.5.after",  # the letter but for its last line
        "outbox.sweep.1.before",
    ],
)
def test_a_kill_at_a_known_point_loses_nothing_and_sends_nothing_twice(
    world: World, runners: Runners, point: str
) -> None:
    due_now(world)
    runners.run(world.workspace.folder, point)
    runners.run(world.workspace.folder)
    assert came(world) == {"anna@example.com": 1, "boris@example.com": 1}
    assert len(hooks(world)) == 1
    assert Counter(world.states()) == {"delivered": 4}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_while_the_last_line_is_out_is_told_as_in_doubt(
    world: World, runners: Runners, when: str
) -> None:
    due_now(world)
    # of a message: EHLO, MAIL, RCPT, DATA, its lines, and the last line
    runners.run(world.workspace.folder, f"mail.send.6.{when}")
    runners.run(world.workspace.folder)
    assert came(world)["anna@example.com"] <= 1
    assert came(world)["boris@example.com"] == 1
    assert Counter(world.states()) == {"doubtful": 1, "delivered": 3}


def test_ten_kills_at_random_moments_send_each_letter_once(world: World, runners: Runners) -> None:
    chance = random.Random(6)
    due_now(world)
    killed = 0
    for place in range(1, 11):
        process = runners.begin(world.workspace.folder)
        time.sleep(chance.uniform(0, 0.025 * place))
        with suppress(ProcessLookupError):  # a run may be over before the blow
            os.kill(process, signal.SIGKILL)
        runners.end()
        killed += bool(world.workspace.deliveries().open())
    runners.run(world.workspace.folder)
    assert killed
    states = {one.address: one.state for one in world.workspace.deliveries().latest()}
    for address in ("anna@example.com", "boris@example.com"):
        # a kill between the last byte and its answer cannot be known of: it is told, and nothing goes out a second time
        assert came(world)[address] == 1 or (states[address] == "doubtful" and came(world)[address] == 0)
    assert len(hooks(world)) == 1
    assert not world.workspace.deliveries().open()

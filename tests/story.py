"""Companies as five-line stories.

A line is a deal: its name, then what happened, each with its day of 2026 (`MM-DD`, or `MM-DDTHH:MM`): a stage (`lead 01-02`; `repeat/new 02-01` in the
other pipeline), `amount=500 01-04`, `owner=ivan 01-05`, `deleted 01-09`, `restored 01-10`. The first stage makes the deal. Words without a day hold from the
beginning: `amount=500`, `owner=ivan`, `source=site`, `tag=vip`, `loss_reason=price`; `robot`: no person entered the deal.

What was done about it: `>call 01-03` out and `<call 01-03` in, as well `mail`, `message`, and `meeting`, `task` without a direction; by anna, unless
`>call@ivan` names another (a client's own mail or message is nobody's, and so is `>mail@robot`); `<call/60` lasted so many seconds, `<call/no_answer` had that outcome. How the client
rated it: `nps=9 02-01`, `csat=4 02-01`. A line that begins with `-` is of no deal.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count
from pathlib import Path

from naive import Activity, Company, Deal, Event, Pipeline, Rated, Stage, Value, write_duckdb
from voronka.engines.duckdb import DuckDBEngine

SALES = Pipeline(
    1,
    10,
    "Sales",
    (
        Stage(1, "inbox", "incoming"),
        Stage(2, "lead"),
        Stage(3, "qualified"),
        Stage(4, "proposal"),
        Stage(142, "won", "won"),
        Stage(143, "lost", "lost"),
    ),
)
REPEAT = Pipeline(
    1,
    20,
    "repeat",
    (Stage(21, "new"), Stage(22, "offer"), Stage(142, "won", "won"), Stage(143, "lost", "lost")),
)
PEOPLE = {1: ("anna", 1), 2: ("ivan", 1), 3: ("olga", 2)}
TEAMS = {1: "north", 2: "south"}
UNTIL = datetime(2026, 3, 1)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def company(text: str, until: datetime = UNTIL, timezone: str = "UTC") -> Company:
    """The company of a story; deals are numbered from 1 in the order of their lines."""
    numbers = count(1)
    lines = [line.split() for line in text.strip().splitlines()]
    activities: list[Activity] = []
    answers: list[Rated] = []
    deals = []
    for words in lines:
        number = None if words[0] == "-" else next(numbers)
        rest = _done(number, words, activities, answers)
        if number is not None:
            deals.append(_deal(number, rest))
    return Company(
        (SALES, REPEAT), tuple(deals), until, PEOPLE, TEAMS, timezone,
        activities=tuple(activities), answers=tuple(answers),
    )  # fmt: skip


_DONE = re.compile(r"([<>]?)(call|mail|message|meeting|task)(?:/(\w+))?(?:@(\w+))?")
_RATED = re.compile(r"(nps|csat)=(\d+)")


def _done(
    number: int | None, words: list[str], activities: list[Activity], answers: list[Rated]
) -> list[str]:
    """Takes activities and ratings out of a line; the words that are left."""
    left: list[str] = []
    told = iter(words)
    for word in told:
        if done := _DONE.fullmatch(word):
            mark, kind, detail, name = done.groups()
            is_nobodys = name == "robot" or (mark == "<" and kind in ("mail", "message"))
            person = next(
                (p for p, (called, _) in PEOPLE.items() if called == name), None if is_nobodys else 1
            )
            seconds = int(detail) if detail and detail.isdigit() else None
            direction = {"<": "in", ">": "out"}.get(mark)
            outcome = detail if seconds is None else None
            activities.append(Activity(moment(next(told)), kind, direction, number, person, seconds, outcome))
        elif (rated := _RATED.fullmatch(word)) and number is not None:
            answers.append(Rated(moment(next(told)), number, rated[1], int(rated[2])))
        else:
            left.append(word)
    return left


def _place(word: str) -> tuple[int, int]:
    pipeline = REPEAT if word.startswith("repeat/") else SALES
    name = word.removeprefix("repeat/")
    return pipeline.pipeline_id, next(stage.stage_id for stage in pipeline.stages if stage.name == name)


def _minor(text: str) -> int | None:
    return int(text) * 100 if text else None


def _deal(number: int, words: list[str]) -> Deal:
    name, *rest = words
    amount, owner, author = None, 1, 1 if "robot" not in rest else None
    places: list[tuple[datetime, tuple[int, int]]] = []
    events: list[Event] = []
    values: list[Value] = []
    while rest:
        word = rest.pop(0)
        at = moment(rest.pop(0)) if rest and re.match(r"\d\d-\d\d", rest[0]) else None
        key, _, value = word.partition("=")
        person = next((p for p, (called, _) in PEOPLE.items() if called == value), 0)
        if key == "amount" and at is None:
            amount = _minor(value)
        elif key == "owner" and at is None:
            owner = person
        elif key in ("amount", "owner") and at is not None:
            events.append(Event(at, key, _minor(value) if key == "amount" else person))
        elif value:
            values.append(Value(key, value) if at is None else Value(key, value, at))
        elif word == "robot":
            continue
        elif word in ("deleted", "restored") and at is not None:
            events.append(Event(at, word))
        elif at is not None:
            places.append((at, _place(word)))
    (created_at, first), *moves = places
    events += [Event(at, "stage", place) for at, place in moves]
    return Deal(
        1, number, name, created_at, first, amount, owner, tuple(events), tuple(values), author=author
    )


def engine(text: str, folder: Path, until: datetime = UNTIL, timezone: str = "UTC") -> DuckDBEngine:
    """The published store of a story."""
    return DuckDBEngine(write_duckdb(company(text, until, timezone), folder / "store.duckdb"), threads=1)

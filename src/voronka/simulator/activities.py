"""What people do about deals: calls, mails, messages, tasks and meetings, the incoming leads, and how clients rate the company afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.simulator.faults import NO_FAULTS, Faults
from voronka.simulator.history import History, ends, starts
from voronka.simulator.people import NEVER, PACE, USER_IDS, Staff
from voronka.simulator.shape import Columns
from voronka.simulator.sources import CHATS, MAIL, ORIGINS, SIP
from voronka.simulator.stages import INCOMING, LOST, OPEN, TABLE, WON_ID
from voronka.simulator.worktime import DAY, Calendar, Flags, Floats, Ints, to_working_time

#: Mean number of calls, mails and messages in a stay on a stage, by its place in the pipeline (incoming first).
CALLS = (0.0, 1.0, 1.9, 1.3, 1.7, 0.6, 0.9, 0.4)
MAILS = (0.0, 0.2, 0.6, 0.8, 1.6, 1.0, 1.2, 0.5)
MESSAGES = (0.0, 0.5, 0.9, 0.6, 1.0, 0.3, 0.4, 0.4)
#: Work on a deal goes on for so many days after it entered a stage; then it is only waited for.
BUSY_DAYS = 21
#: Median minutes until the first answer by a manager of average pace; share of deals that get none.
ANSWER_MINUTES, UNANSWERED = 16.0, 0.06
#: amoCRM's call_status: message left, not available, conversation held, no answer.
CALL_STATUS = ((1, 0.05), (3, 0.08), (4, 0.62), (6, 0.25))
#: Share of wins that are rated, and the mean rating before the manager's own effect.
RATED, RATING = 0.38, 8.3


@dataclass(frozen=True)
class Stays:
    """Every stay of every deal: `deal`, `entered` and `left` (the end of the simulation for open ones), stage `code`, `person` who owned the deal then."""

    deal: Ints
    entered: Ints
    left: Ints
    code: Ints
    person: Ints
    is_last: Flags


def make_stays(history: History, until: int) -> Stays:
    """The stays of a history, in order."""
    stages, n = history.stages, len(history.arrivals)
    counts = np.bincount(stages.deal, minlength=n) + 1
    deal = np.repeat(np.arange(n), counts)
    is_first = starts(deal)
    entered, code = np.empty(len(deal), dtype=np.int64), np.empty(len(deal), dtype=np.int64)
    entered[is_first], code[is_first] = history.arrivals.at, history.arrivals.code
    entered[~is_first], code[~is_first] = stages.at, stages.after
    is_last = ends(deal)
    left = np.where(is_last, until, np.append(entered[1:], until)[: len(deal)])
    return Stays(deal, entered, left, code, history.owner_at(deal, entered), is_last)


@dataclass(frozen=True)
class Touches:
    """Contacts with clients of one kind: `deal`, `at`, `incoming`, and the `person` (index) on our side."""

    deal: Ints
    at: Ints
    incoming: Flags
    person: Ints


Contacts = tuple[Ints, Ints, Flags]


def make_touches(
    rng: np.random.Generator,
    history: History,
    stays: Stays,
    until: int,
    staff: Staff,
    calendar: Calendar,
    faults: Faults = NO_FAULTS,
) -> dict[str, Touches]:
    """Calls, mails and messages: during stays, the first answer to an enquiry, and the enquiries themselves."""
    deal, at, kind = _first_answers(rng, history, stays, calendar)
    opening = _enquiries(history)
    made = {}
    for number, (name, rates, incoming) in enumerate(
        (("calls", CALLS, 0.22), ("mails", MAILS, 0.4), ("messages", MESSAGES, 0.5))
    ):
        answers = (
            deal[kind == number],
            at[kind == number],
            np.zeros(int(np.sum(kind == number)), dtype=bool),
        )
        during = _during_stays(rng, stays, np.array(rates), incoming, calendar)
        parts = [during, answers, opening[name]]
        asked = history.arrivals.at
        put_off = [
            (deal_, faults.answered(asked[deal_], at_, in_, calendar), in_) for deal_, at_, in_ in parts
        ]
        made[name] = _joined(history, put_off, until, staff)
    return made


def _during_stays(
    rng: np.random.Generator, stays: Stays, rates: Floats, incoming: float, calendar: Calendar
) -> Contacts:
    place = np.minimum(TABLE.position[stays.code], len(rates) - 1)
    mean = np.where(TABLE.kind[stays.code] == OPEN, rates[place], 0.0)
    busy = np.minimum(stays.left - stays.entered, BUSY_DAYS * DAY)
    row = np.repeat(np.arange(len(mean)), rng.poisson(mean * np.minimum(1, 0.3 + busy / (2 * DAY))))
    at = stays.entered[row] + (rng.random(len(row)) ** 1.3 * busy[row]).astype(np.int64)
    return stays.deal[row], to_working_time(rng, calendar, at), rng.random(len(row)) < incoming


def _first_answers(
    rng: np.random.Generator, history: History, stays: Stays, calendar: Calendar
) -> tuple[Ints, Ints, Ints]:
    """The first answer to each deal that somebody took: deal, moment and kind: 0 call, 1 mail, 2 message."""
    taken = np.flatnonzero(TABLE.kind[stays.code] == OPEN)
    taken = taken[starts(stays.deal[taken])]
    taken = taken[rng.random(len(taken)) >= UNANSWERED]
    taken = taken[~history.arrivals.is_imported[stays.deal[taken]]]
    deal, pace = stays.deal[taken], np.append(PACE, 1.0)[stays.person[taken]]
    wait = ANSWER_MINUTES * 60 * pace**2 * np.exp(1.1 * rng.standard_normal(len(taken)))
    at = to_working_time(rng, calendar, stays.entered[taken] + wait.astype(np.int64))
    category = _categories(history)[deal]
    usual = np.where(category == CHATS, 2, np.where(category == MAIL, 1, 0))
    return deal, at, np.where(rng.random(len(deal)) < 0.75, usual, 0)


def _categories(history: History) -> Ints:
    return np.array([origin.category for origin in ORIGINS])[history.arrivals.source]


def _enquiries(history: History) -> dict[str, Contacts]:
    """The client's own call, mail or message that an incoming lead began with."""
    arrivals, category = history.arrivals, _categories(history)
    incoming = TABLE.kind[arrivals.code] == INCOMING
    found: dict[str, Contacts] = {}
    for name, wanted in (("calls", SIP), ("mails", MAIL), ("messages", CHATS)):
        deal = np.flatnonzero(incoming & (category == wanted))
        found[name] = (deal, arrivals.at[deal], np.ones(len(deal), dtype=bool))
    return found


def _joined(history: History, parts: list[Contacts], until: int, staff: Staff) -> Touches:
    """Sorted by deal and time, each with the owner of that moment; none by people who have left, none after the end."""
    deal, at, incoming = (np.concatenate(column) for column in zip(*parts, strict=True))
    person = history.owner_at(deal, at)
    here = (at < until) & (np.append(staff.leaves_at, NEVER)[person] > at)
    order = np.lexsort((at, deal))
    order = order[here[order]]
    return Touches(deal[order], at[order], incoming[order], person[order])


def ids_by_time(at: Ints, base: int) -> Ints:
    """Ids that grow with time, as a CRM gives them."""
    ids = np.empty(len(at), dtype=np.int64)
    ids[np.argsort(at, kind="stable")] = base + 3 * np.arange(len(at))
    return ids


def make_calls(rng: np.random.Generator, touches: Touches, deal_id: Ints, contact_id: Ints) -> Columns:
    """The table `calls`."""
    n = len(touches.deal)
    codes, chances = zip(*CALL_STATUS, strict=True)
    status = rng.choice(np.array(codes), n, p=chances)
    talked = np.exp(5.0 + 0.9 * rng.standard_normal(n)).astype(np.int64) + 5
    contact = contact_id[touches.deal]
    return {
        "id": ids_by_time(touches.at, 41_000_017),
        "deal_id": deal_id[touches.deal],
        "contact_id": contact,
        "on_contact": (rng.random(n) < 0.55) & (contact > 0),
        "at": touches.at,
        "person_id": USER_IDS[touches.person],
        "is_incoming": touches.incoming,
        "seconds": np.where(status == 4, np.minimum(talked, 5_400), 0),
        "status": status,
    }


def make_letters(
    rng: np.random.Generator, touches: Touches, deal_id: Ints, base: int, by_robot: float
) -> Columns:
    """The tables `mails` and `messages`: of those that come in, and of a share of those that go out, no person is the author."""
    nobody = touches.incoming | (rng.random(len(touches.deal)) < by_robot)
    return {
        "id": ids_by_time(touches.at, base),
        "deal_id": deal_id[touches.deal],
        "at": touches.at,
        "person_id": np.where(nobody, 0, USER_IDS[touches.person]),
        "is_incoming": touches.incoming,
    }


def make_tasks(
    rng: np.random.Generator, stays: Stays, deal_id: Ints, until: int, calendar: Calendar
) -> Columns:
    """The table `tasks`: most stays on an open stage begin with one; it is done in time, late, or never."""
    row = np.flatnonzero((TABLE.kind[stays.code] == OPEN) & (rng.random(len(stays.deal)) < 0.8))
    n = len(row)
    meets = rng.random(n) < np.where(np.isin(TABLE.position[stays.code[row]], (3, 4)), 0.25, 0.04)
    created = stays.entered[row]
    till = to_working_time(rng, calendar, created + ((0.2 + rng.exponential(2.2, n)) * DAY).astype(np.int64))
    late = rng.random(n) < 0.2
    done = to_working_time(
        rng,
        calendar,
        np.where(
            late, till + (rng.exponential(1.5, n) * DAY).astype(np.int64), created + (till - created) // 2
        ),
    )
    never = (rng.random(n) < np.where(stays.is_last[row], 0.65, 0.10)) | (done >= until)
    order = np.lexsort((created, stays.deal[row]))
    columns: Columns = {
        "id": ids_by_time(created, 52_000_009),
        "deal_id": deal_id[stays.deal[row]],
        "created_at": created,
        "person_id": USER_IDS[stays.person[row]],
        "task_type": np.where(meets, 2, 1),
        "complete_till": till,
        "completed_at": np.where(never, 0, done),
    }
    return {name: column[order] for name, column in columns.items()}


def make_unsorted(history: History, deal_id: Ints) -> Columns:
    """The table `unsorted`: every deal that began in «Неразобранное»; neither accepted nor declined: nobody took it."""
    arrivals, stages = history.arrivals, history.stages
    leads = np.flatnonzero(starts(stages.deal))
    first_at = np.zeros(len(arrivals), dtype=np.int64)
    first_to = np.zeros(len(arrivals), dtype=np.int64)
    first_at[stages.deal[leads]], first_to[stages.deal[leads]] = stages.at[leads], stages.after[leads]
    deal = np.flatnonzero((TABLE.kind[arrivals.code] == INCOMING) & ~arrivals.is_imported)
    moved, declined = first_at[deal] > 0, TABLE.kind[first_to[deal]] == LOST
    return {
        "deal_id": deal_id[deal],
        "created_at": arrivals.at[deal],
        "category": _categories(history)[deal],
        "accepted_at": np.where(moved & ~declined, first_at[deal], 0),
        "declined_at": np.where(moved & declined, first_at[deal], 0),
    }


def make_answers(rng: np.random.Generator, history: History, deals: Columns, until: int) -> Columns:
    """The table `answers`: NPS ratings some days after a win, better for the quicker managers."""
    won = np.flatnonzero((deals["status_id"] == WON_ID) & ~deals["is_imported"])
    won = won[rng.random(len(won)) < RATED]
    at = deals["closed_at"][won] + (DAY * (1 + rng.exponential(5.0, len(won)))).astype(np.int64)
    won, at = won[at < until], at[at < until]
    liked = np.append(0.9 - PACE, 0.0)[history.last_owner[won]]
    score = np.round(RATING + 2.5 * liked + 1.9 * rng.standard_normal(len(won)))
    return {"deal_id": deals["id"][won], "at": at, "nps": np.clip(score, 0, 10).astype(np.int64)}

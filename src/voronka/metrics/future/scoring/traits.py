"""What a score may know of a deal at a moment: its traits, strictly as of then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.clock import local_day
from voronka.metrics.clockwork import offsets
from voronka.metrics.future.scoring.past import Past, Values
from voronka.predict.score.history import DAY, days_since, total
from voronka.predict.score.traits import Trait
from voronka.stats.risk import Counts, Floats

#: Minor units of one rouble, dollar or euro.
MINOR = 100
#: Names of the days of the week, Monday first.
WEEKDAYS = tuple("0123456")
#: When a deal came in: at night, in the morning, in the afternoon, in the evening; from which local hour on.
HOURS = (("night", 0), ("morning", 8), ("afternoon", 13), ("evening", 19))


def traits_at(past: Past, deal: Counts, moment: Counts, timezone: str) -> dict[str, Trait]:
    """The traits of each deal (its place in `past`) at each moment (seconds): what happened at or after it is unknown."""
    place, stood = past.stays.last(deal, moment)
    amount, priced = total(past.amounts, past.delta, deal, moment)
    found = {
        "stage": _stage(past, place),
        "stage_days": Trait(
            days_since(moment, past.stays.at[place], stood)
            if len(past.stays.at)
            else np.full(len(deal), np.nan)
        ),
        "age_days": Trait((moment - past.started[deal]) / DAY),
        "visits": Trait(past.stays.count(deal, moment).astype(np.float64)),
        "backs": Trait(past.stays.count(deal, moment, past.is_back).astype(np.float64)),
        "amount": Trait(np.where(priced & (amount > 0), amount / MINOR, np.nan)),
        "manager": _manager(past, deal, moment),
        **_contacts(past, deal, moment),
        **_clock(past.started[deal], timezone),
    }
    return found | {
        name: _value(values, deal, moment) for name, values in past.fields.items() if name not in found
    }


def _stage(past: Past, place: Counts) -> Trait:
    """The number of the block that the deal stands on."""
    blocks = np.unique(past.position)
    stands = past.position[place] if len(past.position) else np.zeros(len(place), dtype=np.int64)
    return Trait(np.searchsorted(blocks, stands), tuple(str(block) for block in blocks.tolist()) or ("0",))


def _manager(past: Past, deal: Counts, moment: Counts) -> Trait:
    """Whose the deal was, by id."""
    people = np.unique(past.owner[past.owner > 0])
    if not len(people):
        return Trait(np.full(len(deal), -1), ())
    place, found = past.owners.last(deal, moment)
    person = np.where(found, past.owner[place], 0)
    return Trait(np.where(person > 0, np.searchsorted(people, person), -1), tuple(map(str, people.tolist())))


def _contacts(past: Past, deal: Counts, moment: Counts) -> dict[str, Trait]:
    """Contacts with the client; nothing where none are recorded at all: unknown is not zero."""
    if not len(past.touches.at):
        return {}
    last, _ = _last_of(past, deal, moment, past.is_touch)
    answered, first = _first_sent(past, deal, moment)
    ours, sent = past.touches.count(deal, moment, past.is_touch), past.touches.count(deal, moment)
    return {
        "touches": Trait(ours.astype(np.float64)),
        "replies": Trait((sent - ours).astype(np.float64)),
        "meetings": Trait(past.touches.count(deal, moment, past.is_meeting).astype(np.float64)),
        "touch_days": Trait(last),
        "answer_minutes": Trait(np.where(answered, np.maximum(first - past.started[deal], 0) / 60, np.nan)),
    }


def _last_of(
    past: Past, deal: Counts, moment: Counts, which: npt.NDArray[Any]
) -> tuple[Floats, npt.NDArray[Any]]:
    """Days since the deal's last event of a kind; nan where there was none."""
    events = past.touches
    rows = np.flatnonzero(which)
    upto = np.concatenate([[0], np.cumsum(which)])
    place = upto[events.before(deal, moment)] - 1
    found = place >= upto[events.starts(deal)]
    at = events.at[rows[np.where(found, place, 0)]] if len(rows) else np.zeros(len(deal), dtype=np.int64)
    return days_since(moment, at, found), found


def _first_sent(past: Past, deal: Counts, moment: Counts) -> tuple[npt.NDArray[Any], Counts]:
    """Whether anything had been sent to the client, and when first."""
    events = past.touches
    rows = np.flatnonzero(past.is_sent)
    upto = np.concatenate([[0], np.cumsum(past.is_sent)])
    start, end = upto[events.starts(deal)], upto[events.before(deal, moment)]
    found = end > start
    at = events.at[rows[np.where(found, start, 0)]] if len(rows) else np.zeros(len(deal), dtype=np.int64)
    return found, at


def _value(values: Values, deal: Counts, moment: Counts) -> Trait:
    """What the field said; nothing before its first value and after one that ended without another."""
    place, found = values.events.last(deal, moment)
    held = found & (values.over[place] >= moment) if len(place) else found
    return Trait(np.where(held, values.code[place], -1), values.words)


def _clock(started: Counts, timezone: str) -> dict[str, Trait]:
    """The weekday and the time of the day at which the deal came, in the account's zone."""
    local = started + _offset(started, timezone)
    # 1 January 1970 was a Thursday.
    hour = local // 3600 % 24
    edges = [since for _, since in HOURS]
    return {
        "weekday": Trait((local // DAY + 3) % 7, WEEKDAYS),
        "hour": Trait(np.searchsorted(edges, hour, side="right") - 1, tuple(name for name, _ in HOURS)),
    }


def _offset(moment: Counts, timezone: str) -> Counts:
    """Seconds that the local clock is ahead of UTC."""
    if not len(moment):
        return moment
    first, last = (
        local_day(datetime.fromtimestamp(int(one), UTC).replace(tzinfo=None), timezone)
        for one in (moment.min(), moment.max())
    )
    known = offsets(first, last, timezone)
    since = np.array([np.datetime64(at, "s").astype(np.int64) for at, _ in known])
    ahead = np.array([round(offset.total_seconds()) for _, offset in known])
    return ahead[np.maximum(np.searchsorted(since, moment, side="right") - 1, 0)]

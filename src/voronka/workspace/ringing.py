"""Which alerts are told of now: each trouble once, again only when it has grown or was put off and is still there, and a few a week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from voronka.model.alert import Alert
from voronka.team.alerts import PutOff, Ring, ranked

#: A trouble is over when it was not seen for so long: one that flickers about its line is the same one.
GONE = timedelta(days=7)
#: The span in which only so many alerts ring.
WEEK = timedelta(days=7)
#: It has grown a lot when it costs so many times what was told, or is as many times as improbable where it has no price.
GROWN = 2
#: These are told of whatever else rang: without them nothing else can be believed.
ALWAYS = ("sync",)


def news(
    found: Iterable[Alert],
    rings: Sequence[Ring],
    put_off: Mapping[str, PutOff],
    free: int,
    now: datetime,
) -> list[Alert]:
    """What rings now, the weightiest first: `rings` are the troubles that are not over, `free` so many more may ring this week.

    >>> day = datetime(2026, 11, 23)
    >>> def of(rule): return Alert(rule, rule, day, day, day, (), 4, 26, 19, 34, "deals", 4, None, 5.2)
    >>> [one.rule for one in news([of("inflow"), of("stay"), of("sync")], [], {}, 1, day)]
    ['inflow', 'sync']
    """
    known = {one.key: one for one in rings}
    due = [one for one in ranked(found) if is_news(one, known.get(one.key), put_off.get(one.key), now)]
    fitting = [one for one in due if one.rule not in ALWAYS][: max(free, 0)]
    return [one for one in due if one.rule in ALWAYS or one in fitting]


def is_news(alert: Alert, ring: Ring | None, put_off: PutOff | None, now: datetime) -> bool:
    """Whether somebody should be told: it is new, or it was put off until now and still holds, or it has grown a lot since it was told."""
    if put_off is not None and put_off.until > now:
        return False
    if ring is None or ring.rung_at is None or ring.told is None:
        return True
    was_put_off = put_off is not None and ring.rung_at < put_off.until
    return was_put_off or has_grown(alert, ring.told)


def has_grown(alert: Alert, told: Alert) -> bool:
    """Whether it costs twice what was told, or is twice as improbable where it has no price.

    >>> day = datetime(2026, 11, 23)
    >>> before = Alert("inflow", "inflow", day, day, day, (), 4, 26, 19, 34, "deals", 4, None, 5.0)
    >>> has_grown(before, before), has_grown(Alert("inflow", "inflow", day, day, day, (), 1, 26, 19, 34, "deals", 1, None, 10.0), before)
    (False, True)
    """
    if alert.money is not None and told.money is not None and told.money.minor:
        return alert.money.minor >= GROWN * told.money.minor
    return told.surprise > 0 and alert.surprise >= GROWN * told.surprise


def over(
    found: Iterable[Alert], rings: Iterable[Ring], now: datetime, only: Sequence[str] | None = None
) -> list[int]:
    """The numbers of troubles that are not seen any more, of all rules or of those that were looked at; a sync that works again is over at once."""
    seen = {one.key for one in found}
    return [
        one.number
        for one in rings
        if one.key not in seen
        and (only is None or one.rule in only)
        and (one.rule in ALWAYS or now - one.seen_at >= GONE)
    ]

"""New deals: when they come, from where, how large they are, on which stage they start and who gets them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from voronka.simulator.people import Staff
from voronka.simulator.sources import INDUSTRIES, ORIGINS, UNKNOWN
from voronka.simulator.stages import MAIN, REPEAT, TABLE
from voronka.simulator.worktime import DAY, Calendar, Flags, Floats, Ints, busyness, to_working_time

#: Amounts are log-normal around this many roubles, times the factors of source and industry.
TYPICAL_AMOUNT, AMOUNT_SPREAD = 330_000.0, 0.85
#: Repeat deals are a little smaller.
REPEAT_SIZE = 0.9
#: Share of new deals that come from a client who has asked before.
SAME_CLIENT = 0.04


@dataclass(frozen=True)
class Arrivals:
    """Deals that come in, one entry each.

    `at`: when; `code`: the stage they start on; `source`: number of the source (true, even where nobody wrote it down: `source_known`);
    `manager`: who will work on it; `size`: standard normal, what the chances depend on; `worth`: roubles it would be sold for;
    `industry`: number, −1 unknown; `by_hand`: entered by the manager; `client_of`: the deal (index) of the same client, −1 for a new one;
    `is_imported` and `created_at` (false for imported ones).
    """

    at: Ints
    code: Ints
    source: Ints
    source_known: Flags
    manager: Ints
    size: Floats
    worth: Floats
    industry: Ints
    by_hand: Flags
    client_of: Ints
    is_imported: Flags
    created_at: Ints

    def __len__(self) -> int:
        return len(self.at)


def join(parts: list[Arrivals]) -> Arrivals:
    """All deals of the parts, in that order."""
    return Arrivals(
        **{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Arrivals)}
    )


def new_deals(
    rng: np.random.Generator, n: int, span: tuple[int, int], staff: Staff, calendar: Calendar
) -> Arrivals:
    """`n` deals of the main pipeline that come in within `span` (from, to; half-open), sorted by the moment they come."""
    source = rng.choice(len(ORIGINS), n, p=_normed([origin.share for origin in ORIGINS]))
    by_hand = np.array([origin.by_hand for origin in ORIGINS])[source]
    at = _moments(rng, by_hand, *span, calendar)
    order = np.argsort(at, kind="stable")
    at, source, by_hand = at[order], source[order], by_hand[order]
    incoming = rng.random(n) < np.array([origin.incoming for origin in ORIGINS])[source]
    first = TABLE.first[MAIN]
    made = _make(rng, at, np.where(incoming, first, first + 1), source, by_hand, staff)
    earlier = (rng.random(n) * np.arange(n)).astype(np.int64)
    known = (rng.random(n) < SAME_CLIENT) & (np.arange(n) > 0)
    return replace(made, client_of=np.where(known, earlier, -1))


def entered_deals(
    rng: np.random.Generator, n: int, code: int, span: tuple[int, int], staff: Staff, calendar: Calendar
) -> Arrivals:
    """`n` deals that managers enter by hand within `span`, on the stage `code`: tenders, and old clients who order again."""
    by_hand = np.ones(n, dtype=bool)
    at = np.sort(_moments(rng, by_hand, *span, calendar))
    source = rng.choice(len(ORIGINS), n, p=_normed([origin.share for origin in ORIGINS]))
    return _make(rng, at, np.full(n, code), source, by_hand, staff)


def repeat_deals(
    rng: np.random.Generator, parents: Ints, at: Ints, before: Arrivals, staff: Staff
) -> Arrivals:
    """Deals that come in to the repeat pipeline at `at`, of the clients of `parents` (indexes into `before`) and mostly their managers."""
    code = np.full(len(at), TABLE.first[REPEAT] + 1)
    made = _make(rng, at, code, before.source[parents], np.ones(len(at), dtype=bool), staff)
    stays = staff.leaves_at[before.manager[parents]] > at
    return replace(
        made,
        manager=np.where(stays, before.manager[parents], made.manager),
        worth=made.worth * REPEAT_SIZE,
        industry=before.industry[parents],
        client_of=parents,
    )


def _moments(rng: np.random.Generator, by_hand: Flags, start: int, until: int, calendar: Calendar) -> Ints:
    n = len(by_hand)
    midnight, weight = busyness(start, until)
    day = np.searchsorted(np.cumsum(weight) / weight.sum(), rng.random(n), side="right")
    # Clients write around the clock, mostly by day.
    hour = np.where(rng.random(n) < 0.15, 24 * rng.random(n), 13.3 + 3.0 * rng.standard_normal(n)) % 24
    at = midnight[np.minimum(day, len(midnight) - 1)] + (hour * 3600).astype(np.int64)
    at[by_hand] = to_working_time(rng, calendar, at[by_hand])
    outside = (at < start) | (at >= until)
    at[outside] = _nearby(rng, at[outside], start, until)
    return at


def _nearby(rng: np.random.Generator, at: Ints, start: int, until: int) -> Ints:
    """Moments outside [start, until) brought to the first or last hours of it."""
    inside = rng.integers(0, min(DAY // 4, until - start), len(at))
    return np.where(at < start, start + inside, until - 1 - inside)


def _make(
    rng: np.random.Generator, at: Ints, code: Ints, source: Ints, by_hand: Flags, staff: Staff
) -> Arrivals:
    n = len(at)
    industry = rng.choice(len(INDUSTRIES), n, p=_normed([weight for _, weight, _ in INDUSTRIES]))
    size = rng.standard_normal(n)
    factor = np.array([origin.size for origin in ORIGINS])[source]
    factor = factor * np.array([each for _, _, each in INDUSTRIES])[industry]
    return Arrivals(
        at=at,
        code=code.astype(np.int64),
        source=source.astype(np.int64),
        source_known=rng.random(n) >= UNKNOWN,
        manager=staff.pick(rng, at, source),
        size=size,
        worth=TYPICAL_AMOUNT * factor * np.exp(AMOUNT_SPREAD * size),
        industry=np.where(rng.random(n) < 0.3, -1, industry),
        by_hand=by_hand,
        client_of=np.full(n, -1),
        is_imported=np.zeros(n, dtype=bool),
        created_at=at,
    )


def _normed(weights: list[float]) -> Floats:
    total: float = sum(weights)
    return np.array(weights) / total

"""A score learned from what its asker sees: past moments of past deals, the guard against traits that know the outcome, and a trial out of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.conversion.horizons import win_horizon
from voronka.metrics.future.scoring.past import Past, past, past_statements
from voronka.metrics.future.scoring.traits import traits_at
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.predict.score.fit import Fit
from voronka.predict.score.guard import Finding, examine, late_share
from voronka.predict.score.history import DAY
from voronka.predict.score.judge import Bin, Flags, calibration
from voronka.predict.score.traits import rows_of, without_twins
from voronka.predict.score.validate import Snapshots, Trial, learned, trial
from voronka.stats.risk import Counts

#: Ages in days at which past deals are looked at.
AGES = (0, 1, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365)
#: A score is learned from at least so many closed deals.
ENOUGH = 200
#: Of more deals than this so many are learned from, evenly spread.
MOST_DEALS = 15_000
#: And at most so many moments of them.
MOST_LOOKS = 80_000
#: The horizon is at most this part of the time since the first win: the rest is needed to learn from and to be tried on.
PART = 4
#: Groups of past moments beside which a chance is told.
BINS = 20
#: The most recent part of contacts, and how many moments tell of them.
RECENT, FEWEST = 0.05, 30
#: (days on the stage from which on, days since the last contact).
Freshest = tuple[tuple[float, float], ...]
#: A change so shortly before the closing came with it.
AT_END = DAY
KEPT = 8


@dataclass(frozen=True, eq=False)
class Learned:
    """`state`: `signal`, `no_signal`, `untried` (tried on too little), `too_few` (closed deals), or `undated` (no deal's history has dates).

    `findings` are what the guard found of each trait; `used` the traits that were learned from. `fit` and `bins` only where there is something to tell.
    """

    state: str
    horizon_days: float
    closed: int
    won: int
    findings: Mapping[str, Finding]
    used: tuple[str, ...] = ()
    fit: Fit | None = None
    trial: Trial | None = None
    bins: tuple[Bin, ...] = ()
    snapshots: Snapshots | None = None
    freshest: Freshest = ()


def horizon_days(engine: Engine, asked: Asked, known: Past) -> float:
    """As asked, else the time that 90 % of past wins took, but no more than a quarter of the time since the first win; whole days."""
    if asked.number("horizon") is not None:
        return float(asked.number("horizon") or 0)
    wins = known.ended[known.is_won]
    longest = (known.until - int(wins.min())) // DAY // PART if len(wins) else 0
    return float(max(1, min(win_horizon(engine, asked), longest)))


def learn(engine: Engine, asked: Asked) -> Learned:
    """What can be learned of the pipeline at the as-of time; the same each time for the same store."""
    key = (tuple(past_statements(asked)), asked.number("horizon"), asked.context.score.leave_out)
    return once(engine, "score", key, lambda: _learn(engine, asked), KEPT)


def _learn(engine: Engine, asked: Asked) -> Learned:
    known = past(engine, asked)
    horizon = horizon_days(engine, asked, known)
    findings = guard(known, asked.account.timezone)
    told = Learned("too_few", horizon, int(known.is_closed.sum()), int(known.is_won.sum()), findings)
    if told.closed < ENOUGH:
        return told
    left_out = {
        *asked.context.score.leave_out,
        *(name for name, one in findings.items() if one.why not in ("", "constant")),
    }
    snapshots = look(known, horizon, asked.account.timezone, left_out)
    if not len(snapshots):
        return replace(told, state="undated")
    tried = trial(snapshots)
    state = tried.verdict
    if state != "signal":
        return replace(told, state=state, trial=tried, snapshots=snapshots)
    found = learned(snapshots, tried)
    return replace(
        told,
        state=state,
        used=found.design.names,
        fit=found,
        trial=tried,
        bins=calibration(tried.chance, tried.snapshots.won, BINS, tried.snapshots.deal),
        snapshots=snapshots,
        freshest=freshest(snapshots),
    )


def freshest(past: Snapshots) -> Freshest:
    """How recent the last contact was with deals that stood as long on their stage, at the most recent twentieth: a call to one that has been given up does not make it a deal that is being worked on."""
    contact, stood = past.traits.get("touch_days"), past.traits["stage_days"].values
    if contact is None:
        return ()
    found = []
    for start, end in pairwise((*AGES, np.inf)):
        here = (stood >= start) & (stood < end) & contact.is_known
        if here.sum() >= FEWEST:
            found.append((float(start), float(np.quantile(contact.values[here], RECENT))))
    return tuple(found)


def look(known: Past, horizon: float, timezone: str, left_out: set[str]) -> Snapshots:
    """Past deals as they were at several ages while they were open, whose whole horizon has passed; none from before the first win, when nothing could be won."""
    deal, moment = _moments(known, horizon)
    traits = {
        name: trait
        for name, trait in traits_at(known, deal, moment, timezone).items()
        if name not in left_out
    }
    traits = without_twins(traits)
    seconds = round(horizon * DAY)
    won = known.is_won[deal] & (known.ended[deal] >= moment) & (known.ended[deal] < moment + seconds)
    return Snapshots(deal, moment, traits, np.asarray(won), seconds)


def _moments(known: Past, horizon: float) -> tuple[Counts, Counts]:
    """(deal, moment) of every look; a second after the deal came, so that what came with it is known."""
    rows = np.flatnonzero(known.is_complete)
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), MOST_DEALS)).astype(np.int64))]
    deal = np.repeat(rows, len(AGES))
    moment = known.started[deal] + np.tile(np.array(AGES) * DAY, len(rows)) + 1
    wins = known.ended[known.is_won]
    first = int(wins.min()) if len(wins) else known.until
    kept = (moment >= first) & (moment + round(horizon * DAY) < known.until)
    deal, moment = _open(known, deal[kept], moment[kept])
    # Every second or third deal, with all its moments, tells as much as can be told by so many.
    place = np.unique(deal, return_inverse=True)[1]
    some = place % max(1, -(-len(deal) // MOST_LOOKS)) == 0
    return deal[some], moment[some]


def _open(known: Past, deal: Counts, moment: Counts) -> tuple[Counts, Counts]:
    if not len(known.stays.at):
        return deal[:0], moment[:0]
    place, found = known.stays.last(deal, moment)
    kept = found & known.is_open[place]
    return deal[kept], moment[kept]


def guard(known: Past, timezone: str) -> dict[str, Finding]:
    """Each trait alone, as it was known when the deal came (of dated ones) or as it stands now (of others), against the outcome."""
    deals = np.arange(len(known.ids))
    if not len(deals):
        return {}
    moment = np.full(len(deals), known.until)
    traits = rows_of(traits_at(known, deals, moment, timezone), deals)
    return {
        name: examine(
            trait,
            known.is_won,
            known.is_closed,
            known.started,
            is_dated=_is_dated(known, name),
            late=_late(known, name),
        )
        for name, trait in traits.items()
        if name in ("amount", "manager") or name in known.fields
    }


def _is_dated(known: Past, name: str) -> bool:
    """Whether it was read as of the moment: events tell since when it holds."""
    if name == "amount":
        return _has_changes(known.amounts.deal)
    if name == "manager":
        return _has_changes(known.owners.deal)
    return known.fields[name].is_dated


def _has_changes(deal: Counts) -> bool:
    """A source that tells when a value changes tells more than one value of some deals."""
    return bool((deal[1:] == deal[:-1]).any())


def _late(known: Past, name: str) -> float | None:
    """The share of a dated field's changes that came with the closing or after it."""
    if name not in known.fields or not known.fields[name].is_dated:
        return None
    events = known.fields[name].events
    closed: Flags = known.is_closed[events.deal] & (events.at > 0)
    return late_share(events.at[closed], known.ended[events.deal[closed]], AT_END)

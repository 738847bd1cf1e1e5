"""From coming in to the win: the share of deals that is won on each day after, as the last year tells it."""

from __future__ import annotations

import numpy as np

from voronka.metrics.future.ground import Entries, Ground, Line
from voronka.predict.stages import Floats, Process, fit

#: Days of history from which chances and amounts are taken.
RECENT = 365
#: Days over which deals that come back, and the mix of first stages, are counted.
MIX = 180
#: Fewer wins than these in a year are taken together with older ones.
ENOUGH = 30


def process_of(here: Ground, line: Line) -> Process:
    """How deals went from stage to stage lately."""
    return fit(line.stays, line.states, max(here.since, here.today - RECENT), here.today)


def born(here: Ground, line: Line, stages: Floats) -> Floats:
    """Of new deals: the share won on each day after they come. Wins at each age against all deals that were seen at it; the `stages` (states, days) tell where wins are few."""
    days = stages.shape[1]
    wins, new = line.wins.until(here.today).since(here.today - RECENT), line.new.until(here.today)
    if len(wins.day) < ENOUGH:
        return mixed(here, line, new, stages)
    won = np.bincount(wins.day - wins.started, minlength=days)[:days]
    came = np.cumsum(np.bincount(new.day - here.since, new.times, here.today - here.since))
    # Of age u on any of the last days: those who came so long before them.
    whole = np.concatenate([[0.0], came])
    last = (here.today - here.since - np.arange(days)).clip(min=0)
    seen = whole[last] - whole[(last - RECENT).clip(min=0)]
    return np.asarray(np.divide(won, seen, out=np.zeros(days), where=seen > 0), dtype=np.float64)


def mixed(here: Ground, line: Line, entries: Entries, stages: Floats) -> Floats:
    """Of deals that come in from outside: the share won on each day after, by the stages on which they came lately."""
    lately = (entries.day < here.today) & (entries.day >= here.today - MIX) & (entries.state < line.states)
    mix = np.bincount(entries.state[lately], entries.times[lately], minlength=line.states)
    return np.asarray(mix / max(mix.sum(), 1) @ stages, dtype=np.float64)


def returning(here: Ground, line: Line) -> float:
    """Closed deals that come back on a day: as many as came back lately."""
    span = max(1, min(MIX, here.today - here.since))
    back = line.back.until(here.today)
    return float(back.times[back.day >= here.today - span].sum()) / span

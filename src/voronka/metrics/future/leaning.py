"""How far past forecasts leant: wins that came in past months against those that the chances of their time let expect."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import numpy as np

from voronka.engines.base import Engine
from voronka.metrics.buckets import Bucket, buckets
from voronka.metrics.future.curve import born, mixed, process_of, returning
from voronka.metrics.future.ground import Ground, Line
from voronka.metrics.future.put_off import put_off, sooner
from voronka.metrics.future.relations import day_of, number_of
from voronka.metrics.once import once
from voronka.metrics.scope import Asked
from voronka.predict.stages import OLDEST, STILL, Floats, later

#: So many past months tell of the lean; the first of them has so many days of history before it.
MONTHS, FEWEST_DAYS = 24, 120
#: It is believed to be 1, give or take so much: conversions do not change by more between the year from which they are taken and the month for which they are told.
BELIEF = 0.1
_KEPT = 256


def lean(engine: Engine, asked: Asked, here: Ground) -> float:
    """The factor by which chances of a win are to be taken: a year of history lags behind where conversions rise or fall.

    Wins of past months over those that were to be expected of the deals which stood there and came in, drawn towards 1 as if so many more had come as were expected
    (the mean of a Gamma-Poisson model).
    """
    months = _months(here)
    at, country = asked.as_of if asked.where else None, asked.context.country
    told = (asked.account.account_id, asked.pipeline, asked.where, at, country)
    expected = sum(
        once(engine, "expected wins", (*told, month.first), partial(_expected, here, month, country), _KEPT)
        for month in months
    )
    came = 0
    for line in here.lines if months else ():
        days = line.wins.until(here.today).day
        first, last = number_of(months[0].first), number_of(months[-1].last)
        came += int(((days >= first) & (days < last)).sum())
    sure = 1 / BELIEF**2
    return float((came + sure) / (expected + sure))


def _months(here: Ground) -> list[Bucket]:
    """Whole months before today."""
    first, today = here.begun + FEWEST_DAYS, day_of(here.today)
    every = buckets(day_of(min(first, here.today)), today + timedelta(days=1), "month")
    whole = [one for one in every if number_of(one.first) >= first and one.last <= today]
    return whole[-MONTHS:]


def _expected(here: Ground, month: Bucket, country: str) -> float:
    """Wins of a month by what was known when it began; deals that came in later are those which did."""
    first, last = number_of(month.first), number_of(month.last)
    then = here.until(first)
    return sum(
        _of_line(then, was, line, last - first, country)
        for was, line in zip(then.lines, here.lines, strict=True)
    )


def _of_line(then: Ground, was: Line, line: Line, days: int, country: str) -> float:
    """Of deals that stood on the stages when the day of `then` began, of those that came in on the `days` after, and of those that come back."""
    weights, delay = put_off(then, was, np.ones((days, 1)), country)
    process = process_of(then, was)
    stages = process.wins(days)
    found, after = 0.0, later(stages, weights)
    for state, deals in enumerate(_standing(then, was)):
        ages = np.flatnonzero(deals)
        found += float(deals[ages] @ process.chances(state, ages, weights, after)[:, 0])
    late = (line.new.day >= then.today) & (line.new.day < then.today + days)
    came = np.bincount(line.new.day[late] - then.today, line.new.times[late], days)
    ways = (
        (came, born(then, was, stages)),
        (returning(then, was), mixed(then, was, was.back, stages)),
    )
    return found + sum(float((came * later(sooner(won, delay), weights)[:, 0]).sum()) for came, won in ways)


def _standing(then: Ground, was: Line) -> Floats:
    """Deals by state and age: (states, ages)."""
    here = (was.stays.left == STILL) & (was.stays.state < was.states)
    age = np.minimum(then.today - was.stays.entered[here], OLDEST)
    place = was.stays.state[here] * (OLDEST + 1) + age
    counted = np.bincount(place, was.stays.times[here], was.states * (OLDEST + 1))
    return np.asarray(counted.reshape(was.states, OLDEST + 1), dtype=np.float64)

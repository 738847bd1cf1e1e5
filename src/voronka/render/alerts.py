"""Alerts in words and as a small picture: the same on the page, in the mail and in a messenger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from voronka.language import translated
from voronka.model.alert import Alert, Ringing, Rule
from voronka.render import numbers
from voronka.render.charts import (
    Amount,
    Chart,
    Count,
    Days,
    Dots,
    Estimated,
    Lines,
    Minutes,
    Percent,
    Point,
    Series,
    Unit,
)
from voronka.render.words import Words

#: Rules that look at what happens week by week, so that they can be tried on the past.
TRIED: tuple[Rule, ...] = ("inflow", "conversion", "stay", "response")
#: What an alert is measured in.
_UNITS: dict[str, Unit] = {"deals": Count(), "share": Percent(), "days": Days(), "hours": Minutes()}


@dataclass(frozen=True)
class Told:
    """An alert in words: what it is about, what happened, what is at stake, and where to begin."""

    title: str
    sentence: str
    stake: str
    advice: str


def told(alert: Alert, words: Words) -> Told:
    """An alert in words."""
    tone = "good" if alert.is_good else "bad"
    title = words(
        f"alert.{alert.rule}.{tone}" if f"alert.{alert.rule}.{tone}" in words else f"alert.{alert.rule}"
    )
    name = alert.about[-1].name if alert.about else ""
    return Told(
        words("alert.about", what=title, name=name) if name else title,
        str(translated(alert.told, words.language)) or _sentence(alert, words),
        _stake(alert, words),
        str(translated(alert.advice, words.language)) or _advice(alert, words),
    )


@dataclass(frozen=True)
class Score:
    """How a rule would have done: so many times it rang, rightly, wrongly, and of late, when that cannot be known yet."""

    rule: str
    rung: int
    rightly: int
    wrongly: int

    @property
    def unknown(self) -> int:
        """Times of which it cannot be known yet."""
        return self.rung - self.rightly - self.wrongly


def scores(past: Sequence[Ringing]) -> list[Score]:
    """The rules that are tried on the past, each with how it did."""
    known = [[one.rightly for one in past if one.alert.rule == rule] for rule in TRIED]
    return [
        Score(rule, len(said), said.count(True), said.count(False))
        for rule, said in zip(TRIED, known, strict=True)
    ]


def value_of(alert: Alert, value: float, words: Words) -> str:
    """A figure of an alert with its unit."""
    if alert.unit == "deals":
        return words("deals", n=round(value))
    return unit_of(alert).text(_scaled(alert, value), words.language)


def unit_of(alert: Alert) -> Unit:
    """What its figures are measured in."""
    currency = alert.money.currency if alert.money else "RUB"
    return _UNITS.get(alert.unit) or Amount(currency)


def picture(alert: Alert, words: Words) -> Chart:
    """The weeks against what was usual in each; without them, what is seen beside what is usual."""
    if len(alert.weeks) > 1:
        return _weeks(alert, words)
    rows = []
    # what only stands at a moment has no usual week
    if alert.observed is not None and alert.rule in TRIED:
        role = "good" if alert.is_good else "worse"
        rows.append(Estimated(words("alert.now"), _scaled(alert, alert.observed), n=alert.n, role=role))
    if alert.usual is not None:
        low, high = (None if one is None else _scaled(alert, one) for one in (alert.low, alert.high))
        rows.append(Estimated(words("alert.usual"), _scaled(alert, alert.usual), low, high, role="quiet"))
    return Dots(
        title=told(alert, words).title, rows=tuple(rows) if len(rows) == 2 else (), unit=unit_of(alert)
    )


def _weeks(alert: Alert, words: Words) -> Lines:
    """The line of what was seen over the band of what was usual; a week bears the name of its last day."""
    days = [(one.until - timedelta(hours=12)).date() for one in alert.weeks]
    seen = tuple(Point(day, _scaled(alert, one.seen)) for day, one in zip(days, alert.weeks, strict=True))
    usual = tuple(
        Point(day, _scaled(alert, one.usual), _scaled(alert, one.low), _scaled(alert, one.high))
        for day, one in zip(days, alert.weeks, strict=True)
    )
    return Lines(
        title=told(alert, words).title,
        series=(
            Series(words("alert.usual"), usual, "now"),
            Series(words("alert.now"), seen, "good" if alert.is_good else "bad"),
        ),
        y=unit_of(alert),
        grain="week",
        from_zero=True,
    )


def address_of(alert: Alert, pages: str = "") -> str:
    """The address of the list of the deals behind an alert, "" where there is none; `pages` is where the pages are."""
    if alert.deals is None:
        return ""
    return f"{pages.rstrip('/')}/deals?{urlencode(alert.deals)}"


def _sentence(alert: Alert, words: Words) -> str:
    if alert.observed is None:
        return words(f"alert.{alert.rule}.what") if f"alert.{alert.rule}.what" in words else ""
    now = value_of(alert, alert.observed, words)
    days = words("alert.days", n=max((alert.until - alert.since).days, 1))
    if alert.low is not None and alert.high is not None:
        usual = unit_of(alert).interval(_scaled(alert, alert.low), _scaled(alert, alert.high), words.language)
        return words("alert.sentence", days=days, now=now, usual=usual)
    if alert.usual is not None:
        return words("alert.sentence", days=days, now=now, usual=value_of(alert, alert.usual, words))
    return words("alert.sentence.now", days=days, now=now)


def _advice(alert: Alert, words: Words) -> str:
    good = f"alert.{alert.rule}.do.good"
    return words(good if alert.is_good and good in words else f"alert.{alert.rule}.do")


def _stake(alert: Alert, words: Words) -> str:
    if alert.money is None or not alert.money.minor:
        return ""
    # of the others it is a sum as it stands, not what a week brings
    weekly = "alert.stake.good" if alert.is_good else "alert.stake"
    key = weekly if alert.rule in TRIED else "alert.stake.sum"
    return words(key, amount=numbers.money(alert.money, words.language))


def _scaled(alert: Alert, value: float) -> float:
    """Hours are drawn by the minute."""
    return value * 60 if alert.unit == "hours" else value

"""The path of one deal: on which stage it stood when, and what was done meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voronka.render import dates, numbers
from voronka.render.charts import when
from voronka.render.charts.base import Chart, Head, Space, Table, joined
from voronka.render.charts.letters import width
from voronka.render.charts.ranks import MOST_ROWS, Ranks
from voronka.render.charts.scale import Axis
from voronka.render.charts.scene import Dot, Group, Mark, Rect, Rule, Scene, Text
from voronka.render.charts.units import Days
from voronka.render.words import Words


@dataclass(frozen=True)
class Stay:
    """A stay on a stage, in the account's time; `end` None is still there. `role`: "now", "before" of a stage gone back to, "quiet" skipped."""

    stage: str
    start: datetime
    end: datetime | None
    role: str = "now"
    aside: str = ""


@dataclass(frozen=True)
class Deed:
    """Something done with the deal: a call, a meeting; `kind` is the line it stands on."""

    kind: str
    at: datetime
    text: str = ""
    role: str = "second"
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Timeline(Chart):
    """Stays in order, deeds by kind, `until` the moment at which everything is looked at; `ending` is how and when the deal was closed."""

    stays: tuple[Stay, ...]
    until: datetime
    deeds: tuple[Deed, ...] = ()
    ending: tuple[datetime, str, str] | None = None

    @property
    def is_empty(self) -> bool:
        """The deal stood nowhere."""
        return not self.stays

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of deeds in the order of their first."""
        return tuple(dict.fromkeys(deed.kind for deed in self.deeds))

    def table(self, words: Words) -> Table:
        """Stays, then deeds."""
        heads = (
            Head(words("chart.name")),
            Head(words("chart.start")),
            Head(words("chart.end")),
            Head(words("chart.long"), Days()),
        )
        rows = [(stay.stage, stay.start, stay.end, self.days(stay)) for stay in self.stays]
        return Table(
            heads, (*rows, *((joined([deed.kind, deed.text]), deed.at, None, None) for deed in self.deeds))
        )

    def days(self, stay: Stay) -> float:
        """How long a stay lasts, until now where it is not over."""
        return ((stay.end or self.until) - stay.start) / timedelta(days=1)

    def notes(self) -> tuple[str, ...]:
        """What a pale bar means."""
        return ("chart.note.stands",) if any(stay.end is None for stay in self.stays) else ()

    def scene(self, space: Space) -> Scene:
        """The chart laid out."""
        return _Layout(self, space).scene()


class _Layout:
    """One layout of a deal's path."""

    def __init__(self, chart: Timeline, space: Space) -> None:
        self.chart, self.space = chart, space
        self.stays = chart.stays[:MOST_ROWS]
        names = (*(stay.stage for stay in self.stays), *chart.kinds)
        self.ranks = Ranks(names, space, 26 if chart.ending else 4, 14)
        moments = [chart.until, *(stay.start for stay in chart.stays), *(deed.at for deed in chart.deeds)]
        self.first, self.last = min(moments), max(moments)
        low, high = when.number(self.first), when.number(self.last)
        self.axis = Axis(low, high if high > low else low + 1, 1, ())

    def _at(self, moment: datetime) -> float:
        return self.axis.at(when.number(moment))

    def scene(self) -> Scene:
        """Days below, stays and deeds as rows."""
        stays = [self._stay(index, stay) for index, stay in enumerate(self.stays)]
        deeds = [mark for kind in self.chart.kinds for mark in self._deeds(kind)]
        names = [
            mark
            for index in range(len(self.stays), len(self.ranks.names))
            for mark in self.ranks.name(index, "note")
        ]
        return Scene(
            self.ranks.left,
            self._right(),
            self.ranks.bottom + 38,
            (*self._days(), *self._ending(), *stays, *names, *deeds),
        )

    def _right(self) -> float:
        texts = [numbers.duration(self.chart.days(stay), self.space.language) for stay in self.stays]
        return max((width(text, 13, True) for text in texts), default=0) + 14

    def _days(self) -> Iterator[Mark]:
        at_most = max(2, int((self.space.width - self.ranks.left - 70) // 56))
        for tick in when.ticks(self.first.date(), self.last.date(), at_most, self.space.language):
            x = self._at(datetime(tick.day.year, tick.day.month, tick.day.day))  # noqa: DTZ001
            yield Rule(x, self.ranks.top, x, self.ranks.bottom, "grid")
            yield Text(x, self.ranks.bottom + 17, tick.text, "tick", "middle")
            if tick.year:
                yield Text(x, self.ranks.bottom + 31, tick.year, "tick", "middle")

    def _ending(self) -> Iterator[Mark]:
        if self.chart.ending:
            moment, text, role = self.chart.ending
            x = self._at(moment)
            yield Rule(x, self.ranks.top - 8, x, self.ranks.bottom, "mark")
            yield Text(x, self.ranks.top - 12, text, f"label {role}", "end" if x > 0.4 else "start")

    def _stay(self, index: int, stay: Stay) -> Group:
        y = self.ranks.picture(index)
        start, end = self._at(stay.start), self._at(stay.end or self.chart.until)
        wide = max(end - start, 0.006)
        long = numbers.duration(self.chart.days(stay), self.space.language)
        look = f"bar {stay.role}" + ("" if stay.end else " pale")
        marks = [*self.ranks.name(index), Rect(min(start, 1 - wide), y, wide, 14, look, radius=4)]
        marks.append(Text(max(end, start + wide), y + 11.5, long, "value halo", "start", 7))
        return self.ranks.grouped(index, marks, href="", tip=self._tip(stay, long), right=self._right())

    def _tip(self, stay: Stay, long: str) -> str:
        language = self.space.language
        ends = [
            _moment(stay.start, language),
            _moment(stay.end, language) if stay.end else self.space.words("chart.now"),
        ]
        return f"{stay.stage}\n" + joined([f"{ends[0]} – {ends[1]}", long, stay.aside])

    def _deeds(self, kind: str) -> Iterator[Mark]:
        y = self.ranks.middle(len(self.stays) + self.chart.kinds.index(kind))
        for deed in self.chart.deeds:
            if deed.kind == kind:
                tip = f"{kind}\n" + joined([_moment(deed.at, self.space.language), deed.text])
                yield Group((Dot(self._at(deed.at), y, 4.5, f"dot {deed.role}"),), "box", deed.href, tip)


def _moment(value: datetime, language: str) -> str:
    day: date = value.date()
    return f"{dates.day(day, language)}, {value:%H:%M}"

"""Spans of time still to be read. Neighbours share their border second, so it does not matter whether the API's `to` is in or out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Span:
    """Unix seconds [`start`, `end`]; no end means: up to whatever there is."""

    start: int
    end: int | None = None

    @property
    def is_second(self) -> bool:
        """Too narrow to be cut."""
        return self.end is not None and self.end - self.start <= 1

    @property
    def is_burst(self) -> bool:
        """A second that was cut out, as it held more than a span should."""
        return self.end is not None and self.end - self.start <= 2

    def to_list(self) -> list[int | None]:
        """For JSON."""
        return [self.start, self.end]


@dataclass
class Spans:
    """A set of spans, newest last.

    >>> spans = Spans([Span(0, 100)])
    >>> spans.remove(Span(40, 60))
    >>> spans.spans
    [Span(start=0, end=40), Span(start=60, end=100)]
    >>> spans.add(Span(50))
    >>> spans.spans
    [Span(start=0, end=40), Span(start=50, end=None)]
    """

    spans: list[Span] = field(default_factory=list)

    @classmethod
    def from_lists(cls, lists: Iterable[Sequence[int | None]]) -> Spans:
        """Read what `Span.to_list` wrote."""
        return cls([Span(int(start or 0), end) for start, end in lists])

    def to_lists(self) -> list[list[int | None]]:
        """For JSON."""
        return [span.to_list() for span in self.spans]

    def add(self, span: Span) -> None:
        """Put a span in, joined with those that it overlaps."""
        start, end = span.start, _number(span.end)
        apart = []
        for other in self.spans:
            if other.start > end or _number(other.end) < start:
                apart.append(other)
            else:
                start, end = min(start, other.start), max(end, _number(other.end))
        self.spans = sorted([*apart, Span(start, None if end == _FOREVER else int(end))])

    def remove(self, span: Span) -> None:
        """Take out what has been read."""
        start, end = span.start, _number(span.end)
        left = []
        for other in self.spans:
            if other.start >= end or _number(other.end) <= start:
                left.append(other)
                continue
            if other.start < start:
                left.append(Span(other.start, start))
            if _number(other.end) > end:
                left.append(Span(int(end), other.end))
        self.spans = [one for one in left if one.end is None or one.end > one.start]

    def after(self, moment: int) -> Spans:
        """What of them lies after a moment.

        >>> Spans([Span(0, 40), Span(60)]).after(30).spans
        [Span(start=30, end=40), Span(start=60, end=None)]
        """
        return Spans(
            [Span(max(one.start, moment), one.end) for one in self.spans if _number(one.end) > moment]
        )

    def newest(self, width: int, since: int, now: int) -> Span | None:
        """The newest part, about `width` seconds wide; None when nothing is left. All that lies before `since` goes with the oldest."""
        if not self.spans:
            return None
        last = self.spans[-1]
        start = min(last.end if last.end is not None else now, now) - width
        return Span(last.start if start <= since else max(last.start, start), last.end)

    def seconds(self, since: int, now: int) -> int:
        """How long all spans are together between two moments."""
        return sum(
            max(0, min(now, int(min(_number(one.end), now))) - max(one.start, since)) for one in self.spans
        )


_FOREVER = float("inf")


def _number(end: int | None) -> float:
    return _FOREVER if end is None else end

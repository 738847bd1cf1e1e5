"""Which number of a metric is followed: a dotted path into its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.catalog import METRICS, metric
from voronka.metrics.kinds import Metric
from voronka.model.answer import Row
from voronka.model.column import Column, Kind
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate

#: Words for numbers that are followed most often.
SHORT = {
    "open": "volume.open",
    "new": "volume.new",
    "won": "volume.won",
    "lost": "volume.lost",
    "revenue": "volume.won_amount",
}

_STOCKS = {("volume", "open"), ("volume", "amount"), ("bridge", "term=open_end.amount"), ("velocity", "open")}


@dataclass(frozen=True)
class Headline:
    """A metric and the path to one of its numbers: `by_count`, or `stage=won.cumulative` where a segment has several rows."""

    metric: Metric
    path: str

    @property
    def column(self) -> str:
        """The name of the row's column."""
        names = self.path.split(".")
        return names[1] if "=" in names[0] else names[0]

    @property
    def is_stock(self) -> bool:
        """True for what stands at a moment, rather than happens in a period."""
        return self.metric.populations[0] == "snapshot" or (self.metric.name, self.path) in _STOCKS

    def value(self, rows: Sequence[Row]) -> Any:
        """The number in the rows of one segment; None where they have none.

        >>> Headline(METRICS["funnel"], "stage=won.cumulative").value([{"stage": "won", "cumulative": Rate(1, 2)}])
        Rate(hits=1, trials=2, low=None, high=None)
        """
        names = self.path.split(".")
        found: Any = rows[0] if rows else None
        if "=" in names[0]:
            key, _, wanted = names.pop(0).partition("=")
            found = next((row for row in rows if str(row.get(key)) == wanted), None)
        for name in names:
            if isinstance(found, Times) and name == "median_days":
                # half of the times are shorter: that is what times say of themselves, with their interval
                return found
            found = found.get(name) if isinstance(found, Mapping) else None
        return found


def headline(text: str | None, stage: str | None = None) -> Headline:
    """What `of` names: a metric by its own headline, a metric and a path, or one of `SHORT`. InputError where it cannot be followed.

    >>> headline("results").path, headline("open").metric.name, headline("conversion.step", "КП").path
    ('revenue', 'volume', 'stage=КП.step')
    """
    if not text:
        raise InputError(
            say("a trend needs a metric"),
            say("it follows one number over time"),
            say("write of=win_rate, of=results.won or of=open"),
        )
    name, _, path = SHORT.get(text, text).partition(".")
    known = metric(name)
    path = path or known.headline
    if not path:
        raise InputError(
            say("“{metric}” has no single number to follow", metric=name),
            say(
                "these have one: {names}",
                names=", ".join(one.name for one in METRICS.values() if one.headline),
            ),
            say("or name a column, as in of={metric}.{column}", metric=name, column=_first(known)),
        )
    if stage and "stage" not in known.options and "=" not in path:
        path = f"stage={stage}.{path}"
    return Headline(known, path)


def column_of(followed: Headline, columns: Sequence[Column], value: Any) -> Column:
    """How the number is shown: as the metric's own column, else by what it is."""
    own = next((column for column in columns if column.name == followed.column), None)
    kind: Kind = own.kind if own else _kind(value)
    return Column("value", own.title if own else followed.metric.title, kind)


def _first(known: Metric) -> str:
    return next((column.name for column in known.columns if column.kind not in {"name", "code", "text"}), "…")


def _kind(value: Any) -> Kind:
    kinds: tuple[tuple[type, Kind], ...] = (
        (Rate, "rate"),
        (Estimate, "estimate"),
        (Times, "times"),
        (Money, "money"),
        (int, "count"),
    )
    return next((kind for type_, kind in kinds if isinstance(value, type_)), "number")

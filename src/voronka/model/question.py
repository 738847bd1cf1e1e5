"""A question: one frozen value whose text form is the URL query, the command line and the cache key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, urlencode

from voronka.errors import InputError
from voronka.language import say
from voronka.model.option import OPTIONS
from voronka.model.period import Period

Population = Literal["cohort", "flow", "snapshot"]
POPULATIONS: tuple[Population, ...] = ("cohort", "flow", "snapshot")


@dataclass(frozen=True, order=True)
class Condition:
    """One `where`: a dimension, `=` or `!=`, and the values any of which may match; an empty value means "unknown".

    >>> Condition.parse("source!=site,phone")
    Condition(dimension='source', values=('phone', 'site'), negated=True)
    """

    dimension: str
    values: tuple[str, ...]
    negated: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `dimension=value[,value]` or `dimension!=…`; a comma inside a value is written `\\,`."""
        name, mark, rest = text.partition("=")
        negated = name.endswith("!")
        name = name.removesuffix("!").strip()
        if not mark or not name:
            raise InputError(
                say("cannot read the filter “{text}”", text=text),
                say("a filter is dimension=value, as in source=site"),
            )
        values = rest.replace("\\,", "\0").split(",")
        return cls(name, tuple(sorted({value.replace("\0", ",").strip() for value in values})), negated)

    def __str__(self) -> str:
        values = ",".join(value.replace(",", "\\,") for value in self.values)
        return f"{self.dimension}{'!=' if self.negated else '='}{values}"


@dataclass(frozen=True)
class Question:
    """What is asked. Names, not ids; resolved against a store by `metrics.ask`.

    `metric` is a name of the catalogue; `pipeline` a name or id (None: the main one); `population` None means the metric's own; `period` None means all time; `as_of` naive UTC,
    None means the store's `known_until`; `by` a dimension; `where` conditions, all of which must hold; `versus` `previous`, `year` or a period's text.
    `options` are what this metric alone is asked with (`model.option`), as sorted (name, text) pairs.
    """

    metric: str
    pipeline: str | None = None
    population: Population | None = None
    period: Period | None = None
    as_of: datetime | None = None
    by: str | None = None
    where: tuple[Condition, ...] = field(default=())
    versus: str | None = None
    options: tuple[tuple[str, str], ...] = ()

    def option(self, name: str) -> tuple[str, ...]:
        """What was written for that option.

        >>> Question.from_text("metric=win_rate&horizon=90").option("horizon")
        ('90',)
        """
        return tuple(text for one, text in self.options if one == name)

    def with_(self, **changes: Any) -> Self:
        """A copy with some fields changed.

        >>> Question("funnel").with_(by="source").to_text()
        'metric=funnel&by=source'
        """
        return replace(self, **changes)

    def to_pairs(self) -> list[tuple[str, str]]:
        """The canonical (name, value) pairs: only what differs from the default, in a fixed order."""
        pairs = [("metric", self.metric)]
        if self.pipeline is not None:
            pairs.append(("pipeline", self.pipeline))
        if self.population is not None:
            pairs.append(("population", self.population))
        if self.period is not None:
            pairs.append(("period", str(self.period)))
        if self.as_of is not None:
            pairs.append(("as_of", self.as_of.isoformat() + "Z"))
        if self.by is not None:
            pairs.append(("by", self.by))
        pairs += [("where", str(condition)) for condition in sorted(self.where)]
        if self.versus is not None:
            pairs.append(("versus", self.versus))
        return [*pairs, *self.options]

    def to_text(self) -> str:
        """The canonical text: a URL query."""
        return urlencode(self.to_pairs())

    @classmethod
    def from_text(cls, text: str, timezone: str = "UTC") -> Self:
        """Read `to_text` back; also takes a date for `as_of` (its first instant in `timezone`).

        >>> Question.from_text("metric=funnel&where=source%3Dsite").where
        (Condition(dimension='source', values=('site',), negated=False),)
        """
        return cls.from_pairs(parse_qsl(text, keep_blank_values=True), timezone)

    @classmethod
    def from_pairs(cls, pairs: list[tuple[str, str]], timezone: str = "UTC") -> Self:
        """Read (name, value) pairs; empty values count as absent; InputError names what cannot be read."""
        one: dict[str, str] = {}
        where: list[Condition] = []
        options: list[tuple[str, str]] = []
        for name, value in pairs:
            if not value:
                continue
            if name == "where":
                where.append(Condition.parse(value))
            elif name in {"metric", "pipeline", "population", "period", "as_of", "by", "versus"}:
                if one.setdefault(name, value) != value:
                    raise InputError(
                        say("the question has “{name}” twice", name=name),
                        say("“{one}” and “{other}”", one=one[name], other=value),
                        say("leave one of them"),
                    )
            elif name in OPTIONS:
                options.append((name, value))
            else:
                raise InputError(
                    say("a question has no “{name}”", name=name),
                    say("it has metric, pipeline, population, period, as_of, by, where, versus"),
                    say("some metrics also have: {names}", names=", ".join(OPTIONS)),
                )
        population = one.get("population")
        if population is not None and population not in POPULATIONS:
            raise InputError(
                say("no population called “{name}”", name=population),
                say("populations are: {names}", names=", ".join(POPULATIONS)),
            )
        if "metric" not in one:
            raise InputError(say("the question names no metric"))
        return cls(
            metric=one["metric"],
            pipeline=one.get("pipeline"),
            population=population,
            period=Period.parse(one["period"]) if "period" in one else None,
            as_of=Period.moment(one["as_of"], timezone) if "as_of" in one else None,
            by=one.get("by"),
            where=tuple(sorted(where)),
            versus=one.get("versus"),
            # a stable sort: what may be repeated keeps its order
            options=tuple(sorted(options, key=lambda pair: pair[0])),
        )

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of an answer."""
        return {
            "metric": self.metric,
            "pipeline": self.pipeline,
            "population": self.population,
            "period": str(self.period) if self.period else None,
            "as_of": self.as_of.isoformat() + "Z" if self.as_of else None,
            "by": self.by,
            "where": [str(condition) for condition in self.where],
            "versus": self.versus,
            **({"options": [f"{name}={text}" for name, text in self.options]} if self.options else {}),
        }

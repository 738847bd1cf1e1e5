"""The parts of a question as parameters of a tool, described for whoever asks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from voronka.errors import InputError
from voronka.language import say
from voronka.metrics import catalog
from voronka.model.option import OPTIONS
from voronka.model.question import Question

#: Rows of an answer, unless `limit` says otherwise, and at most.
USUAL, MOST = 30, 200

METRIC = Annotated[
    str, Field(description=say("name of the metric, as the tool metrics lists them"), examples=["win_rate"])
]
PERIOD = Annotated[
    str | None,
    Field(
        description=say(
            "2026, 2026-Q3, 2026-07, 2026-W31, 2026-01-01..2026-04-01 (the last day is not in it); closed:2026-Q3 by closing; nothing: all time"
        ),
        examples=["2026-Q3"],
    ),
]
PIPELINE = Annotated[str | None, Field(description=say("name or id of the pipeline; else the main one"))]
POPULATION = Annotated[
    Literal["cohort", "flow", "snapshot"] | None,
    Field(description=say("deals that came in, moves that happened, or deals that stand there")),
]
AS_OF = Annotated[
    str | None,
    Field(
        description=say("the moment up to which history is known: a date is its first instant"),
        examples=["2026-10-01"],
    ),
]
BY = Annotated[
    str | None,
    Field(
        description=say("split by manager, team, source, tag, amount_band, loss_reason or a field"),
        examples=["source"],
    ),
]
WHERE = Annotated[
    list[str] | None,
    Field(
        description=say("filters, all of which must hold: source=site,phone or manager!=Anna"),
        examples=[["source=Сайт"]],
    ),
]
VERSUS = Annotated[
    str | None,
    Field(description=say("compare with: previous, year or a period, at equal age"), examples=["previous"]),
]
OPTIONS_OF = Annotated[
    dict[str, str | float | list[str]] | None,
    Field(
        description=say("what this metric alone is asked with; the tool metrics tells which it has"),
        examples=[{"horizon": 90}],
    ),
]
LIMIT = Annotated[
    int, Field(ge=1, le=MOST, description=say("rows at the most; the answer says how many there are"))
]


def question_of(
    timezone: str,
    metric: str,
    where: list[str] | None = None,
    options: dict[str, str | float | list[str]] | None = None,
    **parts: str | None,
) -> Question:
    """The question of a tool's parameters; InputError names what cannot be read."""
    known = catalog.metric(metric)
    pairs = [("metric", known.name), *((name, text) for name, text in parts.items() if text)]
    pairs += [("where", text) for text in where or ()]
    for name, value in (options or {}).items():
        if name not in OPTIONS:
            raise InputError(
                say("there is no option “{name}”", name=name),
                say("“{metric}” has: {names}", metric=known.name, names=", ".join(known.options) or "—"),
            )
        values = value if isinstance(value, list) else [value]
        pairs += [(name, _written(one)) for one in values]
    return Question.from_pairs(pairs, timezone)


def _written(value: str | float) -> str:
    """A number as a person writes it: a program sends 90.0 for 90."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)

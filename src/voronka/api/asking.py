"""From the parameters of a request to a question: the same names as in the addresses of pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Query
from starlette.requests import Request

from voronka.api.errors import StatusError
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics import catalog
from voronka.metrics.kinds import Metric
from voronka.model.option import OPTIONS, Option
from voronka.model.question import Population, Question

#: Parameters that say how to answer and are no part of the question.
BESIDE = frozenset({"format", "lang", "cell", "order", "limit", "offset"})
Asked = Callable[[str, str], Question]
Found = TypeVar("Found")

_PARTS: Mapping[str, tuple[Any, Any]] = {
    "pipeline": (str | None, Query(description=say("name or id of the pipeline; else the main one"))),
    "population": (
        Population | None,
        Query(description=say("deals that came in, moves that happened, or deals that stand there")),
    ),
    "period": (
        str | None,
        Query(
            description=say(
                "2026, 2026-Q3, 2026-07, 2026-W31, 2026-01-01..2026-04-01; closed:2026-Q3 by closing"
            ),
            examples=["2026-Q3"],
        ),
    ),
    "as_of": (
        str | None,
        Query(
            description=say("the moment up to which history is known: a date is its first instant"),
            examples=["2026-10-01"],
        ),
    ),
    "by": (
        str | None,
        Query(
            description=say("split by manager, team, source, tag, amount_band, loss_reason or a field"),
            examples=["source"],
        ),
    ),
    "where": (
        list[str],
        Query(
            description=say("filter, may be repeated: source=site,phone or manager!=Anna"),
            examples=[["source=Сайт"]],
        ),
    ),
    "versus": (
        str | None,
        Query(
            description=say("compare with: previous, year or a period, at equal age"), examples=["previous"]
        ),
    ),
    "lang": (
        Literal["ru", "en"] | None,
        Query(description=say("language of words and errors; else that of Accept-Language, else Russian")),
    ),
}

#: Names of all parameters that a question is made of.
QUESTION_PARTS = frozenset({*_PARTS, *OPTIONS})


def _option(option: Option) -> tuple[Any, Any]:
    """A parameter that only some metrics have."""
    query = Query(description=option.help)
    if option.kind == "texts":
        return list[str], query
    return (Literal[option.choices] if option.choices else str) | None, query


def _parameters() -> Iterable[inspect.Parameter]:
    parts = {**_PARTS, **{name: _option(option) for name, option in OPTIONS.items()}}
    for name, (kind, query) in parts.items():
        default: Any = [] if kind == list[str] else None
        yield inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, query]
        )


def question(request: Request, **_: Any) -> Asked:
    """A dependency: what reads the question of a request, given the metric and the zone of the account.

    FastAPI checks and describes each parameter; the text of all together is read as an address is.
    """

    def read(metric: str, timezone: str) -> Question:
        pairs = [pair for pair in request.query_params.multi_items() if pair[0] not in BESIDE]
        if any(name == "metric" for name, _ in pairs):
            raise InputError(say("the metric is named twice"), do=say("leave it in the path alone"))
        return Question.from_pairs([("metric", metric), *pairs], timezone)

    return read


# The parameters come from the registries, so that a new option of a metric is described by itself.
question.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
    [
        inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request),
        *_parameters(),
    ]
)


def metric_at(name: str) -> Metric:
    """The metric that a path names; 404 with those that there are."""
    return found(lambda: catalog.metric(name))


def found(look: Callable[[], Found]) -> Found:
    """What a path names; where there is no such thing the answer is 404."""
    try:
        return look()
    except InputError as error:
        raise StatusError(404, error) from error

"""The tools: each asks for figures of the catalogue, none takes SQL, and every answer says what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp.types import CallToolResult, TextContent
from pydantic import Field

from voronka.language import Phrase, say
from voronka.mcp import parts
from voronka.mcp.alarm import told_alerts
from voronka.mcp.asker import Asker
from voronka.mcp.known import told_metric, told_metrics, told_names, told_values
from voronka.mcp.office import Office
from voronka.mcp.parts import (
    AS_OF,
    BY,
    LIMIT,
    METRIC,
    OPTIONS_OF,
    PERIOD,
    PIPELINE,
    POPULATION,
    USUAL,
    VERSUS,
    WHERE,
)
from voronka.mcp.path import told_deal
from voronka.mcp.told import Told, told, told_deals
from voronka.model.cell import Cell
from voronka.model.question import Question

#: Tool → its title and what it is for.
TOOLS: Mapping[str, tuple[Phrase, Phrase]] = {
    "names": (
        say("What there is"),
        say("Pipelines with their stages, people, teams, and the dimensions to split and filter by. Begin here: questions take these names alone."),
    ),
    "values": (
        say("Values of a filter"),
        say("The values that a filter by one dimension can take, such as all sources."),
    ),
    "metrics": (
        say("Metrics"),
        say("The catalogue: which metrics there are and what each answers; with a name, its definition, formula, columns, options and pitfalls."),
    ),
    "ask": (
        say("Ask"),
        say("The answer to a question about one metric: findings in words, rows with counts and intervals, how far to trust it, how it is counted, and the page that shows it."),
    ),
    "compare": (
        say("Compare"),
        say("The same figures of two periods at equal age, with the differences that chance alone would not make."),
    ),
    "deals": (
        say("Deals behind a number"),
        say("Exactly the deals that a number counts, such as lost_here:3; “cells” of an answer tell how its numbers are written."),
    ),
    "deal": (
        say("One deal"),
        say("One deal by its number: how it stands, and its whole path."),
    ),
    "explain": (
        say("How it is counted"),
        say("What a metric means, its formula and pitfalls, and the statements that count this question."),
    ),
    "forecast": (
        say("Forecast"),
        say("What will be won in the days, weeks, months or quarters to come, as a range, and how often such ranges held."),
    ),
    "plan": (
        say("Plan and fact"),
        say("Every goal with its fact, pace, likely end, and the probability that it is reached."),
    ),
    "alerts": (
        say("Alerts"),
        say("What is not as usual now, the dearest first: what is seen, what is usual, what is at stake in a week, and where to begin."),
    ),
    "score": (
        say("Deals to work on"),
        say("Open deals in the order of what a contact is worth now, each with its calibrated chance and the reasons."),
    ),
}  # fmt: skip


class Tools:
    """The tools over one office."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def names(self, ctx: Context) -> CallToolResult:
        with self._asker(ctx) as asker:
            return _result(told_names(asker))

    def values(
        self,
        ctx: Context,
        dimension: Annotated[
            str, Field(description=say("name of the dimension or of a field"), examples=["source"])
        ],
        pipeline: PIPELINE = None,
        limit: LIMIT = 100,
    ) -> CallToolResult:
        with self._asker(ctx) as asker:
            return _result(told_values(asker, dimension, pipeline, limit))

    def metrics(
        self,
        ctx: Context,
        name: Annotated[str | None, Field(description=say("one metric by its name"))] = None,
        find: Annotated[str | None, Field(description=say("words that its title or question holds"))] = None,
    ) -> CallToolResult:
        with self._asker(ctx) as asker:
            return _result(told_metric(asker, name) if name else told_metrics(asker, find or ""))

    def ask(
        self,
        ctx: Context,
        metric: METRIC,
        period: PERIOD = None,
        pipeline: PIPELINE = None,
        population: POPULATION = None,
        as_of: AS_OF = None,
        by: BY = None,
        where: WHERE = None,
        versus: VERSUS = None,
        options: OPTIONS_OF = None,
        limit: LIMIT = USUAL,
        offset: Annotated[int, Field(ge=0, description=say("rows to leave out first"))] = 0,
    ) -> CallToolResult:
        given = {"period": period, "pipeline": pipeline, "population": population}
        given |= {"as_of": as_of, "by": by, "versus": versus}
        return self._answered(ctx, limit, offset, metric, where, options, given)

    def compare(
        self,
        ctx: Context,
        metric: METRIC,
        period: PERIOD = None,
        versus: VERSUS = "previous",
        pipeline: PIPELINE = None,
        population: POPULATION = None,
        by: BY = None,
        where: WHERE = None,
        options: OPTIONS_OF = None,
        limit: LIMIT = USUAL,
    ) -> CallToolResult:
        given = {"period": period, "pipeline": pipeline, "population": population}
        given |= {"by": by, "versus": versus or "previous"}
        return self._answered(ctx, limit, 0, metric, where, options, given)

    def deals(
        self,
        ctx: Context,
        metric: METRIC,
        cell: Annotated[
            str,
            Field(
                description=say("the number: figure, place and segment, as in lost_here:3@Сайт"),
                examples=["won"],
            ),
        ],
        period: PERIOD = None,
        pipeline: PIPELINE = None,
        population: POPULATION = None,
        as_of: AS_OF = None,
        by: BY = None,
        where: WHERE = None,
        options: OPTIONS_OF = None,
        order: Annotated[
            str | None, Field(description=say("column to sort by; a minus in front turns it round"))
        ] = None,
        limit: LIMIT = USUAL,
        offset: Annotated[int, Field(ge=0, description=say("rows to leave out first"))] = 0,
    ) -> CallToolResult:
        given = {"period": period, "pipeline": pipeline, "population": population, "as_of": as_of, "by": by}
        with self._asker(ctx, "deals") as asker:
            question = _asked(asker, metric, where, options, given)
            found = asker.company.deals(
                question, Cell.parse(asker.meant(cell)), order=order, limit=limit, offset=offset
            )
            self._office.write_down(asker, f"deals {metric} {found.cell.figure}", _address(ctx))
            return _result(told_deals(found, asker, limit))

    def deal(
        self,
        ctx: Context,
        number: Annotated[str, Field(description=say("the deal's number in the CRM"), examples=["24028300"])],
    ) -> CallToolResult:
        with self._asker(ctx, "deals") as asker:
            found = asker.company.deal(str(number))
            self._office.write_down(asker, f"deal {number}", _address(ctx))
            return _result(told_deal(found, asker))

    def explain(
        self,
        ctx: Context,
        metric: METRIC,
        period: PERIOD = None,
        pipeline: PIPELINE = None,
        population: POPULATION = None,
        as_of: AS_OF = None,
        by: BY = None,
        where: WHERE = None,
        options: OPTIONS_OF = None,
    ) -> CallToolResult:
        given = {"period": period, "pipeline": pipeline, "population": population, "as_of": as_of, "by": by}
        with self._asker(ctx) as asker:
            text, values = told_metric(asker, metric)
            if not asker.caller.sees_sql:
                return _result((text, values))
            question = _asked(asker, metric, where, options, given)
            sql = asker.hidden(asker.company.explain(question))
            return _result((f"{text}\n\n```sql\n{sql}\n```", values | {"sql": sql}))

    def forecast(
        self,
        ctx: Context,
        grain: Annotated[
            Literal["day", "week", "month", "quarter"], Field(description=say("step of a series"))
        ] = "month",
        ahead: Annotated[
            int, Field(ge=1, le=60, description=say("so many steps of a forecast, the current one first"))
        ] = 3,
        by: Annotated[
            str | None, Field(description=say("split by manager, current_manager, team, source or pipeline"))
        ] = None,
        pipeline: PIPELINE = None,
        where: WHERE = None,
        as_of: AS_OF = None,
        limit: LIMIT = USUAL,
    ) -> CallToolResult:
        given = {"pipeline": pipeline, "as_of": as_of, "by": by}
        options: dict[str, str | float | list[str]] = {"grain": grain, "ahead": float(ahead)}
        return self._answered(ctx, limit, 0, "forecast", where, options, given)

    def plan(
        self,
        ctx: Context,
        period: PERIOD = None,
        pipeline: PIPELINE = None,
        as_of: AS_OF = None,
        limit: LIMIT = USUAL,
    ) -> CallToolResult:
        given = {"period": period, "pipeline": pipeline, "as_of": as_of}
        return self._answered(ctx, limit, 0, "plan", None, None, given)

    def alerts(self, ctx: Context, limit: LIMIT = USUAL) -> CallToolResult:
        with self._asker(ctx) as asker:
            return _result(told_alerts(asker, limit))

    def score(
        self,
        ctx: Context,
        top: Annotated[
            int, Field(ge=1, le=parts.MOST, description=say("so many rows, the most telling first"))
        ] = 10,
        pipeline: PIPELINE = None,
        where: WHERE = None,
    ) -> CallToolResult:
        options: dict[str, str | float | list[str]] = {"top": float(top)}
        return self._answered(ctx, parts.MOST, 0, "score", where, options, {"pipeline": pipeline})

    def _answered(
        self,
        ctx: Context,
        limit: int,
        offset: int,
        metric: str,
        where: list[str] | None,
        options: dict[str, str | float | list[str]] | None,
        given: Mapping[str, str | None],
    ) -> CallToolResult:
        with self._asker(ctx) as asker:
            question = _asked(asker, metric, where, options, given)
            return _result(told(asker.company.ask(question), asker, limit, offset))

    def _asker(self, ctx: Context, scope: str = "read") -> Any:
        return self._office.asker(ctx.request_context.request, scope)


def _asked(
    asker: Asker,
    metric: str,
    where: list[str] | None,
    options: dict[str, str | float | list[str]] | None,
    given: Mapping[str, str | None],
) -> Question:
    """The question that the asker means, with the names behind stand-ins."""
    question = parts.question_of(
        asker.timezone,
        metric,
        asker.meant(where or []),
        asker.meant(options or {}),
        **asker.meant(dict(given)),
    )
    return asker.check(question)


def _address(ctx: Context) -> str:
    """Where a request comes from; "" for one from this very machine's program."""
    client = getattr(ctx.request_context.request, "client", None)
    return client.host if client else ""


def _result(answer: Told) -> CallToolResult:
    text, values = answer
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=values)

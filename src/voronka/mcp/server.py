"""The server: tools and resources over one office, and errors that say what happened, why, and what to do."""

from __future__ import annotations

import difflib
import logging
from importlib.resources import files
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resources import FunctionResource, Resource
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import ValidationError

from voronka import __version__
from voronka.api.description import in_language
from voronka.api.errors import why_invalid
from voronka.errors import InputError, VoronkaError
from voronka.language import say, translated
from voronka.mcp.office import Office
from voronka.mcp.tools import TOOLS, Tools
from voronka.metrics.catalog import METRICS
from voronka.metrics.guide.pages import page

log = logging.getLogger("voronka.mcp")

_HOW = say(
    "Voronka answers questions about a company's sales funnel, by the metrics of its catalogue alone. "
    "Begin with names and metrics; ask takes the names as they stand there. "
    "Say each figure with its n, its interval and the moment it is true for, repeat warnings about trust, and give the link. "
    "Do not work out figures of your own from several answers: conversions do not multiply, gains of stages do not add up. "
    "Where an answer says that there is no reliable difference, say so, and rank nobody."
)


class Assistance(MCPServer[Any]):
    """The tools of one office; every failure of a question comes back as an answer that the assistant can read."""

    def __init__(self, office: Office) -> None:
        language = office.language
        self.office = office
        super().__init__(
            "voronka",
            title=str(say("Voronka: sales funnel").in_(language)),
            instructions=_HOW.in_(language),
            version=__version__,
            tools=_tools(office),
            resources=_resources(language),
            log_level="ERROR",
        )

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> Any:
        """The answer of a tool; an error is told in words, with what is wrong and how to mend it."""
        language = self.office.language
        try:
            self._check(name, arguments)
            return await super().call_tool(name, arguments, context)
        except VoronkaError as error:
            return _refused(error, language)
        except ToolError as error:
            return _refused(_meant(name, error), language)

    def _check(self, name: str, arguments: dict[str, Any]) -> None:
        """InputError for a tool or a parameter that is not there: passed over it would give an answer to another question."""
        if name not in TOOLS:
            raise InputError(
                say("there is no tool “{name}”", name=name), say("tools are: {names}", names=", ".join(TOOLS))
            )
        schema = self._tool_input_schema(name) or {}
        known = list(schema.get("properties", {}))
        for one in arguments:
            if one not in known:
                near = difflib.get_close_matches(one, known, 1)
                raise InputError(
                    say("the tool {tool} has no “{name}”", tool=name, name=one),
                    say("it has: {names}", names=", ".join(known)) if known else say("it has none"),
                    say("did you mean “{name}”?", name=near[0]) if near else "",
                )


def _meant(tool: str, error: ToolError) -> VoronkaError:
    """What a failed tool says of itself; a fault of ours goes into the log, and no stack leaves the server."""
    cause = error.__cause__
    if isinstance(cause, VoronkaError):
        return cause
    if isinstance(cause, ValidationError):
        first = cause.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        return InputError(
            say("“{name}” cannot be “{text}”", name=name, text=str(first.get("input"))), why_invalid(first)
        )
    log.error("tool %s", tool, exc_info=cause or error)
    return VoronkaError(
        say("this could not be answered"),
        say("it is a fault of the program; the server's log tells more"),
        say("ask in another way, or tell whoever runs the server"),
    )


def _refused(error: VoronkaError, language: str) -> CallToolResult:
    told = {name: str(translated(getattr(error, name), language)) for name in ("what", "why", "do")}
    return CallToolResult(
        content=[TextContent(type="text", text=error.in_(language))], structured_content=told, is_error=True
    )


def _tools(office: Office) -> list[Tool]:
    """The tools, described in the language of the office; all of them read, and none reads anything but this company."""
    reads = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    made = []
    for name, (title, help) in TOOLS.items():
        tool = Tool.from_function(
            getattr(Tools(office), name),
            title=title.in_(office.language),
            description=help.in_(office.language),
            annotations=reads,
            structured_output=False,
        )
        described = in_language(tool.parameters, office.language) | {"additionalProperties": False}
        made.append(tool.model_copy(update={"parameters": described}))
    return made


def _resources(language: str) -> list[Resource]:
    """The catalogue to be read: a page for each metric, and the words of the product."""
    glossary = FunctionResource.from_function(
        lambda: files("voronka.mcp").joinpath("glossary.md").read_text("utf-8"),
        uri="voronka://glossary",
        name="glossary",
        title=say("Glossary").in_(language),
        mime_type="text/markdown",
    )
    return [glossary, *(_page_of(name, language) for name in METRICS)]


def _page_of(name: str, language: str) -> Resource:
    metric = METRICS[name]
    return FunctionResource.from_function(
        lambda: page(metric, language),
        uri=f"voronka://metrics/{name}",
        name=name,
        title=metric.title.in_(language),
        description=metric.question.in_(language),
        mime_type="text/markdown",
    )

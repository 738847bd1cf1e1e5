"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from voronka.cli.texts import here
from voronka.clock import local_day, now
from voronka.language import say
from voronka.model.option import OPTIONS, Option

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "json", "csv", "md")


def workspace(command: Command) -> Command:
    """`--workspace DIR`, else VORONKA_WORKSPACE, else the current folder."""
    return click.option(
        "--workspace",
        "folder",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="VORONKA_WORKSPACE",
        default=Path(),
        show_default=False,
        help=here(say("the folder of the workspace; else VORONKA_WORKSPACE, else the current folder")),
    )(command)


def cause(command: Command) -> Command:
    """`--cause`: who started it, for the list of runs; who is not at a shell gets out of the way of who is."""
    return click.option(
        "--cause",
        type=click.Choice(["shell", "schedule", "person"]),
        default="shell",
        hidden=True,
        help=here(say("who started it, for the list of runs")),
    )(command)


def output(command: Command) -> Command:
    """`--format table|json|csv|md`."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(FORMATS),
        default="table",
        help=here(say("how to print: table, json, csv or md")),
    )(command)


def file_output(command: Command) -> Command:
    """As `output`, with xlsx, and `-o FILE`."""
    command = click.option(
        "-o",
        "--output",
        "target",
        type=click.Path(path_type=Path, dir_okay=False),
        help=here(say("write into this file")),
    )(command)
    return click.option(
        "--format",
        "style",
        type=click.Choice([*FORMATS, "xlsx"]),
        default="table",
        help=here(say("how to print: table, json, csv, md, or xlsx into a file")),
    )(command)


def question(command: Command) -> Command:
    """The parts of a question."""
    options = [
        click.option("--pipeline", help=here(say("name or id of the pipeline; else the main one"))),
        click.option(
            "--period",
            help=here(
                say("2026, 2026-Q3, 2026-07, 2026-W31, 2026-01-01..2026-04-01; closed:2026-Q3 by closing")
            ),
        ),
        click.option(
            "--as-of", help=here(say("the moment up to which history is known: a date is its first instant"))
        ),
        click.option(
            "--population",
            type=click.Choice(["cohort", "flow", "snapshot"]),
            help=here(say("deals that came in, moves that happened, or deals that stand there")),
        ),
        click.option(
            "--by", help=here(say("split by manager, team, source, tag, amount_band, loss_reason or a field"))
        ),
        click.option(
            "--where",
            multiple=True,
            help=here(say("filter, may be repeated: source=site,phone or manager!=Anna")),
        ),
        click.option("--versus", help=here(say("compare with: previous, year or a period, at equal age"))),
    ]
    options += [_own(option) for option in OPTIONS.values()]
    for option in reversed(options):
        command = option(command)
    return command


def _own(option: Option) -> Callable[[Command], Command]:
    """An option that only some metrics have; which, the metric says when it is asked."""
    return click.option(
        f"--{option.name.replace('_', '-')}",
        f"own_{option.name}",
        multiple=option.kind == "texts",
        type=click.Choice(option.choices) if option.choices else None,
        help=here(option.help),
    )


def pairs(metric: str, options: dict[str, Any]) -> list[tuple[str, str]]:
    """A question's options as the (name, value) pairs that `Question.from_pairs` reads."""
    found = [("metric", metric)]
    names = ("pipeline", "population", "period", "as_of", "by", "versus")
    found += [(name, options[name]) for name in names if options.get(name)]
    found += [("where", text) for text in options.get("where", ())]
    for name, option in OPTIONS.items():
        given = options.get(f"own_{name}")
        found += [(name, text) for text in (given or () if option.kind == "texts" else [given]) if text]
    return found


class _Day(click.ParamType[date]):
    """A day as 2026-03-01."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; a usage error for anything else."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            return self.fail(here(say("“{text}” is no day; write 2026-03-01", text=value)), param, ctx)


DAY = _Day()


def today_in(timezone: str) -> date:
    """The day it is in a zone."""
    return local_day(now(), timezone)


def today() -> datetime:
    """Midnight UTC of today, naive."""
    return datetime.now(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)

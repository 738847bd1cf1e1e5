"""`doctor`: what the stored data promise, how complete history is, and what to fix in the CRM."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

import voronka
from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import chosen, say

#: Deals of each check that JSON names.
TOP = 10


@click.command(
    help=here(
        say("Check the stored data, say how complete history is and what to fix in the CRM, with the deals.")
    )
)
@click.option("--pipeline", help=here(say("name or id of the pipeline; else the main one")))
@click.option("--list", "check", help=here(say("list all deals of one check, such as no_reason")))
@click.option(
    "--system",
    "is_system",
    is_flag=True,
    help=here(say("check the machine, the folder, the schedule and the secrets in place of the data")),
)
@options.workspace
@options.output
def doctor(folder: Path, style: str, pipeline: str | None, check: str | None, is_system: bool) -> None:
    """Print the checks; exit code 1 when a promise is broken."""
    if is_system:
        _examine(folder, style)
        return
    from voronka.model.cell import Cell
    from voronka.render.doctor import print_doctor
    from voronka.render.terminal import print_deals

    with voronka.open(folder) as company:
        if check:
            cell = Cell("deals", (check,))
            found = company.deals("fixes", cell, pipeline=pipeline)
            print_deals(found, style, chosen(), company.deal_address())
            return
        checks = company.doctor()
        fixes = company.ask("fixes", pipeline=pipeline) if company.dictionary().pipelines else None
        lists: dict[str, Any] = {}
        if fixes is not None and style == "json":
            for row in fixes.rows:
                if row["deals"]:
                    cell = Cell("deals", (row["check"],))
                    lists[row["check"]] = company.deals("fixes", cell, limit=TOP, pipeline=pipeline)
        print_doctor(checks, fixes, lists, company.deal_address(), style, chosen())
    if any(one.level == "broken" for one in checks):
        sys.exit(1)


def _examine(folder: Path, style: str) -> None:
    """The machine and what runs on it; exit code 1 where something is broken."""
    from voronka.operations.system import examine
    from voronka.render.doctor import print_doctor

    with voronka.open(folder) as company:
        checks = examine(company)
    print_doctor(checks, None, {}, "", style, chosen(), title=say("The system"))
    if any(one.level == "broken" for one in checks):
        sys.exit(1)

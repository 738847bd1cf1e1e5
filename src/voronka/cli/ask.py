"""`ask`, `deals`, `explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import voronka
from voronka.cli import options
from voronka.cli.output import put
from voronka.cli.texts import here
from voronka.language import chosen, say
from voronka.model.question import Question


def _question(company: Any, metric: str, parts: dict[str, Any]) -> Question:
    return Question.from_pairs(options.pairs(metric, parts), company.timezone)


@click.command(
    help=here(
        say(
            "Ask for a figure, such as funnel, win_rate or losses; voronka ask key_figures says which there are."
        )
    )
)
@click.argument("metric")
@options.question
@options.workspace
@options.file_output
def ask(metric: str, folder: Path, style: str, target: Path | None, **parts: Any) -> None:
    """Print an answer."""
    from voronka.metrics.catalog import METRICS, title_of
    from voronka.render.files import answer_file
    from voronka.render.terminal import print_answer

    with voronka.open(folder) as company:
        answer = company.ask(_question(company, metric, parts))
        put(
            style,
            target,
            lambda: print_answer(answer, style, chosen(), company.timezone),
            lambda: answer_file(answer, METRICS[answer.metric], title_of, chosen(), company.timezone).xlsx(),
        )


@click.command(
    help=here(
        say("List the deals behind a cell of a figure, such as lost_here:3, reached:won or here_now:2@site.")
    )
)
@click.argument("metric")
@click.argument("cell")
@options.question
@click.option("--order", help=here(say("column to sort by; a minus in front turns it round")))
@click.option("--limit", type=click.IntRange(1), default=50, help=here(say("rows at the most (50)")))
@click.option("--offset", type=click.IntRange(0), default=0, help=here(say("rows to leave out first")))
@options.workspace
@options.file_output
def deals(
    metric: str,
    cell: str,
    folder: Path,
    style: str,
    target: Path | None,
    order: str | None,
    limit: int,
    offset: int,
    **parts: Any,
) -> None:
    """Print a list of deals."""
    from voronka.metrics.catalog import metric as known
    from voronka.metrics.catalog import title_of
    from voronka.render.files import deals_file
    from voronka.render.terminal import print_deals

    with voronka.open(folder) as company:
        found = company.deals(
            _question(company, metric, parts), cell, order=order, limit=limit, offset=offset
        )
        address = company.deal_address()
        as_of = found.question.as_of or company.dictionary().known_until
        put(
            style,
            target,
            lambda: print_deals(found, style, chosen(), address),
            lambda: deals_file(found, known(metric), title_of, chosen(), as_of, address).xlsx(),
        )


@click.command(
    help=here(
        say("Print the SQL of a figure; pasted into a DuckDB shell on the store it gives the same counts.")
    )
)
@click.argument("metric")
@options.question
@options.workspace
def explain(metric: str, folder: Path, **parts: Any) -> None:
    """Print SQL."""
    with voronka.open(folder) as company:
        click.echo(company.explain(_question(company, metric, parts)))

"""`metrics`: the catalogue, and a metric's page."""

from __future__ import annotations

import json

import click

from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import chosen, say


@click.command(
    help=here(say("List all figures with the question that each answers; with a NAME, print its page."))
)
@click.argument("name", required=False)
@options.output
def metrics(name: str | None, style: str) -> None:
    """Print the catalogue or a page of it."""
    from voronka.metrics.catalog import METRICS, metric
    from voronka.metrics.guide.entry import entry
    from voronka.metrics.guide.pages import page
    from voronka.render.terminal import print_table

    language = chosen()
    wanted = [metric(name)] if name else list(METRICS.values())
    if style == "json":
        print(json.dumps([entry(one, language) for one in wanted], ensure_ascii=False, indent=2))
    elif name:
        print(page(wanted[0], language), end="")
    else:
        titles = {"name": say("ask for"), "title": say("title"), "question": say("question")}
        print_table([entry(one, language) for one in wanted], titles, style, language)

"""`simulator`: a made-up company behind a local server that speaks amoCRM's API v4."""

from __future__ import annotations

from datetime import datetime

import click

from voronka.cli import options
from voronka.cli.texts import here
from voronka.language import say


@click.group(
    help=here(say("A simulated company behind a local amoCRM server: to try things, to train, to test."))
)
def simulator() -> None:
    """Commands of the simulator."""


@simulator.command(
    help=here(say("Serve a company; prints the address, a long-lived token and OAuth credentials."))
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, help=here(say("port (8080; 0 takes a free one)"))
)
@click.option(
    "--deals",
    type=click.IntRange(0, 10_000_000),
    default=5000,
    help=here(say("how many deals in three years (5000)")),
)
@click.option("--seed", type=int, default=1, help=here(say("the same seed makes the same company (1)")))
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help=here(say("the company's present day (today)"))
)
@click.option(
    "--rate",
    type=click.IntRange(0),
    default=7,
    help=here(say("requests a second before 429 (7; 0: no limit)")),
)
@click.option(
    "--faults", default="", help=here(say("what goes wrong, as in moving,late,500=0.02; “help” lists them"))
)
def serve(port: int, deals: int, seed: int, until: datetime | None, rate: int, faults: str) -> None:
    """Serve until stopped."""
    from voronka.simulator.amocrm import switches
    from voronka.simulator.amocrm.serve import run
    from voronka.simulator.company import make_company

    if faults == "help":
        for name, meaning in switches.switches().items():
            click.echo(f"{name:<14}{meaning}")
        return
    company = make_company(deals=deals, seed=seed, until=until or options.today())
    run(company, port=port, echo=click.echo, rate=rate, faults=switches.parse(faults))

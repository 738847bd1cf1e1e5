"""`score`: learn the score and keep it, look at what is kept, and set its rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.language import chosen, say

if TYPE_CHECKING:
    from voronka.model.score import StoredModel


@click.group(help=here(say("Learn the score of deals, keep it, and set rules with points.")))
def score() -> None:
    """The score."""


@score.command(help=here(say("Learn from all deals and keep the model; from then on it serves everybody.")))
@click.option("--pipeline", help=here(say("only this pipeline; else each of them")))
@click.option(
    "--if-due", is_flag=True, help=here(say("only when the kept model is older than score.retrain_days"))
)
@options.workspace
def train(pipeline: str | None, if_due: bool, folder: Path) -> None:
    """Learn and keep."""
    with voronka.open(folder) as company:
        scorer = company.scorer(author(None))
        for one in scorer.retrain() if if_due else scorer.train(pipeline):
            if one.why is not None:
                click.echo(f"{one.pipeline}: {here(one.why)}")
            if one.model is not None:
                click.echo(
                    here(
                        say(
                            "{pipeline}: kept as number {number}; AUC {area:.2f}, calibration error {error:.3f}.",
                            pipeline=one.pipeline,
                            number=one.model.number,
                            area=one.model.metrics["auc"]["value"],
                            error=one.model.metrics["calibration_error"],
                        )
                    )
                )


@score.command("list", help=here(say("List the models that are kept, the newest first.")))
@options.workspace
@options.output
def list_(folder: Path, style: str) -> None:
    """List models."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        models = company.scores().models() if company.has_team() else ()
        names = {(one.account_id, one.pipeline_id): one.name for one in company.whole_dictionary().pipelines}
    rows = [_line(one, names.get((one.account_id, one.pipeline_id), "")) for one in models]
    titles = {
        "number": say("No."),
        "made_at": say("learned"),
        "pipeline": say("pipeline"),
        "horizon_days": say("days ahead"),
        "auc": say("AUC"),
        "calibration_error": say("calibration error"),
        "store_version": say("store"),
        "features": say("traits"),
    }
    print_table(rows, titles, style, chosen())


@score.command(help=here(say("Show one kept model with all its figures, as JSON.")))
@click.argument("number", type=int)
@options.workspace
def show(number: int, folder: Path) -> None:
    """Show a model."""
    with voronka.open(folder) as company:
        model = company.scores().model(number)
    told = {**vars(model), "made_at": model.made_at.isoformat() + "Z", "as_of": model.as_of.isoformat() + "Z"}
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


@score.group(help=here(say("Criteria with points; voronka ask score_rules tries them on the past.")))
def rule() -> None:
    """Rules."""


@rule.command("add", help=here(say("Set a rule, such as “amount>=100000” --points 10.")))
@click.argument("criterion")
@click.option(
    "--points",
    type=int,
    required=True,
    help=here(say("points of a deal that meets it; below zero to take some")),
)
@options.workspace
def rule_add(criterion: str, points: int, folder: Path) -> None:
    """Set a rule."""
    with voronka.open(folder) as company:
        made = company.scorer(author(None)).add_rule(criterion, points)
    click.echo(
        here(
            say(
                "Rule {number}: {criterion}, points: {points}",
                number=made.number,
                criterion=str(made.criterion),
                points=made.points,
            )
        )
    )


@rule.command("list", help=here(say("List the rules.")))
@options.workspace
@options.output
def rule_list(folder: Path, style: str) -> None:
    """List rules."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        rules = company.context().score.rules
    rows = [{"number": one.number, "criterion": str(one.criterion), "points": one.points} for one in rules]
    print_table(
        rows,
        {"number": say("No."), "criterion": say("criterion"), "points": say("points of the rule")},
        style,
        chosen(),
    )


@rule.command("remove", help=here(say("Take a rule back by its number.")))
@click.argument("number", type=int)
@options.workspace
def rule_remove(number: int, folder: Path) -> None:
    """Remove a rule."""
    with voronka.open(folder) as company:
        gone = company.scorer().remove_rule(number)
    click.echo(here(say("Removed: {criterion}", criterion=str(gone.criterion))))


def _line(model: StoredModel, pipeline: str) -> dict[str, object]:
    return {
        "number": model.number,
        "made_at": model.made_at.isoformat(" ", "minutes"),
        "pipeline": pipeline,
        "horizon_days": round(model.horizon_days),
        "auc": f"{model.metrics['auc']['value']:.3f}",
        "calibration_error": f"{model.metrics['calibration_error']:.3f}",
        "store_version": model.store_version,
        "features": ", ".join(model.features),
    }

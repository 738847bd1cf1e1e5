"""`goal`: what is to be reached, by whom and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import voronka
from voronka.cli import options
from voronka.cli.people import author
from voronka.cli.texts import here
from voronka.errors import InputError
from voronka.language import Phrase, chosen, say, translated
from voronka.model.goal import Goal, PlanLine, Whom
from voronka.workspace import Workspace

_WHY = click.option("--why", default="", help=here(say("why it is set or changed, for its history")))
_BY = click.option("--author", "by", help=here(say("who says so; else the user of this computer")))


@click.group(
    help=here(
        say(
            "Goals of the company, its teams and people; voronka ask plan tells how they stand and how likely they are reached."
        )
    )
)
def goal() -> None:
    """Goals."""


@goal.command(help=here(say("Set a goal, or give it another value: voronka goal add 2026-12 “1,5 млн”.")))
@click.argument("period")
@click.argument("value")
@click.option(
    "--of",
    "what",
    default="",
    help=here(say("what is to be reached, as in won, calls, win_rate; else won money")),
)
@click.option("--who", default="", help=here(say("whose goal it is: a person or a team; else the company's")))
@click.option("--pipeline", default="", help=here(say("name or id of the pipeline; else the main one")))
@_WHY
@_BY
@options.workspace
def add(
    period: str, value: str, what: str, who: str, pipeline: str, why: str, by: str | None, folder: Path
) -> None:
    """Set one goal."""
    from voronka.sources.files.months import period_text

    with voronka.open(folder) as company:
        year = options.today_in(company.timezone).year
        line = PlanLine(0, who, what, period_text(period, year) or period, value, pipeline)
        made = company.planning(author(by)).set(line, why)
        click.echo(here(say("Set as number {number}: {goal}", number=made.number, goal=_said(company, made))))


@goal.command("list", help=here(say("List all goals.")))
@options.workspace
@options.output
def list_(folder: Path, style: str) -> None:
    """List goals."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        rows = [_row(company, one) for one in company.context().goals]
    titles = {"number": say("No."), "whose": say("whose"), "goal": say("goal"), "period": say("period")}
    titles |= {"value": say("plan"), "pipeline": say("pipeline"), "author": say("author")}
    print_table(rows, titles, style, chosen())


@goal.command(help=here(say("Show how goals were changed: who, when, from what to what, and why.")))
@click.argument("number", type=int, required=False)
@options.workspace
@options.output
def history(number: int | None, folder: Path, style: str) -> None:
    """List changes."""
    from voronka.render.terminal import print_table

    with voronka.open(folder) as company:
        rows = [
            _row(company, one.goal)
            | {
                "at": one.at.isoformat(sep=" "),
                "who": one.who,
                "before": _value(company, one.goal, one.before),
                "after": _value(company, one.goal, one.after),
                "why": one.why,
            }
            for one in company.goal_changes(number)
        ]
    titles = {"at": say("when (UTC)"), "who": say("who"), "whose": say("whose"), "goal": say("goal")}
    titles |= {"period": say("period"), "before": say("from"), "after": say("to"), "why": say("why")}
    print_table(rows, titles, style, chosen())


@goal.command(help=here(say("Take a goal back by its number; its history stays.")))
@click.argument("number", type=int)
@_WHY
@_BY
@options.workspace
def remove(number: int, why: str, by: str | None, folder: Path) -> None:
    """Remove a goal."""
    with voronka.open(folder) as company:
        gone = company.planning(author(by)).remove(number, why)
        click.echo(here(say("Taken back: {goal}", goal=_said(company, gone))))


@goal.command(
    "import",
    help=here(
        say(
            "Set the goals of a table (CSV, XLSX): who, what, period, plan in each line, or a column for each month. Where a line is wrong nothing is set."
        )
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help=here(say("show what was understood, set nothing")))
@click.option("--skip-wrong", is_flag=True, help=here(say("set the goals of the other lines all the same")))
@_WHY
@_BY
@options.workspace
def import_(file: Path, dry_run: bool, skip_wrong: bool, why: str, by: str | None, folder: Path) -> None:
    """Import a plan."""
    with voronka.open(folder) as company:
        planning = company.planning(author(by))
        found = planning.read(file)
        for line, one in found.goals if dry_run else ():
            click.echo(here(say("line {line}: {why}", line=line, why=_said(company, one))))
        for wrong in found.wrong:
            click.echo(here(say("line {line}: {why}", line=wrong.line, why=wrong.why)), err=True)
        if dry_run:
            return
        if found.wrong and not skip_wrong:
            raise InputError(
                say("{n} lines of the plan are wrong, nothing was set", n=len(found.wrong)),
                do=say("mend them, or add --skip-wrong to set the rest"),
            )
        done = planning.import_(found, why or file.name, rest=skip_wrong)
        click.echo(here(say("Goals set: {n}, unchanged: {same}.", n=done, same=len(found.goals) - done)))


@goal.command(
    help=here(say("Propose a realistic plan with everybody's part; voronka ask plan_proposal is the same."))
)
@click.argument("period", required=False)
@click.option("--of", "what", default="revenue", help=here(say("what is to be reached: revenue, won or new")))
@click.option("--target", help=here(say("a plan to split, in the account's currency or in deals")))
@click.option("--take", is_flag=True, help=here(say("set the company's plan and everybody's part as goals")))
@_WHY
@_BY
@options.workspace
@options.output
def propose(
    period: str | None,
    what: str,
    target: str | None,
    take: bool,
    why: str,
    by: str | None,
    folder: Path,
    style: str,
) -> None:
    """Propose a plan, and set it."""
    from voronka.metrics.future.aims import aim_of
    from voronka.model.period import Period
    from voronka.render.terminal import print_answer

    with voronka.open(folder) as company:
        answer = company.ask("plan_proposal", period=period, of=aim_of(what).name, target=target)
        print_answer(answer, style, chosen(), company.timezone)
        if take and answer.rows:
            when = Period.parse(str(answer.totals["period"]))
            parts = [(Whom.read(str(row["key"])), row["part"]) for row in answer.rows]
            goals = [Goal(str(answer.totals["aim"]), when, part, whom) for whom, part in parts if part]
            done = company.planning(author(by)).take(goals, why)
            click.echo(here(say("Goals set: {n}, unchanged: {same}.", n=done, same=len(goals) - done)))


def _said(company: Workspace, one: Goal) -> Phrase:
    row = _row(company, one)
    return say(
        "{whose}, {goal}, {period}: {value}",
        **{name: row[name] for name in ("whose", "goal", "period", "value")},
    )


def _row(company: Workspace, one: Goal) -> dict[str, Any]:
    from voronka.metrics.future.aims import aim_of
    from voronka.metrics.future.whose import name_of

    names = company.dictionary()
    return {
        "number": one.number,
        "whose": translated(name_of(names, one.whom), chosen()),
        "goal": translated(aim_of(one.aim).title, chosen()),
        "aim": one.aim,
        "period": str(one.period),
        "value": _value(company, one, one.value),
        "plan": one.value,
        "pipeline": one.pipeline,
        "author": one.author,
    }


def _value(company: Workspace, one: Goal, value: float | None) -> str:
    from voronka.metrics.future.aims import aim_of
    from voronka.metrics.future.reading import currency_of
    from voronka.metrics.future.values import written

    if value is None:
        return ""
    aim = aim_of(one.aim)
    text = written(aim, value, currency_of(company.dictionary()))
    return f"{text} %" if aim.unit == "share" else text

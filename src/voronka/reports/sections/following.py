"""The five deals to take up next: where an hour of work brings most."""

from __future__ import annotations

from voronka.language import translated
from voronka.model.answer import Row
from voronka.reports.report import Grid, Head, Section
from voronka.reports.telling import Teller

FEW = 5


def section(tell: Teller) -> Section | None:
    """Open deals in the order of the score's gain; left out where the score cannot tell."""
    answer = tell.ask("score")
    rows = sorted((row for row in answer.rows if row["next"]), key=lambda row: row["next"])[:FEW]
    if not rows:
        return None
    words = tell.words
    heads = (
        Head(words("report.deal"), is_number=False),
        Head(words("report.stage"), is_number=False, is_spare=True),
        Head(words("report.amount")),
        Head(words("report.chance")),
    )
    return Section(
        "following",
        words("report.following"),
        (words("report.following.why"), *(_why(tell, row) for row in rows[:1])),
        grids=(Grid("deals", "", heads, tuple(_line(tell, row) for row in rows)),),
        answers=((words("report.following"), answer),),
        brief=words("report.following.brief", deal=_name(rows[0])),
    )


def _name(row: Row) -> str:
    return str(row["name"] or row["external_id"])


def _why(tell: Teller, row: Row) -> str:
    why = str(translated(row["why"], tell.language))
    return tell.words("report.following.first", deal=_name(row), why=why)


def _line(tell: Teller, row: Row) -> tuple[str, ...]:
    amount = tell.money(row["amount"]) if row["amount"] and row["amount"].minor else "—"
    chance = row["chance"].value if row["chance"] else None
    return _name(row), row["stage"], amount, tell.percent(chance)

"""Whose the forecast is: by person, team, source or pipeline, with the whole below."""

from __future__ import annotations

from dataclasses import replace

from voronka.model.answer import Answer, Row
from voronka.render.charts import Amount, Dots, Estimated
from voronka.web.foretold import asked, name
from voronka.web.page import Page
from voronka.web.tables import Table, shown, table_of

#: What it can be split by, the usual one first.
SPLITS = ("manager", "team", "source", "pipeline")
_WHOSE = ("revenue", "from_open", "from_new", "mean_money", "money_low", "money_high", "wins")


def split_by(page: Page) -> Answer:
    """The same, split as was chosen."""
    return page.answer(page.question.with_(by=page.question.by or SPLITS[0]))


def rows_of(split: Answer) -> list[Row]:
    """Of each segment of which anything is to be told the first step, those of whom most is expected first."""
    steps = [row["step"] for row in split.rows[:1]]
    found = [row for row in split.rows if row["step"] in steps and (row["won"] or row["mean_money"].minor)]
    return sorted(found, key=lambda row: (-row["money"].minor, -row["mean_money"].minor))


def whose(page: Page) -> Dots:
    """Where each person, team, source or pipeline probably ends."""
    split = split_by(page)
    rows = [row for row in rows_of(split) if row["wins_high"]]
    by = page.dimension(split.question.by or "").lower()
    return Dots(
        title=page.words("forecast.whose", step=name(page, rows[0]) if rows else "", by=by),
        summary=page.words("forecast.whose.why"),
        empty=page.words("forecast.whose.none"),
        rows=tuple(
            Estimated(
                row["segment"] or page.words("unknown"),
                row["money"].minor,
                row["money_low"].minor,
                row["money_high"].minor,
                href=page.deals("open", segment=row["segment"], question=split.question),
            )
            for row in rows
        ),
        unit=Amount(split.totals["amount"].currency),
    )


def whose_table(page: Page) -> Table:
    """The same as a table; its means add up to the whole, which is its last row."""
    split, everything = split_by(page), asked(page)
    table = table_of(page, split, page.words("forecast.whose.table"), only=_WHOSE, rows=rows_of(split))
    if split.question.by == "pipeline" or not everything.rows or not table.rows:
        return table
    known = {column.name: column for column in everything.columns}
    cells = [shown(page, everything, known[name], everything.rows[0]) for name in _WHOSE]
    head = replace(cells[0], text=page.words("forecast.together"), href="", spread="")
    return replace(table, rows=(*table.rows, (head, *cells)))

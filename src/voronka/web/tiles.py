"""Key figures as a page shows them: a name, the figure that opens its deals, what it was, and its last months as a small line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voronka.model.answer import Answer, Row
from voronka.render.charts import Sparkline
from voronka.web.page import Page
from voronka.web.tables import Shown, shown


@dataclass(frozen=True)
class Tile:
    """`title` is what it is; `note` says what the figure alone does not."""

    title: str
    shown: Shown
    spark: Sparkline | None = None
    note: str = ""


def tile(
    page: Page,
    answer: Answer,
    column: str,
    *,
    rows: Sequence[Row] | None = None,
    name: str = "",
    spark: Sparkline | None = None,
    note: str = "",
) -> Tile:
    """A figure of an answer's first row; its words are `tile.<name>`."""
    row = (answer.rows if rows is None else rows)[0]
    known = next(one for one in answer.columns if one.name == column)
    return Tile(page.words(f"tile.{name or column}"), shown(page, answer, known, row), spark, note)

"""Tables of answers for the pages: what each cell says, and the deals that it opens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from voronka.metrics.catalog import METRICS
from voronka.metrics.chance import is_clear as clear_of
from voronka.metrics.opening import cell_of, counted
from voronka.model.answer import Answer, Row
from voronka.model.column import Column
from voronka.model.money import Money
from voronka.model.question import Condition, Question
from voronka.render.cells import TEXTS, cell, is_doubtful
from voronka.render.views import segments
from voronka.web.page import Page

#: Kinds whose text has an interval behind it, in brackets.
_SPREAD = {"rate", "estimate", "amount", "mean"}


@dataclass(frozen=True)
class Head:
    """The head of a column. `spare`: with little room columns with the highest go first, 0 always stays."""

    title: str
    is_number: bool
    spare: int


@dataclass(frozen=True)
class Shown:
    """A cell: its text, its interval in small letters, where it leads, and whether it is too doubtful to be read as it is.

    `change` says what the compared period had; `is_clear`: whether the difference is more than chance would make, None where that is not known.
    """

    text: str
    spread: str = ""
    href: str = ""
    is_grey: bool = False
    change: str = ""
    is_clear: bool | None = None


@dataclass(frozen=True)
class Table:
    """A table as a page shows it; `question` is what its files are made of."""

    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Shown, ...], ...]
    question: Question

    @property
    def tells_chance(self) -> bool:
        """Whether some differences in it are told apart from chance."""
        return any(one.is_clear is not None for row in self.rows for one in row)


def table_of(
    page: Page,
    answer: Answer,
    title: str = "",
    only: Sequence[str] = (),
    without: Collection[str] = (),
    rows: Sequence[Row] | None = None,
) -> Table:
    """An answer as a table: the columns named in `only`, in that order (else all but those `without`), leaving out those without any figure."""
    picked = answer.rows if rows is None else tuple(rows)
    known = {column.name: column for column in answer.columns}
    wanted = [known[name] for name in only if name in known] if only else list(answer.columns)
    columns = [
        column
        for column in wanted
        if column.name not in without and any(row.get(column.name) is not None for row in picked)
    ]
    heads = [Head(_capital(page.text(one.title)), one.kind not in TEXTS, one.spare) for one in columns]
    body = [tuple(shown(page, answer, column, row) for column in columns) for row in picked]
    if answer.question.by is not None:
        heads.insert(0, Head(_capital(page.dimension(answer.question.by)), False, 0))
        names = segments(answer, page.language) or []
        by_row = {id(row): name for row, name in zip(answer.rows, names, strict=True)}
        body = [
            (_segment(page, answer.question, row, by_row[id(row)]), *cells)
            for row, cells in zip(picked, body, strict=True)
        ]
    name = title or page.text(METRICS[answer.metric].title)
    return Table(name, tuple(heads), tuple(body), answer.question)


def split(page: Page, answer: Answer) -> Answer:
    """The same answer, split as the address asks."""
    return page.answer(page.question) if page.question.by else answer


def _segment(page: Page, question: Question, row: Row, name: str) -> Shown:
    """The name of a segment leads to the same page about it alone."""
    if row["segment"] is None:
        return Shown(name)
    condition = Condition(question.by or "", (str(row["segment"]),))
    rest = tuple(one for one in page.question.where if one.dimension != condition.dimension)
    return Shown(name, href=page.ask(by=None, where=(*rest, condition)))


def shown(page: Page, answer: Answer, column: Column, row: Row) -> Shown:
    """One cell."""
    text = cell(row, column, page.language, answer.totals["amount"].currency, page.timezone)
    spread = ""
    if column.kind in _SPREAD and text.endswith(")"):
        text, _, spread = text[:-1].partition(" (")
    opens = cell_of(METRICS[answer.metric], column, row) if _is_something(row.get(column.name)) else None
    href = page.deals_at(opens, answer.question) if opens else ""
    change, is_clear = _change(page, answer, column, row)
    return Shown(text or "—", spread, href, is_doubtful(row.get(column.name), column.kind), change, is_clear)


def _capital(title: str) -> str:
    """A head of a column begins with a capital, whatever else it says."""
    return title[:1].upper() + title[1:]


def _is_something(value: object) -> bool:
    if isinstance(value, Money):
        return bool(value.minor)
    return bool(counted(value))


def _change(page: Page, answer: Answer, column: Column, row: Row) -> tuple[str, bool | None]:
    """What the compared period had in words (of shares: the difference), and whether the difference is more than chance would make."""
    found = (row.get("versus") or {}).get(column.name)
    if found is None:
        return "", None
    is_clear = clear_of(row, column.name)
    if isinstance(found, Mapping):
        if found.get("difference") is not None:
            is_clear = page.is_clear(found) if found["low"] is not None else None
            if column.kind in ("rate", "estimate"):
                return page.points(found["difference"]), is_clear
        found = found["then"]
    row_then = {column.name: found}
    before = cell(row_then, column, page.language, answer.totals["amount"].currency, page.timezone)
    return str(page.t("before", number=before.split(" (")[0])) if before else "", is_clear

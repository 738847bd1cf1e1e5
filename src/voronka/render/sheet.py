"""An answer or a list of deals as a table of typed values: a number stays a number, whatever program opens the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from voronka.clock import zone
from voronka.language import Phrase, say, translated
from voronka.model.answer import Answer, Row
from voronka.model.column import Column
from voronka.model.deal_list import DealList
from voronka.model.money import Money
from voronka.render import remarks
from voronka.render.parts import PARTS, SAYS_OF, Part, difference, then

Form = Literal[
    "text", "count", "number", "percent", "points", "money", "days", "hours", "minutes", "seconds", "date", "moment", "link"
]  # fmt: skip


@dataclass(frozen=True)
class Value:
    """One cell: what it holds and how a spreadsheet should show it."""

    what: Any
    form: Form
    currency: str = ""


@dataclass(frozen=True)
class Field:
    """One column of the file: its name and what it takes of a row."""

    name: str
    take: Callable[[Row], Value | None]

    @property
    def title(self) -> str:
        """The name as a header has it, with a capital letter."""
        return self.name[:1].upper() + self.name[1:]


@dataclass(frozen=True)
class Sheet:
    """A table; its lines are made as they are written, since a list of deals may be long."""

    name: str
    fields: tuple[Field, ...]
    rows: Sequence[Row]

    def lines(self) -> Iterator[list[Value | None]]:
        """The cells of each row, None where there is nothing."""
        for row in self.rows:
            yield [field.take(row) for field in self.fields]


@dataclass(frozen=True)
class Reader:
    """For whom the file is: language, the account's zone and currency."""

    language: str
    timezone: str
    currency: str

    def local(self, moment: datetime) -> datetime:
        """A moment by the account's clock."""
        return moment.replace(tzinfo=UTC).astimezone(zone(self.timezone)).replace(tzinfo=None)


def answer_sheet(answer: Answer, language: str, timezone: str, by: Phrase | str = "") -> Sheet:
    """The rows of an answer, a column for each number: a share has both ends of its interval beside it. Columns without any value are left out."""
    reader = Reader(language, timezone, answer.totals["amount"].currency)
    fields = [Field(str(translated(by, language)), lambda row: _segment(row, language))] if by else []
    fields += [field for column in answer.columns for field in _fields(column, reader)]
    if answer.versus is not None:
        fields += [field for column in answer.columns for field in _compared(column, answer.rows, reader)]
    filled = [field for field in fields if any(field.take(row) for row in answer.rows)]
    return Sheet(answer.metric, tuple(filled or fields[:1]), answer.rows)


def _segment(row: Row, language: str) -> Value:
    return Value(str(translated(row["segment"], language) or say("unknown").in_(language)), "text")


def _fields(column: Column, reader: Reader) -> Iterator[Field]:
    title = column.title.in_(reader.language)
    for part in PARTS.get(column.kind, (Part(),)):
        yield Field(_titled(title, part.name, reader.language), _taker(column, part, reader))


def _titled(title: str, part: str, language: str) -> str:
    return f"{title}: {SAYS_OF[part].in_(language)}" if part else title


def _taker(column: Column, part: Part, reader: Reader) -> Callable[[Row], Value | None]:
    return lambda row: _value(part.of(row.get(column.name)), part.kind or column.kind, column, row, reader)


def _compared(column: Column, rows: Sequence[Row], reader: Reader) -> Iterator[Field]:
    """What a figure was in the other period, and for shares and estimates by how much it differs."""
    title = column.title.in_(reader.language)
    told = [row["versus"][column.name] for row in rows if column.name in (row.get("versus") or {})]
    if not told:
        return
    kind = PARTS.get(column.kind, (Part(),))[0].kind or column.kind

    def was(row: Row) -> Value | None:
        return _value(then((row.get("versus") or {}).get(column.name)), kind, column, row, reader)

    yield Field(_titled(title, "then", reader.language), was)
    if any(isinstance(one, dict) for one in told):
        for part in ("difference", "low", "high"):
            name = "difference" if part == "difference" else f"difference_{part}"
            yield Field(_titled(title, name, reader.language), _differing(column, part, kind, reader))


def _differing(column: Column, part: str, kind: str, reader: Reader) -> Callable[[Row], Value | None]:
    form = "points" if kind == "share" else kind
    return lambda row: _value(
        difference((row.get("versus") or {}).get(column.name), part), form, column, row, reader
    )


def _value(value: Any, kind: str, column: Column, row: Row, reader: Reader) -> Value | None:
    """A cell from a value and the kind of its column; numbers in the unit that the row names go by that unit."""
    if value is None:
        return None
    if kind in ("measure", "change", "result"):
        kind = _unit_kind(kind, row)
    if isinstance(value, Phrase):
        return Value(value.in_(reader.language), "text")
    if isinstance(value, Money):
        return Value(value.major, "money", value.currency)
    if kind in ("money", "amount"):
        return Value(Money(1, reader.currency).major * value, "money", reader.currency)
    if isinstance(value, datetime):
        return Value(reader.local(value), "moment")
    if kind == "code":
        return Value(str(translated(dict(column.words).get(value, value), reader.language)), "text")
    if isinstance(value, bool):
        return Value((say("yes") if value else say("no")).in_(reader.language), "text")
    if kind == "date":
        return Value(value if isinstance(value, date) else date.fromisoformat(value), "date")
    return Value(value, _FORMS[kind]) if kind in _FORMS else Value(str(value), "text")


def _unit_kind(kind: str, row: Row) -> str:
    if kind == "change":
        return "points" if row["unit"] == "share" else "relative"
    unit: str = row["result_unit" if kind == "result" else "unit"]
    return "points" if kind == "result" and unit == "share" else unit


#: Kind of column, or unit of a row → how its numbers are shown.
_FORMS: dict[str, Form] = {
    "count": "count",
    "number": "number",
    "share": "percent",
    "relative": "points",
    "points": "points",
    "days": "days",
    "hours": "hours",
    "minutes": "minutes",
    "seconds": "seconds",
}


def deals_sheet(found: DealList, language: str, address: str = "") -> Sheet:
    """The rows of a list of deals; `address` is what a deal's link in the CRM begins with."""
    reader = Reader(language, found.timezone, found.amount.currency)

    def text(name: str) -> Callable[[Row], Value | None]:
        return lambda row: Value(str(row[name]), "text") if row[name] else None

    def moment(name: str) -> Callable[[Row], Value | None]:
        return lambda row: Value(reader.local(row[name]), "moment") if row.get(name) else None

    def number(row: Row) -> Value | None:
        told = row["external_id"] or row["deal_id"]
        return Value(str(told), "text") if told else None

    own = [field for column in found.columns for field in _fields(column, reader)]
    if any("moved_at" in row for row in found.rows[:1]):
        own = [
            Field(say("from").in_(language), text("from")),
            Field(say("to").in_(language), text("to")),
            Field(say("moved").in_(language), moment("moved_at")),
        ]
    fields = [
        Field(say("deal").in_(language), number),
        Field(say("name").in_(language), text("name")),
        *own,
        Field(say("amount").in_(language), lambda row: _value(row["amount"], "money", _NONE, row, reader)),
        Field(say("pipeline").in_(language), text("pipeline")),
        Field(say("stage").in_(language), text("stage")),
        Field(say("owner").in_(language), text("owner")),
        Field(say("created").in_(language), moment("created_at")),
        Field(say("outcome").in_(language), lambda row: _outcome(row, language)),
        Field(say("closed").in_(language), moment("outcome_at")),
        Field(say("loss reason").in_(language), text("reason")),
        Field(say("age").in_(language), lambda row: _value(row["age_days"], "days", _NONE, row, reader)),
    ]
    if address:
        fields.append(Field(say("link").in_(language), lambda row: _link(row, address)))
    return Sheet(f"{found.question.metric}-{found.cell.figure}", tuple(fields), found.rows)


_NONE = Column("", say("amount"), "money")


def _outcome(row: Row, language: str) -> Value | None:
    return Value(remarks.outcome(row["outcome"], language), "text") if row["outcome"] else None


def _link(row: Row, address: str) -> Value | None:
    return Value(f"{address}{row['deal_id']}", "link") if row["deal_id"] else None

"""Tables of plans: who, what, period and plan, a line each; or a line for each person with the months side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from voronka.errors import InputError
from voronka.language import say
from voronka.model.goal import PlanLine
from voronka.sources.files.cells import EMPTY
from voronka.sources.files.months import period_text
from voronka.sources.files.rows import Reject, read

#: What a column may be called.
NAMES = {
    "who": ("кто", "чей", "сотрудник", "менеджер", "ответственный", "команда", "отдел", "фио", "имя", "who", "whose", "person", "manager", "team", "name", "owner"),
    "what": ("что", "показатель", "метрика", "цель", "what", "metric", "measure", "goal", "aim", "kpi"),
    "period": ("период", "месяц", "квартал", "когда", "period", "month", "quarter", "when"),
    "value": ("план", "значение", "сумма", "plan", "value", "target", "amount"),
    "pipeline": ("воронка", "pipeline"),
    "year": ("год", "year"),
}  # fmt: skip
#: More goals than these no table has.
MOST = 20_000


def read_plan(path: Path, year: int) -> tuple[list[PlanLine], tuple[Reject, ...]]:
    """The plans of a CSV file or spreadsheet in its own words, and the lines that are no lines; `year` is meant where a month has none. InputError where it is no table of plans.

    Periods come back as `model.period` writes them, or as they stand where they cannot be read.
    """
    rows = read(path)
    meanings = _meanings(rows.columns)
    months = {
        name: text
        for name in rows.columns
        if name not in meanings.values() and (text := period_text(name, year))
    }
    is_wide = bool(months) and "value" not in meanings
    if not is_wide and not {"value", "period"} <= meanings.keys():
        raise InputError(
            say("{file} is no table of plans", file=path.name),
            say("its columns are: {names}", names=", ".join(rows.columns)),
            say("it needs the columns who, what, period, plan; or a column for each month"),
        )
    cells = [
        dict(zip(rows.columns, values, strict=True))
        for values in zip(
            *(map(str, rows.table.column(name).to_pylist()) for name in rows.columns), strict=True
        )
    ]
    numbers = rows.lines(range(len(cells)))
    found: list[PlanLine] = []
    for number, one in enumerate(cells):
        found += (
            _wide(numbers[number], one, meanings, months)
            if is_wide
            else _long(numbers[number], one, meanings, year)
        )
    if len(found) > MOST:
        raise InputError(say("{file} has more than {most} plans", file=path.name, most=MOST))
    return found, rows.broken


def _meanings(columns: tuple[str, ...]) -> dict[str, str]:
    """Meaning → column: the first that is called so, or begins with such a word."""
    found: dict[str, str] = {}
    for meaning, names in NAMES.items():
        plain = {" ".join(column.casefold().replace("ё", "е").split()): column for column in columns}
        exact = next((plain[name] for name in names if name in plain), None)
        begun = next(
            (column for text, column in plain.items() if text.split(",")[0].split(" ")[0] in names), None
        )
        column = exact or begun
        if column is not None and column not in found.values():
            found[meaning] = column
    return found


def _long(line: int, cells: dict[str, str], meanings: dict[str, str], year: int) -> Iterator[PlanLine]:
    value = _cell(cells, meanings, "value")
    if not any(_cell(cells, meanings, name) for name in ("who", "what", "period", "value")):
        return
    told = _cell(cells, meanings, "year")
    when = _cell(cells, meanings, "period")
    text = period_text(when, int(told) if told.isdecimal() and len(told) == 4 else year) or when
    yield PlanLine(
        line,
        _cell(cells, meanings, "who"),
        _cell(cells, meanings, "what"),
        text,
        value,
        _cell(cells, meanings, "pipeline"),
    )


def _wide(
    line: int, cells: dict[str, str], meanings: dict[str, str], months: dict[str, str]
) -> Iterator[PlanLine]:
    """A cell of each month; where it is empty there is no plan."""
    for name, period in months.items():
        value = cells[name].strip()
        if value not in EMPTY:
            yield PlanLine(
                line,
                _cell(cells, meanings, "who"),
                _cell(cells, meanings, "what"),
                period,
                value,
                _cell(cells, meanings, "pipeline"),
            )


def _cell(cells: dict[str, str], meanings: dict[str, str], meaning: str) -> str:
    text = cells[meanings[meaning]].strip() if meaning in meanings else ""
    return "" if text in EMPTY else text

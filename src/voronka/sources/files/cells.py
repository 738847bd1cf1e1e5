"""SQL that reads one cell: as text, as a moment in UTC, as money in minor units. What cannot be read is null.

`kind` is the DuckDB type of the column. Text columns are cleaned first, by `clean_sql`.
"""

from __future__ import annotations

from collections.abc import Iterable

from voronka.errors import InputError
from voronka.language import say

#: Cells that say "nothing here", in any column.
EMPTY = ("", "NULL", "null", "NaN", "nan", "None", "N/A", "n/a", "-", "—", r"\N")

#: Shapes of local times, with the formats that read them.
_SHAPES = (
    (r"\d{4}[-./]\d{1,2}[-./]\d{1,2}", ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d")),
    (r"\d{1,2}[-.]\d{1,2}[-.]\d{4}", ("%d.%m.%Y", "%d-%m-%Y")),
    (r"\d{1,2}[-.]\d{1,2}[-.]\d{2}", ("%d.%m.%y", "%d-%m-%y")),
)
#: A date that may have the day or the month first.
SLASHED = r"\d{1,2}/\d{1,2}/\d{4}"
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_CLOCK = r"([ T]\d{1,2}:\d\d(:\d\d([.]\d{1,9})?)?( [AaPp][Mm])?)?"


def quoted(name: str) -> str:
    """An SQL identifier.

    >>> print(quoted('a "b"'))
    "a ""b\"""
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL text.

    >>> print(literal("it's"))
    'it''s'
    """
    return "'" + text.replace("'", "''") + "'"


def clean_sql(column: str, kind: str, empty: Iterable[str] = ()) -> str:
    """A text cell trimmed, null when it says nothing; cells of other types as they are."""
    cell = quoted(column)
    if kind != "VARCHAR":
        return cell
    nothing = ", ".join(literal(text) for text in dict.fromkeys((*EMPTY, *empty)))
    trimmed = f"trim({cell}, ' \t\r\n\u00a0\ufeff')"
    return f"case when {trimmed} not in ({nothing}) then {trimmed} end as {cell}"


def text_sql(column: str, kind: str) -> str:
    """A cleaned cell as text; whole floats lose their `.0`, since half-empty integers come as floats."""
    cell = quoted(column)
    if kind not in ("DOUBLE", "FLOAT"):
        return cell if kind == "VARCHAR" else f"cast({cell} as varchar)"
    return (
        f"case when {cell} = trunc({cell}) and abs({cell}) < 1e15 then cast(cast({cell} as bigint) as varchar) "
        f"when not isnan({cell}) then cast({cell} as varchar) end"
    )


def moment_sql(
    column: str, kind: str, timezone: str, time_format: str | None = None, slashed: str = "%d/%m/%Y"
) -> str:
    """The cell as naive UTC: zoned times as they are, local ones of `timezone`, dates as their first instant, unix (milli)seconds.

    `time_format` (as of strftime) is the only one read when it is given; `slashed` reads dates such as 01/02/2025.
    """
    cell, zone = quoted(column), literal(timezone)
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {cell})"
    if kind.startswith(("TIMESTAMP", "DATE")):
        return _utc(f"cast({cell} as timestamp)", zone)
    text = text_sql(column, kind)
    if time_format:
        return _utc(f"try_cast(try_strptime({text}, {literal(time_format)}) as timestamp)", zone)
    return f"""case
        when regexp_full_match({text}, '\\d{{9,10}}([.]\\d+)?') then make_timestamp(cast(cast({text} as double) * 1e6 as bigint))
        when regexp_full_match({text}, '\\d{{12,13}}') then make_timestamp(cast({text} as bigint) * 1000)
        when regexp_full_match({text}, '\\d{{4}}-\\d\\d-\\d\\d[ T].*[0-9] ?(Z|UTC|[+-]\\d\\d(:?\\d\\d)?)')
            then timezone('UTC', try_cast({text} as timestamptz))
        {_local_cases(text, zone, slashed)}
    end"""


def _local_cases(text: str, zone: str, slashed: str) -> str:
    plain = f"replace({text}, ', ', ' ')"
    return "\n        ".join(
        f"when regexp_full_match({plain}, '{shape}{_CLOCK}') then {_utc(_parsed(plain, formats), zone)}"
        for shape, formats in (*_SHAPES, (SLASHED, (slashed,)))
    )


def _parsed(text: str, formats: Iterable[str]) -> str:
    every = ", ".join(f"'{day}{clock}'" for day in formats for clock in _CLOCKS)
    return f"coalesce(try_cast({text} as timestamp), try_strptime({text}, [{every}]))"


def _utc(local: str, zone: str) -> str:
    return f"timezone('UTC', timezone({zone}, {local}))"


def amount_sql(column: str, kind: str) -> str:
    """The cell as whole minor units (hundredths), half away from zero.

    Of the signs `.` and `,` the last is the decimal one, unless it comes twice, or is a comma before exactly three digits.
    """
    cell = quoted(column)
    if kind.endswith("INT") or kind.startswith(("INTEGER", "UINTEGER", "DECIMAL")):
        return f"try_cast(round(try_cast({cell} as decimal(38, 4)) * 100) as bigint)"
    if kind in ("DOUBLE", "FLOAT"):
        return f"case when isfinite({cell}) then try_cast(round({cell} * 100) as bigint) end"
    return f"try_cast(round(try_cast({_decimal(_digits(text_sql(column, kind)))} as decimal(38, 4)) * 100) as bigint)"


def _digits(text: str) -> str:
    """The number without a currency before or after it, and without spaces and apostrophes between its digits."""
    spaces = r"\s\x{00a0}\x{202f}\x{2009}"
    number = rf"[-+]?[0-9.,'’{spaces}]*[0-9][.,]?([eE][+-]?[0-9]+)?"
    pattern = rf"^[\p{{L}}\p{{Sc}}{spaces}]{{0,5}}({number})[{spaces}]*[\p{{L}}\p{{Sc}}.]{{0,5}}$"
    core = f"regexp_extract(replace({text}, '−', '-'), {literal(pattern)}, 1)"
    between = f"['’{spaces}]"
    return f"regexp_replace({core}, {literal(between)}, '', 'g')"


def _decimal(digits: str) -> str:
    return f"""case
        when regexp_full_match({digits}, '[-+]?(\\d+([.]\\d*)?|[.]\\d+)([eE][+-]?\\d+)?') then {digits}
        when regexp_full_match({digits}, '[-+]?\\d{{1,3}}(,\\d{{3}})+([.]\\d*)?') then replace({digits}, ',', '')
        when regexp_full_match({digits}, '[-+]?(\\d{{1,3}}([.]\\d{{3}})+(,\\d*)?|\\d*,\\d*)')
            then replace(replace({digits}, '.', ''), ',', '.')
    end"""


def ambiguous_days(column: str) -> InputError:
    """The error for a column of 01/02/2025, where either number may be the month."""
    return InputError(
        say("cannot tell day from month in the column “{column}”", column=column),
        say("dates such as 01/02/2025 are written both ways"),
        say("add time_format = '%d/%m/%Y %H:%M' (or '%m/%d/%Y') to the mapping"),
    )

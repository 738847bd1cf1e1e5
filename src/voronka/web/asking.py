"""From the address to the question and back: the whole state of a page is its address."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from voronka.clock import local_day, start_of_day
from voronka.errors import InputError
from voronka.language import say
from voronka.model.cell import Cell
from voronka.model.period import Period
from voronka.model.question import Condition, Question
from voronka.web import trial

#: Parameters that are not part of the question.
OF_THE_PAGE = {"lang", "theme", "cell", "order", "page", "format", "filter", "find"}
#: Parameters that only forms send; they become a period, a moment (the day of the slider), a filter or a change to try.
OF_THE_FORM = {"first", "last", "basis", "slide", "value", "except"} | trial.FIELDS
#: Stands in front of every value of a filter that the form sends, since an unknown one has no letters of its own.
VALUE_MARK = "="


def read_question(query: QueryParams, metric: str, timezone: str) -> Question:
    """The question of an address; InputError names what cannot be read."""
    pairs = [(name, value) for name, value in query.multi_items() if name not in OF_THE_PAGE]
    form = {name: value for name, value in pairs if name in OF_THE_FORM}
    pairs = [(name, value) for name, value in pairs if name not in OF_THE_FORM and name != "metric"]
    if form.get("first") or form.get("last"):
        pairs = [(name, value) for name, value in pairs if name != "period"]
        pairs.append(("period", own_days(form)))
    if form.get("slide"):
        pairs = [(name, value) for name, value in pairs if name != "as_of"]
        pairs.append(("as_of", _slid(form["slide"])))
    question = Question.from_pairs([("metric", metric), *trial.tried(pairs, form)], timezone)
    if form.get("basis") in {"created", "closed"} and question.period is not None:
        body = str(question.period).removeprefix("closed:")
        prefix = "closed:" if form["basis"] == "closed" else ""
        question = question.with_(period=Period.parse(prefix + body))
    return _narrowed(question, query)


def _narrowed(question: Question, query: QueryParams) -> Question:
    """With the values that were picked in the panel of filters, in place of what was set for that dimension before."""
    values = [value.removeprefix(VALUE_MARK) for value in query.getlist("value")]
    if not (values and query.get("filter")):
        return question
    picked = Condition(query["filter"], tuple(sorted(values)), bool(query.get("except")))
    rest = [one for one in question.where if one.dimension != picked.dimension]
    return question.with_(where=tuple(sorted([*rest, picked])))


def _slid(text: str) -> str:
    """The day that a slider stands on, which counts days as `date.toordinal` does.

    >>> _slid("739943")
    '2026-11-23'
    """
    try:
        return date.fromordinal(int(text)).isoformat()
    except (ValueError, OverflowError) as error:
        raise InputError(
            say("cannot read the date “{text}”", text=text), do=say("write it as 2026-07-01")
        ) from error


def own_days(form: Mapping[str, str]) -> str:
    """The form's two days, both in the period, as a period's text (whose last day is not in it)."""
    first, last = form.get("first", ""), form.get("last", "")
    if not (first and last):
        raise InputError(
            say("one of the two dates is missing"),
            say("a period of your own has a first and a last day"),
            say("fill in both dates"),
        )
    try:
        after = datetime.fromisoformat(last).date() + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise InputError(
            say("cannot read the date “{text}”", text=last), do=say("write it as 2026-07-01")
        ) from error
    return f"{first}..{after}"


def needs_cleaning(query: QueryParams) -> bool:
    """True for an address as a form makes it: with empty values, or parts that become a period."""
    return any(not value or name in OF_THE_FORM for name, value in query.multi_items())


def moment_text(moment: datetime, timezone: str) -> str:
    """A moment as an address says it: a day when it is that day's first instant.

    >>> moment_text(datetime(2026, 6, 30, 21), "Europe/Moscow"), moment_text(datetime(2026, 7, 1), "Europe/Moscow")
    ('2026-07-01', '2026-07-01T00:00:00Z')
    """
    day = local_day(moment, timezone)
    return day.isoformat() if start_of_day(day, timezone) == moment else moment.isoformat() + "Z"


def pairs_of(question: Question, timezone: str) -> list[tuple[str, str]]:
    """The question's parts as the address has them, without the metric, which is the page's own."""
    pairs = [pair for pair in question.to_pairs() if pair[0] != "metric"]
    if question.as_of is None:
        return pairs
    text = moment_text(question.as_of, timezone)
    return [(name, text if name == "as_of" else value) for name, value in pairs]


def address(path: str, question: Question, timezone: str, **extra: object) -> str:
    """The address of a page about `question`; `extra` parameters that are None or "" are left out.

    >>> address("/funnel", Question("funnel", by="source"), "UTC", page=2)
    '/funnel?by=source&page=2'
    """
    pairs = pairs_of(question, timezone)
    pairs += [(name, str(value)) for name, value in extra.items() if value not in (None, "")]
    return with_query(path, pairs)


def with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    """An address from its path and pairs, as readable as addresses can be."""
    return f"{path}?{urlencode(pairs, safe=':,/@.=')}" if pairs else path


def command(question: Question, timezone: str, cell: Cell | None = None) -> str:
    """The same question in the shell; with a cell, the deals behind it.

    >>> command(Question("funnel", period=Period.parse("2026-Q3"), by="source"), "UTC")
    'voronka ask funnel --period 2026-Q3 --by source'
    """
    parts = ["voronka", "ask", question.metric]
    if cell is not None:
        parts = ["voronka", "deals", question.metric, shlex.quote(str(cell))]
    for name, value in pairs_of(question, timezone):
        parts += [f"--{name.replace('_', '-')}", shlex.quote(value)]
    return " ".join(parts)

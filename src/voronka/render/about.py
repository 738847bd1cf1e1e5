"""What a file says of itself: the question, its moment, how it is counted, how far to trust it, where it came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from voronka.language import Phrase, say, translated
from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.model.question import Condition, Question
from voronka.render import dates, numbers, remarks

Lines = list[tuple[str, str]]
#: Dimension → its title.
TitleOf = Callable[[str], Phrase | str]

_POPULATIONS = {
    "cohort": say("deals that came in"),
    "flow": say("moves of the period"),
    "snapshot": say("standing now"),
}


class Counted(Protocol):
    """What the catalogue says of a figure of a metric."""

    @property
    def name(self) -> str:
        """Its name in a cell."""
        ...

    @property
    def title(self) -> Phrase:
        """What it is called."""
        ...


class Described(Protocol):
    """What the catalogue says of a metric."""

    @property
    def title(self) -> Phrase:
        """Its name."""
        ...

    @property
    def question(self) -> Phrase:
        """What it answers."""
        ...

    @property
    def figures(self) -> Sequence[Counted]:
        """Its numbers that open their deals."""
        ...

    @property
    def formula(self) -> Phrase | str:
        """How it is counted."""
        ...

    @property
    def pitfalls(self) -> Phrase | str:
        """What it must not be taken for."""
        ...


def about_answer(
    answer: Answer, metric: Described, title_of: TitleOf, language: str, timezone: str, address: str = ""
) -> Lines:
    """The lines about an answer; `address` is where it can be seen."""
    lines = _named(metric, language)
    lines += _asked(answer.question, language, title_of)
    lines.append((say("Counted"), _POPULATIONS[answer.population].in_(language)))
    lines.append((say("As of"), dates.moment(answer.as_of, timezone, language)))
    lines += [(say("Finding"), remarks.said(one, language)) for one in answer.findings]
    if remarks.is_empty(answer):
        lines.append((say("Finding"), remarks.nothing(answer, language)))
    lines += [(say("Mind"), remark) for remark in remarks.remarks(answer, language)]
    lines += _how(metric, language)
    lines.append((say("Definitions"), answer.definition))
    lines.append((say("Version of the data"), str(answer.store_version)))
    lines.append((say("Address"), address))
    return _said(lines, language)


def about_deals(
    found: DealList,
    metric: Described,
    title_of: TitleOf,
    language: str,
    as_of: datetime,
    address: str = "",
) -> Lines:
    """The lines about a list of deals."""
    figure = next(one.title for one in metric.figures if one.name == found.cell.figure)
    lines = _named(metric, language)
    lines.append((say("List"), f"{figure.in_(language)} ({found.cell})"))
    lines += _asked(found.question, language, title_of)
    lines.append((say("As of"), dates.moment(as_of, found.timezone, language)))
    lines.append((say("Rows"), numbers.count(found.total, language)))
    lines.append((say("Sum"), numbers.money_exact(found.amount, language)))
    lines.append((say("Address"), address))
    return _said(lines, language)


def _named(metric: Described, language: str) -> Lines:
    return [(say("Figure"), metric.title.in_(language)), (say("Question"), metric.question.in_(language))]


def _asked(question: Question, language: str, title_of: TitleOf) -> Lines:
    where = "; ".join(_condition(one, language, title_of) for one in question.where)
    by = str(translated(title_of(question.by), language)) if question.by else ""
    options = ", ".join(f"{name}={text}" for name, text in question.options)
    return [
        (say("Pipeline"), question.pipeline or say("main pipeline").in_(language)),
        (say("Period"), _period(question, language)),
        (say("Split by"), by),
        (say("Filters"), where),
        (say("Compared with"), _versus(question, language)),
        (say("Options"), options),
    ]


def _period(question: Question, language: str) -> str:
    period = question.period
    if period is None:
        return dates.period(None, language)
    basis = say("by closing") if period.basis == "closed" else say("by creation")
    return f"{dates.period(period, language)} ({dates.days(period, language)}), {basis.in_(language)}"


def _versus(question: Question, language: str) -> str:
    known = {"previous": say("the period before"), "year": say("a year earlier")}
    text = question.versus or ""
    return known[text].in_(language) if text in known else text


def _condition(condition: Condition, language: str, title_of: TitleOf) -> str:
    names = ", ".join(value or say("unknown").in_(language) for value in condition.values)
    mark = "≠" if condition.negated else "="
    return f"{translated(title_of(condition.dimension), language)} {mark} {names}"


def _how(metric: Described, language: str) -> Lines:
    told = ((say("Formula"), metric.formula), (say("Pitfalls"), metric.pitfalls))
    return [(name, str(translated(text, language))) for name, text in told]


def _said(lines: Lines, language: str) -> Lines:
    """In the reader's language, without those that say nothing."""
    return [(str(translated(name, language)), text) for name, text in lines if text]

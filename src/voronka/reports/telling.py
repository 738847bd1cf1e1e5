"""Who tells a report: one company, one period, one moment; asks the questions and writes numbers as the reader reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from voronka.clock import local_day
from voronka.metrics.chance import is_clear
from voronka.model.answer import Answer, Row
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Condition, Question
from voronka.render import dates, numbers, remarks
from voronka.render.charts import Amount
from voronka.render.sheet import Value
from voronka.render.words import Words
from voronka.reports.company import Company
from voronka.reports.kinds import Kind
from voronka.reports.report import Behind, Figure, Tone

#: Rows of a list of deals in the spreadsheet, at most.
MOST_DEALS = 2_000


@dataclass
class Teller:
    """Tells one report. `ahead` is what it looks ahead to; `view` is the question of a saved view; `asked` gathers every answer."""

    company: Company
    kind: Kind
    words: Words
    period: Period
    ahead: Period
    as_of: datetime
    timezone: str
    view: Question | None = None
    pipeline: str | None = None
    where: tuple[Condition, ...] = ()
    asked: list[Answer] = field(default_factory=list)

    @property
    def language(self) -> str:
        """The reader's language."""
        return self.words.language

    @property
    def today(self) -> date:
        """The account's day of the moment."""
        return local_day(self.as_of, self.timezone)

    @property
    def is_alone(self) -> bool:
        """Whether it is about one person's deals."""
        people = self.company.rights.people
        return people is not None and len(people) == 1

    # -- asking

    def ask(self, metric: str | Question, **parts: object) -> Answer:
        """The answer to a question as of the report's moment."""
        question = (
            Question(metric, pipeline=self.pipeline, where=self.where) if isinstance(metric, str) else metric
        )
        answer = self.company.ask(question.with_(as_of=self.as_of, **parts))
        self.asked.append(answer)
        return answer

    def behind(self, title: str, answer: Answer, cell: str) -> tuple[Behind, ...]:
        """The deals behind a number of an answer; nothing where there are none."""
        found = self.company.deals(answer.question, cell, limit=MOST_DEALS)
        return (Behind(title, found),) if found.rows else ()

    def findings(self, answer: Answer) -> list[str]:
        """What the answer says of itself, in sentences."""
        return [remarks.said(one, self.language) for one in answer.findings]

    # -- writing

    def count(self, number: int) -> str:
        """A whole number."""
        return numbers.count(number, self.language)

    def money(self, amount: Money) -> str:
        """A sum at a glance."""
        return numbers.money(amount, self.language)

    def sum(self, minor: float, answer: Answer) -> str:
        """A sum that an answer gives in minor units."""
        return self.money(Money(round(minor), self.currency(answer)))

    def change(self, amount: Money) -> str:
        """A change of a sum, with its sign."""
        return numbers.signed(self.money(amount), amount.minor)

    def percent(self, share: float | None) -> str:
        """A share."""
        return numbers.percent(share, self.language)

    def points(self, difference: float) -> str:
        """A difference of shares."""
        return numbers.points(difference, self.language)

    def interval(self, low: float | None, high: float | None) -> str:
        """What chance allows a share."""
        return numbers.interval(low, high, self.language)

    def days(self, length: float | None) -> str:
        """A length of time."""
        return numbers.duration(length, self.language)

    def deals(self, number: int) -> str:
        """So many deals."""
        return self.words("deals", n=number)

    def moment(self, moment: datetime) -> str:
        """A moment in words."""
        return dates.moment(moment, self.timezone, self.language)

    def name(self, period: Period) -> str:
        """A period by its name; a week by its days, which people know."""
        is_week = "-W" in period.text
        return dates.span(period, self.language) if is_week else dates.period(period, self.language)

    def span(self) -> str:
        """The period as a sentence begins: in the week; so far in the week, where it is not over."""
        said = self.words(f"report.span.{self._shape()}")
        is_running = self.as_of < self.period.bounds(self.timezone)[1]
        return self.words("report.so_far", span=said[:1].lower() + said[1:]) if is_running else said

    def earlier(self) -> str:
        """The period before: a week earlier."""
        return self.words(f"report.earlier.{self._shape()}")

    def _shape(self) -> str:
        text = self.period.text
        shapes = {
            "week": "-W" in text,
            "quarter": "-Q" in text,
            "month": bool(re.fullmatch(r"\d{4}-\d\d", text)),
        }
        return next((name for name, is_it in shapes.items() if is_it), "other")

    def opening(self, period: Period) -> str:
        """A period as a sentence begins."""
        name = self.name(period)
        return name[:1].upper() + name[1:]

    def currency(self, answer: Answer) -> str:
        """The currency of an answer's sums."""
        currency: str = answer.totals["amount"].currency
        return currency

    def unit(self, answer: Answer, is_signed: bool = False) -> Amount:
        """The unit of a chart of sums."""
        return Amount(self.currency(answer), is_signed=is_signed)

    # -- comparing

    def counted(self, key: str, name: str, row: Row, good: int = 0) -> Figure:
        """A count with what it was; `good` is +1 where more is better, −1 where less is: coloured only where it differs by more than chance."""
        was = (row.get("versus") or {}).get(key)
        grown = 0 if was is None else row[key] - was
        note = "" if was is None else self.words("report.was", number=self.count(was))
        return Figure(
            key, name, self.count(row[key]), note, _tone(row, key, grown * good), Value(row[key], "count")
        )

    def summed(self, key: str, name: str, row: Row, good: int = 0) -> Figure:
        """A sum with what it was."""
        now: Money = row[key]
        was: Money | None = (row.get("versus") or {}).get(key)
        grown = 0 if was is None else now.minor - was.minor
        note = "" if was is None else self.words("report.was", number=self.money(was))
        value = Value(now.major, "money", now.currency)
        return Figure(key, name, self.money(now), note, _tone(row, key, grown * good), value)


def _tone(row: Row, key: str, direction: int) -> Tone:
    """Good or bad only where the difference is more than chance."""
    if not direction or not is_clear(row, key):
        return ""
    return "good" if direction > 0 else "bad"

"""What every template gets: words, numbers and addresses for one reader and one question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape
from starlette.requests import Request

from voronka.clock import local_day
from voronka.language import translated
from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.model.answer import Answer, Row
from voronka.model.column import Column
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.model.question import Condition, Question
from voronka.render import dates, numbers
from voronka.render.cells import cell
from voronka.render.words import Words
from voronka.web.addresses import Addresses
from voronka.web.asking import command
from voronka.web.company import Company
from voronka.web.look import Look
from voronka.web.reading import may, today_of

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class How:
    """How a figure was counted: in words, in the shell, and as the SQL that ran. `name` is None where it is the only one."""

    name: str | None
    help: str
    facts: str
    command: str
    sql: str


class Page(Addresses):
    """One request: who reads (`look`), what is asked (`question`), of which company."""

    def __init__(self, request: Request, company: Company, question: Question) -> None:
        super().__init__(request, question, company.timezone)
        self.company = company
        self.look: Look = request.state.look
        self.language = self.look.language
        self.words = Words(self.language)
        self.asked: list[Answer] = []

    def may(self, ability: str) -> bool:
        """Whether whoever reads may do that."""
        return may(self.request, ability)

    # -- answers

    def answer(self, metric: str | Question, /, **changes: Any) -> Answer:
        """The answer to another question about the same deals; told below the page with how it was counted."""
        question = self.about(metric, **changes) if isinstance(metric, str) else metric
        answer = self.company.ask(question)
        if all(one is not answer for one in self.asked):
            self.asked.append(answer)
        return answer

    def hows(self) -> list[How]:
        """How every answer of this page was counted."""
        return [self.how(answer) for answer in self.asked]

    def how(self, answer: Answer) -> How:
        """How an answer was counted."""
        metric = METRICS[answer.metric]
        facts = self.t(
            "how.facts",
            definition=answer.definition,
            version=answer.store_version,
            moment=self.moment(answer.as_of),
        )
        shell = self.command(answer.question)
        return How(self.text(metric.title), self.text(metric.help), facts, shell, answer.sql)

    def command(self, question: Question) -> str:
        """The same question in the shell."""
        return command(question, self.timezone)

    def findings(self, answer: Answer) -> list[str]:
        """What a reader should take from an answer, in words."""
        return [finding.in_(self.language) for finding in answer.findings]

    # -- words

    def t(self, key: str, n: int | None = None, **values: object) -> Markup:
        """A text; values that are markup stay so, others are escaped."""
        template = escape(self.words.template(key, n))
        if n is not None:
            values["n"] = self.count(n)
        return template.format(**values) if values else template

    def text(self, text: str) -> str:
        """Words of the catalogue."""
        return str(translated(text, self.language))

    def stage(self, row: Row) -> str:
        """A stage's name; the win has the CRM's own name for it."""
        return str(row.get("name") or row["stage"])

    # -- numbers

    def count(self, number: int) -> str:
        """A whole number."""
        return numbers.count(number, self.language)

    def decimal(self, number: float) -> str:
        """A number with one decimal."""
        return numbers.decimal(number, 1, self.language)

    def percent(self, share: float | None) -> str:
        """A share."""
        return numbers.percent(share, self.language)

    def interval(self, low: float | None, high: float | None) -> str:
        """An interval of shares."""
        return numbers.interval(low, high, self.language)

    def points(self, difference: float) -> str:
        """A difference of shares."""
        return numbers.points(difference, self.language)

    def growth(self, now: int, before: int) -> str:
        """Now against before, in percent; "" when before is nothing."""
        if not before:
            return ""
        share = now / before - 1
        return numbers.signed(numbers.percent(share, self.language), share)

    def money(self, amount: Money) -> Markup:
        """An amount at a glance, with the exact one on hover."""
        exact = numbers.money_exact(amount, self.language)
        return Markup('<span class="money" title="{}">{}</span>').format(
            exact, numbers.money(amount, self.language)
        )

    def sum(self, minor: float | None, answer: Answer) -> Markup:
        """An amount that an answer gives in minor units; a dash for none."""
        if minor is None:
            return Markup("—")
        return self.money(Money(round(minor), answer.totals["amount"].currency))

    def signed_sum(self, minor: float, answer: Answer) -> str:
        """A change of a sum that an answer gives in minor units."""
        return self.signed_money(Money(round(minor), answer.totals["amount"].currency))

    def money_exact(self, amount: Money) -> str:
        """An amount to the minor unit."""
        return numbers.money_exact(amount, self.language)

    def fact(self, row: Row, column: Column) -> str:
        """A cell of a fact that is no deal."""
        return cell(row, column, self.language, "", self.timezone) or "—"

    def duration(self, days: float | None) -> str:
        """A length of time."""
        return numbers.duration(days, self.language)

    # -- time

    @property
    def today(self) -> date:
        """The last day of which anything is known."""
        return today_of(self.company)

    def local_day(self, moment: datetime) -> date:
        """The account's day of a moment."""
        return local_day(moment, self.timezone)

    def day(self, moment: datetime) -> str:
        """The account's day of a moment, for tables."""
        return dates.short_day(self.local_day(moment), self.language)

    def long_day(self, day: date) -> str:
        """A day in words."""
        return dates.day(day, self.language)

    def moment(self, moment: datetime) -> str:
        """A moment in words."""
        return dates.moment(moment, self.timezone, self.language)

    def period(self, period: Period | None) -> str:
        """A period by its name."""
        return dates.period(period, self.language)

    def opening(self, period: Period | None) -> str:
        """A period by its name, as a sentence begins."""
        name = self.period(period)
        return name[:1].upper() + name[1:]

    def days(self, period: Period) -> str:
        """First and last day of a period."""
        return dates.days(period, self.language)

    def signed_money(self, amount: Money) -> str:
        """A change of a sum."""
        return numbers.signed(numbers.money(amount, self.language), amount.minor)

    @staticmethod
    def is_clear(change: Mapping[str, Any]) -> bool:
        """Whether a difference is more than chance would make: its interval leaves out zero."""
        return change["low"] is not None and (change["low"] > 0 or change["high"] < 0)

    # -- the question in words

    def by_title(self) -> str:
        """What the answer is broken down by."""
        return self.dimension(self.question.by or "")

    def dimension(self, name: str) -> str:
        """A dimension in words."""
        return self.text(DIMENSIONS[name].title) if name in DIMENSIONS else name

    def condition(self, condition: Condition) -> str:
        """A filter in words."""
        known = DIMENSIONS.get(condition.dimension)
        name = self.text(known.title) if known else condition.dimension
        values = ", ".join(self.value(condition.dimension, value) for value in condition.values)
        return f"{name}: {self.t('condition.not', names=values) if condition.negated else values}"

    def value(self, dimension: str, value: str) -> str:
        """A value of a dimension in words."""
        if not value:
            return str(self.t("unknown"))
        if dimension == "outcome" and f"outcome.{value}" in self.words:
            return str(self.t(f"outcome.{value}"))
        if dimension == "cohort_month" and _MONTH.fullmatch(value):
            return self.period(Period.parse(value))
        return self.text(value) if dimension == "weekday" else value

    def scope(self) -> list[str]:
        """Which deals the question is about: pipeline, period, population, filters, moment."""
        question = self.question
        parts = [question.pipeline or main_pipeline(self.company)]
        if METRICS[question.metric].populations != ("snapshot",):
            parts.append(self.days(question.period) if question.period else self.period(None))
        if question.metric == "funnel":
            parts.append(str(self.t(self.population_key() + ".scope")))
        parts += [self.condition(condition) for condition in question.where]
        if question.as_of:
            parts.append(str(self.t("as_of", moment=self.moment(question.as_of))))
        return [part for part in parts if part]

    def scope_line(self, answer: Answer) -> str:
        """The same in one line, with the moment of the answer."""
        parts = self.scope()
        if self.question.as_of is None:
            parts.append(str(self.t("as_of", moment=self.moment(answer.as_of))))
        return " · ".join(parts)

    def population_key(self) -> str:
        """The words' key of the question's population."""
        question = self.question
        if question.population not in (None, "cohort"):
            return f"population.{question.population}"
        is_closed = question.period is not None and question.period.basis == "closed"
        return "population.none.closed" if is_closed else "population.none"


def main_pipeline(company: Company) -> str:
    """The name of the pipeline that a question without one is about."""
    pipelines = company.dictionary().pipelines
    return next((pipeline.name for pipeline in pipelines if pipeline.is_main), "")

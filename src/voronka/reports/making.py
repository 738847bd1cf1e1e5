"""Making a report: which period, which moment, and every section in its turn."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from voronka.clock import local_day
from voronka.errors import InputError
from voronka.language import say
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render import dates
from voronka.render.words import Words
from voronka.reports.company import Company
from voronka.reports.kinds import Kind, ahead_of, kind_of, last_whole, rolled
from voronka.reports.lead import lead, rest
from voronka.reports.report import Report, Section
from voronka.reports.stamp import Asked, Stamp, asked_of
from voronka.reports.telling import Teller
from voronka.reports.views import question_of


def make(
    company: Company,
    kind: str,
    *,
    period: Period | None = None,
    as_of: datetime | None = None,
    language: str = "ru",
    view: str | None = None,
) -> Report:
    """A report of `company`, which must be the company as its recipient may see it (`seen_by`).

    Without a `period` it tells of the latest one that is over; without `as_of` it tells what was known when the period was over. `view` is the address of
    a saved view, such as `/losses?period=2026-Q3`, and is wanted by the kind `view` alone. InputError names what is wrong; StoreError when there is no history.
    """
    known = kind_of(kind)
    asked = question_of(view, company.timezone) if view and known.name == "view" else None
    _check(company, known, asked)
    tell = _teller(company, known, period, as_of, Words(language), asked)
    made = {key: _section(tell, key) for key in known.sections}
    said, figures = lead(made)
    shown = Report(
        known.name,
        _title(tell),
        whose_of(company, tell.words),
        name_of(company),
        language,
        tell.period,
        tell.as_of,
        tell.timezone,
        said,
        figures,
        rest(made),
        _stamp(tell, view or ""),
        company.deal_address(),
    )
    return _stamped(shown)


def _check(company: Company, kind: Kind, view: Question | None) -> None:
    people = company.rights.people
    if kind.name == "personal" and (people is None or len(people) != 1):
        raise InputError(
            say("a personal report is about one person"),
            say("these rights show deals of several"),
            say("say whose it is: voronka report make personal --for NAME"),
        )
    if kind.name == "view" and view is None:
        raise InputError(
            say("this report is made of a saved view, and none was named"),
            do=say("save a page under a name, and give that name: --view NAME"),
        )


def _teller(
    company: Company,
    kind: Kind,
    period: Period | None,
    as_of: datetime | None,
    words: Words,
    view: Question | None,
) -> Teller:
    timezone, known_until = company.timezone, company.dictionary().known_until
    latest = known_until if as_of is None else min(as_of, known_until)
    today = local_day(latest, timezone)
    if period is None:
        period = (
            rolled(view.period, today) if view and view.period else last_whole(kind.span or "month", today)
        )
    moment = min(latest, period.bounds(timezone)[1]) if as_of is None else latest
    if moment <= period.bounds(timezone)[0]:
        raise InputError(
            say("nothing is known of {period} yet", period=str(period)),
            say("history reaches to {moment}", moment=dates.moment(known_until, timezone, "en")),
            say("name an earlier period"),
        )
    ahead = ahead_of(kind.span, local_day(moment, timezone))
    where, pipeline = ((), None) if view is None else (view.where, view.pipeline)
    return Teller(company, kind, words, period, ahead, moment, timezone, view, pipeline, where)


def _section(tell: Teller, key: str) -> Section | None:
    """A section with the questions that it asked; one line where its question cannot be asked of this company."""
    module = importlib.import_module(f"voronka.reports.sections.{key}")
    make_section: Callable[[Teller], Section | None] = module.section
    before = len(tell.asked)
    try:
        made = make_section(tell)
    except InputError as error:
        made = Section(key, tell.words(f"report.{key}"), (error.in_(tell.language).split("\n")[0],))
    if made is None:
        return None
    asked = tuple(asked_of(one) for one in tell.asked[before:])
    return replace(made, asked=asked)


def _title(tell: Teller) -> str:
    if tell.view is not None:
        from voronka.metrics.catalog import METRICS

        return f"{METRICS[tell.view.metric].title.in_(tell.language)}: {tell.name(tell.period)}"
    return f"{tell.kind.title.in_(tell.language)}: {tell.name(tell.period)}"


def whose_of(company: Company, words: Words) -> str:
    """Names of those whose deals it is about, or how many they are; "" for everybody's."""
    people = company.rights.people
    if people is None:
        return ""
    names = company.dictionary().people
    known = sorted(names.get(one, f"#{one[1]}") for one in people)
    if len(known) <= 3:
        return ", ".join(known)
    return words("report.people_of", n=len(known))


def name_of(company: Company) -> str:
    """What the company is called in its CRM; "" before anything was read."""
    accounts = company.dictionary().accounts
    return accounts[0].name if accounts else ""


def _stamp(tell: Teller, view: str) -> Stamp:
    from voronka import __version__

    people = tell.company.rights.people
    definition = tell.asked[0].definition if tell.asked else ""
    questions: dict[str, Asked] = {}
    for answer in tell.asked:
        one = asked_of(answer)
        questions.setdefault(one.text, one)
    return Stamp(
        tell.kind.name,
        tell.language,
        str(tell.period),
        tell.as_of,
        view,
        None if people is None else tuple(sorted(people)),
        definition,
        __version__,
        tell.company.version,
        tell.company.store_hash,
        tuple(questions.values()),
    )


def _stamped(report: Report) -> Report:
    """The same with everything that it shows in its stamp."""
    return replace(report, stamp=replace(report.stamp, shown=tuple(report.shown())))

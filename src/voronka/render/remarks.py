"""What is said under an answer in words: how it ended, what to know, how far it can be trusted and why."""

from __future__ import annotations

from typing import Any

from voronka.language import Phrase, say
from voronka.model.answer import Answer, Trust
from voronka.model.estimate import Estimate, Times
from voronka.model.money import Money
from voronka.model.rate import Rate
from voronka.render import dates, numbers
from voronka.render.words import Words

_OUTCOMES = {
    "won": say("won"),
    "lost": say("lost"),
    "handed_over": say("handed over"),
    "open": say("open"),
    "deleted": say("deleted"),
}

#: Whole numbers from here on are grouped in a sentence too; below they may be years.
_LARGE = 10_000
#: Notes of trust that lower its level, and those that do not.
_GAPS = frozenset({"coming", "broken", "inferred", "filled_in", "bulk_moves", "no_reason"})
_SPOILT = frozenset({"no_amount", "zombies"})


def outcome(name: str, language: str) -> str:
    """How a deal ended, in words."""
    return _OUTCOMES[name].in_(language) if name in _OUTCOMES else name


def remarks(answer: Answer, language: str) -> list[str]:
    """The lines under an answer."""
    lines = []
    if answer.outcomes:
        ends = answer.outcomes.items()
        lines.append(
            " · ".join(f"{outcome(name, language)} {numbers.count(n, language)}" for name, n in ends)
        )
    words = Words(language)
    lines += [words(f"note.{note}") for note in answer.notes if f"note.{note}" in words]
    if spoilt := [reason.in_(language) for reason in reasons_of(answer.trust, language, _SPOILT)]:
        lines.append(
            say("Mind: {reasons}; voronka doctor lists them.", reasons=", ".join(spoilt)).in_(language)
        )
    return [*lines, trusted(answer.trust, language)]


def trusted(trust: Trust, language: str) -> str:
    """The level of trust with its reasons.

    >>> trusted(Trust(200, 30, 0, None, None, None, "poor", ("broken",)), "en")
    'Trust in the data: poor: 15% of deals have gaps in their history.'
    """
    level = {"good": say("good"), "fair": say("fair"), "poor": say("poor")}[trust.level].in_(language)
    reasons = ", ".join(reason.in_(language) for reason in reasons_of(trust, language, _GAPS))
    if not reasons:
        return say("Trust in the data: {level}.", level=level).in_(language)
    return say("Trust in the data: {level}: {reasons}.", level=level, reasons=reasons).in_(language)


def reasons_of(trust: Trust, language: str, wanted: frozenset[str]) -> list[Phrase]:
    """Why a figure is not to be trusted fully, each with its share; those `wanted`, in the order of the trust's notes."""

    def share(value: float | None) -> str:
        return numbers.percent(value, language)

    def of_deals(count: int) -> str:
        return share(count / trust.deals if trust.deals else None)

    said = {
        "coming": lambda: say(
            "history before {day} is still being read",
            day=dates.short_day(trust.since.date(), language) if trust.since else "",
        ),
        "broken": lambda: say("{share} of deals have gaps in their history", share=of_deals(trust.broken)),
        "inferred": lambda: say(
            "of {share} of deals only the beginning and the end are known", share=of_deals(trust.inferred)
        ),
        "filled_in": lambda: say("{share} of stages were skipped", share=share(trust.filled_in)),
        "bulk_moves": lambda: say("{share} of moves were made in bulk", share=share(trust.bulk_moves)),
        "no_reason": lambda: say("{share} of losses have no reason", share=share(trust.no_reason)),
        "no_amount": lambda: say("{share} of won deals have no amount", share=share(trust.no_amount)),
        "zombies": lambda: say(
            "{share} of open deals are older than nearly any won deal ever was",
            share=share(trust.zombies),
        ),
    }
    return [said[note]() for note in trust.notes if note in wanted]


def is_empty(answer: Answer) -> bool:
    """True when no row has any number but zeros: said in words, because a table of zeros reads like a finding."""
    shown = [column.name for column in answer.columns]
    return not any(_counts(row.get(name)) for row in answer.rows for name in shown)


def said(finding: Phrase, language: str) -> str:
    """A finding with its large numbers grouped as everywhere else.

    >>> said(say("{n} deals", n=12345), "en")
    '12,345 deals'
    """
    grouped = {
        name: numbers.count(value, language) if isinstance(value, int) and abs(value) >= _LARGE else value
        for name, value in finding.values.items()
    }
    return Phrase(finding.template, grouped).in_(language)


def nothing(answer: Answer, language: str) -> str:
    """What is said in place of an empty table."""
    words = Words(language)
    if answer.totals.get("deals"):
        return say("There is nothing to show here yet.").in_(language)
    return f"{words('nothing.title')}. {words('nothing.why')}"


def _counts(value: Any) -> bool:
    if isinstance(value, Money):
        return value.minor != 0
    if isinstance(value, Rate):
        return value.trials > 0
    if isinstance(value, Estimate | Times):
        return value.n > 0
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value != 0

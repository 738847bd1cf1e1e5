"""The one thing to fix first, in money a month."""

from __future__ import annotations

from voronka.language import translated
from voronka.model.answer import Answer, Row
from voronka.model.money import Money
from voronka.render.sheet import Value
from voronka.reports.report import Figure, Section
from voronka.reports.telling import Teller


def section(tell: Teller) -> Section:
    """The stage whose mending is worth most, why, and whose deals stand behind it."""
    answer = tell.ask("bottlenecks")
    heading = tell.words("report.fix")
    leaks = [row for row in answer.rows if row["verdict"] == "leak"]
    words = tell.findings(answer)
    if not leaks:
        return Section(
            "fix",
            heading,
            tuple(words[:1]) or (tell.words("report.fix.none"),),
            answers=_answers(tell, answer),
        )
    first = leaks[0]
    practice = str(translated(first["practice"], tell.language)) if first["practice"] else ""
    return Section(
        "fix",
        heading,
        tuple(filter(None, (*words[:1], practice))),
        _figures(tell, answer, first),
        answers=_answers(tell, answer),
        behind=tell.behind(
            tell.words("report.list.behind", stage=_name(first)), answer, f"behind:{first['position']}"
        ),
        brief=_brief(tell, answer, first),
    )


def _answers(tell: Teller, answer: Answer) -> tuple[tuple[str, Answer], ...]:
    return ((tell.words("report.fix"), answer),) if answer.rows else ()


def _name(row: Row) -> str:
    return str(row["name"] or row["stage"])


def _brief(tell: Teller, answer: Answer, row: Row) -> str:
    if row["gain"] is None or row["gain"].value is None:
        return tell.words("report.fix.brief.wins", stage=_name(row))
    return tell.words("report.fix.brief", stage=_name(row), amount=tell.sum(row["gain"].value, answer))


def _figures(tell: Teller, answer: Answer, row: Row) -> tuple[Figure, ...]:
    gain = row["gain"]
    found = [
        Figure(
            "step",
            tell.words("report.figure.goes_on", stage=_name(row)),
            tell.percent(row["step"].value),
            tell.words("report.fix.can", share=tell.percent(row["attainable"])),
            "",
            Value(row["step"].value, "percent"),
        ),
    ]
    if gain is not None and gain.value is not None:
        currency = tell.currency(answer)
        note = tell.words(
            "report.fix.range", low=tell.sum(gain.low, answer), high=tell.sum(gain.high, answer)
        )
        value = Value(round(Money(round(gain.value), currency).major), "money", currency)
        found.insert(
            0,
            Figure(
                "gain", tell.words("report.figure.gain"), tell.sum(gain.value, answer), note, "good", value
            ),
        )
    return tuple(found)

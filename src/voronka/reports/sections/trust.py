"""How far the figures can be trusted, and what to mend in the CRM so that they can be more."""

from __future__ import annotations

from voronka.render import remarks
from voronka.reports.report import Section
from voronka.reports.telling import Teller


def section(tell: Teller) -> Section:
    """The level with its reasons, and the first thing to put in order."""
    first = tell.asked[0] if tell.asked else tell.ask("results", period=tell.period)
    words = [remarks.trusted(first.trust, tell.language)]
    fixes = tell.ask("fixes")
    words += tell.findings(fixes)[:1]
    answers = ((tell.words("report.trust.fixes"), fixes),) if fixes.rows else ()
    return Section("trust", tell.words("report.trust"), tuple(words), answers=answers)

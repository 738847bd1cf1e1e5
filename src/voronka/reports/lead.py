"""The whole report in a few sentences, and the few numbers above all others."""

from __future__ import annotations

from collections.abc import Mapping

from voronka.reports.report import Figure, Section

#: Sections that the beginning tells of, in order.
TOLD = ("happened", "plan", "forecast", "fix", "following", "view")
#: Figures at the top.
FEW = 4


def lead(made: Mapping[str, Section | None]) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """The sentences and the figures; where a plan tells of the time ahead, the forecast need not."""
    told = [one for key in TOLD if (one := made.get(key)) is not None and one.brief]
    if any(one.key == "plan" for one in told):
        told = [one for one in told if one.key != "forecast"]
    happened = made.get("happened")
    return tuple(one.brief for one in told), happened.figures[:FEW] if happened else ()

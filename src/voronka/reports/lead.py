"""The whole report in a few sentences, and the few numbers above all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from voronka.reports.report import Figure, Section

#: Sections that the beginning tells of, in order.
TOLD = ("happened", "plan", "forecast", "fix", "following", "view")
#: Figures at the top.
FEW = 4


def lead(made: Mapping[str, Section | None]) -> tuple[tuple[str, ...], tuple[Figure, ...]]:
    """The sentences and the figures; where a plan tells of the time ahead, the forecast need not."""
    happened = made.get("happened")
    return tuple(one.brief for one in _told(made)), happened.figures[:FEW] if happened else ()


def rest(made: Mapping[str, Section | None]) -> tuple[Section, ...]:
    """All sections; what the beginning does not say of one stands in the section itself."""
    said = {one.key for one in _told(made)}
    sections = [one for one in made.values() if one is not None]
    return tuple(
        one if one.key in said or not one.brief else replace(one, words=(one.brief, *one.words))
        for one in sections
    )


def _told(made: Mapping[str, Section | None]) -> list[Section]:
    told = [one for key in TOLD if (one := made.get(key)) is not None and one.brief]
    has_plan = any(one.key == "plan" for one in told)
    return [one for one in told if not (has_plan and one.key == "forecast")]

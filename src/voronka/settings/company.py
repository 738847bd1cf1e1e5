"""What the settings tell of the company."""

from __future__ import annotations

import re

from voronka.errors import InputError
from voronka.language import say
from voronka.model.context import ROLES, Context
from voronka.model.score import Scoring
from voronka.settings.file import Settings


def told_by(settings: Settings) -> Context:
    """What the settings tell of the company.

    >>> told_by(Settings({"company.margin": 0.4, "stages.proposal": "КП, Презентация"})).stages
    {'proposal': ('КП', 'Презентация')}
    """
    return Context(
        stages={role: names for role in ROLES if (names := _names(settings[f"stages.{role}"]))},
        country=settings["company.country"].upper(),
        working_hours=_hours(settings["company.working_hours"]),
        margin=_margin(settings["company.margin"]),
        units_field=settings["company.units_field"],
        pipelines=_names(settings["display.pipelines"]),
        score=Scoring(leave_out=_names(settings["score.leave_out"])),
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _hours(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{1,2})\s*[-–]\s*(\d{1,2})\s*", text)
    if found is None or not 0 <= int(found[1]) < int(found[2]) <= 24:
        raise InputError(
            say("company.working_hours cannot be “{text}”", text=text), do=say("write two hours, as in 9-18")
        )
    return int(found[1]), int(found[2])


def _margin(share: float) -> float | None:
    if not 0 <= share <= 1:
        raise InputError(
            say("company.margin cannot be {share}", share=share), do=say("write a share, as in 0.4 for 40%")
        )
    return share or None

"""What a company tells of itself in the wizard, as the settings have it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voronka.errors import InputError
from voronka.language import say
from voronka.model.context import ROLES
from voronka.settings import Settings, told_by


@dataclass(frozen=True)
class Told:
    """The fields of the form as texts: `pipelines` shown (none: all), names of stages by role, hours, country, margin in percent."""

    pipelines: tuple[str, ...] = ()
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    opens: str = "9"
    closes: str = "18"
    country: str = "RU"
    margin: str = ""


def told_of(settings: Settings) -> Told:
    """What the settings say now."""
    told = told_by(settings)
    opens, closes = told.working_hours
    margin = f"{told.margin * 100:g}" if told.margin is not None else ""
    shown = tuple(name.strip() for name in settings["display.pipelines"].split(",") if name.strip())
    return Told(shown, told.stages, str(opens), str(closes), told.country, margin)


def read_told(told: Told) -> dict[str, Any]:
    """The settings that the form means; InputError where a field cannot be right.

    >>> read_told(Told(margin="35 %"))["company.margin"]
    0.35
    """
    found: dict[str, Any] = {f"stages.{role}": ", ".join(told.stages.get(role, ())) or None for role in ROLES}
    for names in (told.pipelines, *told.stages.values()):
        for name in names:
            if "," in name:
                raise InputError(
                    say("“{name}” has a comma in its name", name=name),
                    say("names are kept as a list, separated by commas"),
                    say("rename it in the CRM, and choose it again after the next sync"),
                )
    hours = f"{told.opens or '9'}-{told.closes or '18'}"
    return {
        **found,
        "display.pipelines": ", ".join(told.pipelines) or None,
        "company.working_hours": hours,
        "company.country": told.country.upper() or None,
        "company.margin": _share(told.margin),
    }


def _share(text: str) -> float | None:
    """Percent as people write them, as a share."""
    clean = re.sub(r"[\s%]", "", text).replace(",", ".")
    if not clean:
        return None
    try:
        percent = float(clean)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise InputError(
            say("the margin cannot be “{text}”", text=text), do=say("write percent from 0 to 100, as in 35")
        )
    return percent / 100

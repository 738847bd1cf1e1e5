"""An alert as JSON and back, its sentences in all languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from voronka.language import Phrase
from voronka.model.alert import About, Alert, Week
from voronka.model.money import Money

_MOMENTS = ("at", "since", "until")
_SENTENCES = ("told", "advice")


def packed(alert: Alert) -> dict[str, Any]:
    """As it is kept."""
    told = {one.name: _plain(getattr(alert, one.name)) for one in fields(Alert)}
    return told | {name: getattr(alert, name).isoformat() for name in _MOMENTS}


def unpacked(told: Mapping[str, Any]) -> Alert:
    """As it was; parts that a later version has alone are as they are without.

    >>> from voronka.model.alert import Alert
    >>> day = datetime(2026, 11, 23)
    >>> alert = Alert("inflow", "inflow/source=1", day, day, day, (About("source", "1", "Сайт"),), 4, 26, 19, 34, money=Money(10, "RUB"), told=Phrase("{n} deals", {"n": Phrase("{n} deal", {"n": 1})}))
    >>> unpacked(packed(alert)) == alert, str(unpacked(packed(alert)).told)
    (True, '1 deal deals')
    """
    known = {one.name for one in fields(Alert)}
    values = {
        name: _tuples(value)
        for name, value in told.items()
        if name in known and name not in ("about", "weeks")
    }
    values |= {name: datetime.fromisoformat(told[name]) for name in _MOMENTS}
    values |= {name: _phrase(told[name]) for name in _SENTENCES if name in told}
    values["weeks"] = tuple(_week(one) for one in told.get("weeks", ()))
    values["about"] = tuple(About(**one) for one in told["about"])
    return Alert(**values | {"money": Money(**told["money"]) if told["money"] else None})


def _plain(value: Any) -> Any:
    if isinstance(value, Phrase):
        return {"say": value.template, "with": {name: _plain(one) for name, one in value.values.items()}}
    if isinstance(value, Week):
        return asdict(value) | {"until": value.until.isoformat()}
    if isinstance(value, (About, Money)):
        return asdict(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _week(told: Mapping[str, Any]) -> Week:
    return Week(**{**told, "until": datetime.fromisoformat(told["until"])})


def _phrase(value: Any) -> Any:
    """A sentence with the sentences in it."""
    if isinstance(value, dict):
        return Phrase(value["say"], {name: _phrase(one) for name, one in value["with"].items()})
    return value


def _tuples(value: Any) -> Any:
    """Lists as the tuples that they were."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value

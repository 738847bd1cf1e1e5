"""The form of what-if: what is written in its fields becomes changes to try, and changes that it can show stand in its fields again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]

#: Field → what it changes, its unit, and the sign of a number written without one. Points and days are of the stage chosen in `at`.
_WAYS = {
    "points": ("step", "pp", "+"),
    "days": ("stay", "d", "-"),
    "inflow_by": ("inflow", "%", "+"),
    "amount_by": ("amount", "%", "+"),
}
FIELDS = frozenset({"at", *_WAYS})


@dataclass(frozen=True)
class Trial:
    """The fields as they are filled in, and the changes that no field can show."""

    fields: Mapping[str, str]
    rest: tuple[str, ...]


def tried(pairs: Sequence[Pair], form: Mapping[str, str]) -> list[Pair]:
    """The pairs of an address with what the form's fields change.

    >>> tried([], {"at": "КП", "points": "5", "days": "3", "inflow_by": ""})
    [('set', 'step:КП=+5pp'), ('set', 'stay:КП=-3d')]
    >>> tried([("set", "inflow=+5%")], {"inflow_by": "-10"})
    [('set', 'inflow=-10%')]
    """
    written = {}
    for field, (what, unit, sign) in _WAYS.items():
        text = form.get(field, "").strip().replace("−", "-")
        if text and text.strip("+-0,.") != "":
            target = f"{what}:{form.get('at', '')}" if what in {"step", "stay"} else what
            written[target] = f"{target}={text if text[0] in '+-' else sign + text}{unit}"
    kept = [pair for pair in pairs if pair[0] != "set" or pair[1].rpartition("=")[0] not in written]
    return [*kept, *(("set", change) for change in written.values())]


def filled(changes: Sequence[str]) -> Trial:
    """The fields that show these changes; of several stages the first.

    >>> filled(["step:КП=+5pp", "stay:КП=-3d", "inflow=-10%", "step:Оплата=90%"])
    Trial(fields={'at': 'КП', 'points': '5', 'days': '3', 'inflow_by': '-10'}, rest=('step:Оплата=90%',))
    """
    fields: dict[str, str] = {}
    rest = []
    for change in changes:
        target, _, value = change.rpartition("=")
        what, _, stage = target.partition(":")
        field = next((name for name, way in _WAYS.items() if way[0] == what), "")
        number = _number(field, value)
        if number and field not in fields and (not stage or fields.get("at", stage) == stage):
            fields |= ({"at": stage} if stage else {}) | {field: number}
        else:
            rest.append(change)
    return Trial(fields, tuple(rest))


def _number(field: str, value: str) -> str:
    """What stands in the field for a value; "" where the field cannot say it."""
    if field not in _WAYS:
        return ""
    _, unit, sign = _WAYS[field]
    match = re.fullmatch(r"([+-])(\d+(?:[.,]\d+)?)" + re.escape(unit), value)
    if match is None:
        return ""
    number = match[2].replace(",", ".")
    return number if match[1] == sign else match[1] + number

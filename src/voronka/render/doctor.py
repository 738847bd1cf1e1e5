"""The doctor's report: promises of the store, completeness of history, and what to fix in the CRM."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from voronka.language import Phrase, say, translated
from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.render import numbers, tables
from voronka.render.terminal import print_rows
from voronka.render.views import Column

_DATA = say("The data")
_MARKS = {"ok": "✓", "note": "·", "broken": "✗"}


def print_doctor(
    checks: Iterable[Any],
    fixes: Answer | None,
    lists: Mapping[str, DealList],
    address: str,
    style: str,
    language: str,
    title: Phrase = _DATA,
) -> None:
    """Print both parts, the first under a `title`; `lists` are deals by check and `address` the start of a deal's link, for JSON."""
    promises = [
        {name: translated(value, language) for name, value in check.to_dict().items()} for check in checks
    ]
    wrong = [_fix(row, lists, address, language) for row in fixes.rows] if fixes else []
    if style == "json":
        print(json.dumps([*promises, *wrong], ensure_ascii=False, indent=2))
    elif style == "csv":
        plain = [{name: fix[name] for name in promises[0]} for fix in wrong] if promises else wrong
        print(tables.csv_text([*promises, *plain]), end="")
    else:
        print_rows(promises, _columns(language), style, title=title.in_(language))
        if wrong:
            print()
            print_rows(
                wrong,
                _columns(language, say("what it spoils").in_(language)),
                style,
                title=say("The CRM").in_(language),
            )
            print(say("The deals of a check: voronka doctor --list {name}", name=_worst(wrong)).in_(language))


def _worst(wrong: list[dict[str, Any]]) -> str:
    return str(max(wrong, key=lambda fix: fix["deals"] or 0)["name"])


def _fix(
    row: Mapping[str, Any], lists: Mapping[str, DealList], address: str, language: str
) -> dict[str, Any]:
    """A row of the answer as a check."""
    deals, amount = row["deals"], row["amount"]
    if deals is None:
        found = say("no data")
    elif deals and not amount.minor:
        found = say("{n} deals, no sum", n=numbers.count(deals, language))
    elif deals:
        found = say("{n} deals, {sum}", n=numbers.count(deals, language), sum=numbers.money(amount, language))
    else:
        found = say("none")
    is_wrong = deals != 0
    return {
        "name": row["check"],
        "level": "note" if is_wrong else "ok",
        "title": row["title"].in_(language),
        "found": found.in_(language),
        "advice": row["advice"].in_(language) if is_wrong else "",
        "spoils": row["spoils"].in_(language) if is_wrong else "",
        "deals": deals,
        "amount": amount.to_dict() if amount else None,
        "list": [
            {
                "deal_id": deal["deal_id"],
                "name": deal["name"],
                "link": f"{address}{deal['deal_id']}" if address else None,
            }
            for deal in (lists[row["check"]].rows if row["check"] in lists else ())
        ],
    }


def _columns(language: str, spoils: str = "") -> list[Column]:
    def text(name: str, title: str, spare: int = 0) -> Column:
        return Column(title, lambda row: row[name], is_number=False, spare=spare)

    shown = [
        Column("", lambda row: _MARKS[row["level"]], is_number=False),
        text("title", say("check").in_(language)),
        text("found", say("found").in_(language)),
        text("advice", say("what to do").in_(language)),
    ]
    return [*shown, text("spoils", spoils, 1)] if spoils else shown

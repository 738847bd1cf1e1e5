"""One deal for an assistant: how it stands, and its path."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from voronka.mcp.asker import Asker
from voronka.mcp.told import Told
from voronka.model.deal import Deal
from voronka.render import numbers, tables
from voronka.render.deal import chapters, path_row, said

#: What of a deal's attributes says nothing of who the client is.
_NAMELESS = frozenset({"source", "tag"})


def told_deal(deal: Deal, asker: Asker) -> Told:
    """A deal in words and as plain values."""
    found = deal if asker.has_names else _nameless(deal)
    language = asker.language
    rows = [path_row(one, found.timezone, language) for one in chapters(found)]
    names = ["entered", "pipeline", "stage", "stood", "norm", "happened"]
    amount = numbers.money_exact(found.amount, language) if found.amount else "—"
    facts = [found.external_id, found.name, found.pipeline, found.stage, found.owner or "", amount]
    link = asker.link(f"/deal/{found.key}")
    text = [
        " · ".join(part for part in facts if part),
        *said(found, language),
        ", ".join(f"{name}: {value}" for name, value in found.attributes),
        tables.markdown(names, [[row[name] for name in names] for row in rows]),
        found.address,
        link,
    ]
    values: dict[str, Any] = {
        "number": found.external_id,
        "name": found.name,
        "pipeline": found.pipeline,
        "stage": found.stage,
        "owner": found.owner,
        "amount": found.amount.to_dict() if found.amount else None,
        "created": asker.moment(found.created_at),
        "outcome": found.outcome,
        "reason": found.reason,
        "history": found.history,
        "attributes": [list(pair) for pair in found.attributes],
        "said": said(found, language),
        "path": rows,
        "as_of": found.known_until.isoformat() + "Z",
        "link": link,
    }
    return asker.hidden("\n\n".join(part for part in text if part)), asker.hidden(values)


def _nameless(deal: Deal) -> Deal:
    """The deal without who the client is, and without what people wrote."""
    kept = tuple((name, value) for name, value in deal.attributes if name in _NAMELESS)
    standing = replace(deal.standing, snooze_reason="") if deal.standing else None
    return replace(deal, name="", attributes=kept, standing=standing)

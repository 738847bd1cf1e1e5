"""What in the CRM spoils the figures, whose deals they are, and how far the history can be trusted."""

from __future__ import annotations

from voronka.model.answer import Answer, Row, Trust
from voronka.web.kinds import PageKind
from voronka.web.page import Page

#: Shares that say something bad of the data when they are high.
SHARES = ("broken", "inferred", "filled_in", "bulk_moves", "no_reason", "no_amount", "zombies")


def show(page: Page, answer: Answer) -> dict[str, object]:
    """What to put right, the most deals first; the same by whoever has the deals now; and how complete history is."""
    wrong = sorted((row for row in answer.rows if row["deals"]), key=lambda row: -row["deals"])
    people = page.answer("fixes", by="current_manager") if wrong else None
    return {
        "wrong": wrong,
        "right": [row for row in answer.rows if row["deals"] == 0],
        "people": people,
        "lists": _lists(people, [row["check"] for row in wrong]) if people else [],
        "shares": _shares(answer.trust, page.answer("funnel").trust),
    }


def _shares(trust: Trust, of_funnel: Trust) -> list[tuple[str, float]]:
    """Name and share of what is amiss, where there is anything to count it of; stages skipped are known to the funnel alone."""
    deals = trust.deals or 1
    known = {
        "broken": trust.broken / deals,
        "inferred": trust.inferred / deals,
        "filled_in": of_funnel.filled_in,
        **{name: getattr(trust, name) for name in SHARES[3:]},
    }
    return [(name, share) for name in SHARES if (share := known[name]) is not None]


def _lists(people: Answer, checks: list[str]) -> list[tuple[str, list[Row | None]]]:
    """A line for each person: their rows in the order of the checks; those with nothing to put right are left out."""
    found: dict[str, dict[str, Row]] = {}
    for row in people.rows:
        found.setdefault(str(row["segment"]), {})[row["check"]] = row
    lines = [(name, [own.get(check) for check in checks]) for name, own in found.items()]
    kept = [(name, rows) for name, rows in lines if any(row and row["deals"] for row in rows)]
    return sorted(kept, key=lambda line: -max(row["deals"] or 0 for row in line[1] if row))


PAGE = PageKind("trust", "order", "fixes", show, ("pipeline", "filters"))

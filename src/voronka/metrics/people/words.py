"""What a comparison says in words."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.language import Phrase, say
from voronka.metrics.people.verdicts import FEWEST_WINS
from voronka.model.answer import Row
from voronka.stats.doubts import ENOUGH


def findings(rows: Sequence[Row], horizon: float) -> tuple[Phrase, ...]:
    """Who is reliably better or worse, or that nobody is; and whose deals only look better because they are easier."""
    if any(row["verdict"] == "told_late" for row in rows):
        return (
            say(
                "Nobody can be compared: who or what it was is unknown of many deals, and those are hardly ever won. It seems to be written down with the win."
            ),
        )
    told = [row for row in rows if row["verdict"] not in {"too_few", "compared_with"}]
    other = next((row["name"] for row in rows if row["verdict"] == "compared_with"), None)
    found: list[Phrase] = []
    if not told:
        found.append(
            say(
                "Too few deals to compare: each side needs {deals} of them, of which {wins} wins are to be expected.",
                deals=ENOUGH,
                wins=FEWEST_WINS,
            )
        )
    found += _named(told, other)
    found += _easier(told)
    found.append(
        say(
            "Counted are deals that somebody took on, as won within {days} days of their start; the estimate allows for source and amount at the start, and for chance.",
            days=round(horizon),
        )
    )
    return tuple(found)


def _named(told: Sequence[Row], other: str | None) -> list[Phrase]:
    better, worse = (
        _names([row for row in told if row["verdict"] == verdict]) for verdict in ("better", "worse")
    )
    found = []
    if better:
        found.append(
            say("Reliably better than {other}: {names}.", other=other, names=better)
            if other is not None
            else say("Reliably better than the rest: {names}.", names=better)
        )
    if worse:
        found.append(
            say("Reliably worse than {other}: {names}.", other=other, names=worse)
            if other is not None
            else say("Reliably worse than the rest: {names}.", names=worse)
        )
    if told and not better and not worse:
        found.append(
            say("No reliable difference among {n}: what separates them here may well be chance.", n=len(told))
        )
    return found


def _names(rows: Sequence[Row]) -> str:
    return ", ".join(row["name"] or "—" for row in rows)


def _easier(told: Sequence[Row]) -> list[Phrase]:
    """Whose raw share is the highest only because such deals are easier to win."""
    known = [row for row in told if row["win_rate"].value is not None and row["expected"] is not None]
    if len(known) < 2:
        return []
    raw, fair = (
        max(known, key=lambda row: row["win_rate"].value),
        max(known, key=lambda row: row["fair"].value),
    )
    if raw is fair or raw["expected"] <= fair["expected"]:
        return []
    return [
        say(
            "{raw} wins the largest share, {share}%, but of easier deals: {expected}% of such deals are won in average hands. With the same deals {fair} comes first.",
            raw=raw["name"] or "—",
            share=round(100 * raw["win_rate"].value),
            expected=round(100 * raw["expected"]),
            fair=fair["name"] or "—",
        )
    ]

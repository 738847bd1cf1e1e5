"""Verdicts on a change in words."""

from __future__ import annotations

from collections.abc import Sequence

from voronka.language import Phrase, say
from voronka.metrics.periods.before_after import Windows
from voronka.metrics.wording import sum_text
from voronka.model.answer import Row
from voronka.model.money import Money


def summary(rows: Sequence[Row], found: Windows) -> Phrase:
    """Better, worse, both, neither, or too early."""
    verdicts = {row["verdict"] for row in rows}
    days, horizon = found.days, found.horizon
    if verdicts == {"early"}:
        return say("Too few deals in {days} days before and after to tell.", days=days)
    if "improved" in verdicts and "worse" in verdicts:
        return say("Some figures improved and some got worse, {days} days before and after.", days=days)
    if "improved" in verdicts:
        return say("Improved, {days} days before and after.", days=days)
    if "worse" in verdicts:
        return say("Got worse, {days} days before and after.", days=days)
    return say(
        "No reliable difference in {days} days before and after; deals were compared by age {horizon} days.",
        days=days,
        horizon=horizon,
    )


def verdict_says(row: Row, currency: str) -> Phrase:
    """What changed, from what to what."""
    if row["unit"] == "share":
        ends = [round(100 * row[name]) for name in ("before", "after")]
        points = [round(100 * row[name]) for name in ("low", "high")]
        return say(
            "{what}: {after}% instead of {before}%, from {low} to {high} points.",
            what=_what(row),
            before=ends[0],
            after=ends[1],
            low=points[0],
            high=points[1],
        )
    before, after = (
        sum_text(Money(round(row[name]), currency)) if row["unit"] == "money" else _days(row[name])
        for name in ("before", "after")
    )
    return say("{what}: {after} instead of {before}.", what=_what(row), after=after, before=before)


def season_says(rows: Sequence[Row]) -> list[Phrase]:
    """Whether the season may explain it: the same weeks of the year before."""
    told = [row for row in rows if row["verdict"] in {"improved", "worse"}]
    if not told:
        return []
    if all(row["adjusted"] is None for row in told):
        return [say("History does not reach back a year, so a season cannot be told from an effect.")]
    return [
        say(
            "{what}: the same weeks a year before changed too; less that, the difference is no longer reliable.",
            what=_what(row),
        )
        for row in told
        if row["adjusted"] is not None and row["adjusted"]["low"] <= 0 <= row["adjusted"]["high"]
    ]


def _days(days: float) -> Phrase:
    if days < 2:
        return say("{n} hours", n=round(24 * days))
    return say("{n} days", n=round(days))


def _what(row: Row) -> Phrase:
    if row["measure"] == "win_rate":
        return say("Won within {days} days", days=row["horizon_days"])
    if row["measure"] == "step":
        return say("Going on from “{stage}”", stage=row["stage"])
    if row["measure"] == "stay":
        return say("Median stay on “{stage}”", stage=row["stage"])
    return say("Average deal")

"""How one open deal stands on its stage, by what the stage's own history says: as `stuck` counts it for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from voronka.clock import local_day
from voronka.metrics.times.chances import FALLEN, PARTS
from voronka.model.answer import Row
from voronka.model.context import Snooze
from voronka.model.deal import Deal, Standing, Why
from voronka.model.money import Money

_HOUR = 3600


def days_between(start: datetime, end: datetime) -> float:
    """Days from start to end, none where the end comes first.

    >>> days_between(datetime(2026, 1, 1), datetime(2026, 1, 2, 12))
    1.5
    """
    return max(0.0, (end - start).total_seconds() / (24 * _HOUR))


def standing(deal: Deal, since: datetime, row: Row, snoozes: Iterable[Snooze]) -> Standing:
    """How the deal stands that came to its stage at `since`; `row` is the stage's row of `stuck_summary`, {} where there is none."""
    hours = int((deal.known_until - since).total_seconds() // _HOUR)
    norm, longest = row.get("norm_days"), row.get("longest_won_days")
    spans = row.get("chances") or []
    chance = next((one["chance"] for one in reversed(spans) if hours >= one["from_days"] * 24), None)
    fresh = spans[0]["chance"] if spans else None
    aside = _aside(deal, snoozes)
    return Standing(
        days=hours / 24,
        norm_days=norm,
        chance=chance,
        fresh_chance=fresh,
        horizon_days=row.get("horizon_days"),
        longest_won_days=longest,
        at_risk=_risk(deal.amount, chance, fresh),
        why=_why(hours, norm, longest, chance, fresh),
        snoozed_until=aside.until if aside else None,
        snooze_reason=aside.reason if aside else "",
    )


def _why(
    hours: int, norm: float | None, longest: float | None, chance: float | None, fresh: float | None
) -> Why:
    if longest is not None and hours > round(longest * 24):
        return "dead"
    is_old = norm is not None and hours > round(norm * 24)
    is_falling = chance is not None and fresh is not None and _parts(chance) < FALLEN * _parts(fresh)
    if is_old and is_falling:
        return "both"
    return "old" if is_old else "falling" if is_falling else "fine"


def _risk(amount: Money | None, chance: float | None, fresh: float | None) -> Money | None:
    """The amount times the chance lost."""
    if amount is None or chance is None or fresh is None:
        return None
    lost = max(0, _parts(fresh) - _parts(chance))
    return Money(amount.minor * lost // PARTS, amount.currency)


def _parts(share: float) -> int:
    return round(share * PARTS)


def _aside(deal: Deal, snoozes: Iterable[Snooze]) -> Snooze | None:
    """The snooze that holds on the day of the answer, the last word counting."""
    today = local_day(deal.known_until, deal.timezone)
    own = [one for one in snoozes if (one.account_id, one.deal_id) == (deal.account_id, deal.deal_id)]
    return own[-1] if own and own[-1].until > today else None

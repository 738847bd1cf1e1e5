"""Open deals beside the norm of their stage, as a relation: norms are measured first and go in as literals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from voronka.clock import local_day
from voronka.metrics.scope import Asked
from voronka.metrics.times.chances import Chances
from voronka.model.context import Snooze


@dataclass(frozen=True)
class Norms:
    """By position: the days that are normal on the stage (None: too little history), and what chance is left."""

    days: Mapping[int, float | None] = field(default_factory=dict)
    chances: Mapping[int, Chances] = field(default_factory=dict)


def snoozed(asked: Asked) -> list[Snooze]:
    """The deals set aside on the day of the as-of time; a deal's last word counts."""
    today = local_day(asked.as_of, asked.account.timezone)
    latest = {one.deal_id: one for one in asked.context.snoozes if one.account_id == asked.account.account_id}
    return [one for one in latest.values() if one.until > today]


def known_standing(asked: Asked, words: set[str]) -> str:
    """Open deals with the hours on their stage, the norm, the chance left and the fresh one (1/10,000), and whether they are dead or set aside."""
    words |= {"current_owner_id", "stage_hours", "stage_id", "position", "outcome", "amount_minor"}
    norms = asked.settled if isinstance(asked.settled, Norms) else Norms()
    aside = ", ".join(str(one.deal_id) for one in snoozed(asked))
    norm_hours = {position: round(days * 24) for position, days in norms.days.items() if days is not None}
    fresh = {position: one.fresh for position, one in norms.chances.items() if one.fresh is not None}
    longest = {
        position: one.longest_won for position, one in norms.chances.items() if one.longest_won is not None
    }
    return f"""
    select segment, deal_id, pipeline_id, position, stage_id, current_owner_id as owner_id, stage_hours as hours, amount_minor,
        {_by_position(norm_hours)} as norm_hours,
        {_by_age(norms, 2, "bigint", "null")} as chance,
        {_by_position(fresh)} as fresh,
        {_by_age(norms, 3, "boolean", "false")} as is_falling,
        coalesce(stage_hours > {_by_position(longest)}, false) as is_dead,
        {f"deal_id in ({aside})" if aside else "false"} as is_snoozed
    from scope where outcome = 'open'"""


def _by_position(values: Mapping[int, int]) -> str:
    cases = " ".join(f"when position = {position} then {value}" for position, value in sorted(values.items()))
    return f"case {cases} end" if cases else "cast(null as bigint)"


def _by_age(norms: Norms, part: int, kind: str, unknown: str) -> str:
    """What the spans of `Chances` say at `part`, by position and hours on the stage."""
    cases = []
    for position, one in sorted(norms.chances.items()):
        if spans := one.spans():
            inner = " ".join(
                f"when stage_hours < {span[1]} then {str(span[part]).lower()}" for span in spans[:-1]
            )
            cases.append(
                f"when position = {position} then case {inner} else {str(spans[-1][part]).lower()} end"
            )
    return f"case {' '.join(cases)} else {unknown} end" if cases else f"cast({unknown} as {kind})"

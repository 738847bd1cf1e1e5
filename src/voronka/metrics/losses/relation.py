"""Lost deals with their reason, as known at the as-of time."""

from __future__ import annotations

import re

from voronka.metrics.dimensions import moment_segment_sql, values_sql
from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked


def known_losses(asked: Asked, words: set[str]) -> str:
    """One row per lost deal of the population; by manager or team it is theirs who owned it when it was lost."""
    moment = moment_segment_sql(asked, "stay.owner_id")
    segment, people = moment or ("scope.segment", "")
    body = f"""
    select {segment} as segment, scope.deal_id as deal_id, scope.pipeline_id as pipeline_id, scope.position as position, scope.stage_id as stage_id,
        scope.outcome_at as lost_at, hours_between(scope.started_at, scope.outcome_at) as hours, scope.amount_minor as amount_minor, reasons.reason as reason
    from scope{_stays(asked) if moment else ""}{people}
    left join (select deal_id, min(value) as reason {values_sql(asked, "loss_reason")} group by deal_id) as reasons
        on reasons.deal_id = scope.deal_id
    where scope.outcome = 'lost'"""
    words.update(re.findall(r"scope\.(\w+)", body))
    return body


def _stays(asked: Asked) -> str:
    """The stay that the loss began, of the several that one instant may hold."""
    return f"""
    join stays as stay on stay.account_id = {asked.account.account_id} and stay.deal_id = scope.deal_id and stay.pipeline_id = scope.pipeline_id
        and stay.kind = 'lost' and stay.entered_at = scope.outcome_at and (stay.left_at is null or stay.left_at >= {at_sql(asked.as_of)})"""

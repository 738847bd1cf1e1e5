"""How clients rated the company, as known at the as-of time."""

from __future__ import annotations

from voronka.metrics.literals import at_sql
from voronka.metrics.scope import Asked


def seen_answers(asked: Asked, _: set[str]) -> str:
    """Answers given before the as-of time that lie on their scale: `nps` from 0 to 10, `csat` from 1 to 5."""
    return f"""
    select deal_id, kind, score, answered_at
    from answers where account_id = {asked.account.account_id} and answered_at < {at_sql(asked.as_of)}
        and (kind = 'nps' and score >= 0 and score <= 10 or kind = 'csat' and score >= 1 and score <= 5)"""


def known_ratings(_: Asked, __: set[str]) -> str:
    """One row per deal that was rated, with its last answer to each question."""
    return """
    select given.deal_id as deal_id, max(case when given.kind = 'nps' then given.score end) as nps,
        max(case when given.kind = 'csat' then given.score end) as csat
    from seen_answers as given join (select deal_id, kind, max(answered_at) as answered_at from seen_answers group by deal_id, kind) as latest
        on latest.deal_id = given.deal_id and latest.kind = given.kind and latest.answered_at = given.answered_at
    group by given.deal_id"""

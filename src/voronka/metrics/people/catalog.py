"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_VERDICTS = (
    ("better", say("reliably better")),
    ("worse", say("reliably worse")),
    ("no_reliable_difference", say("no reliable difference")),
    ("too_few", say("too few deals")),
    ("compared_with", say("compared with")),
    ("told_late", say("cannot be compared")),
)

_PEOPLE = Metric(
    "people",
    say("People"),
    say("Who sells better, and is it skill or luck?"),
    say(
        "Managers, or any other segments by “by”, compared by the deals that they took on: the raw win rate, what such deals bring in average hands, and a fair estimate that allows for the mix of deals and for chance. A difference is named only where it is reliable."
    ),
    "deal",
    ("cohort",),
    (
        Figure("deals", say("Deals taken on"), ("name",)),
        Figure("won", say("Won"), ("name",)),
    ),
    "voronka.metrics.people.people",
    columns=(
        Column("name", say("who"), "name"),
        Column("deals", say("took on"), "count", "deals", spare=2),
        Column("won", say("won"), "count", "won", spare=3),
        Column("win_rate", say("win rate"), "estimate", "deals", spare=1),
        Column("expected", say("expected"), "share", spare=4),
        Column("fair", say("fair estimate"), "estimate"),
        Column("verdict", say("against the rest"), "code", words=_VERDICTS),
        Column("rank", say("place"), "count", spare=9),
        Column("best", say("chance to be the best"), "share", spare=8),
        Column("revenue", say("revenue"), "money", "won", spare=5),
        Column("average", say("average deal"), "money", spare=6),
        Column("cycle_days", say("median cycle"), "days", spare=7),
        Column("adjusted", say("same mix"), "estimate", spare=10),
        Column("gap", say("difference"), "estimate", spare=11),
        Column("chance", say("p-value"), "number", spare=12),
    ),
    keys=("name",),
    compared=("deals", "won", "revenue", "average", "cycle_days", "expected"),
    events=("deals", "won"),
    options=("horizon", "against"),
    formula=say(
        "Adjusted = F_won(h) × expected of all / expected of this mix; expected by a penalised logistic regression on source, amount band at the start and pipeline beside the managers. Fair = adjusted, shrunken to the mean (normal–normal, Paule–Mandel). Verdict: difference to the rest, both among all deals and among closed ones, Benjamini–Hochberg at 5%."
    ),
    pitfalls=say(
        "A deal counts for the owner at its entry to the first open stage, whoever closed it; by=current_manager is the other way. The mix knows only what the CRM knows: who gets the difficult clients by the boss’s decision looks worse. No reliable difference does not mean equal: it means that these deals cannot tell."
    ),
    sources=("journeys", "stays", "attributes"),
    unit_of_value=say("share of deals"),
    headline="fair",
    direction=1,
)

METRICS: tuple[Metric, ...] = (_PEOPLE,)

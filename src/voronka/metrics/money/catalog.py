"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

_VOLUME = Metric(
    "volume",
    say("Deals in the funnel"),
    say("How many deals are in the funnel, for how much, and is it filling or emptying?"),
    say(
        "Open deals and their sum when each day, week or month ended, replayed from the history; and how many came in, were won, were lost or left in it."
    ),
    "deal",
    ("flow",),
    (
        Figure("open", say("Open at the end"), ("bucket",)),
        Figure("new", say("Came in"), ("bucket",)),
        Figure("reopened", say("Reopened"), ("bucket",)),
        Figure("won", say("Won"), ("bucket",)),
        Figure("lost", say("Lost"), ("bucket",)),
        Figure("gone", say("Deleted or handed over"), ("bucket",)),
    ),
    "voronka.metrics.money.volume",
    columns=(
        Column("bucket", say("period"), "name"),
        Column("open", say("open at the end"), "count", "open"),
        Column("amount", say("sum"), "money", "open"),
        Column("new", say("came in"), "count", "new"),
        Column("won", say("won"), "count", "won"),
        Column("won_amount", say("won, sum"), "money", "won", spare=2),
        Column("lost", say("lost"), "count", "lost"),
        Column("lost_amount", say("lost, sum"), "money", "lost", spare=3),
        Column("reopened", say("reopened"), "count", "reopened", spare=4),
        Column("gone", say("deleted or handed over"), "count", "gone", spare=5),
    ),
    keys=("bucket",),
    compared=("open", "amount", "new", "won", "lost"),
    options=("grain",),
    formula=say(
        "open at the end = open at the start + came in + reopened − won − lost − deleted or handed over"
    ),
    pitfalls=say(
        "A deal that was won and then reopened was won in one week and came back in another; the results of a period count its latest outcome only. Deals that were deleted later stood in the funnel till then."
    ),
    sources=("stays", "amounts"),
    unit_of_value=say("deals, money"),
    headline="open",
    keeps_deleted=True,
)

_RESULTS = Metric(
    "results",
    say("Results of the period"),
    say("What came in, what was won and lost, and how large is the average deal?"),
    say(
        "Deals that began, were won or were lost in the period, whenever they were created; revenue is the sum of won amounts at the win. Without a period: of all time."
    ),
    "deal",
    ("flow",),
    (
        Figure("new", say("Came in")),
        Figure("rejected", say("Rejected incoming")),
        Figure("won", say("Won")),
        Figure("lost", say("Lost")),
        Figure("handed_over", say("Handed over")),
        Figure("priced", say("Won, with an amount")),
        Figure("unpriced", say("Won without an amount")),
    ),
    "voronka.metrics.money.results",
    columns=(
        Column("new", say("came in"), "count", "new"),
        Column("rejected", say("of them rejected incoming"), "count", "rejected", spare=5),
        Column("won", say("won"), "count", "won"),
        Column("revenue", say("revenue"), "money", "won"),
        Column("lost", say("lost"), "count", "lost"),
        Column("lost_amount", say("lost, sum"), "money", "lost", spare=4),
        Column("handed_over", say("handed over"), "count", "handed_over", spare=8),
        Column("average_deal", say("average deal"), "amount", "priced"),
        Column("median_deal", say("median deal"), "money", spare=2),
        Column("trimmed_mean", say("mean without extremes"), "money", spare=6),
        Column("no_amount", say("won without amount"), "count", "unpriced", spare=3),
        Column("price", say("average price"), "money", spare=7),
        Column(
            "price_of",
            say("price is of"),
            "code",
            spare=9,
            words=(("unit", say("a unit")), ("deal", say("a deal"))),
        ),
    ),
    compared=(
        *("new", "rejected", "won", "revenue", "lost", "lost_amount", "handed_over"),
        *("median_deal", "trimmed_mean", "no_amount", "price"),
    ),
    events=("new", "rejected", "won", "lost", "handed_over"),
    sums=(("revenue", "average_deal"),),
    formula=say(
        "average deal = Σ amount of won deals at the win / won deals with an amount; Student's 95% interval. Mean without extremes: the lowest and the highest 5% left out. Average price = revenue / units where a field says how many, else the average deal"
    ),
    pitfalls=say(
        "Won divided by came in is not a conversion: they are different deals. A few large deals make the average; look at the median beside it. Deals without an amount stay in the counts and leave the average."
    ),
    sources=("journeys", "attributes"),
    unit_of_value=say("deals, money"),
    headline="revenue",
    direction=1,
)

_SIZES = Metric(
    "sizes",
    say("Deal sizes"),
    say("Which deal sizes are worth pursuing?"),
    say(
        "Deals by band of their amount: how many are won within the horizon, how soon, what they bring, and what a day spent on one is worth."
    ),
    "deal",
    ("cohort",),
    (
        Figure("deals", say("All deals"), ("band",)),
        Figure("won", say("Won"), ("band",)),
        Figure("lost", say("Lost"), ("band",)),
    ),
    "voronka.metrics.money.sizes",
    columns=(
        Column("band", say("amount"), "code", words=(("", say("no amount")),)),
        Column("deals", say("deals"), "count", "deals"),
        Column("won", say("won"), "count", "won", spare=3),
        Column("lost", say("lost"), "count", "lost", spare=6),
        Column("win_rate", say("win rate"), "estimate", "deals"),
        Column("average", say("average deal"), "money", spare=5),
        Column("days_to_win", say("median days to win"), "days", spare=4),
        Column("worth", say("worth a day"), "money"),
        Column("revenue", say("revenue"), "money", "won", spare=2),
        Column("revenue_share", say("share of revenue"), "share", spare=1),
    ),
    keys=("band",),
    compared=("deals", "won", "lost", "average", "days_to_win", "worth", "revenue", "revenue_share"),
    events=("deals", "won", "lost"),
    options=("horizon",),
    formula=say(
        "worth a day = win rate × average amount of the band / median days from creation to the win. Win rate: Aalen–Johansen within the horizon; days to the win: of the same curve."
    ),
    pitfalls=say(
        "The amount is often written down only when a deal gets serious: deals without an amount have a row of their own, and their low win rate is no wonder. A band with a wide interval is not ranked."
    ),
    sources=("journeys",),
    unit_of_value=say("money per day"),
)

_VELOCITY = Metric(
    "velocity",
    say("Sales velocity"),
    say("How much money is won a day, and which lever would add most?"),
    say(
        "Money won per day of the period. Beside it the levers: open deals N, win rate W, average deal A and the mean time L of all deals; N · W · A / L says what they make together, not what was earned."
    ),
    "deal",
    ("flow",),
    (Figure("won", say("Won")), Figure("open", say("Open at the end"))),
    "voronka.metrics.money.velocity",
    columns=(
        Column("per_day", say("won a day"), "amount"),
        Column("won", say("won"), "count", "won", spare=3),
        Column("revenue", say("revenue"), "money", "won", spare=2),
        Column("open", say("open deals"), "count", "open"),
        Column("win_rate", say("win rate"), "estimate", spare=1),
        Column("average_deal", say("average deal"), "amount", spare=4),
        Column("mean_days", say("mean time of all deals"), "days", spare=1),
        Column("formula", say("N · W · A / L a day"), "money", spare=5),
        Column("lever_gain", say("+10% of N, W or A"), "money", spare=6),
        Column("faster_gain", say("10% faster"), "money", spare=6),
        Column("weighted", say("open deals by their chances"), "money", spare=7),
        Column("plan", say("plan"), "money", spare=8),
        Column("coverage", say("coverage of what is lacking"), "share", spare=8),
    ),
    compared=("won", "revenue", "open", "mean_days", "formula", "weighted"),
    events=("won",),
    options=("horizon",),
    formula=say(
        "won a day = revenue / days of the period. W and L are of the period: deals alive in it, each from the age it had when it began (left truncation); W = F_won(h), L = area under the Kaplan–Meier curve of all deals. Coverage = Σ open amount × P(won | age) / (plan − won)"
    ),
    pitfalls=say(
        "Deals that nobody closes make N and L large together: close them, or the formula says little. The levers pull on each other: more deals of poor quality lower the win rate."
    ),
    sources=("journeys",),
    unit_of_value=say("money per day"),
    headline="per_day",
    direction=1,
)

_CAC = Metric(
    "cac",
    say("Cost of a new client"),
    say("What does a new client cost, by source, and does it pay?"),
    say(
        "Costs of each source by its new clients: paid costs alone, and fully loaded with its part of shared ones such as salaries. Costs are taken as many days earlier as it takes from lead to win."
    ),
    "deal",
    ("flow",),
    (
        Figure("won", say("Won"), ("kind", "source")),
        Figure("clients", say("New clients"), ("kind", "source")),
    ),
    "voronka.metrics.money.cac",
    columns=(
        Column("name", say("source"), "name"),
        Column("won", say("won"), "count", "won", spare=6),
        Column("clients", say("new clients"), "count", "clients"),
        Column("revenue", say("their revenue"), "money", "clients", spare=3),
        Column("cost", say("paid"), "money", spare=2),
        Column("cac", say("a client, paid"), "amount"),
        Column("full_cost", say("with shared costs"), "money", spare=5),
        Column("cac_full", say("a client, fully loaded"), "amount", spare=1),
        Column("romi", say("ROMI, paid"), "share", spare=1),
        Column("romi_full", say("ROMI, fully loaded"), "share", spare=4),
        Column(
            "romi_of",
            say("ROMI is of"),
            "code",
            spare=7,
            words=(("revenue", say("revenue")), ("margin", say("gross profit"))),
        ),
    ),
    keys=("kind", "source"),
    compared=("won", "clients", "revenue", "cost", "full_cost", "romi", "romi_full"),
    events=("won", "clients"),
    formula=say(
        "CAC = cost of the days [from − d, to − d) / new clients of [from, to); d = median time from lead to win. Fully loaded: plus shared costs × the source's part of new clients. ROMI = (revenue of new clients × margin − cost) / cost; without a margin revenue itself. Interval: clients as a Poisson number"
    ),
    pitfalls=say(
        "A new client is the first win of a contact in the pipeline; a deal without a contact counts as one. ROMI of revenue is no profit. A source without imported costs has no CAC, which does not mean that it is free."
    ),
    sources=("journeys", "attributes", "costs"),
    unit_of_value=say("money per client"),
    headline="kind=all.cac",
    direction=-1,
    can_split=False,
)

_REPEAT = Metric(
    "repeat",
    say("Repeat purchase"),
    say("How many clients buy again within a year, and what do they bring?"),
    say(
        "Clients are contacts; from the first win of each to its next one. Clients whose year is not over yet are counted in as far as they are known."
    ),
    "deal",
    ("flow",),
    (
        Figure("clients", say("Clients by their first win")),
        Figure("again", say("Bought again")),
        Figure("won", say("Won")),
        Figure("repeat_won", say("Repeat wins")),
        Figure("unknown", say("Won without a contact")),
    ),
    "voronka.metrics.money.repeat",
    columns=(
        Column("clients", say("clients"), "count", "clients"),
        Column("within", say("buy again"), "estimate", "clients"),
        Column("horizon_days", say("within"), "days", spare=4),
        Column("again", say("bought again so far"), "count", "again", spare=2),
        Column("repeat_won", say("repeat wins"), "count", "repeat_won", spare=3),
        Column("repeat_revenue", say("their revenue"), "money", "repeat_won", spare=1),
        Column("repeat_share", say("share of revenue"), "share"),
        Column("unknown", say("without contact"), "count", "unknown", spare=5),
    ),
    compared=("clients", "again", "won", "repeat_won", "repeat_revenue", "repeat_share"),
    events=("clients",),
    options=("horizon",),
    formula=say(
        "1 − S(365 days), Kaplan–Meier from the first win of a contact to its next; share of revenue = sum of wins that are not a contact's first / sum of all wins"
    ),
    pitfalls=say(
        "With a period: clients whose first win lies in it. History that begins late takes a later win for the first one. Deals without a contact are left out of the clients."
    ),
    sources=("journeys", "stays", "attributes"),
    unit_of_value=say("share of clients"),
    headline="within",
    direction=1,
)

METRICS: tuple[Metric, ...] = (_VOLUME, _RESULTS, _SIZES, _VELOCITY, _CAC, _REPEAT)

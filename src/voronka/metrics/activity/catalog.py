"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.kinds import Figure, Metric
from voronka.model.column import Column

#: Words for what an activity was.
KINDS = (
    ("call", say("call")),
    ("meeting", say("meeting")),
    ("mail", say("mail")),
    ("message", say("message")),
    ("task", say("task")),
)
DIRECTIONS = (("in", say("came in")), ("out", say("went out")))
OUTCOMES = (
    ("answered", say("talked")),
    ("call_back", say("call back later")),
    ("no_answer", say("no answer")),
    ("unavailable", say("unavailable")),
    ("busy", say("busy")),
    ("left_message", say("left a message")),
    ("wrong_number", say("wrong number")),
)

_ACTIVITY = Metric(
    "activity",
    say("Activity"),
    say("What do people do about deals, what comes back, and how many touches does a win take?"),
    say(
        "Calls, meetings held, mails, messages and tasks done in the period, by the person who acted, whoever owns the deal. A touch is what a person of ours did towards the client: a call, mail or message sent, a call taken, a meeting held. Of deals closed in the period, all touches of their life up to the closing are counted."
    ),
    "activity",
    ("flow",),
    (
        Figure("calls_out", say("Calls made")),
        Figure("calls_in", say("Calls that came in")),
        Figure("missed", say("Calls missed")),
        Figure("meetings", say("Meetings held")),
        Figure("mails_out", say("Mails sent")),
        Figure("mails_in", say("Mails received")),
        Figure("messages_out", say("Messages sent")),
        Figure("messages_in", say("Messages received")),
        Figure("replied", say("Mails and messages that were answered")),
        Figure("tasks", say("Tasks done")),
        Figure("touches", say("Touches")),
    ),
    "voronka.metrics.activity.activity",
    columns=(
        Column("calls_out", say("Calls made"), "count", "calls_out"),
        Column("calls_in", say("Calls that came in"), "count", "calls_in", spare=3),
        Column("missed", say("Missed"), "rate", "missed", spare=2),
        Column("talk_seconds", say("Talk time"), "seconds", spare=1),
        Column("talk_median_seconds", say("Median call"), "seconds", spare=5),
        Column("meetings", say("Meetings held"), "count", "meetings"),
        Column("mails_out", say("Mails sent"), "count", "mails_out", spare=1),
        Column("mails_in", say("Mails received"), "count", "mails_in", spare=6),
        Column("messages_out", say("Messages sent"), "count", "messages_out", spare=1),
        Column("messages_in", say("Messages received"), "count", "messages_in", spare=6),
        Column("replies", say("Answered"), "rate", "replied", spare=4),
        Column("tasks", say("Tasks done"), "count", "tasks", spare=4),
        Column("touches", say("Touches"), "count", "touches", spare=3),
        Column("days", say("Days worked"), "count", spare=5),
        Column("per_day", say("Touches a day"), "number", spare=2),
        Column("touches_per_win", say("Touches per win"), "mean", spare=2),
        Column("touches_per_loss", say("Touches per loss"), "mean", spare=4),
        Column("touches_to_reply", say("Touches before the first reply"), "mean", spare=7),
    ),
    compared=(
        *("calls_out", "calls_in", "calls_missed", "talk_seconds", "talk_median_seconds", "meetings"),
        *("mails_out", "mails_in", "messages_out", "messages_in", "tasks", "touches", "days", "per_day"),
    ),
    options=("horizon",),
    formula=say(
        "touches per win = all touches of the deals won in the period, up to the win / those deals; answered = mails and messages after which the client wrote or called within 3 days (horizon), of those sent long enough ago"
    ),
    pitfalls=say(
        "Many touches do not make a win: deals that live long collect more. What robots send is not counted; what clients send has no author and stands under “unknown”. A kind of activity that the CRM has never told is unknown and not zero. Tasks are known once they are done, so overdue ones are not here. Touches of closed deals are shown by the deal's own manager."
    ),
    sources=("activities", "journeys"),
    unit_of_value=say("activities"),
    headline="touches",
    direction=0,
    over_all_pipelines=False,
    attribution="moment",
    fact_columns=(
        Column("happened_at", say("When"), "date"),
        Column("kind", say("What"), "code", words=KINDS),
        Column("direction", say("Direction"), "code", words=DIRECTIONS),
        Column("person", say("Who"), "name"),
        Column("seconds", say("Talk time"), "seconds"),
        Column("result", say("How it ended"), "code", words=OUTCOMES),
    ),
)

_SATISFACTION = Metric(
    "satisfaction",
    say("Satisfaction"),
    say("How content are the clients, and how many of them say so?"),
    say(
        "NPS and CSAT of the deals won in the period, and the share of them that answered. NPS: the share of 9 and 10 less that of 0 to 6, in points. CSAT: the share of 4 and 5 out of five. Of several answers the last one counts."
    ),
    "deal",
    ("flow", "cohort"),
    (
        Figure("won", say("Won")),
        Figure("answered", say("Won deals that were rated")),
        Figure("promoters", say("Promoters, 9 and 10")),
        Figure("passives", say("Passives, 7 and 8")),
        Figure("detractors", say("Detractors, 0 to 6")),
        Figure("content", say("Content, 4 and 5 of five")),
    ),
    "voronka.metrics.activity.satisfaction",
    columns=(
        Column("won", say("Won"), "count", "won"),
        Column("answered", say("Answered"), "rate", "answered"),
        Column("nps", say("NPS"), "mean"),
        Column("promoters", say("Promoters, 9 and 10"), "count", "promoters", spare=2),
        Column("passives", say("Passives, 7 and 8"), "count", "passives", spare=2),
        Column("detractors", say("Detractors, 0 to 6"), "count", "detractors", spare=1),
        Column("content", say("Content, 4 and 5 of five"), "rate", "content", spare=1),
    ),
    compared=("won", "promoters", "passives", "detractors"),
    formula=say(
        "NPS = 100 × (promoters − detractors) / answers, with the adjusted Wald interval; answered = rated deals / won deals; CSAT = answers of 4 and 5 / answers"
    ),
    pitfalls=say(
        "Who does not answer may think otherwise: the lower the share of answers, the less NPS says. Clients of recent wins may still answer. Only clients who bought are asked."
    ),
    sources=("journeys", "answers"),
    unit_of_value=say("points"),
    headline="nps",
    direction=1,
)

METRICS: tuple[Metric, ...] = (_ACTIVITY, _SATISFACTION)

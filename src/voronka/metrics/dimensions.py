"""Dimensions as SQL: the value that a deal stands under, and the conditions that filters put on it (alias `journey`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from voronka.clock import local_day
from voronka.errors import InputError
from voronka.language import say
from voronka.metrics.buckets import GRAINS, Grain, bucket_sql, buckets
from voronka.metrics.catalog import pick
from voronka.metrics.clockwork import HOURS, WEEKDAYS, hour_sql, weekday_sql
from voronka.metrics.kinds import Dimension
from voronka.metrics.literals import at_sql, text_sql
from voronka.metrics.scope import Asked
from voronka.model.question import Condition

#: Upper ends of the bands of a deal's amount, in major units; the label of each band is in `band_label`.
BANDS = (10_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
#: Dimensions of the clock → what their numbers are called.
CLOCKS: Mapping[str, Sequence[str]] = {"weekday": WEEKDAYS, "hour": HOURS}
OUTCOMES = ("open", "won", "lost", "handed_over")
#: A series over cohorts splits by these; the catalogue has the month alone.
COHORTS: dict[str, Grain] = {f"cohort_{grain}": grain for grain in GRAINS}
_PEOPLE = {"manager": "journey.owner_id", "current_manager": "journey.current_owner_id"}


def band_label(band: int) -> str:
    """What a band is called, from its number; "" without an amount.

    >>> [band_label(band).replace("\\N{NO-BREAK SPACE}", " ") for band in (1, 2, 8)]
    ['< 10 000', '10 000 – 50 000', '≥ 5 000 000']
    """

    def spaced(value: int) -> str:
        return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")

    if band == 0:
        return ""
    if band == 1:
        return f"<\N{NO-BREAK SPACE}{spaced(BANDS[0])}"
    if band > len(BANDS):
        return f"≥\N{NO-BREAK SPACE}{spaced(BANDS[-1])}"
    return f"{spaced(BANDS[band - 2])} – {spaced(BANDS[band - 1])}"


def cohort_sql(asked: Asked, grain: Grain) -> str:
    """The local month (or day, week, quarter) in which the journey started."""
    span = _starts(asked)
    if span is None:
        return "cast(null as varchar)"
    zone = asked.account.timezone
    return bucket_sql("journey.started_at", buckets(span[0], span[1] + timedelta(days=1), grain), zone)


def clock_sql(asked: Asked, name: str) -> str:
    """The number of the local weekday, or the local hour, at which the journey started."""
    span = _starts(asked)
    if span is None:
        return "cast(null as bigint)"
    made = weekday_sql if name == "weekday" else hour_sql
    return made("journey.started_at", *span, asked.account.timezone)


def _starts(asked: Asked) -> tuple[date, date] | None:
    """The local days from first to last on which journeys of the question can have started."""
    zone, since = asked.account.timezone, asked.names.known_from
    if since is None:
        return None
    if asked.first is not None and asked.population == "cohort" and not asked.is_closed:
        since = asked.first
    until = asked.as_of if asked.last is None or asked.is_closed else min(asked.last, asked.as_of)
    return local_day(since, zone), local_day(until, zone)


def band_sql(amount: str = "journey.amount_minor") -> str:
    """The number of the band in which an amount lies, the journey's unless said otherwise."""
    steps = " ".join(f"when {amount} < {limit * 100} then {number}" for number, limit in enumerate(BANDS, 1))
    return f"case when {amount} is null or {amount} = 0 then 0 {steps} else {len(BANDS) + 1} end"


def values_sql(asked: Asked, name: str) -> str:
    """The attribute's values just before the as-of time."""
    now = at_sql(asked.as_of)
    return f"from attributes where account_id = {asked.account.account_id} and name = {text_sql(name)} and valid_from < {now} and valid_to >= {now}"


def moment_segment_sql(asked: Asked, owner: str) -> tuple[str, str] | None:
    """Where a fact is its owner's at that moment (column `owner`): the value to split by and the join it needs, for people and teams."""
    if asked.metric.attribution != "moment" or asked.by is None:
        return None
    if asked.by.name == "manager":
        return owner, ""
    if asked.by.name == "team":
        people = f"(select person_id, team_id from people where account_id = {asked.account.account_id})"
        return "acting.team_id", f"\n    left join {people} as acting on acting.person_id = {owner}"
    return None


def segment_sql(asked: Asked) -> tuple[str, str]:
    """The value to split by, and the join it needs."""
    by = asked.by
    if by is None:
        return "cast(null as varchar)", ""
    if by.name in _PEOPLE:
        return _PEOPLE[by.name], ""
    if by.name == "team":
        people = f"(select person_id, team_id from people where account_id = {asked.account.account_id})"
        return "member.team_id", f"\n    left join {people} as member on member.person_id = journey.owner_id"
    if by.name == "pipeline":
        return "journey.pipeline_id", ""
    if by.name == "amount_band":
        return band_sql(), ""
    if by.name in COHORTS:
        return cohort_sql(asked, COHORTS[by.name]), ""
    if by.name in CLOCKS:
        return clock_sql(asked, by.name), ""
    join = f"\n    left join (select deal_id, value {values_sql(asked, by.name)}) as held on held.deal_id = journey.deal_id"
    return (
        "case when journey.outcome = 'lost' then held.value end"
        if by.name == "loss_reason"
        else "held.value",
        join,
    )


def conditions_sql(asked: Asked) -> list[str]:
    """One SQL condition for each filter of the question."""
    return [_condition_sql(asked, dimension, condition) for dimension, condition in asked.where]


def _condition_sql(asked: Asked, dimension: Dimension, condition: Condition) -> str:
    values = [value for value in condition.values if value]
    is_unknown_in = "" in condition.values
    if dimension.name in _PEOPLE:
        return _among(_PEOPLE[dimension.name], _people(asked, values), is_unknown_in, condition.negated)
    if dimension.name == "team":
        return _team_sql(asked, values, is_unknown_in, condition.negated)
    if dimension.name == "amount_band":
        bands = {band_label(number): str(number) for number in range(len(BANDS) + 2)}
        chosen = [_picked(bands, value, dimension) for value in condition.values]
        return _among(band_sql(), chosen, False, condition.negated)
    if dimension.name == "outcome":
        outcomes = {name: text_sql(name) for name in OUTCOMES}
        return _among(
            "journey.outcome",
            [_picked(outcomes, v, dimension) for v in values],
            is_unknown_in,
            condition.negated,
        )
    if dimension.name == "pipeline":
        ids = [str(asked.names.pipeline(value).pipeline_id) for value in values]
        return _among("journey.pipeline_id", ids, is_unknown_in, condition.negated)
    if dimension.name == "cohort_month":
        return _among(
            cohort_sql(asked, "month"),
            [text_sql(value) for value in values],
            is_unknown_in,
            condition.negated,
        )
    if dimension.name in CLOCKS:
        known = {str(label): str(number) for number, label in enumerate(CLOCKS[dimension.name])}
        chosen = [_picked(known, value, dimension) for value in values]
        return _among(clock_sql(asked, dimension.name), chosen, is_unknown_in, condition.negated)
    if dimension.name == "stage":
        return _among("journey.stage_id", _stages(asked, values), is_unknown_in, condition.negated)
    return _attribute_sql(asked, dimension.name, values, is_unknown_in, condition.negated)


def _among(value: str, literals: list[str], is_unknown_in: bool, negated: bool) -> str:
    """Whether `value` is one of the literals; unknown is in only where it was named, and negation turns that round too.

    >>> _among("x", ["1"], False, True)
    '(x is null or x not in (1))'
    """
    listed = f"{value} in ({', '.join(literals)})" if literals else ""
    parts = [listed] if listed else []
    if is_unknown_in:
        parts.append(f"{value} is null")
    if not negated:
        return f"({' or '.join(parts)})"
    unlisted = f"{value} not in ({', '.join(literals)})" if literals else "true"
    return f"({value} is not null and {unlisted})" if is_unknown_in else f"({value} is null or {unlisted})"


def _attribute_sql(asked: Asked, name: str, values: list[str], is_unknown_in: bool, negated: bool) -> str:
    having = f"select deal_id {values_sql(asked, name)}"
    parts = []
    if values:
        parts.append(f"journey.deal_id in ({having} and value in ({', '.join(map(text_sql, values))}))")
    if is_unknown_in:
        parts.append(f"journey.deal_id not in ({having})")
    joined = f"({' or '.join(parts)})"
    return f"not {joined}" if negated else joined


def _team_sql(asked: Asked, values: list[str], is_unknown_in: bool, negated: bool) -> str:
    account = asked.account.account_id
    teams = {name: str(team_id) for (owner, team_id), name in asked.names.teams.items() if owner == account}
    teams |= {team_id: team_id for team_id in list(teams.values())}
    members = f"select person_id from people where account_id = {account}"
    chosen = [_picked(teams, value, asked.names.dimension("team")) for value in values]
    parts = []
    if chosen:
        parts.append(f"journey.owner_id in ({members} and team_id in ({', '.join(chosen)}))")
    if is_unknown_in:
        parts.append(
            f"(journey.owner_id is null or journey.owner_id not in ({members} and team_id is not null))"
        )
    joined = f"({' or '.join(parts)})"
    return f"not coalesce({joined}, false)" if negated else joined


def _picked(known: dict[str, str], value: str, dimension: Dimension) -> str:
    return pick(
        known,
        value,
        say("“{dimension}” has no value “{name}”", dimension=dimension.name, name=value),
        say("values are: {names}", names=", ".join(name for name in known if name)),
    )


def _people(asked: Asked, values: list[str]) -> list[str]:
    """Ids of the people of those names or ids; namesakes all count."""
    found: dict[str, list[str]] = {}
    for (account, person), name in asked.names.people.items():
        if account == asked.account.account_id:
            for spelled in {name, str(person), f"{name} #{person}"}:
                found.setdefault(spelled, []).append(str(person))
    ids = []
    for value in values:
        names = sorted({name for name in found if not name.isdigit() and " #" not in name})
        ids += pick(
            found,
            value,
            say("no person called “{name}”", name=value),
            say("people are: {names}", names=", ".join(names[:20])),
        )
    return ids


def _stages(asked: Asked, values: list[str]) -> list[str]:
    pipelines = [asked.pipeline] if asked.pipeline else list(asked.names.pipelines)
    found: dict[str, list[str]] = {}
    for pipeline in pipelines:
        for stage in pipeline.stages:
            for spelled in {stage.name, str(stage.stage_id), pipeline.labels[stage.stage_id]}:
                found.setdefault(spelled, []).append(str(stage.stage_id))
    if not found:
        raise InputError(say("the pipeline has no stages"))
    ids: list[str] = []
    for value in values:
        ids += pick(
            found,
            value,
            say("no stage called “{name}”", name=value),
            say(
                "stages are: {names}",
                names=", ".join(dict.fromkeys(s.name for p in pipelines for s in p.stages)),
            ),
        )
    return ids

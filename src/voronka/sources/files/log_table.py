"""A log, one row per stage change: read, judged row by row, and left as the tables `events` and `log_deals`."""

from __future__ import annotations

from voronka.sources.files.cells import literal
from voronka.sources.files.loading import Loaded
from voronka.sources.files.mapping import Columns

#: Attributes of a log that may belong to the event or, under `case:` names, to the deal.
_EITHER = ("owner", "source", "loss_reason", "amount")

#: Moments outside are typing errors or a spreadsheet's zero.
BELIEVABLE = "between timestamp '1970-01-02' and timestamp '2200-01-01'"


def of_event(columns: Columns) -> list[str]:
    """The keys whose column tells about the event."""
    return [key for key in _EITHER if getattr(columns, key) and not getattr(columns, key).startswith("case:")]


def of_deal(columns: Columns) -> list[str]:
    """The keys whose column, by its name `case:…`, tells about the deal."""
    return [key for key in _EITHER if (getattr(columns, key) or "").startswith("case:")]


def read_log(loaded: Loaded) -> None:
    """Make `log_judged`: one row per row of the file, with `reason` null (taken), `ignored`, or why it is rejected."""
    log = loaded.columns
    case_fields = [name for name in log.fields if name.startswith("case:")]
    event_fields = [name for name in log.fields if not name.startswith("case:")]
    loaded.con.execute(
        f"""
        create temp table log_judged as
        with cells as (
            select "#row" as row, {loaded.text(log.deal)} as deal, {stage_sql(loaded)} as stage,
                {loaded.text(log.at)} as moment_text, {loaded.moment(log.at)} as moment,
                {loaded.text(log.created)} as created_text, {loaded.moment(log.created)} as created,
                {loaded.text(log.amount)} as amount_text, {loaded.amount(log.amount)} as amount,
                {loaded.text(log.owner)} as owner, {loaded.text(log.source)} as source,
                {loaded.text(log.loss_reason)} as loss_reason,
                {loaded.fields(event_fields)} as fields, {loaded.fields(case_fields)} as case_fields
            from {loaded.name}
        )
        select cells.*, stages.kind, stages.rank,
            case
                when cells.stage is not null and stages.stage is null then 'ignored'
                when cells.deal is null then 'no deal in the column {_sql(log.deal)}'
                when cells.stage is null then 'no stage in the column {_sql(log.stage)}'
                when moment_text is null then 'no time in the column {_sql(log.at)}'
                when moment is null or not (moment {BELIEVABLE}) then 'cannot read the time ' || moment_text
                when created_text is not null and (created is null or not (created {BELIEVABLE}))
                    then 'cannot read the time ' || created_text
                when amount_text is not null and amount is null then 'cannot read the amount ' || amount_text
            end as reason
        from cells left join stages on stages.stage = cells.stage
        """
    )


def make_events(loaded: Loaded, reason_is_stage: bool) -> None:
    """Make `events`, one per deal, moment and stage, and `log_deals`, one per deal.

    Of rows that say the same deal, moment and stage with different attributes the greater value of each stays, so that
    the order of rows does not matter. With `reason_is_stage` the loss reason is the lost stage's name.
    """
    log = loaded.columns
    event = {key: f"max({key})" for key in of_event(log)}
    deal = {key: f"max({key})" for key in of_deal(log)}
    if reason_is_stage:
        event["loss_reason"] = "any_value(case when kind = 'lost' then stage end)"
    loaded.con.execute(
        f"""
        create temp table events as
        select deal, moment, stage, any_value(kind) as kind, any_value(rank) as rank,
            {_columns(event)}, max(fields) as fields
        from log_judged where reason is null
        group by deal, moment, stage
        """
    )
    loaded.con.execute(
        f"""
        create temp table log_deals as
        select deal, min(created) as created, {_columns(deal)}, max(case_fields) as fields
        from log_judged where reason is null
        group by deal
        """
    )


def stage_sql(loaded: Loaded) -> str:
    """The stage column as text, renamed by `stage_names`."""
    text = loaded.text(loaded.columns.stage)
    names = loaded.columns.stage_names.items()
    if not names:
        return text
    return f"case {text} {' '.join(f'when {literal(old)} then {literal(new)}' for old, new in names)} else {text} end"


def _columns(made: dict[str, str]) -> str:
    kinds = dict.fromkeys(_EITHER, "varchar") | {"amount": "bigint"}
    return ", ".join(f"cast({made.get(key, 'null')} as {kinds[key]}) as {key}" for key in _EITHER)


def _sql(name: str | None) -> str:
    return (name or "").replace("'", "''")

"""A table of deals, one row per deal: read, judged row by row, and left as the tables `deals` and `entries`.

`entries` tells when a deal entered which stage, as far as its own columns of dates know it.
"""

from __future__ import annotations

from voronka.sources.files.cells import literal
from voronka.sources.files.loading import Loaded
from voronka.sources.files.log_table import BELIEVABLE, stage_sql

_TEXTS = ("name", "owner", "source", "loss_reason", "company", "contact")


def read_deals(loaded: Loaded, is_alone: bool, currency: str) -> None:
    """Make `deals_judged`: one row per row of the file, with `reason` null (taken), `ignored`, `repeated`, or why it is rejected.

    Alone, without a log, a deal must have a stage of the pipeline and a date. `currency` is that of a table without such a column.
    """
    loaded.con.execute(f"create temp table deals_cells as {_cells_sql(loaded, currency)}")
    loaded.con.execute(
        f"""
        create temp table deals_judged as
        with copies as (
            select *, row_number() over copies as copy_no, first_value(content) over copies as first_content
            from deals_cells
            window copies as (partition by deal order by closed desc nulls last, created desc nulls last, content, row)
        )
        select copies.*, stages.kind, stages.rank, case {_reasons_sql(loaded, is_alone)} end as reason
        from copies left join stages on stages.stage = copies.stage
        """
    )


def _moments(loaded: Loaded) -> dict[str, str | None]:
    """The columns of time by the name they get."""
    deals = loaded.columns
    entered = {f"entered_{number}": column for number, column in enumerate(deals.entered.values())}
    return {"created": deals.created, "closed": deals.closed, **entered}


def _cells_sql(loaded: Loaded, currency: str) -> str:
    deals = loaded.columns
    own = loaded.text(deals.currency_column) if deals.currency_column else literal(currency)
    made = [
        '"#row" as row',
        f"{loaded.text(deals.deal)} as deal",
        f"{stage_sql(loaded)} as stage",
        *(f"{loaded.text(getattr(deals, key))} as {key}" for key in _TEXTS),
        *(f"{loaded.text(column)} as {name}_text" for name, column in _moments(loaded).items()),
        *(f"{loaded.moment(column)} as {name}" for name, column in _moments(loaded).items()),
        f"{loaded.text(deals.amount)} as amount_text",
        f"{loaded.amount(deals.amount)} as amount",
        f"upper({own}) as currency",
        f"{loaded.fields(deals.fields)} as fields",
        f"md5(cast(to_json([{', '.join(loaded.text(column) for column in deals.used())}]) as varchar)) as content",
    ]
    return f"select {', '.join(made)} from {loaded.name}"


def _reasons_sql(loaded: Loaded, is_alone: bool) -> str:
    deals, moments = loaded.columns, _moments(loaded)
    reasons = [
        "when copies.stage is not null and stages.stage is null then 'ignored'",
        f"when deal is null then 'no deal in the column ' || {literal(deals.deal)}",
        *(
            f"when {name}_text is not null and ({name} is null or not ({name} {BELIEVABLE})) then 'cannot read the time ' || {name}_text"
            for name in moments
        ),
        "when amount_text is not null and amount is null then 'cannot read the amount ' || amount_text",
    ]
    if is_alone and deals.stage:
        reasons.append(f"when copies.stage is null then 'no stage in the column ' || {literal(deals.stage)}")
    if is_alone and not deals.created_default:
        reasons.append(
            f"when coalesce({', '.join(moments)}) is null then 'no date; created_default would give one'"
        )
    reasons += [
        "when copy_no > 1 and content = first_content then 'repeated'",
        "when copy_no > 1 then 'this deal is there twice, with different values'",
    ]
    return "\n".join(reasons)


def make_deals(loaded: Loaded, is_alone: bool, reason_is_stage: bool) -> None:
    """Make `entries` (deal, stage, kind, rank, moment) and `deals`, the taken rows with their present stage and end.

    Alone, a deal that is won or lost ended when it was closed; what it is said to have entered later, it entered then. Without any
    date of its end there is no entry: the record alone tells the stage.
    """
    con, deals = loaded.con, loaded.columns
    entered = " union all ".join(
        f"select deal, {literal(stage)} as stage, entered_{number} as moment from deals_judged where reason is null"
        for number, stage in enumerate(deals.entered)
    )
    nothing = "select null::varchar as deal, null::varchar as stage, null::timestamp as moment where false"
    con.execute(
        f"""
        create temp table entered as
        select entered.deal, stages.stage, stages.kind, stages.rank, entered.moment
        from ({entered or nothing}) as entered join stages on stages.stage = entered.stage
        where entered.moment is not null
        """
    )
    con.execute(_deals_sql(loaded, is_alone))
    con.execute(_ends_sql())
    con.execute(_entries_sql(is_alone))
    if is_alone and reason_is_stage:
        con.execute(
            "update deals set loss_reason = ends.stage from ends where ends.deal = deals.deal and ends.kind = 'lost'"
        )


def _deals_sql(loaded: Loaded, is_alone: bool) -> str:
    """The taken rows. Without a stage column the stage is the last one entered, a terminal one before all, else the first."""
    default = loaded.columns.created_default
    created = "judged.created, lasts.first_at, judged.closed"
    if default:
        created += f", timezone('UTC', timezone({literal(loaded.timezone)}, timestamp {literal(default)}))"
    return f"""
        create temp table deals as
        with lasts as (
            select deal, min(moment) as first_at, arg_max(stage, (kind <> 'open', moment, rank)) as stage
            from entered group by deal
        ), firsts as (
            select stage from stages where rank = 1
        )
        select judged.* exclude (stage, kind, rank, created), coalesce({created}) as created,
            {"coalesce(judged.stage, lasts.stage, firsts.stage)" if is_alone else "judged.stage"} as stage
        from deals_judged as judged cross join firsts left join lasts on lasts.deal = judged.deal
        where judged.reason is null
        """


def _ends_sql() -> str:
    """Of deals that stand on won or lost: when they came there."""
    return """
        create temp table ends as
        select deals.deal, deals.stage, stages.kind, stages.rank, deals.created,
            coalesce(entered.moment, deals.closed) as moment
        from deals join stages on stages.stage = deals.stage
        left join entered on entered.deal = deals.deal and entered.stage = deals.stage
        where stages.kind <> 'open'
        """


def _entries_sql(is_alone: bool) -> str:
    if not is_alone:
        return "create temp table entries as select * from entered"
    return """
        create temp table entries as
        select entered.deal, entered.stage, entered.kind, entered.rank, least(entered.moment, coalesce(ends.moment, entered.moment)) as moment
        from entered left join ends on ends.deal = entered.deal
        where ends.deal is null or entered.kind = 'open'
        union all
        select deal, stage, kind, rank, moment from ends where moment is not null
        """

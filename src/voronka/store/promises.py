"""What the published tables promise (docs/tables.md), each as SQL that counts the rows that break it."""

from __future__ import annotations

from dataclasses import dataclass

from voronka.language import Phrase, say


@dataclass(frozen=True)
class Promise:
    """`sql` gives one number: how many deals or rows break it."""

    name: str
    title: Phrase
    sql: str


PROMISES: tuple[Promise, ...] = (
    Promise(
        "moves_are_chains",
        say("each deal's moves are one unbroken chain"),
        """
        select count(*)
        from (
            select *, lag(move_no) over line as last_no, lag(moved_at) over line as last_at,
                lag(to_pipeline_id) over line as last_pipeline_id, lag(to_stage_id) over line as last_stage_id
            from moves
            window line as (partition by account_id, deal_id order by move_no)
        )
        where move_no <> coalesce(last_no + 1, 0) or moved_at < last_at
            or from_pipeline_id is distinct from last_pipeline_id or from_stage_id is distinct from last_stage_id
        """,
    ),
    Promise(
        "stays_tile_time",
        say("each deal's stays follow one another without gap or overlap"),
        """
        select count(*)
        from (
            select sum(epoch_us(entered_at)::hugeint) - min(epoch_us(entered_at)) - coalesce(sum(epoch_us(left_at)::hugeint), 0) as gap,
                count(*) - count(left_at) as standing, count(*) filter (where left_at < entered_at) as backwards
            from stays
            where not is_filled
            group by account_id, deal_id
        )
        where gap <> 0 or standing <> 1 or backwards > 0
        """,
    ),
    Promise(
        "positions_are_reached_once",
        say("each position of a journey is reached once, and none is left out"),
        """
        select count(*)
        from (
            select count(*) as reached, count(distinct position) as positions, max(position) - min(position) + 1 as span
            from stays
            where is_reach
            group by account_id, deal_id, pipeline_id
        )
        where reached <> positions or reached <> span
        """,
    ),
    Promise(
        "passed_when_the_next_is_reached",
        say("a position is passed when the next one is reached"),
        """
        select count(*)
        from (
            select is_reach, passed_at, entered_at,
                lead(entered_at) over (partition by account_id, deal_id, pipeline_id, is_reach order by stay_no) as next_reach_at
            from stays
        )
        where passed_at < entered_at or passed_at is distinct from (case when is_reach then next_reach_at end)
        """,
    ),
    Promise(
        "journeys_agree_with_stays",
        say("journeys say the same as their stays"),
        """
        select count(*)
        from (
            select account_id, deal_id, pipeline_id, min(started_at) as started_at, max(started_at) as last_started_at,
                max(position) filter (where is_reach) as reached,
                max(position) filter (where is_reach and kind <> 'won') as reached_open,
                arg_max(entered_at, position) filter (where is_reach and kind <> 'won') as furthest_at,
                arg_max(is_filled, position) filter (where is_reach and kind <> 'won') as is_furthest_filled,
                arg_max(exit, stay_no) as last_exit, arg_max(kind, stay_no) as last_kind
            from stays
            group by account_id, deal_id, pipeline_id
        ) as ends
        full join journeys
            on journeys.account_id = ends.account_id and journeys.deal_id = ends.deal_id and journeys.pipeline_id = ends.pipeline_id
        where journeys.deal_id is null or ends.deal_id is null
            or journeys.started_at <> ends.started_at or journeys.started_at <> ends.last_started_at
            or journeys.furthest is distinct from (case when journeys.outcome = 'won' then ends.reached else ends.reached_open end)
            or journeys.furthest_at is distinct from ends.furthest_at or journeys.is_furthest_filled is distinct from ends.is_furthest_filled
            or journeys.outcome <> (
                case
                    when ends.last_exit = 'handed_over' then 'handed_over'
                    when ends.last_kind in ('won', 'lost', 'deleted') then ends.last_kind
                    else 'open'
                end
            )
        """,
    ),
    Promise(
        "deals_agree_with_history",
        say("each deal stands where its history ends"),
        """
        select count(*)
        from deals
        left join (
            select account_id, deal_id, arg_max(to_stage_id, move_no) filter (where to_stage_id <> -1) as stage_id,
                arg_max(to_stage_id, move_no) = -1 as is_deleted
            from moves
            group by account_id, deal_id
        ) as ends on ends.account_id = deals.account_id and ends.deal_id = deals.deal_id
        where deals.stage_id is distinct from ends.stage_id or deals.is_deleted is distinct from ends.is_deleted
        """,
    ),
    Promise(
        "amounts_are_chains",
        say("amounts and owners begin with the deal and end with what it has now"),
        """
        select count(*)
        from (
            select account_id, deal_id, count(*) filter (where is_initial) as initials,
                sum(coalesce(amount_minor, 0)::hugeint - coalesce(before_minor, 0)) as amount_minor
            from amounts
            group by account_id, deal_id
        ) as amounts
        full join (
            select account_id, deal_id, count(*) filter (where is_initial) as initials, arg_max(owner_id, (changed_at, not is_initial)) as owner_id
            from owners
            group by account_id, deal_id
        ) as owners
            on owners.account_id = amounts.account_id and owners.deal_id = amounts.deal_id
        full join deals on deals.account_id = amounts.account_id and deals.deal_id = amounts.deal_id
        where amounts.initials is distinct from 1 or owners.initials is distinct from 1
            or amounts.amount_minor is distinct from coalesce(deals.amount_minor, 0)
        """,
    ),
    Promise(
        "enquiries_are_all_there",
        say("every deal that came in unsorted is one enquiry, accepted or declined after it came"),
        """
        select (
            select count(*)
            from (select account_id, deal_id, min(entered_at) as came_at from stays where kind = 'incoming' and not is_filled group by all) as came
            left join enquiries on enquiries.account_id = came.account_id and enquiries.deal_id = came.deal_id
            where enquiries.created_at is null or enquiries.created_at > came.came_at
        ) + (select count(*) - count(distinct (account_id, deal_id)) from enquiries)
            + (select count(*) from enquiries where accepted_at < created_at or declined_at < created_at or declined_at > accepted_at)
        """,
    ),
    Promise(
        "keys_are_unique",
        say("no deal, journey or stay is there twice"),
        """
        select (select count(*) - count(distinct (account_id, deal_id)) from deals)
            + (select count(*) - count(distinct (account_id, deal_id, pipeline_id)) from journeys)
            + (select count(*) - count(distinct (account_id, deal_id, pipeline_id, stay_no)) from stays)
        """,
    ),
    Promise(
        "names_are_known",
        say("every stage, pipeline and person that history names is known"),
        """
        select count(*)
        from (
            select distinct moves.account_id, moves.to_pipeline_id, moves.to_stage_id
            from moves
            anti join stages
                on stages.account_id = moves.account_id and stages.pipeline_id = moves.to_pipeline_id and stages.stage_id = moves.to_stage_id
            union all
            select distinct stays.account_id, stays.pipeline_id, null
            from stays
            anti join pipelines on pipelines.account_id = stays.account_id and pipelines.pipeline_id = stays.pipeline_id
            union all
            select distinct owners.account_id, owners.owner_id, null
            from owners
            anti join people on people.account_id = owners.account_id and people.person_id = owners.owner_id
            where owners.owner_id > 0
        )
        """,
    ),
    Promise(
        "attributes_are_spans",
        say("every attribute holds for some time, and one source at a time"),
        """
        select (select count(*) from attributes where valid_from >= valid_to) + (
            select count(*)
            from (
                select valid_from, lag(valid_to) over (partition by account_id, deal_id, name order by valid_from) as last_valid_to
                from attributes where name in ('source', 'loss_reason')
            )
            where valid_from < last_valid_to
        )
        """,
    ),
    Promise(
        "nothing_beyond_the_horizon",
        say("nothing is told from after the moment until which history is known"),
        """
        select (
            select count(*) from moves join accounts on accounts.account_id = moves.account_id where moved_at >= accounts.known_until
        ) + (select count(*) from amounts join accounts on accounts.account_id = amounts.account_id where changed_at >= accounts.known_until)
        """,
    ),
)

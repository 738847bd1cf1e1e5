"""How recorded facts become moves, stays and journeys, one small story each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.store.story import STAGES, Story


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with Story(tmp_path / "shop") as made:
        yield made


def stays(story: Story, deal: str) -> list[tuple[Any, ...]]:
    """(stage, exit, is_filled) of a deal's stays."""
    names = {stage: name for name, (_, stage, _) in STAGES.items() if "." not in name} | {-1: "deleted"}
    return [(names[stage], *rest) for stage, *rest in story.stays(deal, "stage_id, exit, is_filled")]


def journey(
    story: Story, deal: str, pipeline: int = 1, columns: str = "outcome, furthest, position"
) -> tuple[Any, ...]:
    rows = story.rows(
        f"select {columns} from journeys where deal_id = {story.deals[deal]} and pipeline_id = {pipeline}"
    )
    assert len(rows) == 1
    return rows[0]


def history(story: Story, deal: str) -> str:
    return str(story.rows(f"select history from deals where deal_id = {story.deals[deal]}")[0][0])


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def test_a_plain_path_is_a_chain_of_stays(story: Story) -> None:
    story.tell("anna   new 01-02, qualified 01-05 06:30, won 01-20")
    story.derive()
    assert stays(story, "anna") == [
        ("new", "advanced", False),
        ("qualified", "won", False),
        ("proposal", "advanced", True),
        ("invoice", "advanced", True),
        ("won", "open", False),
    ]
    assert [hours for (hours,) in story.stays("anna", "hours")] == [78, 353, 0, 0, None]
    assert journey(story, "anna") == ("won", 5, 2)
    assert history(story, "anna") == "complete"


def test_a_skipped_stage_is_filled_in_at_the_moment_it_was_passed(story: Story) -> None:
    story.tell("boris  new 01-02, invoice 01-05   amount=700 owner=2")
    story.derive()
    assert stays(story, "boris") == [
        ("new", "advanced", False),
        ("qualified", "advanced", True),
        ("proposal", "advanced", True),
        ("invoice", "open", False),
    ]
    assert story.stays("boris", "entered_at, left_at, hours, amount_minor, owner_id, next_stage_id")[1] == (
        day("01-05"),
        day("01-05"),
        0,
        70000,
        2,
        14,
    )
    assert [reach for (reach,) in story.stays("boris", "is_reach")] == [True, True, True, True]
    assert [first for (first,) in story.stays("boris", "is_first_visit")] == [True, False, False, True]


def test_moving_back_keeps_what_was_reached_and_counts_as_a_new_stay(story: Story) -> None:
    story.tell("vera   new 01-02, proposal 01-03, qualified 01-04, proposal 01-05, new 01-06, lost 01-07")
    story.derive()
    assert stays(story, "vera") == [
        ("new", "advanced", False),
        ("qualified", "advanced", True),
        ("proposal", "moved_back", False),
        ("qualified", "advanced", False),
        ("proposal", "moved_back", False),
        ("new", "lost", False),
        ("lost", "open", False),
    ]
    flags = story.stays("vera", "is_reach, is_first_visit, is_first_back")
    assert flags == [
        (True, True, False),
        (True, False, False),
        (True, True, True),
        (False, True, False),
        (False, False, False),
        (False, False, False),
        (False, False, False),
    ]
    assert journey(story, "vera") == ("lost", 3, 1)


def test_a_position_is_passed_when_a_later_one_is_first_reached(story: Story) -> None:
    story.tell("""
        anna   new 01-02, proposal 01-05, new 01-06, lost 01-07, proposal 01-08, won 01-20
        boris  lost 01-03, qualified 01-09
        vera   new 01-04, repeat.first 01-05, new 01-06, qualified 01-07
    """)
    story.derive()
    assert story.stays("anna", "position, is_reach, strftime(passed_at, '%d')") == [
        (1, True, "05"),
        (2, True, "05"),  # skipped
        (3, True, "20"),  # moved back, was lost and came again, and only then went on
        (1, False, None),
        (None, False, None),
        (3, False, None),
        (4, True, "20"),
        (5, True, None),
    ]
    # a deal born lost is put before the first position, which it passed when it stood on the second
    assert story.stays("boris", "position, is_reach, strftime(passed_at, '%d')") == [
        (1, True, "09"),
        (None, False, None),
        (2, True, None),
    ]
    # it went through another pipeline before it went on
    assert story.stays("vera", "pipeline_id, position, strftime(passed_at, '%d')") == [
        (1, 1, "07"),
        (1, 1, None),
        (1, 2, None),
        (2, 1, None),
    ]


def test_a_reopened_loss_is_a_stay_and_no_outcome(story: Story) -> None:
    story.tell("gleb   new 01-02, lost 01-03, proposal 01-10, won 01-20")
    story.derive()
    assert ("lost", "reopened", False) in stays(story, "gleb")
    assert journey(story, "gleb") == ("won", 5, 3)
    assert [kind for (kind,) in story.stays("gleb", "entered_from")] == [
        "created",
        "moved",
        "lost",
        "lost",
        "moved",
        "moved",
    ]


def test_a_win_taken_back_keeps_the_open_stages_but_is_no_win(story: Story) -> None:
    story.tell("dasha  new 01-02, won 01-05, qualified 01-09")
    story.derive()
    assert journey(story, "dasha") == ("open", 4, 2)
    assert stays(story, "dasha")[-2:] == [("won", "reopened", False), ("qualified", "open", False)]
    assert sum(reach for (reach,) in story.stays("dasha", "is_reach")) == 5


def test_handed_over_and_back_goes_on_with_the_old_journey(story: Story) -> None:
    story.tell("egor   new 01-02, qualified 01-04, repeat.second 01-06, proposal 01-09, won 01-11")
    story.derive()
    assert journey(story, "egor", 1, "outcome, furthest, from_pipeline_id, started_at") == (
        "won",
        5,
        None,
        day("01-02"),
    )
    assert journey(story, "egor", 2, "outcome, furthest, from_pipeline_id, started_at, outcome_at") == (
        "handed_over",
        2,
        1,
        day("01-06"),
        day("01-09"),
    )
    assert story.stays("egor", "pipeline_id, stay_no, exit, entered_from, is_filled") == [
        (1, 0, "advanced", "created", False),
        (1, 1, "handed_over", "moved", False),
        (1, 2, "won", "other_pipeline", False),
        (1, 3, "advanced", "moved", True),
        (1, 4, "open", "moved", False),
        (2, 0, "advanced", "other_pipeline", True),
        (2, 1, "handed_over", "other_pipeline", False),
    ]


def test_a_won_deal_handed_over_has_left_its_pipeline(story: Story) -> None:
    story.tell("zoya   new 01-02, won 01-04, repeat.first 01-06")
    story.derive()
    assert journey(story, "zoya") == ("handed_over", 4, 1)


def test_a_deal_born_lost_reached_the_first_stage(story: Story) -> None:
    story.tell("ivan   lost 01-02")
    story.derive()
    assert stays(story, "ivan") == [("new", "advanced", True), ("lost", "open", False)]
    assert journey(story, "ivan", columns="outcome, furthest, position, stage_at, outcome_at") == (
        "lost",
        1,
        1,
        day("01-02"),
        day("01-02"),
    )


def test_a_deal_born_won_reached_everything_and_stands_on_the_last_stage(story: Story) -> None:
    story.tell("inna   won 01-02")
    story.derive()
    assert [filled for *_, filled in stays(story, "inna")] == [True, True, True, True, False]
    assert journey(story, "inna") == ("won", 5, 4)


def test_the_incoming_stage_counts_as_passed(tmp_path: Path) -> None:
    with Story(tmp_path / "shop", incoming=True) as story:
        story.tell(
            """
            anna   incoming 01-02, new 01-03
            boris  new 01-02 owner=2
            """
        )
        story.derive()
        assert story.stays("anna", "position, is_filled, is_reach") == [(0, False, True), (1, False, True)]
        assert story.stays("boris", "position, is_filled, is_reach") == [(0, True, True), (1, False, True)]


def test_a_closed_deal_without_events_began_on_the_first_open_stage(story: Story) -> None:
    story.record("kira", "won", created="01-02", updated="02-01", closed="01-20")
    story.derive()
    assert story.path("kira") == ["new", "won"]
    assert history(story, "kira") == "inferred"
    assert journey(story, "kira", columns="outcome, outcome_at") == ("won", day("01-20"))


def test_an_open_deal_without_events_stands_where_it_was_found(story: Story) -> None:
    story.record("lena", "proposal", created="01-02", updated="02-01")
    story.derive()
    assert story.path("lena") == ["proposal"]
    assert history(story, "lena") == "inferred"


def test_a_gap_is_closed_by_a_synthetic_move_and_the_history_is_broken(story: Story) -> None:
    story.record("mila", "won", created="01-02", updated="01-20")
    story.change("mila", "stage", "01-05", "new", "qualified")
    story.change("mila", "stage", "01-20", "invoice", "won")
    story.derive()
    assert story.path("mila") == ["new", "qualified", "invoice", "won"]
    assert [known for (known,) in story.rows("select known from moves order by move_no")] == [
        "inferred",
        "event",
        "synthetic",
        "event",
    ]
    assert history(story, "mila") == "broken"


def test_a_stage_that_no_change_explains_is_reached_by_a_synthetic_move(story: Story) -> None:
    story.record("nina", "invoice", created="01-02", updated="01-09")
    story.change("nina", "stage", "01-05", "new", "qualified")
    story.derive()
    assert story.rows("select moved_at, known from moves order by move_no")[-1] == (day("01-09"), "synthetic")
    assert story.path("nina") == ["new", "qualified", "invoice"]
    assert history(story, "nina") == "broken"


def test_a_record_older_than_the_last_change_breaks_nothing(story: Story) -> None:
    story.record("oleg", "new", created="01-02", updated="01-02")
    story.change("oleg", "stage", "01-05", "new", "qualified")
    story.derive()
    assert story.path("oleg") == ["new", "qualified"]
    assert history(story, "oleg") == "complete"


def test_a_change_that_changes_nothing_is_no_move(story: Story) -> None:
    story.record("petr", "qualified", created="01-02", updated="01-05")
    story.change("petr", "stage", "01-03", "new", "new")
    story.change("petr", "stage", "01-05", "new", "qualified")
    story.derive()
    assert story.path("petr") == ["new", "qualified"]


def test_moves_within_one_second_come_out_as_one_chain(story: Story) -> None:
    story.record("raya", "won", created="01-02", updated="01-05 10:00")
    for before, after in (
        ("invoice", "won"),
        ("qualified", "new"),
        ("new", "qualified"),
        ("qualified", "invoice"),
        ("new", "qualified"),
    ):
        story.change("raya", "stage", "01-05 10:00", before, after)
    story.derive()
    assert story.path("raya") == ["new", "qualified", "new", "qualified", "invoice", "won"]
    assert history(story, "raya") == "complete"


def test_a_change_that_came_twice_counts_once(story: Story) -> None:
    story.record("sofa", "qualified", created="01-02", updated="01-06")
    for _ in range(2):
        story.change("sofa", "stage", "01-05", "new", "qualified", change_id="same")
    story.change("sofa", "stage", "01-06", "qualified", "new")
    story.change("sofa", "stage", "01-06", "new", "qualified")
    story.derive()
    assert story.path("sofa") == ["new", "qualified", "new", "qualified"]


def test_a_log_that_knows_only_where_deals_came_is_chained_by_time(story: Story) -> None:
    for at, stage in (
        ("01-05", "qualified"),
        ("01-02", "new"),
        ("01-06", "qualified"),
        ("01-09", "lost"),
        ("01-05", "proposal"),
    ):
        story.change("tima", "stage", at, None, stage)
    story.derive()
    assert story.path("tima") == ["new", "qualified", "proposal", "qualified", "lost"]
    assert story.rows("select known from moves where move_no = 0") == [("event",)]
    assert history(story, "tima") == "complete"


def test_an_imported_deal_with_false_dates_starts_at_its_first_event(story: Story) -> None:
    story.record("ulya", "won", created="03-01", updated="03-02", closed="01-01")
    story.change("ulya", "stage", "02-10", "new", "won")
    story.derive()
    assert journey(story, "ulya", columns="started_at, outcome_at") == (day("02-10"), day("02-10"))
    assert history(story, "ulya") == "complete"


def test_amount_and_owner_at_one_instant_come_before_the_move(story: Story) -> None:
    story.record("fira", "won", created="01-02", updated="01-20", owner=2, amount=900)
    story.change("fira", "stage", "01-20", "new", "won")
    story.change("fira", "amount", "01-20", 500, 900)
    story.change("fira", "owner", "01-20", 1, 2)
    story.derive()
    rows = story.stays("fira", "amount_minor, left_amount_minor, owner_id")
    assert rows[0] == (50000, 90000, 1)
    assert rows[-1] == (90000, 90000, 2)
    assert journey(story, "fira", columns="amount_minor, owner_id, current_owner_id") == (90000, 1, 2)
    assert story.rows(
        "select before_minor, amount_minor, kind, owner_id, is_initial from amounts order by changed_at"
    ) == [
        (None, 50000, "open", 1, True),
        (50000, 90000, "open", 2, False),
    ]
    assert story.rows("select changed_at, owner_id, is_initial from owners order by changed_at") == [
        (day("01-02"), 1, True),
        (day("01-20"), 2, False),
    ]


def test_an_amount_changed_after_the_win_leaves_the_won_amount(story: Story) -> None:
    story.record("hana", "won", created="01-02", updated="01-25", amount=990)
    story.change("hana", "stage", "01-20", "new", "won")
    story.change("hana", "amount", "01-25", 900, 990)
    story.derive()
    assert journey(story, "hana", columns="amount_minor") == (90000,)
    assert story.rows("select amount_minor from deals") == [(99000,)]


def test_deleted_restored_and_moved_meanwhile(story: Story) -> None:
    story.record("cora", "invoice", created="01-02", updated="01-20")
    story.change("cora", "stage", "01-05", "new", "qualified")
    story.change("cora", "deleted", "01-07")
    story.change("cora", "stage", "01-08", "qualified", "invoice")
    story.change("cora", "restored", "01-10")
    story.derive()
    assert story.path("cora") == ["new", "qualified", "deleted", "invoice"]
    assert [exit_ for _, exit_, _ in stays(story, "cora")] == [
        "advanced",
        "deleted",
        "reopened",
        "advanced",
        "open",
    ]
    assert journey(story, "cora") == ("open", 4, 4)
    assert story.stays("cora", "entered_from")[-1] == ("deleted",)


def test_a_deal_in_the_trash_is_deleted_since_its_stub_says(story: Story) -> None:
    story.tell("yana   new 01-02, qualified 01-05   amount=300")
    story.trashed("yana", "01-09")
    story.derive()
    assert story.path("yana") == ["new", "qualified", "deleted"]
    assert journey(story, "yana", columns="outcome, outcome_at, amount_minor") == (
        "deleted",
        day("01-09"),
        30000,
    )
    assert story.rows("select is_deleted, stage_id, amount_minor from deals") == [(True, 12, 30000)]


def test_a_deal_known_only_as_deleted_is_left_out(story: Story) -> None:
    story.trashed("nobody", "01-09")
    story.change("nobody", "deleted", "01-09")
    story.derive()
    assert story.rows("select count(*) from deals") == [(0,)]


def test_a_merge_changes_nothing_in_the_deal_that_stays(story: Story) -> None:
    story.tell("zina   new 01-02, qualified 01-05")
    story.change("zina", "merged", "01-06")
    story.derive()
    assert story.path("zina") == ["new", "qualified"]


def test_a_deleted_stage_keeps_its_name_and_shares_the_position_before_it(story: Story) -> None:
    story.tell("anna   new 01-02, proposal 01-05, invoice 01-07")
    story.pipeline(1, ["new", "qualified", "invoice", "won", "lost"])
    story.derive()
    assert story.rows(
        "select name, rank, position, is_deleted from stages where pipeline_id = 1 order by rank"
    ) == [
        ("new", 1, 1, False),
        ("qualified", 2, 2, False),
        ("proposal", 3, 2, True),
        ("invoice", 4, 3, False),
        ("won", 5, 4, False),
        ("lost", 6, None, False),
        ("deleted", 7, None, False),
    ]
    assert story.stays("anna", "stage_id, position, is_filled, is_reach") == [
        (11, 1, False, True),
        (13, 2, False, True),
        (14, 3, False, True),
    ]


def test_a_pipeline_edited_later_moves_deals_that_nothing_else_changed(story: Story) -> None:
    story.tell("anna   new 01-02, invoice 01-05")
    story.derive()
    assert journey(story, "anna") == ("open", 4, 4)
    story.pipeline(1, ["new", "invoice", "won", "lost"])
    assert story.derive().changed_deals == 1
    assert journey(story, "anna") == ("open", 2, 2)


def test_a_stage_nobody_listed_stands_after_the_one_deals_came_from(story: Story) -> None:
    story.stages["ghost"] = (1, 55, "open")
    story.tell("anna   new 01-02, qualified 01-03, ghost 01-05, invoice 01-07")
    story.derive()
    assert story.rows("select name, position, is_deleted from stages where stage_id = 55") == [
        ("#55", 2, True)
    ]
    assert [exit_ for (exit_,) in story.stays("anna", "exit")] == [
        "advanced",
        "advanced",
        "advanced",
        "advanced",
        "open",
    ]


def test_a_pipeline_nobody_listed_has_a_block_for_each_of_its_stages(story: Story) -> None:
    story.stages |= {"x.one": (9, 90, "open"), "x.two": (9, 91, "open"), "x.won": (9, 142, "won")}
    story.tell("anna   x.one 01-02, x.two 01-03, x.won 01-05")
    story.derive()
    assert journey(story, "anna", 9) == ("won", 3, 2)
    assert story.rows("select name, is_deleted from pipelines where pipeline_id = 9") == [("#9", True)]


def test_a_vanished_author_is_kept_as_a_person(story: Story) -> None:
    story.record("anna", "qualified", created="01-02", updated="01-05", owner=2)
    story.change("anna", "stage", "01-05", "new", "qualified", author=404)
    story.derive()
    assert story.rows("select name, is_vanished from people where person_id = 404") == [("#404", True)]


def test_going_from_one_won_stage_to_another_is_one_stay(tmp_path: Path) -> None:
    ends = {**STAGES, "approved": (1, 30, "won"), "registered": (1, 31, "won")}
    with Story(tmp_path / "shop", ends) as story:
        for at, stage in (("01-02", "new"), ("01-05", "approved"), ("01-05", "registered"), ("01-09", "won")):
            story.change("anna", "stage", at, None, stage)
        story.derive()
        assert len(story.path("anna")) == 4
        observed = [row for row in story.stays("anna", "kind, entered_at, left_at, is_filled") if not row[3]]
        assert observed == [("open", day("01-02"), day("01-05"), False), ("won", day("01-05"), None, False)]


def test_more_than_fifty_moves_of_one_person_in_ten_seconds_are_bulk(story: Story) -> None:
    for number in range(51):
        story.record(f"deal{number}", "lost", created="01-02", updated="02-01")
        story.change(f"deal{number}", "stage", f"02-01 10:00:0{number % 10}", "new", "lost", author=1)
        if number == 49:
            story.derive()
            assert story.rows("select count(*) from moves where is_bulk") == [(0,)]
    story.record("alone", "lost", created="01-02", updated="02-01")
    story.change("alone", "stage", "02-01 10:00:05", "new", "lost", author=2)
    story.derive()
    assert story.rows("select count(*), count(distinct deal_id) from moves where is_bulk") == [(51, 51)]


def test_what_lies_beyond_the_horizon_waits_for_the_next_time(story: Story) -> None:
    story.record("anna", "proposal", created="01-02", updated="01-20")
    story.change("anna", "stage", "01-05", "new", "qualified")
    story.change("anna", "stage", "01-20", "qualified", "proposal")
    story.record("late", "new", created="01-21", updated="01-21")
    story.derive(until=day("01-20"))
    assert story.path("anna") == ["new", "qualified"]
    assert history(story, "anna") == "complete"
    assert story.rows("select count(*) from deals") == [(1,)]
    assert story.derive(until=day("02-01")).changed_deals == 2
    assert story.path("anna") == ["new", "qualified", "proposal"]
    assert story.derive(until=day("02-02")).changed_deals == 0


def test_two_accounts_with_the_same_deal_id_stay_apart(story: Story) -> None:
    story.tell("anna   new 01-02, won 01-05")
    story.account = 88
    story.dictionaries()
    story.record("anna", "new", created="03-01", updated="03-01")
    story.derive()
    assert story.rows("select account_id, outcome from journeys order by account_id") == [
        (77, "won"),
        (88, "open"),
    ]


def test_no_deals_make_empty_tables(story: Story) -> None:
    path = story.publish()
    assert path.exists()
    assert story.rows("select count(*) from stays") == [(0,)]

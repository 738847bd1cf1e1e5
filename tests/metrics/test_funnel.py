"""The funnel by stories, with numbers worked out by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from story import engine
from voronka.metrics.ask import ask
from voronka.model.answer import Answer
from voronka.model.money import Money
from voronka.model.question import Condition, Question


def funnel(
    story: str, folder: Path, text: str = "", until: datetime = datetime(2026, 3, 1), zone: str = "UTC"
) -> Answer:
    return ask(engine(story, folder, until, zone), Question.from_text(f"metric=funnel&{text}", zone))


def column(answer: Answer, name: str, segment: str | None = None) -> dict[str, Any]:
    return {row["stage"]: row[name] for row in answer.rows if row["segment"] == segment}


THREE = """
    anna   lead 01-02  proposal 01-05  won 01-20
    boris  lead 01-03
    vera   lead 01-03  qualified 01-04  lost 01-06
"""


def test_a_skipped_stage_counts_as_passed(tmp_path: Path) -> None:
    answer = funnel(THREE, tmp_path)
    assert column(answer, "reached") == {"lead": 3, "qualified": 2, "proposal": 1, "won": 1}
    assert column(answer, "observed") == {"lead": 3, "qualified": 1, "proposal": 1, "won": 1}
    assert column(answer, "filled_in") == {"lead": 0, "qualified": 1, "proposal": 0, "won": 0}


def test_a_deal_is_lost_from_the_furthest_stage_it_reached(tmp_path: Path) -> None:
    answer = funnel(THREE.replace("lost 01-06", "lead 01-05 lost 01-06"), tmp_path)
    assert column(answer, "lost_here") == {"lead": 0, "qualified": 1, "proposal": 0, "won": 0}
    assert column(answer, "moved_back") == {"lead": 0, "qualified": 1, "proposal": 0, "won": 0}
    assert column(answer, "here_now") == {"lead": 1, "qualified": 0, "proposal": 0, "won": 0}
    assert answer.outcomes == {"won": 1, "lost": 1, "handed_over": 0, "open": 1}


def test_step_is_the_share_that_goes_on_and_the_others_are_of_the_first(tmp_path: Path) -> None:
    answer = funnel(THREE, tmp_path)
    step = column(answer, "step")
    assert [(step[s].hits, step[s].trials) for s in ("lead", "qualified", "proposal")] == [
        (2, 3),
        (1, 2),
        (1, 1),
    ]
    assert step["won"] is None
    assert [(r.hits, r.trials) for r in column(answer, "cumulative").values()] == [
        (3, 3),
        (2, 3),
        (1, 3),
        (1, 3),
    ]
    assert step["lead"].low == pytest.approx(0.2077, abs=1e-4)
    assert step["lead"].high == pytest.approx(0.9385, abs=1e-4)


def test_amounts_are_as_of_the_event(tmp_path: Path) -> None:
    answer = funnel(
        "anna amount=100 lead 01-02 amount=300 01-03 proposal 01-05 amount=500 01-06 won 01-20 amount=900 01-25",
        tmp_path,
    )
    assert column(answer, "amount") == {
        "lead": Money(10000, "RUB"),
        "qualified": Money(30000, "RUB"),
        "proposal": Money(30000, "RUB"),
        "won": Money(50000, "RUB"),
    }


def test_amount_zero_or_none_counts_as_a_deal_and_is_reported(tmp_path: Path) -> None:
    answer = funnel("anna amount=0 lead 01-02\nboris lead 01-02\nvera amount=5 lead 01-02", tmp_path)
    assert column(answer, "reached")["lead"] == 3
    assert dict(answer.totals) == {"deals": 3, "no_amount": 2, "amount": Money(500, "RUB")}


def test_median_stay_keeps_open_stays_at_risk(tmp_path: Path) -> None:
    # Two left after 1 and 3 days; the third has stood 57 days: S(1) = 2/3, S(3) = 1/3, never a tenth.
    answer = funnel("anna lead 01-02 proposal 01-03\nboris lead 01-02 lost 01-05\nvera lead 01-03", tmp_path)
    assert column(answer, "stay_median_days")["lead"] == 3.0
    assert column(answer, "stay_p90_days")["lead"] is None
    assert column(answer, "stays")["lead"] == 3


def test_a_reopened_loss_is_no_outcome(tmp_path: Path) -> None:
    answer = funnel("anna lead 01-02 lost 01-05 qualified 01-09", tmp_path)
    assert answer.outcomes == {"won": 0, "lost": 0, "handed_over": 0, "open": 1}


def test_a_win_that_was_reopened_passed_all_stages_but_is_not_won(tmp_path: Path) -> None:
    answer = funnel("anna lead 01-02 won 01-05 qualified 01-09", tmp_path)
    assert column(answer, "reached") == {"lead": 1, "qualified": 1, "proposal": 1, "won": 0}
    assert column(answer, "here_now")["proposal"] == 1


def test_a_deal_moved_to_another_pipeline_is_handed_over(tmp_path: Path) -> None:
    store = engine("anna amount=7 lead 01-02 repeat/offer 01-05 won 01-06", tmp_path)
    answer = ask(store, Question.from_text("metric=funnel"))
    # `won 01-06` is a stage of Sales: the deal came back.
    assert answer.outcomes == {"won": 1, "lost": 0, "handed_over": 0, "open": 0}
    other = ask(store, Question.from_text("metric=funnel&pipeline=repeat"))
    assert other.outcomes == {"won": 0, "lost": 0, "handed_over": 1, "open": 0}
    assert column(other, "handed_over") == {"new": 0, "offer": 1, "won": 0}


def test_deleted_deals_leave_and_are_there_before(tmp_path: Path) -> None:
    store = engine("anna lead 01-02 deleted 01-05\nboris lead 01-02", tmp_path)
    assert column(ask(store, Question.from_text("metric=funnel")), "reached")["lead"] == 1
    assert column(ask(store, Question.from_text("metric=funnel&as_of=2026-01-04")), "reached")["lead"] == 2


def test_a_deal_deleted_after_its_hand_over_leaves_both_pipelines(tmp_path: Path) -> None:
    store = engine("anna lead 01-02 repeat/new 01-05 deleted 01-07\nboris lead 01-02", tmp_path)
    assert ask(store, Question.from_text("metric=funnel")).totals["deals"] == 1


def test_the_incoming_stage_is_shown_only_where_a_deal_stood_on_it(tmp_path: Path) -> None:
    assert "inbox" not in column(funnel(THREE, tmp_path), "reached")


def test_deals_made_by_hand_skip_the_incoming_stage(tmp_path: Path) -> None:
    answer = funnel("anna inbox 01-01 lead 01-02\nboris lead 01-02", tmp_path)
    assert column(answer, "reached") == {"inbox": 2, "lead": 2, "qualified": 0, "proposal": 0, "won": 0}
    assert column(answer, "filled_in")["inbox"] == 1


def test_a_deal_born_lost_reached_the_first_block(tmp_path: Path) -> None:
    answer = funnel("anna lost 01-02\nboris inbox 01-02 won 01-04", tmp_path)
    assert column(answer, "reached") == {"inbox": 2, "lead": 1, "qualified": 1, "proposal": 1, "won": 1}
    assert column(answer, "lost_here")["inbox"] == 1


def test_a_re_entered_stage_counts_its_deal_once(tmp_path: Path) -> None:
    answer = funnel("anna lead 01-01 qualified 01-02 lead 01-03 qualified 01-04 lead 01-05", tmp_path)
    assert column(answer, "reached") == {"lead": 1, "qualified": 1, "proposal": 0, "won": 0}
    assert column(answer, "moved_back")["qualified"] == 1
    assert column(answer, "stays") == {"lead": 3, "qualified": 2, "proposal": 0, "won": 0}


def test_an_empty_store_has_a_funnel_of_zeros_and_no_rates(tmp_path: Path) -> None:
    answer = funnel("", tmp_path)
    assert column(answer, "reached") == {"lead": 0, "qualified": 0, "proposal": 0, "won": 0}
    assert column(answer, "step")["lead"].value is None
    assert answer.trust.level == "good"


def test_a_deal_created_at_midnight_belongs_to_the_day_that_begins(tmp_path: Path) -> None:
    story = "anna lead 01-31T21:00\nboris lead 02-01T00:00\nvera lead 02-28T20:59"
    assert funnel(story, tmp_path, "period=2026-02", zone="Europe/Moscow").totals["deals"] == 3


def test_a_deal_closed_at_midnight_is_not_known_closed_then(tmp_path: Path) -> None:
    store = engine("anna lead 01-02 won 02-01", tmp_path)
    assert ask(store, Question.from_text("metric=funnel&as_of=2026-02-01")).outcomes == {
        "won": 0,
        "lost": 0,
        "handed_over": 0,
        "open": 1,
    }
    assert ask(store, Question.from_text("metric=funnel&as_of=2026-02-01T00:00:01")).outcomes == {
        "won": 1,
        "lost": 0,
        "handed_over": 0,
        "open": 0,
    }


def test_a_closed_period_picks_deals_by_their_closing(tmp_path: Path) -> None:
    story = "anna lead 01-02 won 02-05\nboris lead 01-03 lost 01-20\nvera lead 02-03"
    answer = funnel(story, tmp_path, "period=closed:2026-02")
    assert answer.outcomes == {"won": 1, "lost": 0, "handed_over": 0, "open": 0}


def test_a_flow_counts_what_happened_in_the_period_whenever_the_deal_was_made(tmp_path: Path) -> None:
    story = "anna lead 01-02 proposal 02-05 won 02-20\nboris lead 02-03\nvera lead 01-05 qualified 01-07 lost 02-02"
    answer = funnel(story, tmp_path, "population=flow&period=2026-02")
    assert column(answer, "reached") == {"lead": 1, "qualified": 1, "proposal": 1, "won": 1}
    assert column(answer, "lost_here")["qualified"] == 1
    assert answer.outcomes == {"won": 1, "lost": 1, "handed_over": 0}
    assert column(answer, "step")["lead"].low is None
    assert column(answer, "here_now")["lead"] is None
    assert "flow_ratio" in answer.notes


def test_a_snapshot_shows_where_deals_stand_now(tmp_path: Path) -> None:
    answer = funnel(
        "anna amount=5 lead 01-02 proposal 01-03 lead 01-05\nboris lead 01-02 lost 01-04",
        tmp_path,
        "population=snapshot",
    )
    assert column(answer, "here_now") == {"lead": 1, "qualified": 0, "proposal": 0}
    assert column(answer, "here_amount")["lead"] == Money(500, "RUB")


def test_the_manager_is_the_owner_at_entry_to_the_first_open_stage(tmp_path: Path) -> None:
    story = "a owner=anna inbox 01-01 owner=ivan 01-02 lead 01-03 owner=olga 01-04"
    store = engine(story, tmp_path)
    for by, name in (("manager", "ivan"), ("current_manager", "olga"), ("team", "north")):
        assert {row["segment"] for row in ask(store, Question.from_text(f"metric=funnel&by={by}")).rows} == {
            name
        }


def test_a_deal_with_two_tags_is_in_two_segments_and_one_total(tmp_path: Path) -> None:
    answer = funnel("anna tag=vip tag=new lead 01-02\nboris lead 01-02", tmp_path, "by=tag")
    assert [row["segment"] for row in answer.rows if row["stage"] == "lead"] == ["new", "vip", ""]
    assert answer.totals["deals"] == 2
    assert answer.outcomes == {"won": 0, "lost": 0, "handed_over": 0, "open": 2}
    assert "several_segments" in answer.notes


@pytest.mark.parametrize(
    ("where", "deals"),
    [
        ("source=site", 1), ("source!=site", 2), ("source=", 1), ("source!=", 2), ("source=site,", 2), ("manager=anna", 2), ("manager!=anna", 1),
        ("team=north", 3), ("tag=vip", 1), ("outcome=lost", 1), ("stage=lead", 2), ("loss_reason=price", 1), ("color=red", 1), ("amount_band=", 2),
    ],
)  # fmt: skip
def test_filters(tmp_path: Path, where: str, deals: int) -> None:
    story = """
        a source=site tag=vip amount=20 lead 01-02
        b source=phone color=red owner=ivan lead 01-02 qualified 01-03
        c lead 01-02 lost 01-04 loss_reason=price 01-04
    """
    store = engine(story, tmp_path)
    assert ask(store, Question("funnel", where=(Condition.parse(where),))).totals["deals"] == deals


def test_the_leak_is_where_most_money_was_lost(tmp_path: Path) -> None:
    story = "\n".join(
        [f"a{n} amount=1 lead 01-02 lost 01-03" for n in range(40)]
        + [f"b{n} amount=100 lead 01-02 qualified 01-03 lost 01-04" for n in range(20)]
        + [f"c{n} amount=1 lead 01-02 proposal 01-03 won 01-04" for n in range(40)]
    )
    assert [stage for stage, is_leak in column(funnel(story, tmp_path), "is_leak").items() if is_leak] == [
        "qualified"
    ]


def test_the_other_period_is_asked_at_equal_age(tmp_path: Path) -> None:
    story = "anna lead 01-02 won 02-20\nboris lead 02-02 won 02-12"
    answer = funnel(story, tmp_path, "period=2026-02&versus=previous&as_of=2026-02-15")
    assert answer.versus is not None
    assert answer.versus.as_of == datetime(2026, 1, 15)
    assert answer.versus.outcomes == {"won": 0, "lost": 0, "handed_over": 0, "open": 1}
    [won] = [row for row in answer.rows if row["stage"] == "won"]
    assert won["versus"]["reached"] == 0
    assert won["versus"]["cumulative"]["difference"] == 1.0


def test_a_snapshot_by_tag_counts_a_deal_with_two_tags_once(tmp_path: Path) -> None:
    answer = funnel(
        "a tag=vip tag=new lead 01-12\nb tag=vip lead 01-13", tmp_path, "by=tag&population=snapshot"
    )
    assert sum(row["here_now"] or 0 for row in answer.rows) == 3
    assert answer.outcomes == {"open": 2}
    assert answer.totals["deals"] == 2

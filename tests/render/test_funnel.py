"""The picture of a funnel says what its numbers say."""

from __future__ import annotations

import itertools

import pytest

from tests.web.company import KNOWN_UNTIL, STATES, FakeCompany, State, funnel_rows
from voronka.model.answer import Answer, Trust
from voronka.model.period import Period
from voronka.model.question import Question
from voronka.render.funnel import THINNEST, Funnel, funnels


def picture(state: State) -> Funnel:
    trust = Trust(1, 0, 0, None, None, None, "good")
    answer = Answer("funnel", Question("funnel"), KNOWN_UNTIL, "1", trust, "", tuple(funnel_rows(state)))
    [funnel] = funnels(answer)
    return funnel


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_what_went_on_is_as_long_as_the_next_bar(state: State) -> None:
    blocks = picture(state).blocks
    for block, following in itertools.pairwise(blocks):
        assert block.next_width == following.width
        onward = [part for part in block.parts if part.kind == "onward"]
        assert sum(part.deals for part in onward) == following.row["reached"]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_the_parts_of_a_bar_are_all_its_deals_one_after_another(state: State) -> None:
    for block in picture(state).blocks:
        assert sum(part.deals for part in block.parts) == block.row["reached"]
        for part, following in zip(block.parts, block.parts[1:], strict=False):
            assert following.start == pytest.approx(part.start + part.width, abs=0.01)


def test_the_widest_bar_fills_the_picture_and_no_deal_is_invisible() -> None:
    blocks = picture(STATES["huge"]).blocks
    assert blocks[0].width == 100
    assert all(part.width >= THINNEST for block in blocks for part in block.parts)


def test_a_funnel_without_deals_has_no_bars() -> None:
    assert all(block.width == 0 and not block.parts for block in picture(STATES["empty"]).blocks)


def test_flows_have_one_part_whether_they_add_up_or_not() -> None:
    [funnel] = funnels(FakeCompany().ask(Question("funnel", population="flow")))
    assert {len(block.parts) for block in funnel.blocks} == {1}


def test_the_compared_period_is_drawn_to_the_same_scale() -> None:
    [funnel] = funnels(
        FakeCompany().ask(Question("funnel", period=Period.parse("2026-Q3"), versus="previous"))
    )
    first = funnel.first
    assert first.before is not None
    assert first.before_width == pytest.approx(
        100 * first.before["reached"] / first.row["reached"], abs=0.001
    )


def test_a_snapshot_is_not_a_funnel() -> None:
    assert funnels(FakeCompany().ask(Question("funnel", population="snapshot"))) == []

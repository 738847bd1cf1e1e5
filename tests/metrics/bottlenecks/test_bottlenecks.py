"""Bottlenecks: stories whose gain is worked out by hand, and what is said of stages that are no leak."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from story import engine
from voronka.metrics.ask import ask
from voronka.metrics.bottlenecks.counts import months
from voronka.metrics.facts import deals
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.question import Question

UNTIL = datetime(2026, 3, 1)
#: The fourth is nobody whom the CRM knows.
OWNERS = ("anna", "ivan", "olga", "gone")


def told(text: str, folder: Path, by: str | None = None) -> Answer:
    folder.mkdir(exist_ok=True)
    with closing(engine(text, folder, UNTIL)) as store:
        return ask(store, Question("bottlenecks", by=by))


def rows(answer: Answer) -> dict[str, Any]:
    return {row["name"]: row for row in answer.rows}


def manager(owner: str, came: int, passed: int, won: int, amount: int = 100) -> str:
    """So many deals of a manager came to the first stage, passed it, and were won; all is over within a fortnight."""
    lines = []
    for number in range(came):
        start = f"{owner}{number} owner={owner} amount={amount} lead 01-02"
        if number < won:
            lines.append(f"{start}  qualified 01-05  proposal 01-08  won 01-12")
        elif number < passed:
            lines.append(f"{start}  qualified 01-05  lost 01-09")
        else:
            lines.append(f"{start}  lost 01-04")
    return "\n".join(lines)


def test_the_gain_of_a_stage_by_hand(tmp_path: Path) -> None:
    """Managers pass 20, 40, 60 and 80 of 100, half of which are won for 100 each."""
    text = "\n".join(
        manager(one, 100, pass_, pass_ // 2) for one, pass_ in zip(OWNERS, (20, 40, 60, 80), strict=True)
    )
    answer = told(text, tmp_path)
    lead = rows(answer)["lead"]
    assert answer.rows[0] is lead
    assert (lead["entries"], lead["lost"], lead["stuck"], lead["behind"]) == (400, 200, 0, 200)
    assert lead["step"].value == 0.5
    assert lead["won_after"].value == 0.5
    # 57.4 days lie between the first deal and the as-of time
    assert answer.totals["months"] == pytest.approx(58 / 30.4375, abs=0.02)
    assert lead["per_month"] == pytest.approx(400 / answer.totals["months"])
    # The upper quartile of 20, 40, 60, 80 % is 65 %; so large differences are hardly shrunken.
    assert lead["attained_by"] == "people"
    assert lead["attainable"] == pytest.approx(0.65, abs=0.02)
    by_hand = lead["per_month"] * 0.15 * 0.5 * 100_00
    assert lead["gain"].value == pytest.approx(by_hand, rel=0.15)
    assert lead["gain"].low < by_hand < lead["gain"].high
    assert lead["gain_wins"] == pytest.approx(lead["per_month"] * 0.15 * 0.5, rel=0.15)
    assert lead["verdict"] == "leak"
    assert lead["worst"] > 0.95
    assert (
        answer.findings[0]
        .in_("ru")
        .startswith(
            "Первым чините «lead»: дальше идут 50 из 100 сделок, у сильнейшей четверти менеджеров — 6"
        )
    )


def test_where_stricter_sorting_costs_no_wins_it_is_a_filter(tmp_path: Path) -> None:
    """Whoever passes more wins no more: ten of a hundred each."""
    text = "\n".join(
        manager(one, 100, passed, 10) for one, passed in zip(OWNERS, (20, 40, 60, 80), strict=True)
    )
    answer = told(text, tmp_path)
    assert rows(answer)["lead"]["verdict"] == "healthy_filter"
    assert "leak" not in {row["verdict"] for row in answer.rows if row["name"] == "lead"}


def test_equal_managers_are_no_leak(tmp_path: Path) -> None:
    text = "\n".join(manager(one, 400, 200, 100) for one in OWNERS)
    answer = told(text, tmp_path)
    assert rows(answer)["lead"]["verdict"] in {"not_a_leak", "cannot_tell"}
    assert rows(answer)["lead"]["gain"].low <= 0
    assert "Первым чините" not in answer.findings[0].in_("ru")


def test_few_deals_tell_nothing(tmp_path: Path) -> None:
    answer = told(manager("anna", 5, 3, 1), tmp_path)
    assert {row["verdict"] for row in answer.rows} == {"cannot_tell"}
    assert rows(answer)["lead"]["gain"] is None
    assert answer.findings[0].in_("en").startswith("No leak can be named yet")


def test_without_amounts_the_gain_is_in_wins(tmp_path: Path) -> None:
    text = "\n".join(
        manager(one, 100, passed, passed // 2, amount=0)
        for one, passed in zip(OWNERS, (20, 40, 60, 80), strict=True)
    )
    answer = told(text, tmp_path)
    lead = rows(answer)["lead"]
    assert lead["gain"] is None
    assert lead["gain_wins"] > 0
    assert "more wins a month" in answer.findings[0].in_("en")


def test_a_lever_is_named_where_it_holds_with_the_rest_equal(tmp_path: Path) -> None:
    """Of what friends send 80 % go on, of calls 30 %; every manager has as many of each."""
    text = "\n".join(
        manager(owner, 50, passed, passed // 2).replace("lead 01-02", f"source={source} lead 01-02")
        for owner in OWNERS
        for source, passed in (("friends", 40), ("calls", 15))
    )
    # as of the first of March the deals are too young: sixty days must have passed
    assert rows(told(text, tmp_path / "young"))["lead"]["levers"] == []
    with closing(engine(text, tmp_path, datetime(2026, 4, 1))) as store:
        found = rows(ask(store, Question("bottlenecks")))["lead"]["levers"]
    assert {(one["trait"], one["level"]): one["effect"] > 0 for one in found} == {
        ("source", "friends"): True,
        ("source", "calls"): False,
    }
    assert all(one["deals"] == 200 for one in found)


def test_reasons_and_practice_stand_beside_a_stage(tmp_path: Path) -> None:
    text = manager("anna", 60, 20, 10).replace("lost 01-04", "lost 01-04  loss_reason=price")
    lead = rows(told(text, tmp_path))["lead"]
    assert lead["reason"] == {"reason": "price", "deals": 40, "told": 40}
    assert "first call the same day" in lead["practice"].in_("en")


def test_a_number_opens_its_deals(tmp_path: Path) -> None:
    with closing(engine(manager("anna", 10, 6, 3), tmp_path, UNTIL)) as store:
        assert deals(store, Question("bottlenecks"), Cell("behind", ("lead",))).total == 4
        assert deals(store, Question("bottlenecks"), Cell("entries", ("2",))).total == 6
        known = asked(Question("bottlenecks"), dictionary(store))
        assert months(known) > 1.8


def test_deals_standing_longer_than_the_horizon_are_stuck(tmp_path: Path) -> None:
    text = manager("anna", 10, 6, 3) + "\nslow owner=anna lead 01-02\nfresh owner=anna lead 02-28"
    lead = rows(told(text, tmp_path))["lead"]
    # three days is what it took to go on, so the horizon is four
    assert (lead["horizon_days"], lead["stuck"], lead["behind"]) == (4, 1, 5)

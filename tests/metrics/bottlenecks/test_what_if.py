"""What if: a chain worked out by hand, a case against its cost, and changes that cannot be read."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from metrics.bottlenecks.test_bottlenecks import UNTIL, manager
from story import engine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.context import NOTHING_TOLD
from voronka.model.question import Question

#: 400 deals, half of which pass the first stage, half of those are won for 100 each: a fourth in all.
TEXT = manager("anna", 400, 200, 100)


def told(
    folder: Path, *changes: str, text: str = TEXT, margin: float | None = None, **options: float
) -> Answer:
    pairs = [("metric", "what_if"), *(("set", one) for one in changes)]
    pairs += [(name, str(value)) for name, value in options.items()]
    folder.mkdir(exist_ok=True)
    with closing(engine(text, folder, UNTIL)) as store:
        return ask(store, Question.from_pairs(pairs), replace(NOTHING_TOLD, margin=margin))


def rows(answer: Answer) -> dict[str, Any]:
    return {row["scenario"]: row for row in answer.rows}


def test_a_better_step_by_hand(tmp_path: Path) -> None:
    """50 % go on from lead; at 60 % there are a fifth more wins."""
    answer = told(tmp_path, "step:lead=+10pp")
    found, months = rows(answer), answer.totals["months"]
    assert found["now"]["wins"] == pytest.approx(100 / months, rel=0.02)
    assert found["difference"]["wins"] == pytest.approx(20 / months, rel=0.03)
    assert found["difference"]["money"].value == pytest.approx(20 * 100_00 / months, rel=0.03)
    assert found["difference"]["wins_low"] < 20 / months < found["difference"]["wins_high"]
    # ten days from the first stage to the win
    assert found["difference"]["starts"] == "2026-03-11"
    assert found["then"]["cycle_days"] == found["now"]["cycle_days"] == 10
    assert answer.totals["reckoned"] == 400
    assert answer.findings[0].in_("ru") == "Пробуем: с этапа «lead» идут дальше 60\u202f% вместо 50\u202f%."


@pytest.mark.parametrize(
    ("change", "factor"),
    [
        ("inflow=+10%", 1.1),
        ("step:lead=40%", 0.8),
        ("step:lead=+10%", 1.1),
        ("step:1=−5pp", 0.9),
        ("step:qualified=+25пп", 1.5),
        ("stay:lead=-1d", 1.0),
        ("amount=+5%", 1.0),
    ],
)
def test_each_change_multiplies_the_wins(tmp_path: Path, change: str, factor: float) -> None:
    found = rows(told(tmp_path, change))
    assert found["then"]["wins"] / found["now"]["wins"] == pytest.approx(factor, abs=0.02)


def test_changes_go_together(tmp_path: Path) -> None:
    found = rows(told(tmp_path, "inflow=+10%", "step:lead=+10pp", "amount=200"))
    assert found["then"]["wins"] / found["now"]["wins"] == pytest.approx(1.1 * 1.2, rel=0.02)
    ratio = found["then"]["money"].value / found["now"]["money"].value
    assert ratio == pytest.approx(1.1 * 1.2 * 2, rel=0.02)


def test_a_shorter_stay_brings_wins_sooner_once(tmp_path: Path) -> None:
    """Deals stand on qualified for three days or four; a day less is a day's wins sooner."""
    answer = told(tmp_path, "stay:qualified=-1d")
    found = rows(answer)
    assert found["difference"]["wins"] == pytest.approx(0)
    assert found["then"]["cycle_days"] == 9
    once = found["now"]["money"].value / 30.4375
    assert found["difference"]["once"].minor == pytest.approx(once, rel=0.01)
    assert "разово" in " ".join(finding.in_("ru") for finding in answer.findings)


def test_a_case_against_its_cost(tmp_path: Path) -> None:
    """1,050 of revenue a month more costs 1,000 at once and 50 a month."""
    answer = told(tmp_path, "step:lead=+10pp", cost=1000, cost_monthly=50)
    last = rows(answer)["difference"]
    gain, lag = last["money"].value / 100, 10 / 30.4375
    assert last["payback_months"] == pytest.approx((1000 + gain * lag) / (gain - 50), rel=0.03)
    assert last["payback_p10"] <= last["payback_months"] <= last["payback_p90"]
    assert last["pays_back"] == 1
    assert last["net_year"].value / 100 == pytest.approx(gain * (12 - lag) - 1000 - 600, rel=0.02)
    said = " ".join(finding.in_("en") for finding in answer.findings)
    assert "Pays back within a year with a chance of 100%" in said
    assert "The gain is revenue" in said


def test_with_a_margin_the_gain_is_profit(tmp_path: Path) -> None:
    answer = told(tmp_path, "step:lead=+10pp", cost=1000, margin=0.1)
    last = rows(answer)["difference"]
    gain = last["money"].value / 100 * 0.1
    assert last["net_year"].value / 100 == pytest.approx(gain * (12 - 10 / 30.4375) - 1000, abs=20)
    assert "revenue" not in " ".join(finding.in_("en") for finding in answer.findings)


def test_a_case_that_never_pays_back_says_so(tmp_path: Path) -> None:
    answer = told(tmp_path, "inflow=+1%", cost=10, cost_monthly=100_000)
    last = rows(answer)["difference"]
    assert last["payback_months"] is None
    assert last["pays_back"] == 0
    assert any("most likely never" in finding.in_("en") for finding in answer.findings)


def test_without_wins_there_is_nothing_to_reckon(tmp_path: Path) -> None:
    answer = told(tmp_path, "step:lead=+10pp", text="anna lead 01-02\nboris lead 01-03  lost 01-05")
    assert rows(answer)["now"]["wins"] == 0
    assert any("Nothing was won yet" in finding.in_("en") for finding in answer.findings)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("stp:lead=+5pp", "cannot read the change “stp:lead=+5pp”"),
        ("step:lead", "cannot read the change “step:lead”"),
        ("step:lead=+5d", "cannot read the change “step:lead=+5d”"),
        ("step=+5pp", "cannot read the change “step=+5pp”"),
        ("inflow:lead=+5%", "cannot read the change “inflow:lead=+5%”"),
        ("step:won=+5pp", "cannot read the change “step:won=+5pp”"),
        ("step:leed=+5pp", "the funnel has no block “leed”"),
        ("step:lead=+60pp", "a step cannot become 110%"),
        ("stay:lead=-30d", "a stay cannot become shorter than nothing"),
        ("inflow=-101%", "a change cannot go below nothing"),
    ],
)
def test_what_cannot_be_tried_is_said_with_a_way_out(tmp_path: Path, change: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        told(tmp_path, change)
    assert error.value.what == said
    assert error.value.do
    assert error.value.in_("ru") != str(error.value)


def test_one_thing_is_changed_once_and_something_must_be(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="“inflow” is changed twice"):
        told(tmp_path / "twice", "inflow=+5%", "inflow=+6%")
    with pytest.raises(InputError, match="nothing is changed"):
        told(tmp_path / "again")


def test_the_deals_it_is_reckoned_from_are_listed(tmp_path: Path) -> None:
    with closing(engine(TEXT, tmp_path, UNTIL)) as store:
        asked = Question.from_pairs([("metric", "what_if"), ("set", "inflow=+5%")])
        assert deals(store, asked, Cell("reckoned"), limit=1).total == 400

"""The truth is true: of the process that makes the data, by two other ways of counting it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from voronka.simulator import truth
from voronka.simulator.company import Mess, make_company
from voronka.simulator.history import assemble
from voronka.simulator.shape import Company
from voronka.simulator.stages import LOST, MAIN, MAIN_ID, REPEAT, REPEAT_ID, TABLE, WON
from voronka.simulator.walk import walk
from voronka.simulator.world import World, following_deals, fresh_deals, make_world

DAY = 86_400


@pytest.fixture(scope="module")
def known() -> dict:
    return truth.known_truth()


@pytest.fixture(scope="module")
def large() -> Company:
    """Without mess and with a seed of its own; open deals are cut off by its end, as in any CRM."""
    return make_company(deals=150_000, seed=77, untidy=Mess.none())


def paths_of_deals(world: World, pipeline: int, n: int) -> list[list[tuple[int, int]]]:
    """Whole lives as lists of (moment, stage code), the arrival first."""
    first = fresh_deals(world, n)
    paths = walk(world.chance(1), first, world.ends, world.staff, world.calendar)
    if pipeline == REPEAT:
        again = following_deals(world, first, paths, n)
        first, paths = again, walk(world.chance(2), again, world.ends, world.staff, world.calendar)
    history = assemble([(first, paths)])
    lives = [
        [(int(at), int(code))] for at, code in zip(history.arrivals.at, history.arrivals.code, strict=True)
    ]
    for deal, at, code in zip(history.stages.deal, history.stages.at, history.stages.after, strict=True):
        lives[deal].append((int(at), int(code)))
    return lives


def naive(lives: list[list[tuple[int, int]]], pipeline: int, position: int) -> dict[str, float]:
    """The shares of one stage and of the win, deal by deal, straight from the sentences of `truth.py`."""
    place = {
        code: int(TABLE.position[code])
        for code in range(len(TABLE.names))
        if TABLE.pipeline[code] == pipeline
    }
    size = max(place.values())
    count = dict.fromkeys(("n", "advance", "advance_30", "lost", "handed_over", "won", "won_60", "dead"), 0.0)
    for life in lives:
        last_at, last = life[-1]
        if place.get(last) == size:
            count["won"] += 1
            count["won_60"] += last_at - life[0][0] <= 60 * DAY
        count["dead"] += last in place and TABLE.kind[last] < WON
        entered = next((at for at, code in life if place.get(code) == position), None)
        beyond = next((at for at, code in life if place.get(code, -1) > position), None)
        if entered is None or (beyond is not None and beyond < entered):
            continue
        count["n"] += 1
        if beyond is not None:
            count["advance"] += 1
            count["advance_30"] += beyond - entered <= 30 * DAY
        elif max(place.get(code, -1) for _, code in life) == position:
            count["lost"] += last in place and TABLE.kind[last] == LOST
            count["handed_over"] += last not in place
    return count


@pytest.mark.parametrize("pipeline", [MAIN, REPEAT])
def test_counted_deal_by_deal_it_is_the_same(pipeline: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(truth, "SAMPLE", 3_000)
    counted = truth._truth.__wrapped__(truth.UNTIL, 3)["pipelines"][str((MAIN_ID, REPEAT_ID)[pipeline])]
    world = make_world(3_000, truth.SEED, truth.UNTIL, 3, truth.DAYS_BEYOND)
    lives = paths_of_deals(world, pipeline, 3_000)
    for stage in counted["stages"]:
        by_hand = naive(lives, pipeline, stage["position"])
        n = by_hand["n"]
        assert stage["n"] == n
        assert stage["advance"]["ever"] == pytest.approx(by_hand["advance"] / n)
        assert stage["advance"]["within"][truth.HORIZONS.index(30)] == pytest.approx(
            by_hand["advance_30"] / n
        )
        assert stage["lost"]["ever"] == pytest.approx(by_hand["lost"] / n)
        assert stage["handed_over"]["ever"] == pytest.approx(by_hand["handed_over"] / n)
    assert counted["win"]["ever"] == pytest.approx(by_hand["won"] / 3_000)
    assert counted["win"]["within"][truth.HORIZONS.index(60)] == pytest.approx(by_hand["won_60"] / 3_000)
    assert counted["closed"]["never"] == pytest.approx(by_hand["dead"] / 3_000)


def aalen_johansen(age: np.ndarray, kind: np.ndarray, horizon: float) -> float:
    """F_1(horizon); kind 0 is censored. Written for this test, with nothing but the formula."""
    order = np.argsort(age, kind="stable")
    age, kind = age[order], kind[order]
    moment, first = np.unique(age, return_index=True)
    at_risk = len(age) - first
    left = np.add.reduceat((kind > 0).astype(float), first)
    ours = np.add.reduceat((kind == 1).astype(float), first)
    before = np.concatenate([[1.0], np.cumprod(1 - left / at_risk)[:-1]])
    return float((before * ours / at_risk)[moment <= horizon].sum())


def born(company: Company) -> np.ndarray:
    """The pipeline each deal was born in."""
    pipeline = company.deals["pipeline_id"].copy()
    changes = company.stage_changes
    start = np.diff(changes["deal_id"], prepend=0) != 0
    pipeline[np.searchsorted(company.deals["id"], changes["deal_id"][start])] = changes["before_pipeline_id"][
        start
    ]
    return pipeline


@pytest.mark.parametrize("pipeline_id", [MAIN_ID, REPEAT_ID])
@pytest.mark.parametrize("days", [30, 60, 90, 180])
def test_an_estimator_finds_the_win_rate_in_data_with_open_deals(
    large: Company, known: dict, pipeline_id: int, days: int
) -> None:
    deals = large.deals
    own = born(large) == pipeline_id
    left = deals["pipeline_id"] != pipeline_id
    kind = np.where(
        left, 2, np.where(deals["status_id"] == 142, 1, np.where(deals["status_id"] == 143, 2, 0))
    )
    end = np.where(left, deals["updated_at"], np.where(kind > 0, deals["closed_at"], large.until))
    found = aalen_johansen((end - deals["created_at"])[own] / DAY, kind[own], days)
    true = known["pipelines"][str(pipeline_id)]["win"]["within"][truth.HORIZONS.index(days)]
    assert found == pytest.approx(true, abs=0.012 if pipeline_id == REPEAT_ID else 0.006)


def stays(company: Company, stage_id: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Entry, exit (or the end) and whether it was left, of all stays on a stage by deals born in the main pipeline."""
    changes, deals = company.stage_changes, company.deals
    deal = np.concatenate([np.arange(len(deals["id"])), np.searchsorted(deals["id"], changes["deal_id"])])
    start = np.diff(changes["deal_id"], prepend=0) != 0
    first = deals["status_id"].copy()
    first[deal[len(first) :][start]] = changes["before_status_id"][start]
    at = np.concatenate([deals["added_at"], changes["at"]])
    stage = np.concatenate([first, changes["after_status_id"]])
    order = np.argsort(deal, kind="stable")
    deal, at, stage = deal[order], at[order], stage[order]
    is_last = np.append(np.diff(deal) != 0, True)
    left = np.where(is_last, company.until, np.append(at[1:], company.until))
    here = (stage == stage_id) & (born(company) == MAIN_ID)[deal]
    return at[here], left[here], ~is_last[here]


@pytest.mark.parametrize("position", [1, 2, 3, 4, 5, 6, 7])
def test_an_estimator_finds_the_median_stay_in_data_with_open_stays(
    large: Company, known: dict, position: int
) -> None:
    stage = known["pipelines"][str(MAIN_ID)]["stages"][position]
    entered, left, is_left = stays(large, stage["stage_id"])
    age = (left - entered) / DAY
    half = aalen_johansen(age, is_left.astype(int), stage["stay"]["median"])
    assert half == pytest.approx(0.5, abs=0.012)


def test_the_naive_share_of_closed_deals_is_far_off(large: Company, known: dict) -> None:
    deals = large.deals
    main = deals["pipeline_id"] == MAIN_ID
    won, lost = np.sum(main & (deals["status_id"] == 142)), np.sum(main & (deals["status_id"] == 143))
    main_truth = known["pipelines"][str(MAIN_ID)]
    assert won / (won + lost) > main_truth["win"]["ever"] + 0.05
    assert main_truth["closed"]["as_in_crm"] > main_truth["win"]["ever"] + 0.05
    assert main_truth["closed"]["never_of_dead"] == pytest.approx(0.36, abs=0.03)


def test_outcomes_of_every_stage_add_up(known: dict) -> None:
    for pipeline in known["pipelines"].values():
        closed = pipeline["closed"]
        assert closed["won"] + closed["lost"] + closed["handed_over"] + closed["never"] == pytest.approx(1)
        for stage in pipeline["stages"]:
            ever = (
                stage["advance"]["ever"]
                + stage["lost"]["ever"]
                + stage["handed_over"]["ever"]
                + stage["never"]
            )
            assert ever == pytest.approx(1)
            assert sum(stage["stay"]["exits"].values()) == pytest.approx(1)
            assert stage["advance"]["within"] == sorted(stage["advance"]["within"])
        assert pipeline["win"]["within"][-1] == pytest.approx(closed["won"], abs=0.001)


def test_it_does_not_depend_on_the_seed_and_is_plain_json(known: dict) -> None:
    assert make_company(deals=50, seed=3).truth == make_company(deals=900, seed=4).truth == known
    assert json.loads(json.dumps(known, allow_nan=False)) == known


def test_better_managers_and_sources_win_more_and_the_planted_leak_is_the_worst(known: dict) -> None:
    main = known["pipelines"][str(MAIN_ID)]
    proposal = next(stage for stage in main["stages"] if stage["name"] == "Отправлено КП")
    skill = {str(person["id"]): person["log_odds_of_proposal"] for person in known["managers"]}
    rate = {person: row["ever"] for person, row in proposal["advance_by_manager"].items() if row["n"] > 1500}
    assert np.corrcoef([skill[person] for person in rate], list(rate.values()))[0, 1] > 0.95
    quality = [source["log_odds"] for source in known["sources"]]
    wins = [main["win"]["by_source"][str(source["id"])]["ever"] for source in known["sources"]]
    assert np.corrcoef(quality, wins)[0, 1] > 0.9
    assert main["leak"]["stage"] == "Отправлено КП"
    gains = sorted(main["leak"]["roubles_per_new_deal"].values())
    assert gains[-1] > 1.3 * gains[-2], "the answer must not hang on chance"


def test_shares_of_outcomes_are_those_that_the_parameters_say(known: dict) -> None:
    stages = known["pipelines"][str(MAIN_ID)]["stages"]
    for stage in stages:
        code = TABLE.first[MAIN] + stage["position"]
        exits = stage["stay"]["exits"]
        assert exits["moved_back"] == pytest.approx(TABLE.goes_back[code], abs=0.004)
        assert exits["handed_over"] == pytest.approx(TABLE.hands_over[code], abs=0.004)
        failed = exits["lost"] + exits["never"]
        error = 0.5 / np.sqrt(failed * stage["stay"]["n"])
        assert exits["never"] / failed == pytest.approx(TABLE.stalls[code], abs=4 * error)

"""The learned score on rows whose truth is known, worked out by hand; and what it refuses to know."""

from __future__ import annotations

import json

import numpy as np
import pytest

from voronka.predict.score.fit import Fit, fit
from voronka.predict.score.guard import examine, late_share
from voronka.predict.score.history import DAY, Events, total
from voronka.predict.score.judge import (
    auc,
    brier,
    calibration,
    calibration_error,
    lift,
    log_loss,
    stability,
)
from voronka.predict.score.keep import kept, read_back
from voronka.predict.score.reasons import contributions
from voronka.predict.score.traits import Trait, Traits, design, without_twins
from voronka.predict.score.validate import Snapshots, learned, trial
from voronka.stats.risk import Floats


def two_sources() -> tuple[Traits, np.ndarray]:
    """Of 200 deals from the site 120 were won, of 200 by phone 40: odds 1.5 and 0.25, six times as good."""
    source = Trait(np.repeat([0, 1], 200), ("phone", "site"))
    won = np.concatenate([np.arange(200) < 40, np.arange(200) < 120])
    return {"source": source}, won


def odds(found: Fit, word: str) -> float:
    chance = found.chances({"source": Trait.of([word])})[0]
    return float(chance / (1 - chance))


def test_of_two_cells_the_odds_ratio_is_that_of_the_counts() -> None:
    traits, won = two_sources()
    found = fit(traits, won, ridge=1e-9)
    assert odds(found, "site") == pytest.approx(120 / 80, rel=1e-6)
    assert odds(found, "phone") == pytest.approx(40 / 160, rel=1e-6)
    assert odds(found, "site") / odds(found, "phone") == pytest.approx(6.0, rel=1e-6)


def test_a_word_never_seen_and_a_missing_trait_are_told_between_the_others() -> None:
    traits, won = two_sources()
    found = fit(traits, won)
    chances = found.chances({"source": Trait.of(["fair", "site", "phone"])})
    assert chances[2] < chances[0] < chances[1]
    assert found.chances({"age_days": Trait(np.zeros(1))})[0] == chances[0]


def test_reasons_add_up_to_the_difference_from_the_average() -> None:
    rng = np.random.default_rng(3)
    days, source = rng.exponential(20, 800), rng.integers(0, 2, 800)
    won = rng.random(800) < 1 / (1 + np.exp(1 + days / 20 - 1.5 * source))
    traits = {"stage_days": Trait(days), "source": Trait(source, ("phone", "site"))}
    found = fit(traits, won).centred(traits)
    parts, chances = contributions(found, traits), found.chances(traits)
    assert found.average == pytest.approx(chances.mean())
    assert found.average + parts.sum(axis=1) == pytest.approx(chances, abs=1e-12)
    by_source = parts[:, found.design.names.index("source")]
    assert by_source[source == 1].min() > 0 > by_source[source == 0].max()
    # an old deal and a young one from the same source differ by the age alone
    old, young = int(days.argmax()), int(days.argmin())
    by_age = parts[:, found.design.names.index("stage_days")]
    assert by_age[old] < 0 < by_age[young]


def test_what_was_kept_tells_the_same_digits() -> None:
    traits, won = two_sources()
    found = fit(traits, won).centred(traits)
    bins = calibration(found.chances(traits), won)
    again, there = read_back(json.loads(json.dumps(kept(found, bins))))
    assert (again.chances(traits) == found.chances(traits)).all()
    assert (contributions(again, traits) == contributions(found, traits)).all()
    assert there == bins


def test_calibration_puts_the_level_and_the_slope_right() -> None:
    """What is told is twice as bold as the truth: odds ±2 where they are ±1."""
    told = np.repeat([-2.0, 2.0], 1000)
    share = 1 / (1 + np.exp(-np.repeat([-1.0, 1.0], 1000)))
    won = np.concatenate([np.arange(1000) < 1000 * share[0], np.arange(1000) < 1000 * share[-1]])
    traits, outcome = two_sources()
    found = fit(traits, outcome).calibrated(told, won)
    assert found.slope == pytest.approx(0.5, abs=0.01)
    assert found.shift == pytest.approx(0.0, abs=0.01)
    assert fit(traits, outcome).calibrated(told[:0], won[:0]).slope == 1.0


def test_judgement_by_hand() -> None:
    chance, won = np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False])
    assert brier(chance, won) == pytest.approx((0.01 + 0.36 + 0.36 + 0.01) / 4)
    assert log_loss(chance, won) == pytest.approx(-(2 * np.log(0.9) + 2 * np.log(0.4)) / 4)
    assert auc(chance, won).value == pytest.approx(3 / 4)
    assert lift(chance, won, 0.25) == pytest.approx(2.0)
    bins = calibration(chance, won, 2)
    assert [(one.told, one.seen.hits, one.seen.trials) for one in bins] == [(0.25, 1, 2), (0.75, 1, 2)]
    assert calibration_error(bins) == pytest.approx(0.25)
    assert stability(chance, chance) == pytest.approx(0.0)
    assert stability(np.linspace(0, 1, 100), np.linspace(0.5, 1, 100)) > 0.25


def test_one_deal_looked_at_often_is_one_deal() -> None:
    """Twenty deals, each seen ten times: the interval is that of twenty."""
    rng = np.random.default_rng(5)
    chance, won = rng.random(20), rng.random(20) < 0.5
    once = auc(chance, won)
    often = auc(np.repeat(chance, 10), np.repeat(won, 10), np.repeat(np.arange(20), 10))
    assert often.value == pytest.approx(once.value)
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


def test_without_wins_or_losses_nothing_is_judged() -> None:
    for won in (np.zeros(5, dtype=bool), np.ones(5, dtype=bool)):
        assert auc(np.linspace(0, 1, 5), won).value is None
    assert lift(np.ones(3), np.zeros(3, dtype=bool)) is None
    assert calibration_error(calibration(np.zeros(0), np.zeros(0, dtype=bool))) is None
    assert stability(np.zeros(0), np.ones(2)) is None


def test_what_happened_at_or_after_the_moment_is_not_known() -> None:
    deal, at = np.array([1, 0, 1, 1]), np.array([50, 10, 20, 30])
    events = Events.of(deal, at)
    asked = np.array([1, 1, 1, 1, 0, 2])
    moment = np.array([20, 21, 31, 1000, 5, 1000])
    assert events.count(asked, moment).tolist() == [0, 1, 2, 3, 0, 0]
    place, found = events.last(asked, moment)
    assert found.tolist() == [False, True, True, True, False, False]
    assert events.at[place[found]].tolist() == [20, 30, 50]
    amount, priced = total(events, np.array([7, 1, 2, 4]), asked, moment)
    assert (amount.tolist(), priced.tolist()) == ([0, 1, 3, 7, 0, 0], found.tolist())
    assert Events.of(deal[:0], at[:0]).count(asked, moment).tolist() == [0] * 6


def test_of_events_at_one_moment_the_given_order_counts() -> None:
    events = Events.of(np.array([0, 0]), np.array([5, 5]), np.array([1, 0]))
    assert events.order.tolist() == [1, 0]


def test_a_constant_trait_makes_no_column_and_a_twin_is_left_out() -> None:
    traits = {
        "same": Trait(np.ones(100)),
        "source": Trait(np.arange(100) % 2, ("a", "b")),
        "utm": Trait(1 - np.arange(100) % 2, ("x", "y")),
    }
    assert [part.name for part in design(traits).parts] == ["source", "utm"]
    assert list(without_twins(traits)) == ["same", "source"]


def outcome(rows: int) -> np.ndarray:
    return np.random.default_rng(1).random(rows) < 0.3


def test_the_guard_refuses_what_knows_the_outcome() -> None:
    won = outcome(600)
    order, known = np.arange(600), np.random.default_rng(2).random(600)
    cases = {
        "honest": (Trait((known < 0.5).astype(np.int64), ("a", "b")), False, ""),
        "contract number": (Trait(np.where(won, 0, -1), ("yes",)), False, "filled_after"),
        "quality": (
            Trait(np.where(known < 0.1, ~won, won).astype(np.int64), ("high", "low")),
            False,
            "told_by_outcome",
        ),
        "dated": (Trait(np.where(known < 0.1, ~won, won).astype(np.int64), ("high", "low")), True, ""),
        "same for all": (Trait(np.zeros(600, dtype=np.int64), ("a",)), False, "constant"),
    }
    for name, (trait, is_dated, why) in cases.items():
        assert examine(trait, won, won, order, is_dated=is_dated).why == why, name


def test_a_field_that_changes_with_the_closing_is_refused() -> None:
    ended = np.full(60, 100 * DAY)
    changed = np.where(np.arange(60) < 40, ended - 60, ended - 9 * DAY)
    assert late_share(changed, ended, DAY) == pytest.approx(40 / 60)
    assert late_share(changed[:10], ended[:10], DAY) is None
    won = outcome(60)
    trait = Trait(np.zeros(60, dtype=np.int64), ("a",))
    assert examine(trait, won, won, np.arange(60), is_dated=True, late=40 / 60).why == "changed_at_end"


def looks(rows: int, weight: float) -> Snapshots:
    rng = np.random.default_rng(8)
    stage = rng.integers(0, 2, rows)
    days = rng.exponential(10, rows)
    won = rng.random(rows) < 1 / (1 + np.exp(1 - stage + weight * (np.log1p(days) - 2)))
    traits = {"stage": Trait(stage, ("1", "2")), "stage_days": Trait(days)}
    return Snapshots(np.arange(rows), np.sort(rng.integers(0, 365 * DAY, rows)), traits, won, 10 * DAY)


def test_a_score_that_can_tell_is_tried_on_later_deals_only() -> None:
    past = looks(12000, 1.5)
    tried = trial(past)
    assert tried.verdict == "signal"
    assert tried.snapshots.moment.min() >= np.quantile(past.moment, 0.499)
    assert tried.area.low > 0.65
    assert tried.gain(tried.by_stage).low > 0
    error = calibration_error(calibration(tried.chance, tried.snapshots.won))
    assert error is not None
    assert error < 0.03
    found = learned(past, tried)
    assert float(found.chances(past.traits).mean()) == pytest.approx(found.average)


def test_where_only_the_stage_tells_there_is_no_signal() -> None:
    assert trial(looks(4000, 0.0)).verdict == "no_signal"


def test_too_little_of_the_past_is_not_tried() -> None:
    assert trial(looks(60, 1.5)).verdict == "untried"
    assert trial(looks(0, 1.5)).verdict == "untried"


def test_nothing_later_changes_what_was_told_before() -> None:
    past = looks(3000, 1.5)
    tried = trial(past)
    first: Floats = tried.chance[tried.snapshots.moment < np.quantile(past.moment, 0.6)]
    turned = Snapshots(
        past.deal,
        past.moment,
        past.traits,
        np.where(past.moment > np.quantile(past.moment, 0.7), ~past.won, past.won),
        past.horizon,
    )
    assert (trial(turned).chance[: len(first)] == first).all()

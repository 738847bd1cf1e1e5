from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from voronka.predict.arrivals import bulk_days, draw_groups, fit_arrivals, recent_shares
from voronka.simulator.company import Mess, make_company

FIRST = date(2023, 10, 1)
Counts = np.ndarray


def drawn(counts: Counts, days: int = 30, first: date = FIRST, country: str = "") -> Counts:
    """Sums of 1,000 draws of the days to come."""
    return fit_arrivals(counts, first, country).draw(np.random.default_rng(1), days, 1000).sum(axis=1)


def test_no_days_and_no_deals_foretell_nothing_much() -> None:
    assert drawn(np.zeros(0)).max() == 0
    assert drawn(np.zeros(1000)).mean() < 0.1


def test_one_deal_in_fifty_days_is_less_than_two_in_thirty() -> None:
    found = drawn(np.eye(1, 50, 20)[0])
    assert 0.2 < found.mean() < 1.5
    assert np.quantile(found, 0.9) <= 3


def test_ten_days_are_enough_for_a_wide_range() -> None:
    found = drawn(np.array([3, 4, 2, 5, 3, 0, 1, 4, 3, 4]))
    low, high = np.quantile(found, [0.1, 0.9])
    assert 45 < low < 87 < high < 150


def test_a_hundred_thousand_deals_a_day_are_no_trouble() -> None:
    counts = np.random.default_rng(1).poisson(100_000, 900)
    found = drawn(counts)
    assert found.mean() == pytest.approx(3_000_000, rel=0.02)
    low, high = np.quantile(found, [0.1, 0.9])
    assert high - low < 300_000


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        fit_arrivals([1, -1], FIRST)


def test_the_same_seed_draws_the_same_and_no_days_ahead_are_no_columns() -> None:
    found = fit_arrivals([3, 1, 2] * 20, FIRST)
    one, other = (found.draw(np.random.default_rng(7), 20, 50) for _ in range(2))
    assert (one == other).all()
    assert found.draw(np.random.default_rng(7), 0, 50).shape == (50, 0)


def test_of_a_day_that_has_begun_only_the_rest_is_drawn() -> None:
    found = fit_arrivals(np.full(280, 50), FIRST)
    whole, rest = (found.draw(np.random.default_rng(1), 2, 4000, part).mean(axis=0) for part in (1.0, 0.25))
    assert rest[0] == pytest.approx(whole[0] / 4, rel=0.05)
    assert rest[1] == pytest.approx(whole[1], rel=0.02)


@pytest.mark.parametrize(("a_day", "apart"), [(1.0, 0.3), (20.0, 0.1)])
def test_when_the_inflow_halves_the_level_follows_within_two_months(a_day: float, apart: float) -> None:
    rng = np.random.default_rng(3)
    ratios = []
    for _ in range(8):
        before, after = rng.poisson(a_day, 700), rng.poisson(a_day / 2, 60)
        ratios.append(drawn(np.concatenate([before, after])).mean() / (30 * a_day / 2))
    assert np.mean(ratios) == pytest.approx(1.0, abs=apart)


def test_new_year_is_quiet() -> None:
    counts = np.where(np.arange(822) % 7 < 5, 40, 4)  # Monday, 2 October 2023, to Wednesday, 31 December 2025
    january = [date(2023, 10, 2) + timedelta(days=n) for n in range(822)]
    counts = np.where([d.month == 1 and d.day <= 8 for d in january], 4, counts)
    found = fit_arrivals(counts, date(2023, 10, 2), "RU").draw(np.random.default_rng(1), 18, 500)
    first_week, second_week = found[:, :8].sum(axis=1).mean(), found[:, 11:18].sum(axis=1).mean()
    assert first_week < 0.4 * second_week


def test_an_imported_file_is_set_aside_and_a_real_rise_is_not() -> None:
    counts = np.random.default_rng(1).poisson(3, 300)
    imported = counts.copy()
    imported[200] = 500
    assert bulk_days(imported).nonzero()[0].tolist() == [200]
    assert fit_arrivals(imported, FIRST).set_aside == 500
    assert drawn(imported).mean() == pytest.approx(drawn(counts).mean(), rel=0.1)
    risen = np.concatenate([counts, np.random.default_rng(2).poisson(30, 14)])
    assert not bulk_days(risen).any()


def test_groups_add_up_in_every_draw_and_have_their_recent_shares() -> None:
    weights = recent_shares([[8] * 200, [2] * 200, [0] * 200])
    totals = np.random.default_rng(1).poisson(100, (2000, 4))
    dealt = draw_groups(np.random.default_rng(2), totals, weights)
    assert dealt.shape == (2000, 3, 4)
    assert (dealt.sum(axis=1) == totals).all()
    assert dealt.mean(axis=(0, 2)) == pytest.approx([80, 20, 0], abs=0.5)


def test_a_group_that_came_lately_counts_more_than_one_that_went() -> None:
    gone, came = np.r_[np.ones(300), np.zeros(90)], np.r_[np.zeros(300), np.ones(90)]
    weights = recent_shares([gone, came], half_life=90)
    assert weights[1] / weights.sum() == pytest.approx(0.5 / (1 - 0.5 ** (390 / 90)), abs=0.01)


def test_four_of_five_simulated_quarters_lie_in_the_range() -> None:
    inside = []
    for seed in range(1, 6):
        company = make_company(deals=3000, seed=seed, untidy=Mess.none())
        day = (company.deals["created_at"] + 3 * 3600) // 86_400
        first = int(day.min())
        counts = np.bincount(day - first)
        for back in (91, 182, 273):
            cut = len(counts) - back
            start = date(1970, 1, 1) + timedelta(days=first)
            low, high = np.quantile(drawn(counts[:cut], 91, start, "RU"), [0.1, 0.9])
            inside.append(low <= counts[cut : cut + 91].sum() <= high)
    assert 0.7 <= np.mean(inside) <= 1.0

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from voronka.errors import InputError
from voronka.predict.calendar import Days, days_from, fit_week
from voronka.predict.season import fit_season

YEARS = days_from(date(2023, 10, 1), 1096, "RU")


def test_a_saturday_that_is_worked_counts_as_a_friday_and_a_holiday_as_a_day_off() -> None:
    days = days_from(date(2025, 10, 31), 5, "RU")  # the Monday off was moved from Saturday, 1 November
    assert days.weekday.tolist() == [4, 4, 6, 0, 1]
    assert days.off.tolist() == [0, 0, 0, 1, 1]


def test_a_country_that_is_none_is_told() -> None:
    with pytest.raises(InputError, match="no working calendar"):
        days_from(date(2026, 1, 1), 3, "XX")


def test_without_deals_a_week_is_that_of_any_company() -> None:
    week = fit_week(np.zeros(30), days_from(date(2026, 6, 1), 30, "RU"))
    assert week.weekday.tolist() == pytest.approx([1.2, 1.2, 1.2, 1.2, 1.2, 0.5, 0.5])
    assert week.off.tolist() == [1.0, 0.4, 0.4]


def test_weekday_day_off_and_month_of_a_noiseless_company_are_found() -> None:
    weekday = np.array([1.4, 1.6, 1.5, 1.3, 1.0, 0.15, 0.05])
    season = np.array([0.7, 0.9, 1.1, 1.0, 0.9, 1.0, 0.9, 0.9, 1.1, 1.2, 1.1, 1.0])
    means = 300 * weekday[YEARS.weekday] * np.array([1, 0.6, 0.25])[YEARS.off] * season[YEARS.month]
    week = fit_week(means, YEARS)
    assert week.weekday == pytest.approx(weekday, rel=0.03, abs=0.005)
    assert week.off == pytest.approx([1, 0.6, 0.25], abs=0.04)
    found = fit_season(means, week.weights(YEARS), YEARS)
    assert found is not None
    assert np.exp(found.mean) == pytest.approx(season / np.exp(np.log(season).mean()), rel=0.03)


def test_growth_is_not_taken_for_a_season() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(20 * np.exp(0.25 * np.arange(1096) / 365)).astype(float)
    found = fit_season(counts, np.ones(1096), YEARS)
    assert found is not None
    assert np.abs(found.mean).max() < 0.06


@pytest.mark.parametrize(("days", "a_day"), [(380, 20.0), (1096, 0.1), (1096, 0.0)])
def test_a_season_is_not_claimed_from_less_than_thirteen_months_or_a_handful_of_deals(
    days: int, a_day: float
) -> None:
    part = Days(*(column[:days] for column in (YEARS.weekday, YEARS.month, YEARS.serial, YEARS.off)))
    assert fit_season(np.full(days, a_day), np.ones(days), part) is None


def test_a_second_and_a_third_year_make_the_season_surer() -> None:
    means = 20 * np.array([0.7, 0.9, 1.1, 1.0, 0.9, 1.0, 0.9, 0.9, 1.1, 1.2, 1.1, 1.0])[YEARS.month]
    counts = np.random.default_rng(2).poisson(means).astype(float)
    errors = []
    for length in (430, 730, 1096):
        columns = (YEARS.weekday, YEARS.month, YEARS.serial, YEARS.off)
        found = fit_season(counts[:length], np.ones(length), Days(*(column[:length] for column in columns)))
        assert found is not None
        errors.append(float(np.sqrt(np.diag(found.spread)).mean()))
    assert errors[0] > 1.3 * errors[1] > 1.3 * errors[2]

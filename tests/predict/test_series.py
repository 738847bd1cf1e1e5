from __future__ import annotations

import numpy as np
import pytest

from voronka.errors import InputError
from voronka.predict import series
from voronka.predict.series import METHODS, foretell, foretell_at, methods, points, student_quantiles

#: Two years of quarters.
QUARTERS = [10.0, 20.0, 30.0, 40.0, 14.0, 24.0, 34.0, 44.0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("last_period", [44.0, 44.0, 44.0, 44.0, 44.0]),
        ("last_year", [14.0, 24.0, 34.0, 44.0, 14.0]),
        ("mean_of_last", [34.0, 34.0, 34.0, 34.0, 34.0]),  # 24, 34, 44
    ],
)
def test_baselines_by_hand(name: str, said: list[float]) -> None:
    assert foretell(name, QUARTERS, steps=5, season=4).mean.tolist() == said


def test_the_range_is_made_of_own_past_errors_only() -> None:
    found = foretell("last_year", QUARTERS, steps=2, season=4)
    # Each of the four quarters was 4 more than a year before; Student with 4 degrees of freedom, 1.5332 × 4.
    assert found.quantiles[:, 0] == pytest.approx([14 - 6.1329, 14, 14 + 6.1329], abs=1e-3)
    rising = foretell("last_period", np.arange(30.0), steps=3, season=1)
    # Always 1 too low at the first step, 2 at the second: the range learns the lean.
    assert rising.quantiles.tolist() == [[30.0, 31.0, 32.0]] * 3


def test_what_was_said_in_the_past_is_what_is_said_with_that_past_alone() -> None:
    values = np.random.default_rng(1).gamma(5, 20, 50)
    for name in ("last_period", "last_year", "mean_of_last"):
        at_once = foretell_at(name, values, [13, 20, 49, 50], 4, 12)
        for origin, found in zip((13, 20, 49, 50), at_once, strict=True):
            alone = foretell(name, values[:origin], 4, 12)
            assert found.mean.tolist() == alone.mean.tolist()
            np.testing.assert_array_equal(found.quantiles, alone.quantiles)


@pytest.mark.parametrize("name", list(METHODS))
def test_too_little_past_is_no_forecast(name: str) -> None:
    empty = foretell(name, [], steps=3, season=12)
    assert np.isnan(empty.mean).all()
    assert np.isnan(empty.quantiles).all()
    one = foretell("last_period", [5.0], steps=2, season=12)
    assert one.mean.tolist() == [5.0, 5.0]
    assert np.isnan(one.quantiles).all()


def test_money_is_never_foretold_below_nothing() -> None:
    values = [0.0, 100.0] * 15
    assert foretell("last_period", values, steps=3, season=1).quantiles.min() == 0.0


def test_four_of_five_facts_lie_in_the_ranges() -> None:
    rng = np.random.default_rng(4)
    for name, past in (("last_period", 40), ("mean_of_last", 40), ("mean_of_last", 9)):
        inside = []
        for _ in range(150):
            values = rng.normal(100, 10, past + 1)
            low, _, high = foretell(name, values[:-1], 1, 12).quantiles[:, 0]
            inside.append(low <= values[-1] <= high)
        assert 0.72 <= np.mean(inside) <= 0.9


def test_theta_meets_a_line_and_a_season() -> None:
    line = points("theta", 100 + 2.0 * np.arange(40), [40], 3, 1)[0]
    assert line == pytest.approx([180, 182, 184], rel=0.02)
    season = np.tile([50.0, 100.0, 150.0, 100.0], 8)
    found = points("theta", season, [32], 4, 4)[0]
    assert found == pytest.approx([50, 100, 150, 100], rel=0.02)


@pytest.mark.parametrize(
    "values", [[0.0] * 30, [7.0] * 30, [0.0] * 29 + [5.0], [1e13, 2e13, 1.5e13, 2e13, 3e13]]
)
def test_theta_takes_what_companies_have(values: list[float]) -> None:
    found = points("theta", values, [len(values)], 3, 12)[0]
    assert np.isfinite(found).all()
    assert found.min() >= 0
    assert found.max() <= 2 * max(values)


def test_without_the_extra_theta_is_not_offered_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(series, "find_spec", lambda _name: None)
    assert methods() == ("last_period", "last_year", "mean_of_last")
    with pytest.raises(InputError, match="extra series"):
        points("theta", QUARTERS, [8], 1, 4)


def test_students_distribution_is_the_tabled_one() -> None:
    # Percentage points: P90 with 1, 2, 30 degrees of freedom, P97.5 with 7.
    found = [student_quantiles((0.1, 0.5, 0.9), n).tolist() for n in (1, 2, 30)]
    assert found == [pytest.approx([-size, 0.0, size], abs=1e-4) for size in (3.0777, 1.8856, 1.3104)]
    assert student_quantiles((0.975,), 7).tolist() == pytest.approx([2.3646], abs=1e-4)

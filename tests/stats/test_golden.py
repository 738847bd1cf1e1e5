"""Every estimator against R (survival, etm, metafor, stats), lifelines, statsmodels and scipy; golden/make.R and golden/make.py say how."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stats.deals import Deal, table
from voronka.stats.beta import beta_quantile
from voronka.stats.curves import aalen_johansen, kaplan_meier
from voronka.stats.discoveries import adjusted, share_p_values
from voronka.stats.gamma import digamma, trigamma
from voronka.stats.intervals import clopper_pearson, newcombe, poisson_rate, wilson
from voronka.stats.logit import fit_logit
from voronka.stats.means import mean, student
from voronka.stats.prior import fit_beta
from voronka.stats.shrinkage import shrink_means
from voronka.stats.times import quantiles

HERE = Path(__file__).parent / "golden"
R = json.loads((HERE / "r.json").read_text())
PYTHON = json.loads((HERE / "python.json").read_text())
NAMES = ["leukaemia", "ties", "competing", "complete", "late"]


def deals(name: str) -> list[Deal]:
    with (HERE / "deals.csv").open() as file:
        return [
            (int(row["start"]), int(row["stop"]), int(row["way"]))
            for row in csv.DictReader(file)
            if row["example"] == name
        ]


def same(found: Any, golden: Any) -> None:
    """Equal to 1e-9 wherever the other programme has a number; it must have one somewhere."""
    other = np.array([np.nan if number is None else number for number in golden], dtype=np.float64)
    told = ~np.isnan(other)
    assert told.any()
    assert np.asarray(found, dtype=np.float64)[told] == pytest.approx(other[told], rel=1e-9, abs=1e-9)


def at(ages: Any, golden: Any) -> Any:
    """Where the ages of the other programme stand among ours."""
    rows = np.searchsorted(ages, golden)
    assert ages[rows].tolist() == list(golden)
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_kaplan_meier_is_that_of_r(name: str) -> None:
    curve, golden = kaplan_meier(table(deals(name))), R["examples"][name]
    rows = at(curve.risk.age, golden["age"])
    assert curve.risk.at_risk[rows].tolist() == golden["at_risk"]
    for column in ("still", "error", "low", "high"):
        same(getattr(curve, column)[rows], golden[column])


@pytest.mark.parametrize("name", NAMES)
def test_kaplan_meier_is_that_of_lifelines(name: str) -> None:
    curve, golden = kaplan_meier(table(deals(name))), PYTHON["lifelines"][name]
    rows = at(curve.risk.age, golden["age"])
    same(curve.still[rows], golden["still"])
    inside = curve.still[rows] > 0  # at S = 0 lifelines says [0, 0]
    same(curve.low[rows][inside], np.array(golden["low"], dtype=float)[inside])
    same(curve.high[rows][inside], np.array(golden["high"], dtype=float)[inside])
    assert quantiles(curve.risk).age[0, 0] == golden["median"]


@pytest.mark.parametrize("name", NAMES)
def test_quantiles_and_their_limits_are_those_of_r(name: str) -> None:
    found, golden = quantiles(table(deals(name))), R["examples"][name]
    if name == "complete":
        # S is exactly 1/2 from age 4 to 5: R takes the middle, we the first age by which half had left.
        assert golden["quantile"][0] == 4.5
        golden = golden | {"quantile": [4.0, *golden["quantile"][1:]]}
    for column, other in (("age", "quantile"), ("low", "quantile_low"), ("high", "quantile_high")):
        mine = [None if np.isnan(age) else age for age in getattr(found, column)[:, 0]]
        assert mine == golden[other]


@pytest.mark.parametrize("name", NAMES)
def test_aalen_johansen_is_that_of_survival_and_its_variance_that_of_etm(name: str) -> None:
    curve, golden = aalen_johansen(table(deals(name))), R["examples"][name]
    for cause, other in enumerate(golden["aalen_johansen"]):
        same(curve.share[cause, at(curve.risk.age, other["age"])], other["share"])
    for cause, other in enumerate(golden["greenwood"]):
        rows = at(curve.risk.age, other["age"])
        for column in ("share", "error"):
            same(getattr(curve, column)[cause, rows], other[column])
        inside = (curve.share[cause, rows] > 0) & (curve.share[cause, rows] < 1)
        for column in ("low", "high"):
            same(getattr(curve, column)[cause, rows][inside], np.array(other[column], dtype=float)[inside])


@pytest.mark.parametrize("name", [name for name in NAMES if name != "late"])
def test_curves_are_those_of_statsmodels(name: str) -> None:
    golden = PYTHON["statsmodels"][name]
    still, ways = kaplan_meier(table(deals(name))), aalen_johansen(table(deals(name)))
    rows = at(still.risk.age, golden["age"])
    same(still.still[rows], golden["still"])
    same(still.error[rows], golden["error"])
    rows = at(still.risk.age, golden["ages"])
    for cause, (share, error) in enumerate(zip(golden["shares"], golden["errors"], strict=True)):
        same(ways.share[cause, rows], share)
        same(ways.error[cause, rows], error)


@pytest.mark.parametrize(("hits", "trials", "low", "high"), R["binom_test"] + PYTHON["beta"])
def test_clopper_and_pearson(hits: int, trials: int, low: float, high: float) -> None:
    found = clopper_pearson(hits, trials)
    assert found.low == pytest.approx(low, rel=1e-9)
    assert found.high == pytest.approx(high, rel=1e-9)


@pytest.mark.parametrize(("hits", "trials", "low", "high"), PYTHON["wilson"])
def test_wilson(hits: int, trials: int, low: float, high: float) -> None:
    found = wilson(hits, trials)
    same([found.low, found.high], [low, high])


@pytest.mark.parametrize("numbers", PYTHON["newcombe"])
def test_newcombe(numbers: list[float]) -> None:
    one, n, other, m, low, high = numbers
    found = newcombe(wilson(int(one), int(n)), wilson(int(other), int(m)))
    assert found is not None
    same(found[1:], [low, high])


@pytest.mark.parametrize(("count", "low", "high"), R["poisson_test"])
def test_garwood(count: int, low: float, high: float) -> None:
    found = poisson_rate(count, exposure=1)
    assert found.low == pytest.approx(low, rel=1e-9)
    assert found.high == pytest.approx(high, rel=1e-9)


@pytest.mark.parametrize(("share", "a", "b", "quantile"), R["qbeta"])
def test_quantiles_of_the_beta_distribution(share: float, a: float, b: float, quantile: float) -> None:
    assert float(beta_quantile(share, a, b)) == pytest.approx(quantile, rel=1e-9)


@pytest.mark.parametrize(("freedom", "point"), R["qt"])
def test_student(freedom: int, point: float) -> None:
    assert student(freedom) == pytest.approx(point, rel=1e-9)


def test_the_mean_has_students_interval() -> None:
    values, low, high = PYTHON["t_interval"]
    distinct, counts = np.unique(values, return_counts=True)
    found = mean(distinct, counts)
    same([found.high], [high])
    same([found.low], [max(0.0, low)])


@pytest.mark.parametrize(("x", "first", "second"), PYTHON["digamma"])
def test_derivatives_of_log_gamma(x: float, first: float, second: float) -> None:
    same([digamma(x), trigamma(x)], [first, second])


@pytest.mark.parametrize("numbers", PYTHON["z_test"])
def test_the_test_of_two_shares(numbers: list[float]) -> None:
    assert float(share_p_values(*numbers[:4])) == pytest.approx(numbers[4], rel=1e-9)


def test_benjamini_and_hochberg() -> None:
    same(adjusted(R["p_adjust"]["p"]), R["p_adjust"]["adjusted"])


def test_logistic_regression() -> None:
    golden = R["glm"]
    kinds = {name: [row[name] for row in golden["kinds"]] for name in ("reply", "source", "won", "n")}
    fit = fit_logit(np.column_stack([kinds["reply"], kinds["source"]]), kinds["won"], kinds["n"], ridge=0)
    same(fit.coefficients, golden["coefficients"])
    same(fit.covariance.ravel(), np.ravel(golden["covariance"]))
    assert fit.is_settled


@pytest.mark.parametrize("golden", PYTHON["beta_binomial"])
def test_the_prior_of_shares(golden: dict[str, Any]) -> None:
    found = fit_beta(np.array(golden["hits"], float), np.array(golden["trials"], float))
    assert found == pytest.approx((golden["mean"], golden["size"]), rel=1e-9)


def test_shrunken_means() -> None:
    golden = R["metafor"]
    found = shrink_means(golden["y"], golden["error"])
    assert found.mean == pytest.approx(golden["mean"], rel=1e-9)
    same(found.value, golden["blup"])

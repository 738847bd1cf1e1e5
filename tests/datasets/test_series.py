"""The series method against published figures of the M3 competition, and on weekly revenue of 45 shops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.series import m3_monthly, naive2, shops
from voronka.predict.judge import mase, smape, wape
from voronka.predict.series import points

pytestmark = pytest.mark.data
#: Every twelfth series of 1,428; `python -m bench.series` takes all of them: MASE .869, Naive2 1.038, sMAPE 13.97 (docs/benchmarks.md).
SAMPLE = slice(None, None, 12)


def test_theta_is_as_good_as_published_and_better_than_naive2(data: Path) -> None:
    found = []
    for past, fact in m3_monthly(data)[SAMPLE]:
        said = points("theta", past, [len(past)], 18, 12)[0]
        found.append((mase(fact, said, past, 12), mase(fact, naive2(past), past, 12), smape(fact, said)))
    theta, other, symmetric = np.array(found, dtype=np.float64).mean(axis=0)
    assert theta == pytest.approx(0.857, abs=0.005)
    assert theta <= 1.05 * 0.858
    assert theta < other == pytest.approx(1.011, abs=0.005)
    assert symmetric == pytest.approx(14.94, abs=0.1)


def test_naive2_is_the_published_one(data: Path) -> None:
    """Published: 1.037 over all 1,428 series; so our reading of the competition's errors is theirs."""
    found = [mase(fact, naive2(past), past, 12) for past, fact in m3_monthly(data)]
    assert np.mean(np.array(found, dtype=np.float64)) == pytest.approx(1.037, abs=0.002)


def test_theta_is_better_than_the_same_weeks_of_last_year(data: Path) -> None:
    facts, said, last_year = [], [], []
    for weeks in shops(data):
        past, fact = weeks[:-13], weeks[-13:]
        facts.append(fact)
        said.append(points("theta", past, [len(past)], 13, 52)[0])
        last_year.append(points("last_year", past, [len(past)], 13, 52)[0])
    ours, theirs = (wape(np.concatenate(facts), np.concatenate(each)) for each in (said, last_year))
    assert len(facts) == 45
    assert ours == pytest.approx(0.0327, abs=0.0005)
    assert theirs == pytest.approx(0.0513, abs=0.0005)

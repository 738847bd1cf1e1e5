"""Chances by the renewal equation are those of a plain enumeration, and of a deal that stands for ever none."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.predict.simulation import happenings, pick, summed
from voronka.predict.sizes import Sized, fit_sizes
from voronka.predict.stages import STILL, Process, Stays, fit, later

#: Two stages; ways: 0 and 1 are these, 2 the win, 3 away.
N = 2


def stays(*rows: tuple[int, int, int, int | None, int]) -> Stays:
    """(state, after, entered, left, times) each."""
    columns = zip(*[(s, a, e, STILL if left is None else left, t) for s, a, e, left, t in rows], strict=True)
    return Stays(*(np.array(column, dtype=np.int64) for column in columns))


def test_hazards_of_three_deals() -> None:
    """All came on day 0: one went on at age 1, one was lost at age 2, one still stands when day 4 begins."""
    process = fit(stays((0, 1, 0, 1, 1), (0, 3, 0, 2, 1), (0, 3, 0, None, 1)), N, since=0, today=4)
    assert process.seen[0, :5].tolist() == [3, 3, 2, 1, 0]
    assert process.leave[0, 1, 1] == pytest.approx(1 / 3)
    assert process.leave[0, 3, 2] == pytest.approx(1 / 2)
    assert process.still[0, :4] == pytest.approx([1, 1, 2 / 3, 1 / 3])


def test_nothing_later_than_today_counts() -> None:
    seen = stays((0, 1, 0, 1, 1), (0, 2, 0, 9, 1), (0, 2, 8, 9, 5))
    cut = stays((0, 1, 0, 1, 1), (0, 3, 0, None, 1))
    assert np.array_equal(fit(seen, N, 0, 4).leave, fit(cut, N, 0, 4).leave)


def random_process(seed: int) -> Process:
    rng = np.random.default_rng(seed)
    leave = rng.random((N, N + 2, 801)) * 0.2
    return Process(leave, np.ones((N, 801)))


def enumerated(process: Process, state: int, age: int, days: int) -> list[float]:
    """The share won on each of the next days, by walking every path a day at a time; a deal that moves may move on within the day."""
    won = [0.0] * days
    here = {(state, age): 1.0}
    for day in range(days):
        then: dict[tuple[int, int], float] = {}
        while here:
            fresh: dict[tuple[int, int], float] = {}
            for (place, old), share in here.items():
                leave = process.leave[place, :, min(old, 800)]
                for after in range(N):
                    fresh[after, 0] = fresh.get((after, 0), 0.0) + share * leave[after]
                won[day] += share * leave[N]
                then[place, old + 1] = then.get((place, old + 1), 0.0) + share * (1 - leave.sum())
            here = {key: share for key, share in fresh.items() if share > 1e-12}
        here = then
    return won


@pytest.mark.parametrize(("state", "age"), [(0, 0), (0, 3), (1, 1)])
def test_chances_are_those_of_every_path_walked(state: int, age: int) -> None:
    process, days = random_process(4), 12
    plain = enumerated(process, state, age, days)
    found = process.chances(state, np.array([age]), np.eye(days), later(process.wins(days), np.eye(days)))
    assert found[0] == pytest.approx(plain, abs=1e-9)


def test_a_deal_that_stands_for_years_is_hardly_won() -> None:
    """Of a thousand deals 300 are won within ten days and 300 lost; 400 are forgotten and stand."""
    rows = [(0, 2, day, day + 5, 3) for day in range(100)] + [(0, 3, day, day + 8, 3) for day in range(100)]
    process = fit(stays(*rows, *[(0, 3, day, None, 4) for day in range(100)]), N, 0, 600)
    month = np.ones((30, 1))
    fresh, old = process.chances(0, np.array([0, 400]), month, later(process.wins(30), month))[:, 0]
    assert fresh == pytest.approx(0.3, abs=0.01)
    assert old == 0


def test_what_happens_is_as_frequent_as_its_chance() -> None:
    rng, chance = np.random.default_rng(1), np.array([0.9, 0.31, 0.02, 0.0])
    draws, items = happenings(rng, chance, np.ones(20_000))
    assert np.bincount(items, minlength=4) / 20_000 == pytest.approx(chance, abs=0.012)
    assert len(set(zip(draws.tolist(), items.tolist(), strict=True))) == len(draws)


def test_picks_and_sums() -> None:
    rng = np.random.default_rng(1)
    chosen = pick(rng, np.tile([1.0, 3.0, 0.0], (8000, 1)))
    assert np.bincount(chosen, minlength=3) / 8000 == pytest.approx([0.25, 0.75, 0.0], abs=0.02)
    place = (np.array([0, 1, 1]), np.array([2, 0, 0]))
    assert summed(place, np.array([5, 7, 10**15]), (2, 3)).tolist() == [[0, 0, 5], [10**15 + 7, 0, 0]]


def test_large_deals_that_are_won_more_rarely_have_a_smaller_factor() -> None:
    def column(*values: int) -> np.ndarray:
        return np.array(values, dtype=np.int64)

    seen = Sized(
        column(0, 0, 0), column(0, 5, 10), column(200, 500, 500), column(60, 250, 50), column(30, 250, 50),
        column(3000, 20_000, 9000), column(0, 20_000, 10_000),
    )  # fmt: skip
    found = fit_sizes(seen, 1, 12)
    assert found.factor[0, 5] > 1 > found.factor[0, 10]
    assert found.factor[0, 11] == found.factor[0, 10]
    assert found.ratio[0] == pytest.approx(29 / 30, abs=0.01)
    assert found.priced[0] == pytest.approx(0.5, abs=0.05)

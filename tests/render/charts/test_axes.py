"""Axes have few round ticks that hold all values; labels stand apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voronka.render.charts import Count, Days, Percent, Unit
from voronka.render.charts.labels import spread
from voronka.render.charts.letters import shortened, width, wrapped
from voronka.render.charts.scale import Axis, axis, span
from voronka.render.charts.when import ticks

ANY = st.floats(min_value=-1e15, max_value=1e15, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("low", "high", "unit", "expected"),
    [
        (0, 0.37, Percent(), (0, 0.1, 0.2, 0.3, 0.4)),
        (0.62, 0.71, Percent(), (0.6, 0.65, 0.7, 0.75)),
        (0, 1, Percent(), (0, 0.5, 1)),
        (0, 3, Count(), (0, 1, 2, 3)),
        (0, 1, Count(), (0, 1)),
        (0, 100, Days(), (0, 30, 60, 90, 120)),
        (-0.1, 0.2, Unit(), (-0.1, 0, 0.1, 0.2)),
        (0, 0, Count(), (0, 1)),
    ],
)
def test_ticks_are_round(low: float, high: float, unit: Unit, expected: tuple[float, ...]) -> None:
    assert axis(low, high, unit).ticks == pytest.approx(expected)


@settings(deadline=None)
@given(ANY, ANY, st.integers(2, 10))
def test_an_axis_holds_its_values_with_few_ticks(one: float, other: float, at_most: int) -> None:
    low, high = sorted((one, other))
    found = axis(low, high, Unit(), at_most)
    slack = 1e-6 * max(1.0, abs(low), abs(high))
    assert found.low <= low + slack
    assert found.high >= high - slack
    assert 2 <= len(found.ticks) <= at_most + 3
    assert all(0 <= found.at(value) <= 1 for value in (low, high))


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), ANY)))
def test_a_span_holds_all_values(values: list[float | None]) -> None:
    low, high = span(values)
    assert all(low <= value <= high for value in values if value is not None)


def test_values_that_hardly_differ_do_not_begin_at_zero() -> None:
    assert span([0.62, 0.71]) == (0.62, 0.71)
    assert span([0.1, 0.3]) == (0, 0.3)


def test_an_axis_of_one_value_has_it_in_the_middle() -> None:
    assert Axis(5, 5, 1, ()).at(5) == 0.5


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 9_000), st.integers(2, 12))
def test_days_have_few_ticks_inside(first: date, length: int, at_most: int) -> None:
    last = first + timedelta(days=length)
    found = ticks(first, last, at_most, "ru")
    assert len(found) <= at_most
    assert all(first <= tick.day <= last for tick in found)
    assert all(one.day < other.day for one, other in pairwise(found))


def test_a_tick_says_its_year_once() -> None:
    found = ticks(date(2025, 10, 1), date(2026, 9, 1), 6, "ru", "month")
    assert [(tick.text, tick.year) for tick in found] == [
        ("окт", "2025"), ("дек", ""), ("фев", "2026"), ("апр", ""), ("июн", ""), ("авг", ""),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-50, 350), st.floats(5, 30)), max_size=8))
def test_labels_stand_apart_inside_and_in_order(labels: list[tuple[float, float]]) -> None:
    wanted, heights = [place for place, _ in labels], [height for _, height in labels]
    middles = spread(wanted, heights, 0, 300)
    spans = sorted(
        (middle - height / 2, middle + height / 2) for middle, height in zip(middles, heights, strict=True)
    )
    assert all(end <= start + 0.03 for (_, end), (start, _) in pairwise(spans))
    assert all(start >= -0.03 and end <= 300.03 for start, end in spans)
    order = sorted(range(len(labels)), key=lambda index: wanted[index])
    assert all(middles[one] <= middles[other] for one, other in pairwise(order))


def test_a_label_alone_stands_where_it_is_wanted() -> None:
    assert spread([40, 200], [10, 10], 0, 300) == [40, 200]


@settings(deadline=None)
@given(st.text(alphabet="Жщi₽ 0W", max_size=60), st.integers(20, 300), st.integers(1, 3))
def test_wrapped_words_fit(text: str, room: int, lines: int) -> None:
    found = wrapped(text, room, 12, lines)
    assert len(found) <= lines
    assert all(width(line, 12) <= room for line in found)


def test_what_does_not_fit_says_so() -> None:
    assert shortened("Согласование договора", 60, 12).endswith("…")
    assert width("₽", 10) == 7.0

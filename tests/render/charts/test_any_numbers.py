"""Whatever the numbers are, a chart is drawn inside its frame."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.render.charts.figures import FIGURES
from tests.render.charts.frame import EDGE, drawn
from voronka.render.charts import (
    Ahead,
    Amount,
    Bar,
    Bars,
    Bin,
    Bullet,
    Calibration,
    Chart,
    Count,
    Days,
    Dots,
    Estimated,
    Fan,
    Flow,
    Flows,
    Heat,
    Heated,
    HeatRow,
    Histogram,
    Lines,
    Number,
    Passed,
    Percent,
    Plan,
    Point,
    Promised,
    Series,
    Sparkline,
    Station,
    Term,
    Waterfall,
    csv,
    pictures,
)  # fmt: skip

AMOUNT = st.one_of(st.none(), st.sampled_from([0.0, 1e-12, 1.0, 1e15, 0.5]), st.floats(0, 1e12))
SIGNED = st.one_of(st.sampled_from([0.0, -1e-9, 1e12]), st.floats(-1e9, 1e9))
NAME = st.text(alphabet="Жщ iW<&\"'=₽", max_size=70)
UNIT = st.sampled_from([Count(), Percent(), Amount("RUB"), Days(), Number(2)])
DEALS = st.one_of(st.none(), st.integers(0, 10**7))


@st.composite
def ends(draw: st.DrawFn) -> tuple[float | None, float | None, float | None]:
    """A value with its interval."""
    value = draw(AMOUNT)
    if value is None or draw(st.booleans()):
        return value, None, None
    return value, value * draw(st.floats(0, 1)), value * draw(st.floats(1, 100))


@st.composite
def line_charts(draw: st.DrawFn) -> Chart:
    first, step = date(2026, 1, 1), draw(st.sampled_from([1, 7, 31]))
    series = []
    for number in range(draw(st.integers(0, 12))):
        points = []
        for index in range(draw(st.integers(0, 14))):
            y, low, high = draw(ends())
            points.append(
                Point(first + timedelta(days=step * index), y, low, high, is_open=draw(st.booleans()))
            )
        series.append(Series(draw(NAME), tuple(points), ("now", "before", "quiet", "second")[number % 4]))
    return Lines(
        title=draw(NAME), series=tuple(series), y=draw(UNIT), grain="day", is_steps=draw(st.booleans())
    )


@st.composite
def row_charts(draw: st.DrawFn) -> Chart:
    rows = draw(st.lists(st.tuples(NAME, ends(), DEALS, st.booleans()), max_size=45))
    unit = draw(UNIT)
    if draw(st.booleans()):
        estimated = tuple(Estimated(name, *values, n=n, is_thin=thin) for name, values, n, thin in rows)
        return Dots(title="Т", rows=estimated, unit=unit, reference=draw(AMOUNT), reference_name="Все")
    bars = tuple(Bar(name, *values, n=n, is_thin=thin, before=values[0]) for name, values, n, thin in rows)
    return Bars(title="Т", bars=bars, unit=unit, before_name="Было", is_pareto=draw(st.booleans()))


@st.composite
def fans(draw: st.DrawFn, counts: list[int]) -> Chart:
    first, step, now = date(2026, 1, 1), draw(st.sampled_from([1, 7, 31])), draw(st.integers(0, 9))
    days = [first + timedelta(days=step * index) for index in range(len(counts))]
    passed = tuple(Passed(day, *draw(ends())) for day in days[:now])
    ahead = tuple(
        Ahead(day, n, n * draw(st.floats(0, 1)), n * draw(st.floats(1, 50)), fact=draw(AMOUNT))
        for day, n in zip(days[now:], counts[now:], strict=True)
    )
    plan = tuple((day, draw(AMOUNT) or 0.0) for day in days[::2])
    return Fan(
        title="Т", unit=draw(UNIT), passed=passed, ahead=ahead, plan=plan, is_running=draw(st.booleans())
    )


@st.composite
def other_charts(draw: st.DrawFn) -> Chart:
    kind = draw(st.integers(0, 7))
    counts = draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
    if kind == 0:
        cells = tuple(Heated(draw(AMOUNT), is_open=draw(st.booleans())) for _ in counts)
        return Heat(
            title="Т",
            columns=tuple(draw(NAME) for _ in counts),
            rows=(HeatRow(draw(NAME), cells),),
            unit=draw(UNIT),
        )
    if kind == 1:
        return Waterfall(
            title="Т",
            terms=tuple(Term(draw(NAME), draw(SIGNED), draw(st.booleans())) for _ in counts),
            unit=Amount(),
        )
    if kind == 2:
        values = [(draw(AMOUNT) or 0.0, draw(AMOUNT), *draw(ends())) for _ in counts]
        return Bullet(
            title="Т",
            plans=tuple(Plan("П", fact, plan, *rest) for fact, plan, *rest in values),
            unit=Amount(),
        )
    if kind == 3:
        bins = tuple(Bin(index * 10, index * 10 + 10, count) for index, count in enumerate(counts))
        return Histogram(title="Т", bins=bins, unit=Count(), middle=draw(st.floats(-10, 200)), usual=(1, 5))
    if kind == 4:
        return Sparkline(
            title="Т", values=tuple(draw(AMOUNT) for _ in counts), unit=Count(), is_open=draw(st.booleans())
        )
    if kind == 5:
        return draw(fans(counts))
    if kind == 6:
        groups = tuple(
            Promised(share, share * draw(st.floats(0, 1)), 0.0, 1.0, n)
            for n, share in zip(counts, draw(st.lists(st.floats(0, 1), max_size=9)), strict=False)
        )
        return Calibration(title="Т", groups=groups)
    stations = tuple(Station(draw(NAME), count, count // 3) for count in counts)
    pairs = st.tuples(st.integers(0, len(counts) - 1), st.integers(0, len(counts) - 1), st.integers(0, 10**6))
    moves = draw(st.lists(pairs, max_size=12)) if len(counts) > 1 else []
    # More deals than the stage has never go on from it.
    flows = tuple(Flow(a, b, min(count, *counts)) for a, b, count in moves)
    return Flows(title="Т", stations=stations, flows=flows)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.one_of(line_charts(), row_charts(), other_charts()))
def test_everything_is_inside_and_written(figure: Chart) -> None:
    found = drawn(figure)
    for left, top, right, bottom, text in found.boxes:
        assert 0 <= left <= right <= found.width, text
        assert 0 <= top <= bottom <= found.height, text
    text = pictures(figure, "en")
    assert "nan" not in text.lower()
    assert "inf%" not in text
    assert csv(figure, "ru")


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_all_that_pages_show_is_inside(figure: Chart) -> None:
    found = drawn(figure)
    assert found.boxes
    for left, top, right, bottom, text in found.boxes:
        assert EDGE - 20 <= left <= right <= found.width - EDGE + 22, text
        assert 0 <= top <= bottom <= found.height, text

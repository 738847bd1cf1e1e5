"""Each kind of chart says by its geometry what its numbers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest

from tests.render.charts.figures import FIGURES
from voronka.render.charts import (
    Ahead,
    Amount,
    Bar,
    Bars,
    Bin,
    Bullet,
    Calibration,
    Count,
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
    Part,
    Passed,
    Percent,
    Plan,
    Point,
    Promised,
    Series,
    Station,
    Stay,
    Term,
    Timeline,
    Waterfall,
    pictures,
)  # fmt: skip
from voronka.render.charts.base import Chart, Space
from voronka.render.charts.letters import width
from voronka.render.charts.ranks import MOST_ROWS
from voronka.render.charts.scene import Dot, Group, Mark, Path, Rect, Rule, Scene, Text
from voronka.render.words import Words

SPACE = Space(Words("ru"), 480)
PHONE = Space(Words("ru"), 312, is_narrow=True)


def marks(scene: Scene) -> list[Mark]:
    """All marks, out of their groups."""
    found, left = [], [*scene.side, *scene.marks]
    while left:
        mark = left.pop(0)
        if isinstance(mark, Group):
            left[:0] = mark.marks
        else:
            found.append(mark)
    return found


def rects(chart: Chart, look: str) -> list[Rect]:
    return [
        mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Rect) and mark.look.startswith(look)
    ]


def words(chart: Chart, space: Space = SPACE) -> list[str]:
    return [mark.text for mark in marks(chart.scene(space)) if isinstance(mark, Text)]


def lines(*values: float | None, **more: object) -> Lines:
    points = tuple(Point(date(2026, 1 + index, 1), value) for index, value in enumerate(values))
    return Lines(title="Т", series=(Series("С", points),), y=Count(), **more)  # type: ignore[arg-type]


def paths(chart: Lines) -> list[Path]:
    return [
        mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Path) and mark.look.startswith("line")
    ]


# -- lines


def test_a_line_goes_from_the_left_end_to_the_right_and_is_as_high_as_its_values() -> None:
    [path] = paths(lines(0, 50, 100))
    [(_, first), (_, rest)] = path.steps
    (x1, y1), (x2, y2), (x3, y3) = (*first, *rest)
    assert (x1, x3) == (0, 1)
    assert x2 == pytest.approx(31 / 59)
    assert y1 - y2 == pytest.approx(y2 - y3)
    assert (y1, y3) == (244, 16)


def test_a_gap_parts_the_line() -> None:
    assert len(paths(lines(1, 2, None, 3, 4))) == 2


def test_a_value_alone_is_a_dot() -> None:
    chart = lines(7)
    assert not paths(chart)
    assert [
        mark.radius for mark in marks(chart.scene(SPACE)) if isinstance(mark, Dot) and mark.look == "dot now"
    ] == [3.5]


def test_what_is_not_over_is_dashed_from_the_last_point_that_is() -> None:
    points = tuple(Point(date(2026, 1 + index, 1), index, is_open=index >= 3) for index in range(5))
    done, going = paths(Lines(title="", series=(Series("", points),), y=Count()))
    assert (done.look, going.look) == ("line now", "line now dash")
    assert len(done.steps[1][1]) == 2
    assert going.steps[0][1] == done.steps[1][1][-1:]
    assert len(going.steps[1][1]) == 2


def test_stairs_keep_their_height_until_the_next_point() -> None:
    [path] = paths(lines(0, 100, is_steps=True))
    places = [place for _, points in path.steps for place in points]
    assert places == [(0, 244), (1, 244), (1, 16)]


def test_two_hundred_lines_have_nine_names_that_do_not_touch() -> None:
    series = tuple(
        Series(
            f"Менеджер {number}",
            (Point(date(2026, 1, 1), number), Point(date(2026, 2, 1), 200 - number)),
            "quiet",
        )
        for number in range(200)
    )
    chart = Lines(title="", series=series, y=Count())
    names = [
        mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Text) and mark.look.startswith("label")
    ]
    assert 3 <= len(names) <= 9
    assert all(other.y - one.y >= 15 for one, other in pairwise(sorted(names, key=lambda mark: mark.y)))
    assert len(chart.numbers(SPACE.words).rows) == 400


def test_a_year_of_days_answers_to_sixty_places_at_most() -> None:
    points = tuple(
        Point(date.fromordinal(date(2026, 1, 1).toordinal() + index), index) for index in range(365)
    )
    scene = Lines(title="", series=(Series("", points),), y=Count(), grain="day").scene(SPACE)
    assert 50 <= sum(isinstance(mark, Group) for mark in scene.marks) <= 60


def test_a_wild_interval_does_not_flatten_the_line() -> None:
    points = (Point(date(2026, 1, 1), 0.2, 0.19, 0.21), Point(date(2026, 2, 1), 0.3, 0.0, 1.0))
    chart = Lines(title="", series=(Series("", points),), y=Percent())
    assert chart.up.high <= 0.5


# -- bars


def bars(*values: float | None, **more: object) -> Bars:
    rows = tuple(Bar(f"Строка {index}", value) for index, value in enumerate(values))
    return Bars(title="Т", bars=rows, unit=Count(), **more)  # type: ignore[arg-type]


def test_bars_are_as_long_as_their_values() -> None:
    assert [rect.width for rect in rects(bars(100, 50, 25), "bar now")] == [1, 0.5, 0.25]


def test_a_single_deal_is_seen_beside_a_million_and_nothing_is_not() -> None:
    million, one, *rest = rects(bars(1_000_000, 1, 0), "bar now")
    assert (million.width, one.width) == (1, 0.004)
    assert [rect.width for rect in rest] == [0]


def test_a_loss_goes_to_the_other_side_of_zero() -> None:
    gain, loss = rects(bars(30, -10), "bar now")
    assert (gain.x, gain.width) == (0.25, 0.75)
    assert (loss.x, loss.width) == (0, 0.25)


def test_parts_follow_each_other_and_come_to_the_whole() -> None:
    parts = (Part("а", 20, "good"), Part("б", 30, "soft"), Part("в", 50, "bad"))
    found = rects(Bars(title="", bars=(Bar("", 100, parts=parts), Bar("", 200)), unit=Count()), "part")
    assert [(rect.x, rect.width) for rect in found] == [(0, 0.1), (0.1, 0.15), (0.25, 0.25)]


def test_a_pareto_comes_to_the_whole() -> None:
    chart = bars(50, 30, 20, is_pareto=True)
    assert chart.together() == [0.5, 0.8, 1.0]
    assert [rect.width for rect in rects(chart, "bar")] == [0.5, 0.3, 0.2]
    assert "100\u202f%" in words(chart)


def test_of_two_hundred_rows_forty_are_drawn_and_it_says_so() -> None:
    chart = bars(*range(200))
    assert len(rects(chart, "bar now")) == MOST_ROWS
    assert "chart.note.more" in chart.notes()
    assert len(chart.numbers(SPACE.words).rows) == 200


def test_a_bar_with_parts_that_open_deals_is_no_link_itself() -> None:
    chart = Bars(title="", bars=(Bar("", 2, href="/a", parts=(Part("", 2, href="/b"),)),), unit=Count())
    assert [mark.href for mark in chart.scene(SPACE).marks if isinstance(mark, Group)] == [""]
    assert pictures(chart, "ru").count("<a ") == 2


# -- dots


def test_an_estimate_stands_between_its_ends_and_the_thin_one_does_not_stretch_the_axis() -> None:
    rows = (Estimated("а", 0.2, 0.15, 0.25), Estimated("б", 0.3, 0.0, 1.0, is_thin=True))
    chart = Dots(title="", rows=rows, unit=Percent(), reference=0.22, reference_name="Все")
    drawn = marks(chart.scene(SPACE))
    first = next(mark for mark in drawn if isinstance(mark, Rule) and mark.look == "range now")
    dot = next(mark for mark in drawn if isinstance(mark, Dot))
    assert first.x1 < dot.x < first.x2
    assert dot.x - first.x1 == pytest.approx(first.x2 - dot.x)
    assert any(mark.look == "ring quiet" for mark in drawn if isinstance(mark, Dot))
    assert "30\u202f%" in words(chart)


def test_a_phones_axis_of_long_sums_names_only_what_does_not_touch() -> None:
    rows = (Estimated("Отправлено КП", 67_200_000, 17_300_000, 130_000_000, 483, aside="утечка"),)
    chart = Dots(title="", rows=rows, unit=Amount("RUB"), reference=0)
    scene = chart.scene(PHONE)
    named = [mark for mark in marks(scene) if isinstance(mark, Text) and mark.look == "tick"]
    room = PHONE.width - scene.left - scene.right
    assert named[0].text == "0"
    for one, next_ in pairwise(named):
        assert (next_.x - one.x) * room >= (width(one.text, 12) + width(next_.text, 12)) / 2
    assert len(named) < sum(isinstance(mark, Rule) and mark.look in ("axis", "grid") for mark in marks(scene))


# -- heat


def test_cells_are_darker_the_higher_and_empty_ones_are_not_drawn() -> None:
    row = HeatRow("а", (Heated(0.0), Heated(0.5), Heated(1.0), None))
    found = rects(Heat(title="", columns=("1", "2", "3", "4"), rows=(row,), unit=Percent()), "heat")
    assert [rect.look for rect in found] == ["heat now h0", "heat now h3", "heat now h5"]
    assert [rect.x for rect in found] == [0, 0.25, 0.5]


def test_a_cell_of_few_deals_is_grey_and_what_is_not_over_is_pale() -> None:
    cells = (Heated(1.0), Heated(1.0, is_thin=True), Heated(1.0, is_open=True))
    found = rects(
        Heat(title="", columns=("1", "2", "3"), rows=(HeatRow("а", cells),), unit=Percent()), "heat"
    )
    assert [rect.look for rect in found] == ["heat now h5", "heat quiet h2", "heat now h5 unsettled"]


def test_cells_of_few_deals_alone_are_striped() -> None:
    cells = (Heated(1.0), Heated(1.0, is_thin=True))
    chart = Heat(title="", columns=("1", "2"), rows=(HeatRow("а", cells),), unit=Percent())
    [hatch] = [mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Path)]
    places = [x for _, points in hatch.steps for x, _ in points]
    assert 0.5 < min(places) < max(places) < 1


def test_long_heads_become_numbers_with_their_names_above() -> None:
    columns = (
        "Первичный контакт",
        "Согласование договора",
        "Назначена встреча",
        "Квалификация",
        "Выставлено КП",
        "Оплата",
        "Отгрузка",
    )
    chart = Heat(title="", columns=columns, rows=(HeatRow("а", (Heated(1),) * 7),), unit=Count())
    assert "7" in words(chart, PHONE)
    assert "7\u00a0Отгрузка" in " ".join(words(chart, PHONE))
    wide = words(chart, Space(Words("ru"), 1000))
    assert "Согласование" in " ".join(wide)
    assert "7" not in wide


def test_a_table_too_wide_for_a_phone_keeps_its_width() -> None:
    chart = Heat(
        title="", columns=tuple("абвгдежзик"), rows=(HeatRow("р", (Heated(123_456),) * 10),), unit=Count()
    )
    assert chart.scene(PHONE).least > 400
    assert "chart-scrolls" in pictures(chart, "ru")


# -- bridges, plans, flows, paths, distributions


def test_each_term_of_a_bridge_begins_where_the_one_before_ended() -> None:
    terms = (Term("было", 100, True), Term("новые", 100), Term("ушли", -150), Term("стало", 50, True))
    found = rects(Waterfall(title="", terms=terms, unit=Count()), "bar")
    assert [(rect.x, rect.width) for rect in found] == [(0, 0.5), (0.5, 0.5), (0.25, 0.75), (0, 0.25)]
    assert [rect.look for rect in found] == ["bar now", "bar soft", "bar quiet", "bar now"]


def test_a_plan_is_drawn_to_its_own_scale() -> None:
    plans = (Plan("а", 50, 100, 60), Plan("б", 6, 4), Plan("в", 5, None))
    chart = Bullet(title="", plans=plans, unit=Count())
    assert [round(rect.width, 3) for rect in rects(chart, "bar now") if rect.wide is None] == [0.333, 1]
    assert [rect.width for rect in rects(chart, "trough") if rect.wide is None] == pytest.approx(
        [2 / 3, 2 / 3]
    )
    pace = next(mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Rule) and mark.look == "pace")
    assert pace.x1 == pytest.approx(0.4)


def test_plans_of_different_figures_stand_together_and_say_their_chance() -> None:
    plans = (Plan("Деньги", 5e8, 10e8, chance=0.64, unit=Amount("RUB"), aside="64 %"), Plan("Сделки", 3, 6))
    chart = Bullet(title="", plans=plans, unit=Count())
    assert [round(rect.width, 2) for rect in rects(chart, "bar now") if rect.wide is None] == [0.5, 0.5]
    [money, deals] = chart.numbers(SPACE.words).rows
    assert (money[0], money[1], money[-1], deals[1]) == (
        "Деньги",
        "5,0\u202fмлн\u00a0₽".replace("\u202f", "\u00a0"),
        0.64,
        "3",
    )
    assert "Вероятность плана: 64" in chart.tip(plans[0], SPACE.words)
    facts = [mark.tail for mark in marks(chart.scene(PHONE)) if isinstance(mark, Text) and mark.tail]
    assert facts == ["64 %", "50\u202f%"]


def test_bands_of_flows_are_as_wide_as_their_deals_and_bows_stay_inside() -> None:
    stations = (Station("а", 100, 20), Station("б", 70, 10), Station("в", 60))
    flows = (Flow(0, 1, 70), Flow(1, 2, 50), Flow(0, 2, 10), Flow(2, 0, 5))
    chart = Flows(title="", stations=stations, flows=flows)
    bars_ = rects(chart, "bar now")
    ribbons = rects(chart, "ribbon")
    assert ribbons[0].width == pytest.approx(bars_[0].width * 0.7)
    assert rects(chart, "bar bad")[0].x == pytest.approx(ribbons[0].x + ribbons[0].width)
    bows = [mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Path)]
    assert {bow.look for bow in bows} == {"flow now", "flow second"}
    for bow in bows:
        [(_, [(start, _)]), (_, [(handle, _), _, (end, _)])] = bow.steps
        assert 0 <= 0.125 * (start + end) + 0.75 * handle <= 1


def test_a_stay_is_as_long_as_it_lasted() -> None:
    stays = (Stay("а", datetime(2026, 1, 1), datetime(2026, 1, 4)), Stay("б", datetime(2026, 1, 4), None))
    chart = Timeline(title="", stays=stays, until=datetime(2026, 1, 11))
    assert [(rect.x, rect.width) for rect in rects(chart, "bar")] == [(0, 0.3), (0.3, 0.7)]
    assert [chart.days(stay) for stay in stays] == [3, 7]


def test_a_value_lies_within_its_column() -> None:
    chart = Histogram(
        title="", bins=(Bin(0, 10, 4), Bin(10, 30, 8), Bin(30, None, 2)), unit=Count(), middle=20
    )
    assert [chart.place(value) for value in (0, 5, 10, 20, 99)] == pytest.approx(
        [0, 1 / 6, 1 / 3, 0.5, 5 / 6]
    )
    assert [rect.height for rect in rects(chart, "column-bar")] == [80, 160, 40]


# -- what is ahead


def fan(**more: object) -> Fan:
    passed = (
        Passed(date(2026, 1, 1), 40, 20, 60),
        Passed(date(2026, 2, 1), 100, 30, 80),
        Passed(date(2026, 3, 1), 60),
    )
    ahead = (
        Ahead(date(2026, 4, 1), 60, 40, 80, 50, 70, 20),
        Ahead(date(2026, 5, 1), 50, 0, 100),
    )
    return Fan(title="", unit=Count(), passed=passed, ahead=ahead, today=date(2026, 4, 12), **more)  # type: ignore[arg-type]


def test_ranges_lie_between_their_ends_over_what_is_in_already() -> None:
    found = fan()
    [outer, further] = rects(found, "area now")
    assert (outer.y, outer.height, further.y, further.height) == pytest.approx((79.2, 94.4, 32, 236))
    [inner] = rects(found, "bar now pale")
    assert (inner.y, inner.height) == pytest.approx((102.8, 47.2))
    [already] = rects(found, "column-bar now")
    assert (already.y, already.height) == pytest.approx((220.8, 47.2))
    assert [rect.height for rect in rects(found, "column-bar soft")] == pytest.approx([94.4, 236, 141.6])


def test_a_fact_outside_of_what_had_been_said_is_red() -> None:
    found = fan()
    assert [one.is_missed for one in found.passed] == [False, True, None]
    lines_ = [mark for mark in marks(found.scene(SPACE)) if isinstance(mark, Rule)]
    assert sum(mark.look == "line worse thin" for mark in lines_) == 3
    assert sum(mark.look == "whisker" for mark in lines_) == 3
    assert "факт не попал" in found.tip_of_passed(found.passed[1], SPACE.words)
    assert "факт попал" in found.tip_of_passed(found.passed[0], SPACE.words)


def test_ends_and_plan_stand_at_the_right_with_their_names() -> None:
    texts = words(fan(plan=((date(2026, 4, 1), 70), (date(2026, 5, 1), 90)), plan_name="бюджет"))
    assert {"до 100", "50", "скорее всего", "от 0", "90", "бюджет", "сегодня, 12\u00a0апреля"} <= set(texts)
    earlier = fan(plan=((date(2026, 4, 1), 70),), plan_name="бюджет")
    assert "бюджет" not in words(earlier)
    assert "chart.note.fan.plan" in earlier.notes()
    rows = fan().numbers(SPACE.words).rows
    assert rows[3] == (date(2026, 4, 1), 20, 60, 40, 50, 70, 80, None, None)
    assert rows[0] == (date(2026, 1, 1), 40, None, None, None, None, None, 20, 60)


def test_a_line_that_grows_opens_from_its_last_fact() -> None:
    passed = tuple(Passed(date(2026, 4, day), day * 10) for day in range(1, 11))
    ahead = (Ahead(date(2026, 4, 30), 240, 200, 300, 220, 260),)
    chart = Fan(title="", unit=Count(), passed=passed, ahead=ahead, is_running=True, today=date(2026, 4, 10))
    bands = [mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Path) and mark.look == "band now"]
    [start, end, low, back] = [place for _, points in bands[0].steps for place in points]
    assert start == back
    assert start[0] == pytest.approx(9 / 29)
    assert (end[0], low[0]) == (1, 1)
    assert end[1] < low[1] < start[1]


def test_a_phone_has_the_latest_columns_and_the_table_all() -> None:
    passed = tuple(Passed(date(2025, 1 + index, 1), index) for index in range(12))
    chart = Fan(title="", unit=Count(), passed=passed, ahead=(Ahead(date(2026, 1, 1), 5, 2, 9),))
    drawn = [mark for mark in marks(chart.scene(PHONE)) if isinstance(mark, Rect) and mark.look == "hit"]
    assert len(drawn) == 10
    assert len(chart.numbers(PHONE.words).rows) == 13


def test_a_forecast_without_history_and_a_history_without_forecast_are_drawn() -> None:
    assert Fan(title="", unit=Count()).is_empty
    assert rects(Fan(title="", unit=Count(), ahead=(Ahead(date(2026, 1, 1), 0, 0, 0),)), "area")
    past = Fan(title="", unit=Count(), passed=(Passed(date(2026, 1, 1), 4),))
    assert not past.is_empty
    assert not past.notes()


def test_chances_that_come_true_lie_on_the_diagonal() -> None:
    groups = (
        Promised(0.2, 0.2, 0.15, 0.25, 300),
        Promised(0.4, 0.1, 0.05, 0.2, 75),
        Promised(0.5, 0.9, 0.3, 1.0, 3, is_thin=True),
        Promised(0.8, None, n=0),
    )
    chart = Calibration(title="", groups=groups)
    dots = [mark for mark in marks(chart.scene(SPACE)) if isinstance(mark, Dot)]
    assert [dot.look for dot in dots] == ["dot now", "dot worse", "ring quiet"]
    assert [round(dot.radius, 2) for dot in dots] == [9, 6.25, 4.05]
    # Both axes are one: at the chance across is the share up.
    assert (dots[0].x, (322 - dots[0].y) / 300) == pytest.approx((0.2, 0.2))
    assert len(chart.numbers(SPACE.words).rows) == 4
    assert Calibration(title="", groups=groups[3:]).is_empty


# -- all kinds


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_words_do_not_cover_each_other_on_any_width(figure: Chart) -> None:
    """Rows, ticks and labels: words on the same line stand apart (bands of flows and marks above a plot move with the width)."""
    for space in (SPACE, PHONE, Space(Words("en"), 776)):
        scene = figure.scene(space)
        plot = max(scene.least, space.width - scene.left - scene.right)
        boxes = [_box(mark, scene.left, plot) for mark in marks(scene) if isinstance(mark, Text)]
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                overlap = min(one[2], other[2]) - max(one[0], other[0])
                covered = min(one[3], other[3]) - max(one[1], other[1])
                assert overlap <= 2 or covered <= 3, (one, other, space.width)


def _box(mark: Text, left: float, plot: float) -> tuple[float, float, float, float, str]:
    from voronka.render.charts.letters import width
    from voronka.render.charts.looks import attributes, type_size

    size = type_size(mark.look)
    long = width(mark.text, size, attributes(mark.look).get("font-weight") == "600")
    long += width(" " + mark.tail, 12) if mark.tail else 0
    start = left + mark.x * plot + mark.dx - {"start": 0.0, "middle": long / 2, "end": long}[mark.anchor]
    return start, mark.y - 0.74 * size, start + long, mark.y + 0.2 * size, mark.text


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_a_title_alone_changes_nothing_but_the_title(figure: Chart) -> None:
    assert replace(figure, title="Другое").scene(SPACE) == figure.scene(SPACE)

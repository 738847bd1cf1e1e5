"""A series is the metric asked for each of its periods; young periods are marked, changes are named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from story import engine
from voronka.engines.base import Engine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.question import Question

STORY = """
    anna   amount=100 source=site  lead 01-05 won 01-08
    boris  amount=50  source=phone lead 01-06 lost 01-09
    vera   amount=70  source=site  lead 01-13 won 01-15
    gleb   amount=7   source=phone lead 01-14
    daria  amount=20  source=site  lead 01-26 won 01-28
"""


def trend(engine: Engine, text: str) -> Answer:
    return ask(engine, Question.from_text(f"metric=trend&{text}"))


@pytest.mark.parametrize("of", ["results.won", "win_rate", "funnel", "revenue", "bridge", "velocity.open"])
def test_each_point_is_the_metric_of_that_period(of: str, tmp_path: Path) -> None:
    here = engine(STORY, tmp_path)
    rows = trend(here, f"of={of}&grain=week&period=2026-01-05..2026-02-02").rows
    assert [row["bucket"] for row in rows] == ["2026-W02", "2026-W03", "2026-W04", "2026-W05"]
    for row in rows:
        one = trend(here, f"of={of}&grain=week&period={row['bucket']}").rows
        assert [point["value"] for point in one] == [row["value"]], row["bucket"]


def test_points_worked_out_by_hand(tmp_path: Path) -> None:
    here = engine(STORY, tmp_path)
    period = "grain=week&period=2026-01-05..2026-02-02"
    assert [row["value"] for row in trend(here, f"of=won&{period}").rows] == [1, 1, 0, 1]
    assert [row["value"].minor for row in trend(here, f"of=results&{period}").rows] == [
        10_000,
        7_000,
        0,
        2_000,
    ]
    rates = [row["value"] for row in trend(here, f"of=win_rate&horizon=14&{period}").rows if row["value"]]
    assert [(rate.n, rate.value) for rate in rates] == [(2, 0.5), (2, 0.5), (1, 1.0)]
    assert [row["value"] for row in trend(here, f"of=open&{period}").rows] == [0, 1, 1, 1]
    standing = trend(here, f"of=board.deals&{period}").rows
    assert [row["value"] for row in standing] == [0, 1, 1, 1]


def test_a_plain_share_is_taken_when_its_deals_were_of_one_age(tmp_path: Path) -> None:
    late = "anna lead 01-05 won 01-06\nboris lead 01-06 won 02-25\nvera lead 01-13 won 01-14"
    first, *_ = trend(
        engine(late, tmp_path), "of=funnel&grain=week&period=2026-01-05..2026-01-19&horizon=20"
    ).rows
    assert (first["value"].hits, first["value"].trials) == (1, 2)


def test_periods_that_are_not_over_or_too_young_are_marked(tmp_path: Path) -> None:
    here = engine(STORY, tmp_path, until=datetime(2026, 1, 30))
    answer = trend(here, "of=win_rate&horizon=10&grain=week&period=2026-01-05..2026-02-02")
    # the deals of the second week have had 30 - 19 = 11 days, those of the third 4
    states = {row["bucket"]: row["state"] for row in answer.rows}
    assert states == {"2026-W02": None, "2026-W03": None, "2026-W04": None, "2026-W05": "partial"}
    older = trend(here, "of=win_rate&horizon=15&grain=week&period=2026-01-05..2026-01-19").rows
    assert [row["state"] for row in older] == [None, "young"]


def _weeks(counts: list[int]) -> str:
    return "\n".join(
        f"d lead 01-{5 + 7 * week:02}" if week < 4 else f"d lead 02-{2 + 7 * (week - 4):02}"
        for week, count in enumerate(counts)
        for _ in range(count)
    )


def test_a_change_of_level_is_named_and_chance_is_not(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    asked = "of=new&grain=week&period=2026-01-05..2026-03-02"
    changed = trend(engine(_weeks([2, 3, 2, 3, 15, 14, 16, 15]), tmp_path / "a"), asked)
    assert [row["bucket"] for row in changed.rows if row["is_change"]] == ["2026-W06"]
    assert changed.findings == ("Since 2026-W06 another level: 64 in 30 days, 11 before.",)
    quiet = trend(engine(_weeks([3, 4, 2, 3, 4, 3, 2, 4]), tmp_path / "b"), asked)
    assert not any(row["is_change"] for row in quiet.rows)
    assert quiet.findings == ("No reliable change of level in 7 periods.",)


def test_by_source_and_by_month(tmp_path: Path) -> None:
    rows = trend(
        engine(STORY, tmp_path), "of=results.won&by=source&grain=week&period=2026-01-05..2026-01-19"
    ).rows
    assert [(row["segment"], row["bucket"], row["value"]) for row in rows] == [
        ("phone", "2026-W02", 0),
        ("phone", "2026-W03", 0),
        ("site", "2026-W02", 1),
        ("site", "2026-W03", 1),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("of=", "a trend needs a metric"),
        ("of=transitions", "“transitions” has no single number to follow"),
        ("of=nothing", "no metric called “nothing”"),
        ("of=results&grain=day&period=2025", "365 periods are too many for one series"),
    ],
)
def test_what_cannot_be_followed_is_said(text: str, said: str, tmp_path: Path) -> None:
    here = engine("a lead 01-02".replace("01-02", "01-02"), tmp_path)
    with pytest.raises(InputError) as error:
        trend(here, text)
    assert error.value.what == said


def test_a_series_opens_no_deals(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no figure"):
        deals(engine(STORY, tmp_path), Question.from_text("metric=trend&of=won"), Cell("won"))


def test_the_cycle_is_followed_by_its_median(tmp_path: Path) -> None:
    told = trend(engine(STORY, tmp_path), "of=cycle&grain=week&horizon=30&period=2026-01-05..2026-02-02")
    # anna 3 days, vera 2, nobody, daria 2
    found = [row["value"].median_days if row["value"] else None for row in told.rows]
    assert found == [3.0, 2.0, None, 2.0]
    assert told.columns[1].kind == "times"


def test_where_nothing_is_known_it_is_said(tmp_path: Path) -> None:
    told = trend(engine(STORY, tmp_path), "of=cac&grain=month&period=2026-01")
    assert [str(one) for one in told.findings] == ["Nothing is known of this number in any of these periods."]

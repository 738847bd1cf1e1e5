"""Deal sizes by a story with numbers worked out by hand, and what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from story import engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.money import Money
from voronka.model.question import Question

SMALL, LARGE = (
    "<\N{NO-BREAK SPACE}10\N{NO-BREAK SPACE}000",
    "10\N{NO-BREAK SPACE}000 – 50\N{NO-BREAK SPACE}000",
)
STORY = """
    anna   amount=1000  lead 01-01 won 01-05
    boris  amount=3000  lead 01-01 won 01-07
    vera   amount=2000  lead 01-01 lost 01-03
    gleb   amount=20000 lead 01-01 won 01-11
    daria  amount=40000 lead 01-02 lost 01-04
    kira   lead 01-02 lost 01-04
"""


def sizes(story: str, folder: Path, text: str = "") -> Answer:
    return ask(engine(story, folder), Question.from_text(f"metric=sizes&horizon=30&{text}"))


def test_a_band_is_worth_its_win_rate_times_amount_by_days(tmp_path: Path) -> None:
    small, large, none = sizes(STORY, tmp_path).rows
    assert [small["band"], large["band"], none["band"]] == [SMALL, LARGE, ""]
    assert [small[name] for name in ("deals", "won", "lost")] == [3, 2, 1]
    assert (small["win_rate"].value, small["average"].minor) == (pytest.approx(2 / 3), 200_000)
    # wins after 4 and 6 days: the first age by which half had come is 4
    assert small["days_to_win"] == 4
    assert small["worth"].minor == round(2 / 3 * 200_000 / 4)
    assert (large["win_rate"].value, large["days_to_win"]) == (0.5, 10)
    assert large["worth"].minor == round(0.5 * 3_000_000 / 10)
    assert (none["won"], none["average"], none["worth"]) == (0, None, None)
    assert [row["revenue_share"] for row in (small, large, none)] == [4 / 24, 20 / 24, 0]


def test_a_row_opens_its_deals(tmp_path: Path) -> None:
    here = engine(STORY, tmp_path)
    found = deals(here, Question("sizes"), Cell("won", (SMALL,)))
    assert ({row["name"] for row in found.rows}, found.amount) == ({"anna", "boris"}, Money(400_000, "RUB"))
    assert deals(here, Question("sizes"), Cell("deals", ("",))).total == 1


def _many(small_won: int, large_won: int) -> str:
    """Forty deals of each size."""
    lines = []
    for amount, won in ((1000, small_won), (40000, large_won)):
        lines += [f"d amount={amount} lead 01-01 {'won' if n < won else 'lost'} 01-09" for n in range(40)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("small", "large", "said"),
    [
        (30, 4, "Mostly small deals are being closed"),
        (12, 10, "No reliable difference"),
        (4, 30, "Large deals are won more often"),
    ],
)
def test_it_warns_when_only_small_deals_are_closed(small: int, large: int, said: str, tmp_path: Path) -> None:
    assert said in sizes(_many(small, large), tmp_path).findings[-1]


def test_nothing_one_and_open_deals(tmp_path: Path) -> None:
    assert sizes(STORY, tmp_path, "period=2025-01").rows == ()
    (tmp_path / "one").mkdir()
    [row] = sizes("anna amount=5 lead 01-02", tmp_path / "one").rows
    assert (row["deals"], row["worth"], row["revenue_share"], row["is_best"]) == (1, None, None, False)

"""The board of one day beside that of another, by a story with numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from story import engine
from voronka.errors import InputError
from voronka.metrics.ask import ask
from voronka.model.question import Question

STORY = """
    anna  amount=20000 lead 01-02  proposal 01-05  won 01-20
    boris amount=5000  lead 01-03  lost 01-09
    vera  amount=7000  lead 01-10
"""


def test_each_stage_has_the_numbers_of_the_other_day(tmp_path: Path) -> None:
    # On the 4th Anna and Boris stood on the lead; on the 12th Vera stands there, and Anna on the proposal.
    answer = ask(
        engine(STORY, tmp_path), Question.from_text("metric=board&as_of=2026-01-12&versus=2026-01-04")
    )
    rows = {row["stage"]: row for row in answer.rows}
    assert (rows["lead"]["deals"], rows["lead"]["versus"]["deals"]) == (1, 2)
    assert (rows["proposal"]["deals"], rows["proposal"]["versus"]["deals"]) == (1, 0)
    assert rows["lead"]["amount"].minor == 700_000
    assert rows["lead"]["versus"]["amount"].minor == 2_500_000
    assert answer.versus is not None
    assert answer.versus.totals["amount"].minor == 2_500_000


def test_the_day_before_a_moment_needs_a_period(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="needs a period"):
        ask(engine(STORY, tmp_path), Question.from_text("metric=board&versus=previous"))

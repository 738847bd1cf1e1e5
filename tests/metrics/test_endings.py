"""How the deals of a question ended is read once for all figures that speak of the same deals."""

from __future__ import annotations

from pathlib import Path

import pytest

from story import engine
from voronka.engines.base import Columns
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics import endings
from voronka.metrics.ask import ask
from voronka.model.question import Question

STORY = """
    anna   amount=300 lead 01-02  won 01-20
    boris  lead 01-03  lost 01-05
    vera   lead 02-10
"""


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the statements that are run, in order."""
    titles: list[str] = []
    run = DuckDBEngine.run

    def noted(self: DuckDBEngine, sql: str) -> Columns:
        titles.append(sql.partition("\n")[0].removeprefix("-- title: "))
        return run(self, sql)

    monkeypatch.setattr(DuckDBEngine, "run", noted)
    return titles


def test_figures_of_the_same_deals_share_their_endings(tmp_path: Path, read: list[str]) -> None:
    store = engine(STORY, tmp_path)
    found = [ask(store, Question.from_text(f"metric={one}&period=2026-01")) for one in ("results", "losses")]
    assert read.count("Endings") == 1
    assert [answer.trust.deals for answer in found] == [2, 2]
    assert ask(store, Question.from_text("metric=results&period=2026-02")).trust.deals == 1
    assert read.count("Endings") == 2


def test_only_the_latest_are_kept(tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endings, "KEPT", 1)
    store = engine(STORY, tmp_path)
    for month in ("01", "02", "02", "01"):
        ask(store, Question.from_text(f"metric=results&period=2026-{month}"))
    assert read.count("Endings") == 3

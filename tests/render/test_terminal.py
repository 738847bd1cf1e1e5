"""Every metric prints in every form and both languages: no code, no None, every row as wide as its header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing

import pytest

import every
from metrics.test_every import STORY
from story import engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.language import LANGUAGES, say
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS
from voronka.model.column import Column
from voronka.model.question import Question
from voronka.model.rate import Rate
from voronka.render.terminal import print_answer
from voronka.render.views import columns_of


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    with closing(engine(STORY, tmp_path_factory.mktemp("terminal"))) as told:
        yield told


@pytest.mark.parametrize("name", METRICS)
def test_it_prints_in_every_form(store: DuckDBEngine, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    for by in every.dimensions(name)[:2]:
        answer = ask(store, every.question(name, by=by), every.TOLD)
        for language in LANGUAGES:
            told = {}
            for style in ("table", "md", "csv"):
                print_answer(answer, style, language, "UTC")
                told[style] = capsys.readouterr().out
            table = [line for line in told["md"].splitlines() if line.startswith("|")]
            for word in ("None", "nan", "Money(", "Rate(", "Estimate(", "Times(", "{"):
                assert word not in "".join(table), (language, word)
            assert len({line.replace("\\|", "").count("|") for line in table}) <= 1
        rows = list(csv.DictReader(io.StringIO(told["csv"])))
        assert len(rows) == len(answer.rows)


def test_an_empty_period_is_said_in_words(store: DuckDBEngine, capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(ask(store, Question.from_text("metric=funnel&period=2025-01")), "table", "ru", "UTC")
    assert capsys.readouterr().out.splitlines()[1].startswith("За это время сделок нет.")


def test_findings_come_before_the_table(store: DuckDBEngine, capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(store, Question("losses"))
    print_answer(answer, "table", "en", "UTC")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == str(answer.findings[0])
    assert lines[-1].startswith("Trust in the data: ")


def test_a_compared_period_stands_beside_each_figure() -> None:
    def win(hits: int) -> Rate:
        return Rate(hits, 10, 0.0, 1.0)

    columns = (Column("won", say("won"), "count"), Column("share", say("share"), "rate"))
    rows = [
        {
            "won": 4,
            "share": win(4),
            "versus": {
                "won": 3,
                "share": {"then": win(3), "difference": 0.1, "low": -0.2, "high": 0.4},
            },
        },
        {"won": 2, "share": win(2), "versus": None},
    ]
    shown = columns_of(columns, rows, "RUB", "en")
    assert [column.title for column in shown] == ["won", "before: won", "share", "before: share"]
    assert [column.cell(rows[0]) for column in shown] == ["4", "3", "40% (0–100%)", "30% (+10\xa0pp)"]
    assert [column.cell(rows[1]) for column in shown][1::2] == ["", ""]
    assert [column.title for column in columns_of(columns, rows[1:], "RUB", "en")] == ["won", "share"]

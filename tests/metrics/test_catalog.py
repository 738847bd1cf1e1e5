"""Every metric and dimension is known by name, documented and answers; what is not known is said with the nearest name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from story import engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.errors import InputError
from voronka.language import Phrase
from voronka.metrics.ask import ask, module_of
from voronka.metrics.catalog import METRICS
from voronka.metrics.choices import choices
from voronka.metrics.facts import deals
from voronka.model.cell import Cell
from voronka.model.option import OPTIONS
from voronka.model.question import Question

STORY = """
    anna  source=site industry=steel amount=20000 lead 01-02  proposal 01-05  won 01-20
    boris owner=ivan lead 01-03  lost 01-09  loss_reason=price
    vera  owner=ivan source=site lead 01-03
"""


@pytest.fixture
def store(tmp_path: Path) -> DuckDBEngine:
    return engine(STORY, tmp_path)


def said(text: Phrase | str) -> bool:
    """Both languages have the text; one without English words, such as a formula or NPS, may be the same in both."""
    russian, english = (text.in_("ru"), text.in_("en")) if isinstance(text, Phrase) else (text, text)
    return bool(english) and (bool(re.search("[а-яё]", russian)) or not re.search("[a-z]{4}", english))


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_words_in_both_languages(name: str) -> None:
    metric = METRICS[name]
    texts = [
        metric.title,
        metric.question,
        metric.help,
        metric.formula,
        metric.pitfalls,
        metric.unit_of_value,
    ]
    texts += [figure.title for figure in metric.figures]
    for column in (*metric.columns, *metric.fact_columns):
        texts += [column.title, *(word for _, word in column.words)]
    assert [text for text in texts if not said(text)] == []


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_whole(name: str) -> None:
    """What the catalogue says of it fits together."""
    metric = METRICS[name]
    module = module_of(metric)
    assert all(callable(getattr(module, part)) for part in ("statements", "answer", "facts"))
    figures = [figure.name for figure in metric.figures]
    assert len(figures) == len(set(figures))
    assert {column.figure for column in metric.columns} - {""} <= set(figures)
    names = [column.name for column in metric.columns]
    assert len(names) == len(set(names))
    assert set(metric.options) <= set(OPTIONS)
    assert {option for option, _ in metric.example} <= set(metric.options) | {"period", "by", "where"}
    assert metric.sources


@pytest.mark.parametrize(
    ("text", "said", "near"),
    [
        ("metric=funel", "no metric called “funel”", "funnel"),
        ("metric=funnel&by=sourse", "no dimension called “sourse”", "source"),
        ("metric=funnel&pipeline=Salse", "no pipeline called “Salse”", "Sales"),
        ("metric=funnel&where=manager%3Divna", "no person called “ivna”", "ivan"),
        ("metric=funnel&where=stage%3Dproposl", "no stage called “proposl”", "proposal"),
        ("metric=funnel&where=outcome%3Dwin", "“outcome” has no value “win”", "won"),
        ("metric=funnel&where=team%3Dnorht", "“team” has no value “norht”", "north"),
        ("metric=funnel&by=stage", "cannot split by “stage”", "where"),
        ("metric=bridge", "“bridge” needs a period", "2026-07"),
        ("metric=board&population=flow", "“board” has no population “flow”", "snapshot"),
        ("metric=funnel&by=pipeline", "“funnel” is of one pipeline", "pipeline="),
        ("metric=funnel&versus=previous", "a comparison needs a period", "versus"),
    ],
)
def test_what_is_not_known_is_said_with_a_way_out(
    store: DuckDBEngine, text: str, said: str, near: str
) -> None:
    with pytest.raises(InputError) as error:
        ask(store, Question.from_text(text))
    assert error.value.what == said
    assert near in f"{error.value.why}{error.value.do}"
    assert error.value.in_("ru") != str(error.value)


@pytest.mark.parametrize(
    ("cell", "order", "said"),
    [
        ("lost_her:1", None, "funnel has no figure “lost_her”"),
        ("lost_here:7", None, "the funnel has no block “7”"),
        ("lost_here:1>2", None, "the cell “lost_here:1>2” has the wrong place"),
        ("won@site", None, "the question is not split, so “won@site” names no segment"),
        ("won", "colour", "the list has no column “colour”"),
    ],
)
def test_a_cell_that_is_not_there_is_said(
    store: DuckDBEngine, cell: str, order: str | None, said: str
) -> None:
    with pytest.raises(InputError) as error:
        deals(store, Question("funnel"), Cell.parse(cell), order)
    assert error.value.what == said


def test_a_block_is_named_by_number_by_stage_or_as_the_win(store: DuckDBEngine) -> None:
    def total(cell: str) -> int:
        return deals(store, Question("funnel"), Cell.parse(cell)).total

    assert total("reached:1") == total("reached:lead") == 3
    assert total("reached:won") == total("reached:4") == total("won") == 1


def test_what_a_filter_can_be_set_to(store: DuckDBEngine) -> None:
    assert choices(store, "manager") == ["anna", "ivan"]
    assert choices(store, "source") == ["site", ""]
    assert choices(store, "outcome") == ["open", "won", "lost", "handed_over"]
    assert choices(store, "stage")[:3] == ["inbox", "lead", "qualified"]


def test_a_pipeline_that_two_accounts_share_must_be_named_by_its_account(tmp_path: Path) -> None:
    from companies import OTHER
    from naive import Company, write_duckdb
    from story import SALES, UNTIL

    path = write_duckdb(Company((SALES, OTHER), (), UNTIL), tmp_path / "store.duckdb")
    with pytest.raises(InputError, match="several pipelines") as error:
        ask(DuckDBEngine(path), Question("funnel", pipeline="Sales"))
    assert "1/10, 2/10" in error.value.why
    assert ask(DuckDBEngine(path), Question("funnel", pipeline="2/Sales")).rows[0]["stage"] == "call"

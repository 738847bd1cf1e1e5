"""The catalogue's pages are those of the catalogue as it is."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from voronka.metrics.catalog import METRICS
from voronka.metrics.guide.pages import _KINDS, index, page

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_metrics", DOCS / "make_metrics.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_page_is_stale(maker: ModuleType) -> None:
    folder = DOCS / "metrics"
    written = {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*.md")}
    made = maker.pages()
    stale = {name for name in made.keys() | written.keys() if made.get(name) != written.get(name)}
    assert not stale, "run python docs/make_metrics.py"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_page_says_everything_of_its_metric(language: str) -> None:
    for name, metric in METRICS.items():
        text = page(metric, language)
        assert metric.question.in_(language) in text
        assert all(f"`{column.name}`" in text for column in metric.columns)
        assert all(figure.title.in_(language) in text for figure in metric.figures)
        assert all(f"--{option.replace('_', '-')}" in text for option in metric.options)
        assert f"voronka ask {name}" in text
        assert f"({name}.md)" in index(language)


def test_every_kind_of_column_is_explained() -> None:
    assert {column.kind for metric in METRICS.values() for column in metric.columns} <= set(_KINDS)

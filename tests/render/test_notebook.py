"""An answer in a notebook holds what the terminal shows, as HTML that cannot be broken by a name."""

from __future__ import annotations

from pathlib import Path

from story import engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.cell import Cell
from voronka.model.question import Question
from voronka.render.notebook import answer_html, deals_html


def test_an_answer_has_its_columns_findings_and_trust(tmp_path: Path) -> None:
    store = engine("anna amount=500 lead 01-02 won 01-05\nboris amount=100 lead 01-03", tmp_path)
    html = answer_html(ask(store, Question("results")), "ru")
    assert "<th>выиграно</th>" in html
    assert "500\N{NO-BREAK SPACE}₽" in html
    assert "Доверие к данным" in html


def test_a_split_names_its_segments_and_escapes_them(tmp_path: Path) -> None:
    store = engine("anna amount=500 source=<b> lead 01-02 won 01-05", tmp_path)
    html = answer_html(ask(store, Question("results", by="source")), "en")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_figure_that_is_too_wide_is_pale(tmp_path: Path) -> None:
    store = engine("anna lead 01-02 won 01-05\nboris lead 01-03 lost 01-04", tmp_path)
    assert "opacity" in answer_html(ask(store, Question("win_rate")), "en")


def test_an_empty_answer_is_said_in_words(tmp_path: Path) -> None:
    html = answer_html(ask(engine("", tmp_path), Question("board")), "ru")
    assert html.startswith("<p>За это время сделок нет")
    assert "<table>" not in html


def test_a_list_of_deals_has_its_total(tmp_path: Path) -> None:
    store = engine("anna amount=500 lead 01-02 won 01-05", tmp_path)
    html = deals_html(deals(store, Question("results"), Cell("won")), "en")
    assert "won: 1 in all" in html
    assert "anna" in html

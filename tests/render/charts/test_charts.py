"""What holds for every chart: it is drawn inside its frame, in both languages, on a page and as files, and says its numbers."""

from __future__ import annotations

import re
import struct
import xml.etree.ElementTree as ET

import pytest

from tests.conftest import missing
from tests.render.charts.figures import FIGURES
from voronka.render.charts import Chart, csv, pictures, png, svg
from voronka.render.charts.file import FONTS
from voronka.render.words import LANGUAGES, Words

ALL = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
SVG = "{http://www.w3.org/2000/svg}"


@ALL
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_it_without_styles_of_its_own(figure: Chart, language: str) -> None:
    text = pictures(figure, language)
    ET.fromstring(f"<div>{text}</div>")
    assert " style=" not in text
    assert "<style" not in text
    assert "NaN" not in text
    assert " id=" not in text


@ALL
def test_its_file_is_whole_and_keeps_everything_inside(figure: Chart) -> None:
    root = ET.fromstring(svg(figure, "ru"))
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    assert f"0 0 {root.attrib['width']} {root.attrib['height']}" == root.attrib["viewBox"]
    moved = re.search(r"translate\(32 ([\d.]+)\)", svg(figure, "ru"))
    top = float(moved[1]) if moved else 0.0
    group = root.find(f"{SVG}g")
    assert group is not None
    for mark in group.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert -32 <= float(mark.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(mark.get(name, 0)) + top <= height
    assert "class=" not in svg(figure, "ru")


@ALL
def test_its_title_and_source_stand_in_the_file(figure: Chart) -> None:
    text = svg(figure, "ru")
    assert figure.title.split()[0] in text
    assert figure.source.split(" · ")[0] in text


@ALL
def test_its_picture_is_twice_the_file(figure: Chart) -> None:
    picture = png(figure, "ru")
    width, height = struct.unpack(">II", picture[16:24])
    root = ET.fromstring(svg(figure, "ru"))
    assert (width, height) == (
        2 * float(root.attrib["width"]),
        pytest.approx(2 * float(root.attrib["height"]), abs=1),
    )


def test_words_are_drawn_in_the_picture_by_our_own_font() -> None:
    if not (FONTS / "inter-400.ttf").is_file():
        missing("the font was not built: install the package without VORONKA_SKIP_ASSETS")
    figure = FIGURES["nothing"]
    rouble, tofu = (
        len(png(type(figure)(title=title, series=(), y=figure.y), "ru")) for title in ("₽ Ж", "\ue000 \ue001")
    )
    assert rouble != tofu


@ALL
def test_its_numbers_have_a_row_for_each_value(figure: Chart) -> None:
    table = figure.numbers(Words("ru"))
    assert all(len(row) == len(table.heads) for row in table.rows)
    assert figure.is_empty or table.rows
    assert len(csv(figure, "ru").splitlines()) == len(table.rows) + 1
    assert len(table.texts("en")) == len(table.rows)


def test_a_spreadsheet_reads_plain_numbers() -> None:
    lines = csv(FIGURES["conversion"], "ru").splitlines()
    assert lines[0] == "\ufeffКогда;Линия;Значение;От;До;Сколько"
    assert lines[1].startswith("2025-10-01;Сейчас;0,241;0,1997")
    assert csv(FIGURES["sources"], "en").splitlines()[1] == "Сайт,41200000,412,35100000"

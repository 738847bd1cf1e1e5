"""A chart as a file of its own: title, sentence, picture, notes and source in one SVG with its colours and its font; and as PNG."""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from pathlib import Path

from voronka.render.charts.base import Chart, Space
from voronka.render.charts.letters import wrapped
from voronka.render.charts.looks import LIGHT
from voronka.render.charts.scene import Scene
from voronka.render.charts.write import FilePen, short
from voronka.render.words import Words

#: Charts that need it (`Chart.needs_width`) get the second.
WIDTH, WIDER, EDGE = 840, 1104, 32
#: Pixels that stay free at the right of a picture without an edge.
SPARE = 10
#: Built beside the font of the pages (`hatch_build.py`); without them pictures are set in what the machine has.
FONTS = Path(__file__).parents[2] / "web/static/fonts"
FAMILY = "Inter, 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif"


def svg(chart: Chart, language: str, width: float | None = None) -> str:
    """A file for slides and editors, with the font in it."""
    return _document(chart, language, width, _font_face())


def png(chart: Chart, language: str, width: float | None = None, scale: float = 2) -> bytes:
    """A picture for messengers, twice as dense as a page, on white."""
    return rasterized(_document(chart, language, width, ""), scale)


def drawing(chart: Chart, language: str, width: float, is_narrow: bool = False) -> str:
    """The picture alone as SVG, without title, notes and source: for a report, which says them in words."""
    words = Words(language)
    scene = chart.scene(Space(words, width, is_narrow))
    # A little room at the right: the last letters of a value that ends there are wider in some fonts.
    pen = FilePen(scene.left, max(scene.least, width - scene.left - scene.right - SPARE))
    size = f'width="{short(width)}" height="{short(scene.height)}" viewBox="0 0 {short(width)} {short(scene.height)}"'
    body = pen.write((*scene.side, *scene.marks))
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FAMILY}">{body}</svg>'


def rasterized(document: str, scale: float = 2) -> bytes:
    """An SVG as PNG on white, set in the pages' own font."""
    import resvg_py  # a page does without it

    files = [str(path) for path in sorted(FONTS.glob("inter-*.ttf"))]
    picture: bytes = resvg_py.svg_to_bytes(
        svg_string=document,
        zoom=scale,
        background="#ffffff",
        font_files=files,
        skip_system_fonts=bool(files),
        font_family="Inter" if files else "DejaVu Sans",
    )
    return picture


def _document(chart: Chart, language: str, width: float | None, style: str) -> str:
    words = Words(language)
    width = width or (WIDER if chart.needs_width else WIDTH)
    inner = width - 2 * EDGE
    head, y = _head(chart, inner)
    scene = Scene(0, 0, 64, ()) if chart.is_empty else chart.scene(Space(words, inner))
    pen = FilePen(scene.left, max(scene.least, inner - scene.left - scene.right))
    body = pen.write((*scene.side, *scene.marks)) if not chart.is_empty else _nothing(chart, words, inner)
    foot, end = _foot(chart, words, inner, y + scene.height + 14)
    height = end + EDGE - 8
    right = max(width, 2 * EDGE + scene.left + pen.across + scene.right)
    ground = f'<rect width="100%" height="100%" fill="{LIGHT["surface"]}"/>'
    placed = f'<g transform="translate({EDGE} {short(y)})">{body}</g>'
    size = f'width="{short(right)}" height="{short(height)}" viewBox="0 0 {short(right)} {short(height)}"'
    title = f"<title>{escape(chart.title)}</title>" + (
        f"<desc>{escape(chart.summary)}</desc>" if chart.summary else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FAMILY}">'
        f"{title}{style}{ground}{head}{placed}{foot}</svg>"
    )


def _lines(texts: tuple[str, ...], y: float, step: float, size: float, colour: str, weight: int = 400) -> str:
    return "".join(
        f'<text x="{EDGE}" y="{short(y + index * step)}" font-size="{short(size)}" font-weight="{weight}"'
        f' fill="{LIGHT[colour]}">{escape(text)}</text>'
        for index, text in enumerate(texts)
    )


def _head(chart: Chart, inner: float) -> tuple[str, float]:
    """Title and sentence, and where they end."""
    title = wrapped(chart.title, inner, 22, 2, bold=True)
    y = EDGE + 18.0
    text = _lines(title, y, 28, 22, "ink", 600)
    y += 28 * (len(title) - 1) + 26
    said = wrapped(chart.summary, inner, 15, 3) if chart.summary else ()
    return text + _lines(said, y, 21, 15, "ink-2"), y + 21 * (len(said) - 1) + 24 if said else y


def _foot(chart: Chart, words: Words, inner: float, y: float) -> tuple[str, float]:
    """What is drawn in a special way, and where the numbers come from; and where that ends."""
    notes = " ".join(words(key) for key in chart.notes()) if not chart.is_empty else ""
    lines = wrapped(notes, inner, 12, 2) if notes else ()
    text = _lines(lines, y + 6, 17, 12, "ink-2")
    y += 17 * len(lines) + 6
    source = wrapped(
        f"{words('product')} · {chart.source}" if chart.source else words("product"), inner, 12, 2
    )
    return text + _lines(source, y + 6, 17, 12, "ink-3"), y + 17 * len(source)


def _nothing(chart: Chart, words: Words, inner: float) -> str:
    text = wrapped(chart.empty or words("chart.nothing"), inner, 15, 2)
    return "".join(
        f'<text x="{short(inner / 2)}" y="{28 + 21 * index}" font-size="15" text-anchor="middle" fill="{LIGHT["ink-3"]}">{escape(line)}</text>'
        for index, line in enumerate(text)
    )


@cache
def _font_face() -> str:
    """The pages' own font inside the file; "" where it was not built."""
    path = FONTS / "inter.woff2"
    if not path.is_file():
        return ""
    font = base64.b64encode(path.read_bytes()).decode()
    return f"<style>@font-face{{font-family:Inter;font-weight:400 700;src:url(data:font/woff2;base64,{font})}}</style>"

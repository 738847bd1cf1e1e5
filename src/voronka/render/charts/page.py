"""Charts for a page: the wide layout and the phone's, of which the styles show one; each stretches with its place."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from markupsafe import Markup

from voronka.render.charts.base import Chart, Space
from voronka.render.charts.scene import Scene
from voronka.render.charts.spark import Sparkline
from voronka.render.charts.write import PagePen, short
from voronka.render.words import Words

#: The least widths in pixels on which each layout must do, margins included: the styles show the phone's below 480.
FULL, WIDE, NARROW = 1040, 480, 312


@lru_cache(maxsize=256)
def pictures(chart: Chart, language: str) -> Markup:
    """The layouts of a chart; drawn once for all who look at the same."""
    words = Words(language)
    if isinstance(chart, Sparkline):
        return Markup(_picture(chart, Space(words, 80), "spark"))
    layouts = [(Space(words, WIDE), "wide"), (Space(words, NARROW, is_narrow=True), "phone")]
    layouts += [(Space(words, FULL), "full")] if chart.needs_width else []
    return Markup("".join(_picture(chart, space, name) for space, name in layouts))


def _picture(chart: Chart, space: Space, layout: str) -> str:
    scene = chart.scene(space)
    body = PagePen(scene.height).write(scene.marks if scene.least else (*scene.side, *scene.marks))
    # Links inside are reached one by one; without any the picture is one thing to a screen reader.
    role = "group" if "<a " in body else "img"
    says = escape(chart.summary or chart.title)
    height = short(scene.height)
    width = f'width="{short(scene.least)}"' if scene.least else 'width="100%"'
    plot = f'<svg class="chart-plot" {width} height="{height}" role="{role}" aria-label="{says}">{body}</svg>'
    name = f"chart-panes chart-{layout}" + (" chart-scrolls" if scene.least else "")
    focus = ' tabindex="0"' if scene.least else ""
    return f'<div class="{name}"{focus}>{_side(scene)}{plot}{_margin(scene.right)}</div>'


def _side(scene: Scene) -> str:
    """The left margin with what stands in it while the plot is scrolled."""
    if not scene.side or not scene.least:
        return _margin(scene.left)
    marks = PagePen(scene.height).write(scene.side)
    size = f'width="{short(scene.left)}" height="{short(scene.height)}"'
    return f'<svg class="chart-side" {size}><g transform="translate({short(scene.left)})">{marks}</g></svg>'


def _margin(width: float) -> str:
    """Room beside the plot, as wide as the layout says: a style attribute would be against the page's policy."""
    return f'<svg width="{short(width)}" height="1" aria-hidden="true"></svg>' if width else ""

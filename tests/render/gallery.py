"""Charts for the eye: `python -m tests.render.gallery OUT [--only NAME]`: a page of all kinds as pictures in light, dark and on a phone, and each chart as a file."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from tests.render.charts.figures import FIGURES
from tests.web.browser import chromium
from voronka.render.charts import Chart, csv, png, svg
from voronka.render.words import Words
from voronka.web.assets import STATIC
from voronka.web.respond import environment

PAGE = """<!doctype html><html lang="ru" data-theme="{{ theme }}"><head><meta charset="utf-8"><title>Графики</title><link rel="icon" href="static/mark.svg">
<meta name="viewport" content="width=device-width, initial-scale=1">
{% for name in ("font", "tokens", "page", "figures", "charts") %}<link rel="stylesheet" href="static/{{ name }}.css">{% endfor %}
<link rel="stylesheet" href="gallery.css"></head><body><main>
{% from "_chart.html" import chart, sparkline with context %}
<div class="gallery">{% for name, figure in figures.items() %}<section class="card chart-card" id="{{ name }}">
{% if name.startswith("spark") %}<p>Победы: <b>187</b></p><div class="tiny">{{ sparkline(figure) }}</div>{% else %}{{ chart(figure, name) }}{% endif %}
</section>{% endfor %}</div></main><script src="static/charts.js"></script></body></html>"""
STYLES = """.gallery { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr)); gap: 0 1.5rem; }
.gallery > #ages, .gallery > #cohorts { grid-column: 1 / -1; } .tiny { width: 8rem; }"""
LOOKS = (("light", 1440), ("dark", 1440), ("light", 1024), ("light", 390), ("dark", 390))


class Reader:
    """What templates ask of a page."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = Words(language)

    def t(self, key: str, n: int | None = None, **values: object) -> Markup:
        """A text."""
        return Markup(self.words(key, n, **values))

    @staticmethod
    def may(_: str) -> bool:
        """Everything is open."""
        return True

    @staticmethod
    def chart_at(name: str, style: str) -> str:
        """Where a chart can be had as a file."""
        return f"files/{name}.{style}"


def page(figures: dict[str, Chart], theme: str, language: str = "ru") -> str:
    """All charts as a page."""
    reader = Reader(language)
    templates: Environment = environment()
    return templates.from_string(PAGE).render(figures=figures, theme=theme, p=reader, t=reader.t, look=reader)


def shoot(browser: Any, out: Path, theme: str, width: int) -> None:
    """One picture of the whole page."""
    (out / f"{theme}.html").write_text(page(FIGURES, theme), "utf-8")
    shown = browser.new_page(
        viewport={"width": width, "height": 900}, device_scale_factor=2 if width < 500 else 1
    )
    shown.goto((out / f"{theme}.html").as_uri())
    shown.evaluate("document.fonts.ready")
    shown.screenshot(path=out / f"page-{width}-{theme}.png", full_page=True)
    shown.close()


def main() -> None:
    """Write pages, pictures and files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    out: Path = asked.out.absolute()
    (out / "files").mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, out / "static", dirs_exist_ok=True)
    (out / "gallery.css").write_text(STYLES, "utf-8")
    for name, figure in FIGURES.items():
        if asked.only in name:
            (out / f"files/{name}.svg").write_text(svg(figure, "ru"), "utf-8")
            (out / f"files/{name}.png").write_bytes(png(figure, "ru"))
            (out / f"files/{name}.csv").write_text(csv(figure, "ru"), "utf-8")
    with chromium() as browser:
        for theme, width in LOOKS:
            shoot(browser, out, theme, width)


if __name__ == "__main__":
    main()

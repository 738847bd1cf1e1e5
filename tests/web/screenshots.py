"""Pictures of the pages for the eye: `python -m tests.web.screenshots OUTDIR [--workspace DIR] [--only NAME]`.

Each page and state of the made-up company (or of a real workspace) at 1440 and 390 pixels, light and dark, Russian and English.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tests.web.browser import chromium, serving
from tests.web.company import STATES, FakeCompany
from voronka.web.app import create_app

PERIOD = "period=2026-Q3"
PAGES = {
    "funnel": f"/funnel?{PERIOD}",
    "versus": f"/funnel?{PERIOD}&versus=previous",
    "by-manager": f"/funnel?{PERIOD}&by=manager",
    "deals": f"/deals?{PERIOD}&cell=lost_here:3",
    "board": "/board?as_of=2026-10-01",
    "transitions": f"/transitions?{PERIOD}",
    "bridge": f"/bridge?{PERIOD}",
    "error": "/funnel?period=2026-Q7",
}
#: Pages that the made-up company has no figures for.
OF_A_WORKSPACE = {
    "conversion": f"/conversion?{PERIOD}&versus=previous",
    "time": f"/time?{PERIOD}",
    "overview": "/overview?period=2026-11",
    "bottlenecks": "/bottlenecks",
    "forecast": "/forecast",
    "stuck": "/stuck",
    "people": "/people?period=2026",
    "losses": f"/losses?{PERIOD}",
    "sources": f"/sources?{PERIOD}",
    "sizes": "/sizes",
    "what-if": "/what-if?set=inflow%3D%2B10%25&cost=300000",
    "filter": f"/funnel?{PERIOD}&filter=source&where=source=Сайт,Почта&where=manager!=Анна Соколова",
    "deal": "/deal/24028300",
    "trust": "/trust",
    "changes": "/changes",
    "ask": "/ask?metric=win_rate&by=source",
    "metrics": "/metrics",
    "metric": "/metrics/win_rate",
    "board-versus": "/board?as_of=2026-11-01&versus=2026-08-01",
}
LOOKS = (
    (1440, "light", "ru"),
    (1440, "dark", "ru"),
    (390, "light", "ru"),
    (390, "dark", "en"),
    (1440, "light", "en"),
)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        if asked.workspace:
            shoot_all(browser, create_app(asked.workspace), PAGES | OF_A_WORKSPACE, LOOKS, asked)
            return
        shoot_all(browser, create_app(company=FakeCompany()), PAGES, LOOKS, asked)
        for state in STATES:
            pages = {f"state-{state}": PAGES["funnel"]}
            shoot_all(browser, create_app(company=FakeCompany(state)), pages, (LOOKS[0], LOOKS[2]), asked)


def shoot_all(browser: Any, app: Any, pages: dict[str, str], looks: Any, asked: argparse.Namespace) -> None:
    """All pages in all looks; --only keeps the pictures whose name holds it."""
    with serving(app) as address:
        for name, path in pages.items():
            for width, theme, language in looks:
                picture = f"{name}-{width}-{theme}-{language}.png"
                if asked.only in picture:
                    shoot(browser, address + path, asked.out / picture, width, theme, language)


def shoot(browser: Any, url: str, out: Path, width: int, theme: str, language: str) -> None:
    """One picture of a whole page."""
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=theme,
        locale="ru-RU" if language == "ru" else "en-GB",
        device_scale_factor=2 if width < 500 else 1,
    )
    page.goto(url)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=out, full_page=True)
    page.close()


if __name__ == "__main__":
    main()

"""The pictures of README and docs, of the demo company: `python docs/make_pictures.py DEMO_WORKSPACE`.

Each page, as much of it as a reader sees at first, in few colours, so that the repository stays small.
"""

from __future__ import annotations

import argparse
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import voronka  # noqa: E402
from tests.web.browser import chromium, serving  # noqa: E402
from voronka.web.app import create_app  # noqa: E402
from voronka.web.pages import PAGES  # noqa: E402
from voronka.web.quick import twelve_months  # noqa: E402
from voronka.web.reading import today_of  # noqa: E402

WIDTH, HEIGHT, COLOURS = 1360, 900, 240
#: Pages that both READMEs show; of the others the Russian picture stands in docs/pages.md.
IN_READMES = ("overview", "funnel", "bottlenecks", "conversion", "stuck", "people", "losses")
#: Pages that tell most of all time, or choose their own.
OWN_PERIOD = ("bottlenecks", "plan")
#: A phone's picture stands beside them.
PHONE = (390, 844)


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    asked = parser.parse_args()
    with voronka.open(asked.workspace) as company:
        today = today_of(company)
    with chromium() as browser, serving(create_app(asked.workspace)) as address:
        for name, kind in PAGES.items():
            if asked.only not in name:
                continue
            period = "" if name in OWN_PERIOD else kind.period(today) or twelve_months(today)
            for language in ("ru", "en") if name in IN_READMES else ("ru",):
                picture = shot(
                    browser,
                    f"{address}/{name}" + (f"?period={period}" if period else ""),
                    language,
                    (WIDTH, HEIGHT),
                )
                small(picture, HERE / "pictures" / f"{name}-{language}.png")
        for name, path in others(asked.workspace).items():
            if asked.only in name:
                small(
                    shot(browser, f"{address}{path}", "ru", (WIDTH, HEIGHT)),
                    HERE / "pictures" / f"{name}-ru.png",
                )
        picture = shot(browser, address, "ru", PHONE)
        small(picture, HERE / "pictures" / "phone-ru.png")


def others(workspace: Path) -> dict[str, str]:
    """Pages beside the menu: the first deal of the list of the morning, the team, the connection."""
    with voronka.open(workspace) as company:
        first = company.ask("stuck").rows[0]
    return {"deal": f"/deal/{first['account_id']}-{first['deal_id']}", "team": "/team", "connect": "/connect"}


def shot(browser: Any, address: str, language: str, size: tuple[int, int]) -> bytes:
    """What stands on the screen at first."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        locale="ru-RU" if language == "ru" else "en-GB",
        color_scheme="light",
    )
    page.goto(address)
    page.evaluate("document.fonts.ready")
    taken: bytes = page.screenshot()
    page.close()
    return taken


def small(picture: bytes, path: Path) -> None:
    """In few colours."""
    Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


if __name__ == "__main__":
    main()

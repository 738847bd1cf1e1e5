"""Writes docs/metrics: a page per metric in Russian and English, with an answer of a tiny company. Run it when the catalogue has changed."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import every  # noqa: E402
from metrics.test_every import STORY  # noqa: E402
from story import engine  # noqa: E402
from voronka.metrics.ask import ask  # noqa: E402
from voronka.metrics.catalog import METRICS  # noqa: E402
from voronka.metrics.guide.pages import index, page  # noqa: E402

#: Rows of an answer that a page shows.
ROWS = 2


#: The list of pages that the site's menu is made of.
MENU = "\n```{toctree}\n:hidden:\n:glob:\n\n*\n```\n"


def pages() -> dict[str, str]:
    """Path under docs/metrics → text, of every page."""
    found = {
        "README.md": "# Metrics · Показатели\n\n- [English](en/README.md)\n- [Русский](ru/README.md)\n"
        + MENU.replace("*", "*/README")
    }
    with tempfile.TemporaryDirectory() as folder, closing(engine(STORY, Path(folder))) as store:
        examples = {name: example(store, name) for name in METRICS}
    for language in ("en", "ru"):
        found[f"{language}/README.md"] = index(language) + MENU
        for name, metric in METRICS.items():
            found[f"{language}/{name}.md"] = page(metric, language, examples[name])
    return found


def example(store: Any, name: str) -> str:
    """The answer's rows, or the first of them, and what else is in it but the SQL."""
    told = ask(store, every.question(name), every.TOLD).to_dict()
    rows = told["rows"][:ROWS] + (["…"] if len(told["rows"]) > ROWS else [])
    kept = {
        part: told[part] for part in ("metric", "as_of", "totals", "outcomes", "findings") if told.get(part)
    }
    return json.dumps(short(kept | {"rows": rows}), ensure_ascii=False, indent=1)


def short(value: Any) -> Any:
    """Numbers to six digits: enough for an example, and the same on every machine."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: short(part) for name, part in value.items()}
    return [short(part) for part in value] if isinstance(value, list) else value


def main() -> None:
    """Write what differs and take away what is no more."""
    folder = ROOT / "docs" / "metrics"
    made = pages()
    for path in folder.rglob("*.md"):
        if str(path.relative_to(folder)) not in made:
            path.unlink()
    for name, text in made.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()

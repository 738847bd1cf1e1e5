"""Imports go down the layers only, hidden ones (inside functions) included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "voronka"

#: What each part may import, besides itself, `errors`, `clock` and `language`.
MAY_IMPORT = {
    "errors": set(),
    "clock": set(),
    "language": set(),
    "settings": {"model"},
    "model": set(),
    "stats": {"model"},
    "predict": {"model", "stats"},
    "simulator": {"model", "settings"},
    "sources": {"model", "settings"},
    "engines": {"model", "settings"},
    "store": {"model", "settings", "engines"},
    "metrics": {"model", "settings", "engines", "stats", "predict"},
    "team": {"model", "settings"},
    "answers": {"model"},
    "reports": {"model", "settings", "metrics", "render"},
    "workspace": {
        "answers",
        "model",
        "settings",
        "engines",
        "stats",
        "metrics",
        "store",
        "sources",
        "team",
        "render",
        "reports",
    },
    "render": {"model", "settings"},
    "actions": {"model", "settings", "workspace", "metrics", "predict", "sources", "team"},
    "api": {
        "actions",
        "__init__",
        "model",
        "settings",
        "workspace",
        "render",
        "metrics",
        "team",
        "reports",
        "delivery",
    },
    "intake": {"model", "settings", "workspace", "store", "sources", "team", "metrics"},
    "delivery": {"model", "settings", "workspace", "team", "predict", "intake", "reports"},
    "web": {
        "actions",
        "model",
        "settings",
        "workspace",
        "render",
        "metrics",
        "team",
        "api",
        "intake",
        "reports",
        "delivery",
        "operations",
    },
    "operations": {"__init__", "model", "settings", "workspace", "store", "team", "intake", "metrics"},
    "mcp": {"__init__", "model", "settings", "workspace", "render", "metrics", "team", "api", "web"},
    "cli": {
        "actions",
        "reports",
        "delivery",
        "intake",
        "mcp",
        "operations",
        "__init__",
        "model",
        "settings",
        "workspace",
        "render",
        "metrics",
        "store",
        "sources",
        "team",
        "simulator",
        "web",
    },
    "__init__": {"workspace"},
    "__main__": {"cli"},
}
#: `sources` and `store` meet in one place only.
EXCEPTIONS = {"store/sync.py": {"sources"}}


def part_of(name: str) -> str:
    return name.split(".")[1] if "." in name else "__init__"


def imported_parts(path: Path) -> set[str]:
    parts = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            parts |= {part_of(alias.name) for alias in node.names if alias.name.split(".")[0] == "voronka"}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "voronka":
                parts |= {
                    alias.name
                    for alias in node.names
                    if (SOURCE / alias.name).exists() or (SOURCE / f"{alias.name}.py").exists()
                }
            elif (node.module or "").startswith("voronka."):
                parts.add(part_of(node.module or ""))
    return parts


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_imports_go_down_only(path: Path) -> None:
    relative = path.relative_to(SOURCE)
    part = relative.parts[0].removesuffix(".py")
    assert part in MAY_IMPORT, f"{part} has no place in the layers yet"
    allowed = MAY_IMPORT[part] | EXCEPTIONS.get(str(relative), set()) | {part, "errors", "clock", "language"}
    assert imported_parts(path) <= allowed

"""A mapping to begin with, and what an import gave."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from voronka.sources.files import FileSource

LOG_MAPPING = """
[log]
deal = "deal"
stage = "stage"
at = "ts"
owner = "owner"
timezone = "Europe/Moscow"

[pipeline]
name = "Sales"
stages = ["new", "offer"]
won = ["won"]
lost = ["lost"]
"""


@dataclass
class Imported:
    """What one import gave: landing rows by entity and id, and the source with its counts."""

    records: dict[tuple[str, str], str]
    source: FileSource

    def bodies(self, entity: str) -> list[dict[str, Any]]:
        return [json.loads(body) for (kind, _), body in self.records.items() if kind == entity]

    def rejects(self) -> list[str]:
        path = self.source.counts.rejects_file
        return path.read_text("utf-8").splitlines()[1:] if path else []

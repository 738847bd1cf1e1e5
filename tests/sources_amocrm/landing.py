"""Landing and mapping as the store does them, small: what a test needs to see what a source's pages become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

import voronka.store
from voronka.model.source import Known, Page, Progress, Source

SCHEMA = sorted((Path(voronka.store.__file__).parent / "schema").glob("work_*.sql"))
ACCOUNT = 9


class Landing:
    """Versions of records and cursors in memory; the same body of a record lands once."""

    def __init__(self) -> None:
        self.db = duckdb.connect()
        for step in SCHEMA:
            self.db.execute(step.read_text())
        self.db.execute(
            "create view new_landing as select * from landing where seq > coalesce(getvariable('mapped'), 0)"
        )
        self.state: dict[str, Mapping[str, Any]] = {}
        self.newest: dict[tuple[str, str], str] = {}
        self.bodies: list[tuple[str, str, str]] = []
        self.progress: list[Progress] = []
        self.known: list[Known] = []
        self.pages = 0

    def sync(self, source: Source, stop: Callable[[int], bool] = lambda _: False) -> int:
        """Land what the source gives until it ends, or until `stop` says so of the number of pages; how many records were new."""
        before = len(self.bodies)
        stream = source.pages(self.state)
        for item in stream:
            if isinstance(item, Progress):
                self.progress.append(item)
                continue
            if isinstance(item, Known):
                self.known.append(item)
                continue
            self._land(item)
            self.pages += 1
            if stop(self.pages):
                stream.close()  # type: ignore[attr-defined]
                break
        return len(self.bodies) - before

    def _land(self, page: Page) -> None:
        for entity, key, body in zip(
            *(page.records.column(name).to_pylist() for name in ("entity", "id", "body")), strict=True
        ):
            if self.newest.get((entity, key)) != body:
                self.newest[entity, key] = body
                self.bodies.append((entity, key, body))
        if page.state is not None:
            self.state[page.stream] = page.state

    def put(self, entity: str, key: object, body: str) -> None:
        """Land one record."""
        self.bodies.append((entity, str(key), body))

    def map(self, sql: str, cuts: Iterator[int] | None = None) -> None:
        """Run the mapping over all that has not been mapped, in as many runs as there are cuts."""
        done = self.db.execute("select coalesce(max(seq), 0) from landing").fetchall()[0][0]
        for cut in [*(cuts or ()), len(self.bodies)]:
            rows = [(done + place + 1, *row) for place, row in enumerate(self.bodies[done:cut])]
            if not rows:
                continue
            seqs, entities, ids, texts = (list(column) for column in zip(*rows, strict=True))
            import pyarrow as pa

            fresh = pa.table({"seq": seqs, "entity": entities, "id": ids, "body": texts})
            self.db.register("fresh", fresh)
            self.db.execute(f"set variable mapped = {done}")
            self.db.execute(
                f"insert into landing by name select seq, {ACCOUNT} as account_id, entity, id, timestamp '2026-01-01' as seen_at, body from fresh"
            )
            self.db.execute(sql)
            done = cut

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        return self.db.execute(sql).fetchall()

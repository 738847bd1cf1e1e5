"""A story of a few lines as a published store: recorded facts written straight into `recorded_*`, derived and published.

    with Story(tmp_path / "shop") as story:
        story.tell('''
            anna   new 01-02, qualified 01-05, proposal 01-09, won 01-20
            boris  new 01-03, lost 01-04                    amount=500 owner=2 source=site loss_reason=price
            vera   new 01-03 10:00
        ''')
        path = story.publish()

A line is a deal's name, its stages with moments (a day `MM-DD` of 2026, or `MM-DD HH:MM[:SS]`), and what else is known of it
(`amount` in roubles, `owner` an id, attributes). The first stage is the creation. Deal ids are 1, 2, … in order; amounts are of the whole life.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.store.fresh import fresh
from voronka.store.derive import Derived, derive
from voronka.store.publish import publish

ACCOUNT = 77
PIPELINE = 1
#: name → (pipeline, stage id, kind), in order; `incoming` first. A second pipeline has its stages prefixed.
STAGES: dict[str, tuple[int, int, str]] = {
    "incoming": (1, 10, "incoming"),
    "new": (1, 11, "open"),
    "qualified": (1, 12, "open"),
    "proposal": (1, 13, "open"),
    "invoice": (1, 14, "open"),
    "won": (1, 142, "won"),
    "lost": (1, 143, "lost"),
    "repeat.first": (2, 21, "open"),
    "repeat.second": (2, 22, "open"),
    "repeat.won": (2, 142, "won"),
    "repeat.lost": (2, 143, "lost"),
}
NAMES = {(pipeline, stage): name for name, (pipeline, stage, _) in STAGES.items()} | {
    (1, -1): "deleted",
    (2, -1): "repeat.deleted",
}
UNTIL = datetime.fromisoformat("2026-12-01")


def moment(text: str | datetime) -> datetime:
    """`01-05`, `01-05 10:30` or a full ISO moment, in 2026."""
    if isinstance(text, datetime):
        return text
    return datetime.fromisoformat(text if re.match(r"\d{4}-", text) else f"2026-{text}")


class Story:
    """A work store that facts are told to one by one. `account`: several accounts may share a store."""

    def __init__(
        self, folder: Path, stages: Mapping[str, tuple[int, int, str]] = STAGES, incoming: bool = False
    ) -> None:
        self.work = fresh(folder)
        self.folder = folder
        self.stages = dict(stages)
        self.deals: dict[str, int] = {}
        self.seq = 0
        self.changes = 0
        self.account = ACCOUNT
        self.dictionaries(incoming)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.work.close()

    # -- facts

    def insert(self, table: str, **row: Any) -> int:
        """One recorded row under a new seq."""
        self.seq += 1
        row = {"account_id": self.account, "seq": self.seq, **row}
        columns, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
        self.work.connection.execute(
            f"insert into work.recorded_{table} ({columns}) values ({marks})", list(row.values())
        )
        return self.seq

    def dictionaries(self, incoming: bool = False) -> None:
        """Account, pipelines with stages, two people and a team."""
        self.insert(
            "accounts",
            name="Shop",
            base_url="https://shop.example",
            timezone="UTC",
            currency="RUB",
            source_kind="amocrm",
        )
        for number, name in ((1, "Sales"), (2, "Repeat")):
            self.insert(
                "pipelines",
                pipeline_id=number,
                name=name,
                sort=number,
                is_main=number == 1,
                is_archived=False,
            )
            self.pipeline(
                number,
                [
                    one
                    for one in self.stages
                    if self.stages[one][0] == number and (incoming or one != "incoming")
                ],
            )
        self.insert("teams", team_id=5, name="North")
        for person, name in ((1, "Olga"), (2, "Pavel")):
            self.insert("people", person_id=person, name=name, team_id=5, is_active=True)

    def pipeline(self, pipeline_id: int, names: list[str]) -> None:
        """A new version of a pipeline with these stages in this order."""
        seq = self.seq + 1
        for place, name in enumerate(names):
            _, stage_id, kind = self.stages[name]
            self.insert(
                "stages",
                seq=seq,
                pipeline_id=pipeline_id,
                stage_id=stage_id,
                name=name,
                sort=(place + 1) * 10,
                kind=kind,
                color="#99ccff",
            )

    def side(self, name: str | None) -> tuple[int | None, int | None]:
        return self.stages[name][:2] if name is not None else (None, None)

    def record(
        self,
        deal: str,
        stage: str | None,
        created: Any = None,
        updated: Any = None,
        closed: Any = None,
        **more: Any,
    ) -> None:
        """A version of the deal's record."""
        pipeline_id, stage_id = self.side(stage)
        amount = more.pop("amount", 0)
        row: dict[str, Any] = {
            "deal_id": self.deals.setdefault(deal, len(self.deals) + 1),
            "external_id": deal,
            "name": deal,
            "created_at": created and moment(created),
            "updated_at": updated and moment(updated),
            "closed_at": closed and moment(closed),
            "pipeline_id": pipeline_id,
            "stage_id": stage_id,
            "owner_id": more.pop("owner", 1),
            "amount_minor": amount * 100 if amount is not None else None,
            "currency": more.pop("currency", "RUB"),
            "tags": more.pop("tags", []),
            "is_deleted": more.pop("is_deleted", False),
        }
        known = {
            name: more.pop(name) for name in ("loss_reason", "source", "contact", "company") if name in more
        }
        self.insert("deals", **row, **known, fields=more)

    def trashed(self, deal: str, updated: Any) -> None:
        """The stub that is left of a deleted deal."""
        number = self.deals.setdefault(deal, len(self.deals) + 1)
        self.insert("deals", deal_id=number, updated_at=moment(updated), is_deleted=True)

    def change(
        self,
        deal: str,
        kind: str,
        at: Any,
        before: Any = None,
        after: Any = None,
        author: int | None = 1,
        change_id: str | None = None,
    ) -> None:
        """A recorded change: stage names for `stage`, roubles for `amount`, ids for `owner`, `name=value` for `attribute`."""
        self.changes += 1
        row: dict[str, Any] = {
            "change_id": change_id or f"c{self.changes:05}",
            "deal_id": self.deals.setdefault(deal, len(self.deals) + 1),
            "happened_at": moment(at),
            "kind": kind,
            "author_id": author,
        }
        if kind == "stage":
            row["before_pipeline_id"], row["before_stage_id"] = self.side(before)
            row["after_pipeline_id"], row["after_stage_id"] = self.side(after)
        elif kind == "attribute":
            row["before_text"], row["after_text"] = before, after
        else:
            scale = 100 if kind == "amount" else 1
            row["before_value"] = before * scale if before is not None else None
            row["after_value"] = after * scale if after is not None else None
        self.insert("changes", **row)

    def tell(self, text: str) -> None:
        """Lines as in the head of this file."""
        for line in filter(None, (line.strip() for line in text.splitlines())):
            self._tell_line(line)

    def _tell_line(self, line: str) -> None:
        deal, rest = line.split(maxsplit=1)
        known = dict(pair.split("=", 1) for pair in re.findall(r"\S+=\S+", rest))
        path = [entry.split(maxsplit=1) for entry in re.sub(r"\S+=\S+", "", rest).split(",")]
        owner, amount = int(known.pop("owner", 1)), int(known.pop("amount", 0))
        self.record(
            deal,
            path[-1][0],
            created=path[0][1].strip(),
            updated=path[-1][1].strip(),
            owner=owner,
            amount=amount,
            **known,
        )
        self.change(deal, "added", path[0][1].strip())
        for (before, _), (after, at) in itertools.pairwise(path):
            self.change(deal, "stage", at.strip(), before, after)

    # -- what comes out

    def derive(self, until: datetime | None = UNTIL) -> Derived:
        return derive(self.work, until)

    def publish(self, until: datetime | None = UNTIL) -> Path:
        """Derive and publish; the path of the published file."""
        self.derive(until)
        version = publish(self.work, (until or UNTIL) + timedelta(hours=1))
        return self.folder.resolve() / f"store-{version}.duckdb"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the derived tables."""
        self.work.connection.execute("use derived")
        try:
            return self.work.connection.execute(query).fetchall()
        finally:
            self.work.connection.execute("use work")

    def path(self, deal: str) -> list[str]:
        """The stages of a deal's moves in order, by name."""
        rows = self.rows(
            f"select to_pipeline_id, to_stage_id from moves where deal_id = {self.deals[deal]} order by move_no"
        )
        return [NAMES.get((pipeline, stage), f"#{stage}") for pipeline, stage in rows]

    def stays(self, deal: str, columns: str = "stage_id, exit") -> list[tuple[Any, ...]]:
        """Columns of a deal's stays in order."""
        return self.rows(
            f"select {columns} from stays where deal_id = {self.deals[deal]} order by pipeline_id, stay_no"
        )

"""Landing, deriving and publishing a company of so many moves; each step runs in a process of its own."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from bench.landing import landing
from bench.measure import peak_gib
from voronka.model.source import LANDING_SCHEMA, Page
from voronka.simulator.company import make_history
from voronka.simulator.shape import Company
from voronka.sources.amocrm.mapping import mapping_sql
from voronka.store.derive import derive
from voronka.store.landing import land
from voronka.store.mapping import map_landing
from voronka.store.publish import publish
from voronka.store.work import WorkStore

UNTIL = datetime(2026, 11, 1)
#: Moves per simulated deal, measured.
MOVES_PER_DEAL = 3.28
BASE_URL = "https://bench.amocrm.ru"


def company(moves: int) -> Company:
    """A company with about so many moves."""
    return make_history(round(moves / MOVES_PER_DEAL), seed=1, until=UNTIL)


def fill(folder: str, moves: int) -> dict[str, Any]:
    """Land everything."""
    made = company(moves)
    started = time.perf_counter()
    rows = 0
    with WorkStore(folder) as work:
        for records in landing(made):
            rows += land(work, Page("bench", records), made.account_id, UNTIL)
    taken = time.perf_counter() - started
    return {
        "rows": rows,
        "moves": made.moves,
        "deals": len(made.deals["id"]),
        "seconds": taken,
        "peak": peak_gib(),
    }


def build(folder: str, account_id: int) -> dict[str, Any]:
    """Landing → recorded facts → derived tables → published."""
    steps: dict[str, float] = {}
    with WorkStore(folder) as work:
        at = time.perf_counter()
        map_landing(work, account_id, mapping_sql(BASE_URL, ""))
        steps["map"] = time.perf_counter() - at
        at = time.perf_counter()
        derive(work, UNTIL)
        steps["derive"] = time.perf_counter() - at
        at = time.perf_counter()
        publish(work, UNTIL)
        steps["publish"] = time.perf_counter() - at
    size = (Path(folder) / "store.duckdb").stat().st_size / 2**30
    return {**steps, "peak": peak_gib(), "gib": size}


def one_thousand_more(folder: str, account_id: int, moves: int) -> dict[str, Any]:
    """A thousand new moves of as many deals, spread over the whole company."""
    made = company(moves)
    open_ = made.deals["id"][made.deals["closed_at"] == 0]
    picked = open_[:: max(1, len(open_) // 1000)][:1000]
    place = made.deals["id"].searchsorted(picked)
    pipelines, stages = made.deals["pipeline_id"][place], made.deals["status_id"][place]
    at = int(UNTIL.timestamp()) - 60
    records = [
        ("event", f"new{deal}", json.dumps(_lost(int(deal), int(pipeline), int(stage), at)))
        for deal, pipeline, stage in zip(picked, pipelines, stages, strict=True)
    ]
    page = Page(
        "bench", pa.table([list(column) for column in zip(*records, strict=True)], schema=LANDING_SCHEMA)
    )
    with WorkStore(folder) as work:
        started = time.perf_counter()
        land(work, page, account_id, UNTIL)
        landed = time.perf_counter()
        map_landing(work, account_id, mapping_sql(BASE_URL, ""))
        mapped = time.perf_counter()
        changed = derive(work, UNTIL).changed_deals
        derived = time.perf_counter()
        publish(work, UNTIL)
        published = time.perf_counter()
    return {
        "changed": changed,
        "land": landed - started,
        "map": mapped - landed,
        "derive": derived - mapped,
        "publish": published - derived,
    }


def _lost(deal: int, pipeline: int, stage: int, at: int) -> dict[str, Any]:
    return {
        "id": f"new{deal}",
        "type": "lead_status_changed",
        "entity_type": "lead",
        "entity_id": deal,
        "created_by": 0,
        "created_at": at,
        "value_before": [{"lead_status": {"id": stage, "pipeline_id": pipeline}}],
        "value_after": [{"lead_status": {"id": 143, "pipeline_id": pipeline}}],
    }

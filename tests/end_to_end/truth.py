"""Holds a published store against the simulated company it was read from: every deal, move, amount and owner."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from voronka.simulator.shape import Columns, Company

#: amoCRM's won and lost, which every pipeline has.
SECOND = 1_000_000


def rows_of(store: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(store.resolve()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def table(columns: Columns, names: list[str], keep: np.ndarray | None = None) -> list[tuple[object, ...]]:
    arrays = [columns[name] if keep is None else columns[name][keep] for name in names]
    return sorted(zip(*(array.tolist() for array in arrays), strict=True))


def differences(store: Path, company: Company) -> dict[str, object]:
    """What differs, by table; empty when the store equals the company."""
    found: dict[str, object] = {}
    for name, (got, wanted) in _tables(store, company).items():
        if got != wanted:
            missing, extra = set(wanted) - set(got), set(got) - set(wanted)
            found[name] = {
                "rows": (len(got), len(wanted)),
                "missing": sorted(missing)[:3],
                "extra": sorted(extra)[:3],
            }
    return found


def _tables(
    store: Path, company: Company
) -> dict[str, tuple[list[tuple[object, ...]], list[tuple[object, ...]]]]:
    deals, changes = company.deals, company.stage_changes
    alive = ~deals["is_deleted"].astype(bool)
    real = (changes["before_status_id"] != changes["after_status_id"]) | (
        changes["before_pipeline_id"] != changes["after_pipeline_id"]
    )
    return {
        "deals": (
            rows_of(
                store,
                "select deal_id, pipeline_id, stage_id, owner_id, amount_minor // 100, epoch_us(created_at) // 1000000"
                " from deals where not is_deleted order by all",
            ),
            table(deals, ["id", "pipeline_id", "status_id", "owner_id", "price", "created_at"], alive),
        ),
        "deleted": (
            rows_of(store, "select deal_id from deals where is_deleted order by all"),
            table(deals, ["id"], ~alive),
        ),
        "moves": (
            rows_of(
                store,
                "select deal_id, epoch_us(moved_at) // 1000000, from_pipeline_id, from_stage_id, to_pipeline_id, to_stage_id"
                " from moves where known = 'event' and from_stage_id is not null and to_stage_id >= 0 and from_stage_id >= 0"
                " order by all",
            ),
            table(
                changes,
                [
                    "deal_id",
                    "at",
                    "before_pipeline_id",
                    "before_status_id",
                    "after_pipeline_id",
                    "after_status_id",
                ],
                real,
            ),
        ),
        "amounts": (
            rows_of(
                store,
                "select deal_id, epoch_us(changed_at) // 1000000, before_minor // 100, amount_minor // 100"
                " from amounts where not is_initial order by all",
            ),
            table(company.amount_changes, ["deal_id", "at", "before", "after"]),
        ),
        "owners": (
            rows_of(
                store,
                "select deal_id, epoch_us(changed_at) // 1000000, owner_id from owners where not is_initial order by all",
            ),
            table(company.owner_changes, ["deal_id", "at", "after"]),
        ),
        "enquiries": (
            rows_of(
                store,
                # one that was declined and taken up after all is a declined one to the simulator
                "select deal_id, epoch_us(created_at) // 1000000, case when declined_at is null and accepted_at is not null then epoch_us(accepted_at) // 1000000 else 0 end"
                " from enquiries order by all",
            ),
            table(company.unsorted, ["deal_id", "created_at", "accepted_at"]),
        ),
        "declined enquiries": (
            rows_of(
                store,
                "select deal_id, epoch_us(declined_at) // 1000000 from enquiries semi join (select deal_id from deals where not is_deleted) using (deal_id)"
                " where declined_at is not null order by all",
            ),
            table(
                company.unsorted,
                ["deal_id", "declined_at"],
                (company.unsorted["declined_at"] > 0)
                & np.isin(company.unsorted["deal_id"], deals["id"][alive]),
            ),
        ),
        "sources": (
            rows_of(
                store,
                "select deal_id, value from attributes semi join (select deal_id from deals where not is_deleted) using (deal_id)"
                " where name = 'source' and valid_to > '9000-01-01' order by all",
            ),
            _named(deals, "source_id", {source.id: source.name for source in company.sources}, alive),
        ),
        "loss reasons": (
            rows_of(
                store,
                "select deal_id, value from attributes semi join (select deal_id from deals where not is_deleted) using (deal_id)"
                " where name = 'loss_reason' and valid_to > '9000-01-01' order by all",
            ),
            _named(
                deals, "loss_reason_id", {reason.id: reason.name for reason in company.loss_reasons}, alive
            ),
        ),
    }


def _named(deals: Columns, column: str, names: dict[int, str], keep: np.ndarray) -> list[tuple[object, ...]]:
    ids, values = deals["id"][keep].tolist(), deals[column][keep].tolist()
    return sorted((deal, names[value]) for deal, value in zip(ids, values, strict=True) if value)

"""Is a company consistent? The invariants that whoever reads one may rely on, each a sentence when it does not hold."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from voronka.simulator.history import ends
from voronka.simulator.shape import Columns, Company, rows
from voronka.simulator.stages import DELETED_ID, LOST_ID, WON_ID
from voronka.simulator.worktime import Flags, Ints


def check(company: Company) -> list[str]:
    """What is wrong with a company; empty when nothing is."""
    return [
        *_deals(company),
        *_stages(company),
        *_chain(company, "amount_changes", "price"),
        *_chain(company, "owner_changes", "owner_id"),
        *_times(company),
        *_people(company),
        *_deletions(company),
        *_unsorted(company),
    ]


def _complain(wrong: Flags, what: str) -> Iterator[str]:
    if np.any(wrong):
        yield f"{int(np.sum(wrong))} × {what}"


def _index(company: Company, table: Columns) -> Ints:
    """Row in `deals` of each row of another table."""
    return np.searchsorted(company.deals["id"], table["deal_id"])


def _deals(company: Company) -> Iterator[str]:
    deals = company.deals
    yield from _complain(np.diff(deals["id"]) <= 0, "deal ids not ascending")
    yield from _complain(np.diff(deals["added_at"]) < 0, "deal ids not in the order of arrival")
    closed = np.isin(deals["status_id"], (WON_ID, LOST_ID))
    yield from _complain(closed != (deals["closed_at"] > 0), "closed_at and status disagree")
    false = (deals["created_at"] != deals["added_at"]) & ~deals["is_imported"]
    yield from _complain(false, "false created_at without an import")
    yield from _complain(deals["price"] < 0, "negative prices")
    reasons = (deals["loss_reason_id"] != 0) & (deals["status_id"] != LOST_ID)
    yield from _complain(reasons, "loss reasons of deals that are not lost")
    yield from _complain(deals["updated_at"] < deals["added_at"], "updated before it was added")
    known = {
        (pipeline.id, stage.id)
        for pipeline in company.pipelines
        for stage in pipeline.stages
        if not stage.is_deleted
    }
    standing = set(zip(deals["pipeline_id"].tolist(), deals["status_id"].tolist(), strict=True))
    for pipeline_id, status_id in sorted(standing - known):
        yield f"deals stand on the unknown stage ({pipeline_id}, {status_id})"


def _stages(company: Company) -> Iterator[str]:
    table, deals = company.stage_changes, company.deals
    same_deal = table["deal_id"][1:] == table["deal_id"][:-1]
    yield from _complain(np.diff(table["deal_id"]) < 0, "stage changes not sorted by deal")
    yield from _complain(same_deal & (np.diff(table["at"]) < 0), "stage changes not sorted by time")
    gap = table["before_status_id"][1:] != table["after_status_id"][:-1]
    gap |= table["before_pipeline_id"][1:] != table["after_pipeline_id"][:-1]
    explained = table["after_status_id"][:-1] == DELETED_ID
    yield from _complain(same_deal & gap & ~explained, "chains of stage changes are broken")
    last = ends(table["deal_id"])
    deal = _index(company, table)[last]
    differs = (table["after_status_id"][last] != deals["status_id"][deal]) | (
        table["after_pipeline_id"][last] != deals["pipeline_id"][deal]
    )
    explained = table["after_status_id"][last] == DELETED_ID
    yield from _complain(differs & ~explained, "last stage changes disagree with the deal's stage")
    closed = (deals["closed_at"][deal] > 0) & ~deals["is_imported"][deal]
    yield from _complain(
        closed & (table["at"][last] != deals["closed_at"][deal]), "closed_at is not the last change"
    )


def _chain(company: Company, name: str, column: str) -> Iterator[str]:
    table = getattr(company, name)
    same_deal = table["deal_id"][1:] == table["deal_id"][:-1]
    yield from _complain(np.diff(table["deal_id"]) < 0, f"{name} not sorted by deal")
    yield from _complain(same_deal & (np.diff(table["at"]) < 0), f"{name} not sorted by time")
    yield from _complain(same_deal & (table["before"][1:] != table["after"][:-1]), f"broken chains of {name}")
    yield from _complain(table["before"] == table["after"], f"{name} that change nothing")
    last = ends(table["deal_id"])
    final = company.deals[column][_index(company, table)[last]]
    yield from _complain(table["after"][last] != final, f"last {name} disagree with {column}")


def _times(company: Company) -> Iterator[str]:
    deals = company.deals
    for name in ("created_at", "added_at", "updated_at", "closed_at"):
        yield from _complain(deals[name] >= company.until, f"{name} of deals not before the end")
    for name in (
        "stage_changes",
        "amount_changes",
        "owner_changes",
        "deletions",
        "calls",
        "mails",
        "messages",
        "answers",
        "tasks",
        "unsorted",
    ):
        table: Columns = getattr(company, name)
        if not rows(table):
            continue
        arrived = deals["added_at"][_index(company, table)]
        for column in ("at", "created_at", "completed_at", "accepted_at", "declined_at"):
            if column in table:
                at = table[column]
                yield from _complain(at >= company.until, f"{column} of {name} not before the end")
                yield from _complain(
                    (at != 0) & (at < arrived), f"{column} of {name} before the deal was added"
                )
        if name in ("stage_changes", "amount_changes", "owner_changes"):
            late = table["at"] > deals["updated_at"][_index(company, table)]
            yield from _complain(late, f"{name} after the deal's updated_at")


def _people(company: Company) -> Iterator[str]:
    known = np.array([user.id for user in company.users] + [0])
    yield from _complain(~np.isin(company.deals["owner_id"], known[:-1]), "unknown owners")
    for name in ("stage_changes", "amount_changes", "owner_changes", "deletions"):
        yield from _complain(
            ~np.isin(getattr(company, name)["author_id"], known), f"unknown authors of {name}"
        )
    sources = [0] + [source.id for source in company.sources]
    yield from _complain(~np.isin(company.deals["source_id"], sources), "unknown sources")
    for name in ("calls", "mails", "messages", "tasks"):
        table: Columns = getattr(company, name)
        if rows(table):
            yield from _complain(np.diff(np.sort(table["id"])) == 0, f"equal ids of {name}")
            yield from _complain(~np.isin(table["person_id"], known), f"unknown people of {name}")


def _deletions(company: Company) -> Iterator[str]:
    table, deals = company.deletions, company.deals
    times = np.bincount(_index(company, table), minlength=rows(deals) + 1)[: rows(deals)]
    if not np.array_equal(deals["is_deleted"], times % 2 == 1):
        yield "deletions and is_deleted disagree"
    last = deals["updated_at"][_index(company, table)]
    yield from _complain(ends(table["deal_id"]) & (last != table["at"]), "deleted deals changed afterwards")


def _unsorted(company: Company) -> Iterator[str]:
    table = company.unsorted
    if rows(table):
        both = (table["accepted_at"] > 0) & (table["declined_at"] > 0)
        yield from _complain(both, "incoming leads both accepted and declined")

"""From codes and indexes to the CRM's own ids: the table of deals and the tables of changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.simulator.amounts import Amounts
from voronka.simulator.history import History, Stages, ends
from voronka.simulator.people import HEAD_ID, USER_IDS
from voronka.simulator.shape import Columns
from voronka.simulator.sources import LOSS_REASONS, REASON_IDS, REASON_MIX, SOURCE_IDS, TAGS
from voronka.simulator.stages import DELETED, INCOMING, LOST, TABLE, WON, ids_of
from voronka.simulator.worktime import Ints

FIRST_DEAL_ID, FIRST_CONTACT_ID, FIRST_COMPANY_ID = 24_000_101, 30_500_011, 30_500_012
#: Share of deals without a contact, and of clients without a company.
NO_CONTACT, NO_COMPANY = 0.02, 0.15


def last_event(history: History, amounts: Amounts, rows: Stages, stage_deleted_at: int = 0) -> Ints:
    """When anything about each deal last changed; being put off the deleted stage without an event is a change, too."""
    at = history.arrivals.at.copy()
    for deal, moments in (
        (rows.deal, rows.at),
        (amounts.deal, amounts.at),
        (history.owners.deal, history.owners.at),
    ):
        final = ends(deal)
        at[deal[final]] = np.maximum(at[deal[final]], moments[final])
    left_there = rows.deal[ends(rows.deal) & (rows.after == DELETED)]
    at[left_there] = np.maximum(at[left_there], stage_deleted_at)
    return at


@dataclass(frozen=True)
class Recorded:
    """What the CRM has recorded: stage changes with the mess in them, the code of each deal's `last` stage, when it last changed, and who was
    thrown away (a second row: restored) and when."""

    stages: Stages
    last: Ints
    changed_at: Ints
    thrown: Ints
    thrown_at: Ints


def deals(rng: np.random.Generator, history: History, amounts: Amounts, recorded: Recorded) -> Columns:
    """The table `deals`."""
    arrivals, n = history.arrivals, len(history.arrivals)
    pipeline_id, status_id = ids_of(recorded.last)
    client = _clients(arrivals.client_of)
    gone = np.bincount(recorded.thrown, minlength=n) % 2 == 1
    updated_at = recorded.changed_at.copy()
    np.maximum.at(updated_at, recorded.thrown, recorded.thrown_at)
    contact_id = FIRST_CONTACT_ID + 2 * client
    return {
        "id": FIRST_DEAL_ID + np.cumsum(rng.integers(1, 12, n)),
        "name_no": client,
        "created_at": arrivals.created_at,
        "added_at": arrivals.at,
        "updated_at": updated_at,
        "closed_at": _closed_at(rng, history, recorded),
        "pipeline_id": pipeline_id,
        "status_id": status_id,
        "owner_id": USER_IDS[history.last_owner],
        "price": amounts.last,
        "source_id": np.where(arrivals.source_known, SOURCE_IDS[arrivals.source], 0),
        "loss_reason_id": _loss_reasons(rng, history, recorded.last),
        "contact_id": np.where(rng.random(n) < NO_CONTACT, 0, contact_id),
        "company_id": np.where(
            rng.random(n)[client] < NO_COMPANY, 0, contact_id + FIRST_COMPANY_ID - FIRST_CONTACT_ID
        ),
        "created_by": _creators(history),
        "is_deleted": gone,
        "is_imported": arrivals.is_imported,
        "tags": _tags(rng, n),
        "industry": arrivals.industry,
    }


def _clients(client_of: Ints) -> Ints:
    """The number of each deal's client: the first deal of the chain of those that say "the same client as"."""
    root = np.where(client_of >= 0, client_of, np.arange(len(client_of)))
    while True:
        further = root[root]
        if np.array_equal(further, root):
            return root
        root = further


def _closed_at(rng: np.random.Generator, history: History, recorded: Recorded) -> Ints:
    """When the CRM says the deal was closed: at its last stage change; a false moment for deals that were imported as closed."""
    arrivals, rows = history.arrivals, recorded.stages
    final, at = ends(rows.deal), arrivals.at.copy()
    at[rows.deal[final]] = rows.at[final]
    as_closed = arrivals.is_imported & (np.bincount(history.stages.deal, minlength=len(at)) == 0)
    share = 0.1 + 0.6 * rng.random(len(at))
    false = arrivals.created_at + (share * (arrivals.at - arrivals.created_at)).astype(np.int64)
    return np.where(TABLE.kind[recorded.last] >= WON, np.where(as_closed, false, at), 0)


def _loss_reasons(rng: np.random.Generator, history: History, last: Ints) -> Ints:
    """A reason by the stage the deal was lost from; in many cases none."""
    stages, lost_from = history.stages, history.arrivals.code.copy()
    final = ends(stages.deal)
    lost_from[stages.deal[final]] = stages.before[final]
    phase = np.where(TABLE.kind[lost_from] == INCOMING, 0, np.digitize(TABLE.position[lost_from], [4, 5]) + 1)
    chance = np.cumsum(REASON_MIX, axis=1)[phase]
    reason = (rng.random(len(last))[:, None] >= chance).sum(axis=1)
    ids = np.append(REASON_IDS, 0)[np.minimum(reason, len(LOSS_REASONS))]
    closed_with_archive = history.last_stage() != last
    return np.where((TABLE.kind[last] == LOST) & ~closed_with_archive, ids, 0)


def _creators(history: History) -> Ints:
    """Who entered the deal: its first owner, the head for an import, else a robot (forms, telephony, mail)."""
    arrivals = history.arrivals
    person = np.where(arrivals.by_hand, USER_IDS[history.first_owner], 0)
    return np.where(arrivals.is_imported, HEAD_ID, person)


def _tags(rng: np.random.Generator, n: int) -> Ints:
    mask = np.zeros(n, dtype=np.int64)
    for bit, (_, share) in enumerate(TAGS):
        mask |= (rng.random(n) < share).astype(np.int64) << bit
    return mask


def changes(history: History, amounts: Amounts, recorded: Recorded, ids: Ints) -> dict[str, Columns]:
    """The tables `stage_changes`, `amount_changes`, `owner_changes` and `deletions`."""
    rows, owners = recorded.stages, history.owners
    before_pipeline, before_status = ids_of(rows.before)
    after_pipeline, after_status = ids_of(rows.after)
    return {
        "stage_changes": {
            "deal_id": ids[rows.deal],
            "at": rows.at,
            "author_id": USER_IDS[rows.author],
            "before_pipeline_id": before_pipeline,
            "before_status_id": before_status,
            "after_pipeline_id": after_pipeline,
            "after_status_id": after_status,
        },
        "amount_changes": {
            "deal_id": ids[amounts.deal],
            "at": amounts.at,
            "author_id": USER_IDS[amounts.author],
            "before": amounts.before,
            "after": amounts.after,
        },
        "owner_changes": {
            "deal_id": ids[owners.deal],
            "at": owners.at,
            "author_id": USER_IDS[owners.author],
            "before": USER_IDS[owners.before],
            "after": USER_IDS[owners.after],
        },
        "deletions": {
            "deal_id": ids[recorded.thrown],
            "at": recorded.thrown_at,
            "author_id": np.full(len(recorded.thrown), HEAD_ID),
        },
    }

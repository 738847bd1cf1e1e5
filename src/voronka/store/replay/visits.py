"""Visits: uninterrupted times on one stage, journey by journey, and how far the journey had come before each."""

from __future__ import annotations

import numpy as np

from voronka.store.replay.columns import NONE, Bools, Columns, Ints, begins, ends, last_row, shifted, taken
from voronka.store.replay.flow import Flow
from voronka.store.replay.stages import (
    DELETED,
    OPEN,
    WON,
    Stages,
    class_of,
    is_block,
    is_same_end,
    pipe_of,
    position_of,
)

EXITS = ("open", "handed_over", "deleted", "reopened", "won", "lost", "advanced", "moved_back")
STILL_THERE, HANDED_OVER, GONE, REOPENED, TO_WON, TO_LOST, ADVANCED, MOVED_BACK = range(8)
_PLACES = 65_536


def visits(flow: Flow, moves: Columns) -> Columns:
    """Visits in the order of their deals. Going from one won (or lost) stage to another of the pipeline is no new one."""
    ix = moves["after"]
    stayed = ~moves["begin"] & is_same_end(ix, moves["before"])
    found = taken({name: moves[name] for name in ("life", "at", "before", "owner_id", "amount")}, ~stayed)
    found["ix"] = ix[~stayed]
    life = found["life"]
    is_last = ends(life)
    amount_now = flow.amount[ends(flow.rows["life"])][np.cumsum(is_last) - is_last] if len(life) else life
    found["left_at"] = np.where(is_last, NONE, shifted(found["at"], 1, NONE))
    found["next_ix"] = np.where(is_last, 0, shifted(found["ix"], 1, 0))
    found["left_amount"] = np.where(is_last, amount_now, shifted(found["amount"], 1, NONE))
    return found


def by_journeys(lives: Columns, found: Columns) -> Columns:
    """Visits journey by journey, with its number, start and the pipeline it came from (0: born there). Journeys of travellers come last."""
    life, pipe = found["life"], pipe_of(found["ix"])
    goes_over = ~begins(life) & (pipe != shifted(pipe, -1, 0))
    travels = np.zeros(len(lives["deal_id"]), dtype=np.bool_)
    travels[life[goes_over]] = True
    plain = taken(found, ~travels[life])
    plain["started_at"] = lives["started_at"][plain["life"]]
    plain["from_pipe"] = np.zeros(len(plain["life"]), dtype=np.int64)
    if len(plain["life"]) < len(life):
        travelled = _travelled(lives, taken(found, travels[life]))
        plain = {name: np.concatenate([plain[name], travelled[name]]) for name in plain}
    plain["journey"] = np.cumsum(begins(plain["life"]) | begins(pipe_of(plain["ix"])))
    return plain


def _travelled(lives: Columns, found: Columns) -> Columns:
    """Visits of deals that were in several pipelines, by the start of the journey, the deal and the pipeline."""
    life, pipe = found["life"], pipe_of(found["ix"])
    together = np.lexsort((pipe, life))
    begin = begins(life[together]) | begins(pipe[together])
    number = np.empty(len(life), dtype=np.int64)
    number[together] = np.cumsum(begin) - 1
    first = together[begin]
    started_at, owner = found["at"][first], life[first]
    order = np.lexsort((pipe[first], lives["deal_id"][owner], started_at, lives["account_id"][owner]))
    place = np.empty(len(first), dtype=np.int64)
    place[order] = np.arange(len(first))
    found = {**found, "started_at": started_at[number], "from_pipe": pipe_of(found["before"][first])[number]}
    return taken(found, np.argsort(place[number], kind="stable"))


def progressed(found: Columns, stages: Stages) -> Columns:
    """Visits with how far the journey had come before (`far`) and with them (`reached`), and how they ended.

    A journey that begins closed counts as having reached the first block.
    """
    journey, ix = found["journey"], found["ix"]
    position, first_position = position_of(ix), stages.first_position[pipe_of(ix)]
    is_first = begins(journey)
    reaches = np.where(is_first & (position < 0), first_position, position)
    # journeys are numbered upwards, so the running maximum never carries over from one to the next
    reached = (
        np.maximum.accumulate(journey * _PLACES + reaches + 1) - journey * _PLACES - 1 if len(ix) else ix
    )
    ground = np.where(first_position < 0, 1, first_position) - 1
    far = np.where(is_first, ground, np.maximum(shifted(reached, -1, 0), ground))
    found = {
        **found,
        "position": position,
        "first_position": first_position,
        "is_first": is_first,
        "is_last": ends(journey),
        "reached": reached,
        "far": far,
        "exit": _exits(ix, found["next_ix"]),
    }
    found["is_passing"] = position > far
    found["passed_at"] = _passed_at(found)
    found["is_seen"] = _seen_before(found)
    found["is_first_back"] = _first_backs(found)
    return found


def _exits(ix: Ints, after: Ints) -> Ints:
    ends_there = class_of(after)
    return np.select(
        [
            after == 0,
            pipe_of(after) != pipe_of(ix),
            ends_there == DELETED,
            ~is_block(ix),
            ends_there >= WON,
            after > ix,
        ],
        [STILL_THERE, HANDED_OVER, GONE, REOPENED, ends_there - WON + TO_WON, ADVANCED],
        MOVED_BACK,
    )


def _passed_at(found: Columns) -> Ints:
    """When the journey first came beyond what a visit reached; `NONE` where it reached nothing or never did."""
    is_fill = found["is_first"] & (found["position"] < 0) & (found["first_position"] >= 0)
    reaches = np.flatnonzero(found["is_passing"] | is_fill)
    journey, at = found["journey"][reaches], found["at"][reaches]
    passed = np.full(len(found["at"]), NONE)
    passed[reaches] = np.where(ends(journey), NONE, shifted(at, 1, NONE)) if len(reaches) else at
    return passed


def _seen_before(found: Columns) -> Bools:
    """Whether the journey had stood on this position before: only one that comes back may have."""
    returns = (found["position"] >= 0) & ~found["is_passing"]
    comes_back = np.zeros(found["journey"][-1] + 1 if len(returns) else 1, dtype=np.bool_)
    comes_back[found["journey"][returns]] = True
    chosen = np.flatnonzero(comes_back[found["journey"]] & (found["position"] >= 0))
    seen = np.zeros(len(returns), dtype=np.bool_)
    seen[chosen] = ~_first_of(found["journey"][chosen] * _PLACES + found["position"][chosen])
    return seen


def _first_backs(found: Columns) -> Bools:
    """Whether it is the first visit to its position that was left backwards."""
    chosen = np.flatnonzero(found["exit"] == MOVED_BACK)
    first = np.zeros(len(found["exit"]), dtype=np.bool_)
    first[chosen] = _first_of(found["journey"][chosen] * _PLACES + found["position"][chosen])
    return first


def _first_of(keys: Ints) -> Bools:
    """Where each key comes for the first time."""
    first = np.zeros(len(keys), dtype=np.bool_)
    first[np.unique(keys, return_index=True)[1]] = True
    return first


def held_blocks(found: Columns) -> tuple[Ints, Ints]:
    """At each visit the block the journey stood on last, and since when; 0 and `NONE` where it has stood on none."""
    row = last_row(is_block(found["ix"]) | found["is_first"])
    stood = is_block(found["ix"][row])
    return np.where(stood, found["ix"][row], 0), np.where(stood, found["at"][row], NONE)


def furthest_blocks(found: Columns) -> Columns:
    """At each visit the furthest block reached so far by standing on it (-1: none), since when, and when the journey last skipped beyond, or began."""
    stands = found["is_passing"] & is_block(found["ix"])
    row = last_row(stands | found["is_first"])
    beyond = last_row((found["is_passing"] & ~stands) | found["is_first"])
    return {
        "block_reached": np.where(stands[row], found["position"][row], -1),
        "block_reached_at": found["at"][row],
        "skipped_at": found["at"][beyond],
    }


def first_worked(found: Columns) -> Ints:
    """At each visit the owner at the journey's first open stage so far; before it, at the start."""
    is_open = class_of(found["ix"]) == OPEN
    opens = np.flatnonzero(is_open)
    first_open = np.zeros(len(is_open), dtype=np.bool_)
    first_open[opens[begins(found["journey"][opens])]] = True
    owner: Ints = found["owner_id"][last_row(found["is_first"] | first_open)]
    return owner

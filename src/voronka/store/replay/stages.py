"""Stages by number. An `ix` holds pipeline, class, position and a running number in one (see 02_stages.sql); 0 is no stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voronka.store.replay.columns import NONE, Bools, Ints, fetch

if TYPE_CHECKING:
    import duckdb

KINDS = ("incoming", "open", "won", "lost", "deleted")
INCOMING, OPEN, WON, LOST, DELETED = range(5)


def pipe_of(ix: Ints) -> Ints:
    """The number of the pipeline."""
    return ix >> 32


def class_of(ix: Ints) -> Ints:
    """The place of the stage's kind in `KINDS`."""
    return (ix >> 28) & 15


def position_of(ix: Ints) -> Ints:
    """The position; -1 for none."""
    return ((ix >> 14) & 16383) - 1


def is_block(ix: Ints) -> Bools:
    """Whether it is an incoming or open stage."""
    return class_of(ix) <= OPEN


def is_same_end(ix: Ints, other: Ints) -> Bools:
    """Whether both are wins, or both losses, of one pipeline."""
    kind = class_of(ix)
    same: Bools = (kind >= WON) & (kind <= LOST) & (ix >> 28 == other >> 28)
    return same


@dataclass(frozen=True)
class Stages:
    """What an `ix` stands for. By pipeline number: its id, first and last position of its blocks (-1: it has none); by running number: the stage's id."""

    pipeline_ids: Ints
    first_position: Ints
    last_position: Ints
    #: ix of the open stage that a pipeline begins with, 0 for none
    first_open: Ints
    stage_ids: Ints
    #: ix of the block at a position, pipeline by pipeline, each from its place in `block_begin`
    blocks: Ints
    block_begin: Ints

    def pipeline(self, ix: Ints) -> Ints:
        """Pipeline ids, `NONE` for no stage."""
        ids: Ints = self.pipeline_ids[pipe_of(ix)]
        return ids

    def stage(self, ix: Ints) -> Ints:
        """Stage ids, `NONE` for no stage."""
        ids: Ints = self.stage_ids[ix & 16383]
        return ids

    def block(self, ix: Ints, position: Ints) -> Ints:
        """The block of the pipeline of `ix` at a position that it has."""
        pipe = pipe_of(ix)
        found: Ints = self.blocks[self.block_begin[pipe] + position - self.first_position[pipe]]
        return found


def stages(connection: duckdb.DuckDBPyConnection) -> Stages:
    """From the tables that 02_stages.sql has made."""
    pipes = fetch(
        connection,
        """
        select pipeline_id, coalesce(first_position, -1)::bigint as first, coalesce(last_position, -1)::bigint as last,
            coalesce(first_open_ix, 0)::bigint as first_open
        from pipe_blocks order by pipe
        """,
    )
    places = fetch(connection, "select stage_id from stage_ix order by no")
    blocks = fetch(
        connection, "select pipe::bigint as pipe, ix::bigint as ix from block_ix order by pipe, position"
    )
    count = np.bincount(blocks["pipe"], minlength=len(pipes["first"]) + 1)
    return Stages(
        pipeline_ids=np.concatenate([[NONE], pipes["pipeline_id"]]),
        first_position=np.concatenate([[-1], pipes["first"]]),
        last_position=np.concatenate([[-1], pipes["last"]]),
        first_open=np.concatenate([[0], pipes["first_open"]]),
        stage_ids=np.concatenate([[NONE], places["stage_id"]]),
        blocks=blocks["ix"],
        block_begin=np.cumsum(count) - count,
    )

"""Ask: a question and an engine in, an answer out.

Rows by metric (`segment` is None without a breakdown, "" for unknown):

funnel       segment, position, stage (the win: "won"), name, kind, color, reached, observed, filled_in, moved_back, amount, lost_here, lost_amount,
             here_now, here_amount, handed_over, step, cumulative, share (Rate), stays, stay_median_days, stay_p90_days, is_leak; the last row of
             a segment is the win
transitions  segment, from, to (names; None: creation), from_pipeline_id, from_stage_id, to_pipeline_id, to_stage_id, kind (advanced,
             skipped, moved_back, won, lost, reopened, handed_over, arrived, created, deleted, restored), moves, share (Rate), median_hours
board        segment, pipeline, pipeline_id, stage, stage_id, position, kind, color, deals, amount, no_amount, age_median_days
bridge       segment, term, deals, amount (signed Money, so that the rows between open_start and open_end add up)
"""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.model.answer import Answer
from voronka.model.question import Question


def ask(engine: Engine, question: Question) -> Answer:
    """Answer a question from the published tables that `engine` reads. InputError names what is unknown."""
    raise NotImplementedError


def explain(engine: Engine, question: Question) -> str:
    """The SQL that runs, as it can be pasted into a shell of the engine."""
    raise NotImplementedError

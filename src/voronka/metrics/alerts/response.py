"""How many enquiries are answered as soon as is usual, by the working hours of the company."""

from __future__ import annotations

from functools import partial

import numpy as np

from voronka.metrics.alerts.scene import QUARTERS, YEAR, Scene
from voronka.metrics.alerts.signals import Signal
from voronka.metrics.future.ground import Line
from voronka.model.alert import About
from voronka.predict.calendar import Floats, working_from

#: Answers within so many quarters of an hour are tried, the first within which usually this share is answered.
WITHIN, USUALLY = (1, 2, 4, 8, 16, QUARTERS), 0.7
MINUTES = 15


def responses(scene: Scene) -> list[Signal]:
    """A signal for each pipeline whose answers are known."""
    return [
        Signal(
            "response",
            f"response/pipeline={line.pipeline.pipeline_id}",
            (About("pipeline", str(line.pipeline.pipeline_id), line.pipeline.name),),
            partial(_in_time, scene.answers[line.pipeline.pipeline_id]),
            partial(_worth, scene, line),
            True,
            partial(_lag, working_from(scene.first, scene.today, scene.country)),
            partial(_minutes, scene.answers[line.pipeline.pipeline_id]),
            (("metric", "response"), ("cell", "unanswered")),
        )
        for line in scene.lines
        if line.pipeline.pipeline_id in scene.answers
    ]


def _in_time(answers: Floats, learned: int) -> tuple[Floats, Floats]:
    return answers[:, : within(answers, learned)].sum(axis=1), answers.sum(axis=1)


def _minutes(answers: Floats, learned: int) -> int:
    return MINUTES * within(answers, learned)


def within(answers: Floats, learned: int) -> int:
    """The quarters of an hour within which most were answered in the year before that day."""
    year = answers[max(0, learned - YEAR) : learned].sum(axis=0)
    shares = np.cumsum(year) / max(year.sum(), 1.0)
    return next((one for one in WITHIN if shares[one - 1] >= USUALLY), QUARTERS)


def _lag(working: np.ndarray, day: int) -> int:
    """Days before the look that are left out, so that whoever asked last could be answered for a whole working day."""
    back = np.flatnonzero(working[:day][::-1])
    return int(back[0]) + 1 if len(back) else 1


def _worth(scene: Scene, line: Line, day: int) -> float:
    """What an enquiry brought on average in the year before: all of it is at stake where nobody answers."""
    asked = scene.answers[line.pipeline.pipeline_id][max(0, day - YEAR) : day].sum()
    return scene.won_minor(line, day) / max(float(asked), 1.0)

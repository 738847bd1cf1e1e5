"""The pipelines, and what happens on each of their stages: the parameters of the process.

Inside the simulator a stage is a small integer, its *code*: the stages of a pipeline have neighbouring codes in order, so that the
next stage of `code` is `code + 1` and the win comes right after the last open stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from voronka.simulator.shape import SimPipeline, SimStage

INCOMING, OPEN, WON, LOST = 0, 1, 2, 3
WON_ID, LOST_ID = 142, 143
MAIN, REPEAT, TENDERS = 0, 1, 2
MAIN_ID, REPEAT_ID, TENDERS_ID = 7_310_002, 7_310_118, 7_295_640


@dataclass(frozen=True)
class Step:
    """How deals fare on one stage.

    `goes_on`: chance to advance of a deal with average source, manager and amount that does neither go back nor to another pipeline; `stalls`:
    share of the others that die without being closed. `days`: median stay before advancing and before being lost, for
    an average manager; log-normal with `spread`. `skips`: chance to pass over one and over two stages when advancing.
    """

    name: str
    goes_on: float
    days: tuple[float, float]
    spread: float = 0.9
    stalls: float = 0.35
    goes_back: float = 0.0
    hands_over: float = 0.0
    skips: tuple[float, float] = (0.0, 0.0)
    by_source: float = 1.0
    by_amount: float = 0.0
    by_robot: float = 0.0
    color: str = "#99ccff"


_MAIN = (
    Step(
        "Неразобранное",
        0.87,
        (0.06, 0.35),
        1.2,
        stalls=0.45,
        skips=(0.06, 0.0),
        by_source=0.8,
        color="#c1c1c1",
    ),
    Step(
        "Новый лид", 0.90, (0.35, 1.6), 1.1, stalls=0.30, hands_over=0.010, skips=(0.09, 0.01), by_robot=0.08
    ),
    Step(
        "Взяли в работу",
        0.60,
        (3.0, 6.0),
        1.0,
        hands_over=0.015,
        skips=(0.10, 0.02),
        by_amount=0.05,
        color="#ffff99",
    ),
    Step(
        "Квалифицирован",
        0.74,
        (4.0, 9.0),
        goes_back=0.02,
        hands_over=0.015,
        skips=(0.06, 0.0),
        by_amount=-0.05,
        color="#ffcc66",
    ),
    Step(
        "Отправлено КП",
        0.42,
        (8.0, 16.0),
        stalls=0.40,
        goes_back=0.05,
        hands_over=0.004,
        skips=(0.14, 0.03),
        by_amount=-0.25,
        color="#ffcccc",
    ),
    Step(
        "Реквизиты получены",
        0.84,
        (2.5, 9.0),
        stalls=0.30,
        goes_back=0.03,
        skips=(0.05, 0.0),
        by_source=0.4,
        by_amount=-0.05,
        color="#ff8f92",
    ),
    Step(
        "Договор/счет отправлен",
        0.83,
        (6.0, 14.0),
        0.8,
        stalls=0.30,
        goes_back=0.05,
        skips=(0.10, 0.0),
        by_source=0.3,
        by_amount=-0.15,
        by_robot=0.30,
        color="#d6eaff",
    ),
    Step(
        "Оплата получена",
        0.975,
        (4.0, 8.0),
        0.8,
        stalls=0.20,
        goes_back=0.02,
        by_source=0.0,
        by_robot=0.15,
        color="#87f2c0",
    ),
)
_REPEAT = (
    Step("Неразобранное", 0.9, (0.2, 0.5), color="#c1c1c1"),
    Step(
        "Потребность выявлена",
        0.76,
        (3.0, 8.0),
        hands_over=0.005,
        skips=(0.10, 0.02),
        by_source=0.2,
        color="#ffff99",
    ),
    Step(
        "КП отправлено",
        0.70,
        (5.0, 11.0),
        goes_back=0.03,
        skips=(0.10, 0.0),
        by_source=0.2,
        by_amount=-0.2,
        color="#ffcccc",
    ),
    Step("Счет выставлен", 0.88, (4.0, 9.0), goes_back=0.03, by_source=0.0, by_robot=0.2, color="#d6eaff"),
    Step("Отгрузка", 0.98, (5.0, 9.0), 0.7, stalls=0.2, by_source=0.0, color="#87f2c0"),
)
_TENDERS = (
    Step("Неразобранное", 0.9, (0.2, 0.5), color="#c1c1c1"),
    Step("Заявка подана", 0.60, (9.0, 14.0), by_source=0.0, by_amount=-0.1, color="#ffff99"),
    Step("Участвуем в торгах", 0.35, (14.0, 14.0), 0.6, stalls=0.2, by_source=0.0, color="#ffcccc"),
)
STEPS = (_MAIN, _REPEAT, _TENDERS)
_NAMES = (("Продажи", MAIN_ID), ("Повторные продажи", REPEAT_ID), ("Тендеры (архив)", TENDERS_ID))
_STAGE_BASE = (61_204_410, 61_388_206, 60_117_034)
DELETED_NAME, DELETED_ID = "Согласование", 61_207_118

#: Chance that a lost deal is opened again, and that a won one is; median days until then.
REOPENS = {WON: (0.006, 9.0), LOST: (0.045, 35.0)}
#: Chance that a deal is moved on by a robot within the second it entered a stage, and that it gets another owner with a move.
INSTANT, REASSIGNED = 0.008, 0.025


@dataclass(frozen=True)
class Table:
    """The parameters as arrays over stage codes. `target`: where a hand-over from that stage lands."""

    pipeline: npt.NDArray[np.int8]
    kind: npt.NDArray[np.int8]
    position: npt.NDArray[np.int8]
    pipeline_id: npt.NDArray[np.int64]
    stage_id: npt.NDArray[np.int64]
    logit: npt.NDArray[np.float64]
    days_on: npt.NDArray[np.float64]
    days_lost: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]
    stalls: npt.NDArray[np.float64]
    goes_back: npt.NDArray[np.float64]
    hands_over: npt.NDArray[np.float64]
    skip_one: npt.NDArray[np.float64]
    skip_two: npt.NDArray[np.float64]
    by_source: npt.NDArray[np.float64]
    by_amount: npt.NDArray[np.float64]
    by_robot: npt.NDArray[np.float64]
    reopens: npt.NDArray[np.float64]
    target: npt.NDArray[np.int64]
    won: npt.NDArray[np.int64]
    names: tuple[str, ...]
    first: tuple[int, ...]

    @property
    def lost(self) -> npt.NDArray[np.int64]:
        """Code of the lost stage of the pipeline of each code."""
        return self.won + 1


def _make_table() -> Table:
    rows: list[Step] = []
    pipeline, kind, position, stage_id, won, first = [], [], [], [], [], []
    for number, steps in enumerate(STEPS):
        first.append(len(rows))
        size = len(steps)
        rows += [*steps, _closing(WON), _closing(LOST)]
        pipeline += [number] * (size + 2)
        kind += [INCOMING] + [OPEN] * (size - 1) + [WON, LOST]
        position += [*range(size), size, -1]
        stage_id += [_STAGE_BASE[number] + 3 * place for place in range(size)] + [WON_ID, LOST_ID]
        won += [first[-1] + size] * (size + 2)
    chance = np.array([row.goes_on for row in rows])
    kinds = np.array(kind, dtype=np.int8)
    target = np.where(np.array(pipeline) == MAIN, first[REPEAT] + 1, first[MAIN] + 3)
    return Table(
        pipeline=np.array(pipeline, dtype=np.int8),
        kind=kinds,
        position=np.array(position, dtype=np.int8),
        pipeline_id=np.array([_NAMES[number][1] for number in pipeline]),
        stage_id=np.array(stage_id),
        logit=np.log(chance / (1 - chance)),
        days_on=np.array([row.days[0] for row in rows]),
        days_lost=np.array([row.days[1] for row in rows]),
        spread=np.array([row.spread for row in rows]),
        stalls=np.array([row.stalls for row in rows]),
        goes_back=np.array([row.goes_back for row in rows]),
        hands_over=np.array([row.hands_over for row in rows]),
        skip_one=np.array([row.skips[0] for row in rows]),
        skip_two=np.array([row.skips[1] for row in rows]),
        by_source=np.array([row.by_source for row in rows]),
        by_amount=np.array([row.by_amount for row in rows]),
        by_robot=np.array([row.by_robot for row in rows]),
        reopens=np.array([REOPENS[k][0] if k in REOPENS else 0.0 for k in kind]),
        target=target,
        won=np.array(won),
        names=tuple(row.name for row in rows),
        first=tuple(first),
    )


def _closing(kind: int) -> Step:
    """A closed stage as a step: it is only walked by deals that will be reopened, so they surely go on."""
    days = REOPENS[kind][1]
    name = "Успешно реализовано" if kind == WON else "Закрыто и не реализовано"
    return Step(name, 1 - 1e-12, (days, days), 0.8, by_source=0.0)


TABLE = _make_table()
#: The code of the deleted stage: after all others, it lives in the mess only (see `mess.py`).
DELETED = len(TABLE.names)
PROPOSAL = TABLE.first[MAIN] + 4


def ids_of(codes: npt.NDArray[np.integer[Any]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pipeline ids and status ids of stage codes, the deleted one included."""
    pipeline_ids = np.append(TABLE.pipeline_id, MAIN_ID)
    stage_ids = np.append(TABLE.stage_id, DELETED_ID)
    return pipeline_ids[codes], stage_ids[codes]


def make_pipelines() -> tuple[SimPipeline, ...]:
    """The pipelines as the CRM lists them; the deleted stage is in the main one, marked."""
    return tuple(_make_pipeline(number) for number in range(len(STEPS)))


def _make_pipeline(number: int) -> SimPipeline:
    first, steps = TABLE.first[number], STEPS[number]
    stages = [
        SimStage(int(TABLE.stage_id[first + place]), step.name, 10 * (place + 1), int(place == 0), step.color)
        for place, step in enumerate(steps)
    ]
    if number == MAIN:
        stages.insert(5, SimStage(DELETED_ID, DELETED_NAME, 55, 0, "#ccc8f9", is_deleted=True))
    stages.append(SimStage(WON_ID, "Успешно реализовано", 10_000, 0, "#CCFF66"))
    stages.append(SimStage(LOST_ID, "Закрыто и не реализовано", 11_000, 0, "#D5D8DB"))
    assert all(one.sort < two.sort for one, two in pairwise(stages))
    name, pipeline_id = _NAMES[number]
    return SimPipeline(pipeline_id, name, number + 1, number == MAIN, tuple(stages), number == TENDERS)

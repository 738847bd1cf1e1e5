"""Who sells: managers in three teams, who differ in skill and speed and who come and go, and the head of sales."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.simulator.shape import Named, SimUser
from voronka.simulator.stages import PROPOSAL, STEPS, TABLE
from voronka.simulator.worktime import DAY, Calendar, Floats, Ints

#: A moment that never comes (unix seconds): year 2255.
NEVER = 9_000_000_000


@dataclass(frozen=True)
class Manager:
    """A manager: `skill` moves the log-odds to advance on every open stage, `proposal` on top of it from «Отправлено КП»; `pace` multiplies stays.

    Employed from `joins` to `leaves`, as shares of the simulated span; 0 and 1 are its ends. `load` is the weight when deals are handed out.
    """

    name: str
    email: str
    team: int
    skill: float
    proposal: float
    pace: float
    joins: float = 0.0
    leaves: float = 1.0
    load: float = 1.0
    is_vanished: bool = False


MANAGERS = (
    Manager("Анна Соколова", "sokolova", 0, 0.30, 0.45, 0.78, load=1.2),
    Manager("Игорь Лебедев", "lebedev", 0, 0.05, 0.10, 0.95),
    Manager("Марина Ковалёва", "kovaleva", 0, 0.15, -0.30, 0.90),
    Manager("Павел Дроздов", "drozdov", 0, -0.20, -0.45, 1.25, leaves=0.60),
    Manager("Екатерина Жукова", "zhukova", 0, 0.00, 0.20, 1.00, joins=0.50),
    Manager("Сергей Волков", "volkov", 1, 0.10, 0.50, 0.85, load=1.1),
    Manager("Ольга Мельникова", "melnikova", 1, -0.05, -0.20, 1.10),
    Manager("Дмитрий Рябов", "ryabov", 1, -0.30, -0.60, 1.35, leaves=0.35, load=0.8),
    Manager("Наталья Фомина", "fomina", 1, 0.20, 0.25, 0.92, joins=0.25),
    Manager("Артём Гусев", "gusev", 1, -0.15, 0.00, 1.05, joins=0.30, leaves=0.80),
    Manager("Виктор Орлов", "orlov", 2, 0.25, 0.30, 1.15, load=0.7),
    Manager("Татьяна Белова", "belova", 2, 0.00, -0.10, 0.88, load=0.8),
    Manager("Роман Захаров", "zaharov", 2, -0.10, -0.35, 1.20, leaves=0.22, load=0.7, is_vanished=True),
    Manager("Юлия Миронова", "mironova", 2, 0.05, 0.15, 1.00, joins=0.75, load=0.7),
)
TEAMS = (Named(512_301, "Москва"), Named(512_302, "Регионы"), Named(512_303, "Ключевые клиенты"))
GROUPS = (Named(0, "Отдел продаж"), *TEAMS)
#: Indexes beyond the managers: the head of sales, and whatever no person did.
HEAD = len(MANAGERS)
ROBOT = HEAD + 1
HEAD_ID = 9_480_014
USER_IDS = np.array([HEAD_ID + 67 + 41 * number for number in range(len(MANAGERS))] + [HEAD_ID, 0])

#: Log-odds that a manager adds on a stage, [manager, stage code]; and the factor on stays.
SKILL = np.zeros((len(MANAGERS), len(TABLE.names)))
for _number, _manager in enumerate(MANAGERS):
    SKILL[_number, TABLE.kind <= 1] = _manager.skill
    SKILL[_number, PROPOSAL] += _manager.proposal
PACE = np.array([manager.pace for manager in MANAGERS])
assert SKILL.shape[1] == sum(len(steps) + 2 for steps in STEPS)


def make_users() -> tuple[SimUser, ...]:
    """The users as the CRM knows them at the end: who left is inactive, one is gone from the list altogether."""
    managers = tuple(
        SimUser(
            id=int(USER_IDS[number]),
            name=manager.name,
            email=f"{manager.email}@promtehsnab.example",
            group_id=TEAMS[manager.team].id,
            is_active=manager.leaves >= 1,
            is_vanished=manager.is_vanished,
        )
        for number, manager in enumerate(MANAGERS)
    )
    head = SimUser(HEAD_ID, "Алексей Громов", "gromov@promtehsnab.example", 0, is_admin=True)
    return (head, *managers)


@dataclass(frozen=True)
class Staff:
    """Who is there when: `joins_at` and `leaves_at` of each manager, the moments at which anything changes, and who may get a deal.

    `share[span, mix, manager]`: cumulative chance, for spans between changes and for each mix of sources.
    """

    leaves_at: Ints
    changes_at: Ints
    share: Floats

    def pick(self, rng: np.random.Generator, at: Ints, mix: Ints) -> npt.NDArray[np.int64]:
        """A manager employed at each moment, by load and by the mix (a source's number, or the last one: anybody)."""
        span = np.searchsorted(self.changes_at, at, side="right")
        key = span * self.share.shape[1] + mix
        table = self.share.reshape(-1, self.share.shape[2])
        chance = rng.random(len(at))
        manager = np.zeros(len(at), dtype=np.int64)
        for number in range(self.share.shape[2] - 1):
            manager += chance >= table[key, number]
        return manager


def make_staff(start: int, until: int, team_mix: Floats, calendar: Calendar) -> Staff:
    """The staff of a company that is simulated from `start` to `until`; `team_mix[mix, team]` weighs the teams."""
    span = until - start

    def moment(share: float) -> int:
        at = start + int(share * span)
        if 0 < share < 1:  # people come and go in the evening of a working day
            at = (
                calendar.first + int(calendar.next_working[calendar.index(np.array([at]))[0]])
            ) * DAY + 15 * 3600
        return at

    joins = [moment(manager.joins) if manager.joins > 0 else -NEVER for manager in MANAGERS]
    leaves = [moment(manager.leaves) if manager.leaves < 1 else NEVER for manager in MANAGERS]
    changes = np.array(sorted({at for at in joins + leaves if abs(at) != NEVER}), dtype=np.int64)
    load = np.array([manager.load for manager in MANAGERS])
    team = np.array([manager.team for manager in MANAGERS])
    edges = np.append(changes - 1, changes[-1] + 1)  # a moment inside each span
    present = (np.array(joins)[None, :] <= edges[:, None]) & (edges[:, None] < np.array(leaves)[None, :])
    weight = present[:, None, :] * (load * team_mix[:, team])[None, :, :]
    share = np.cumsum(weight, axis=2) / weight.sum(axis=2, keepdims=True)
    return Staff(np.array(leaves, dtype=np.int64), changes, share)

"""Where deals come from: eight sources of different quality, price and rhythm, and what the clients do for a living."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voronka.simulator.shape import Named, SimField
from voronka.simulator.stages import TABLE

SIP, MAIL, FORMS, CHATS = 0, 1, 2, 3


@dataclass(frozen=True)
class Origin:
    """A source: `quality` moves the log-odds to advance, `share` of new deals, `size` multiplies amounts.

    `incoming`: share that starts in «Неразобранное», of `category`; the others are entered by hand or by a form straight into the first
    stage. `by_hand`: entered by a manager in working hours. `lead_cost` roubles a lead and `month_cost` roubles a month are its marketing costs.
    `teams`: how the three teams share its deals.
    """

    name: str
    utm: str
    quality: float
    share: float
    incoming: float
    category: int
    by_hand: bool = False
    size: float = 1.0
    lead_cost: float = 0.0
    month_cost: float = 0.0
    teams: tuple[float, float, float] = (1.0, 1.0, 0.6)


ORIGINS = (
    Origin("Сайт", "organic", 0.05, 0.22, 0.75, FORMS, month_cost=85_000),
    Origin("Яндекс Директ", "yandex_direct", -0.25, 0.24, 0.80, FORMS, lead_cost=2_900),
    Origin("Входящий звонок", "", 0.25, 0.14, 0.60, SIP),
    Origin("Рекомендация", "", 0.90, 0.07, 0.0, SIP, by_hand=True, size=1.5, teams=(0.8, 0.6, 1.6)),
    Origin("Холодный обзвон", "", -0.70, 0.12, 0.0, SIP, by_hand=True, size=1.1, teams=(1.0, 1.5, 0.3)),
    Origin(
        "Выставка",
        "",
        0.35,
        0.05,
        0.0,
        MAIL,
        by_hand=True,
        size=1.8,
        month_cost=110_000,
        teams=(0.8, 0.5, 1.8),
    ),
    Origin("Авито", "avito", -0.45, 0.09, 0.85, CHATS, size=0.5, lead_cost=900, teams=(0.8, 1.6, 0.1)),
    Origin("Почта", "", 0.10, 0.07, 0.80, MAIL, size=1.2),
)
SOURCE_IDS = np.array([20_114_601 + 18 * number for number in range(len(ORIGINS))])
#: Share of deals whose source nobody wrote down.
UNKNOWN = 0.04
#: How teams share the deals of each source; the last row is for handing over: anybody.
TEAM_MIX = np.array([origin.teams for origin in ORIGINS] + [(1.0, 1.0, 0.7)])
ANY_SOURCE = len(ORIGINS)

QUALITY = np.array([origin.quality for origin in ORIGINS])
#: Log-odds that a source adds on a stage, [source, stage code].
PULL = QUALITY[:, None] * TABLE.by_source[None, :] * (TABLE.kind <= 1)[None, :]

#: Name, weight, factor on amounts.
INDUSTRIES = (
    ("Машиностроение", 0.20, 1.1),
    ("Нефтегаз", 0.09, 1.9),
    ("Пищевая промышленность", 0.18, 0.8),
    ("Строительство", 0.17, 0.9),
    ("ЖКХ", 0.12, 0.6),
    ("Химия", 0.08, 1.3),
    ("Сельское хозяйство", 0.10, 0.7),
    ("Логистика", 0.06, 0.9),
)
LOSS_REASONS = (
    "Дорого",
    "Выбрали конкурента",
    "Не выходит на связь",
    "Нет потребности",
    "Нет бюджета",
    "Не устроили сроки поставки",
    "Нет нужного оборудования",
    "Спам",
    "Дубль",
)
REASON_IDS = np.array([16_720_331 + 4 * number for number in range(len(LOSS_REASONS))])
#: Chance of each reason, the last one being none at all: lost from incoming, early, after the proposal, late.
REASON_MIX = np.array(
    [
        (0.00, 0.00, 0.06, 0.14, 0.00, 0.00, 0.05, 0.35, 0.15, 0.25),
        (0.08, 0.06, 0.26, 0.18, 0.05, 0.03, 0.08, 0.02, 0.02, 0.22),
        (0.27, 0.22, 0.14, 0.05, 0.10, 0.06, 0.02, 0.00, 0.00, 0.14),
        (0.14, 0.10, 0.10, 0.04, 0.24, 0.18, 0.02, 0.00, 0.00, 0.18),
    ]
)
#: Name and share of deals that carry it.
TAGS = (
    ("срочно", 0.08),
    ("тендер", 0.05),
    ("новый клиент", 0.35),
    ("дилер", 0.07),
    ("экспорт", 0.03),
    ("VIP", 0.04),
)


def make_sources() -> tuple[Named, ...]:
    """The sources by their CRM ids."""
    return tuple(Named(int(number), origin.name) for number, origin in zip(SOURCE_IDS, ORIGINS, strict=True))


def make_loss_reasons() -> tuple[Named, ...]:
    """The loss reasons by their CRM ids."""
    return tuple(Named(int(number), name) for number, name in zip(REASON_IDS, LOSS_REASONS, strict=True))


def make_tags() -> tuple[Named, ...]:
    """The tags; bit k of a deal's `tags` stands for the k-th."""
    return tuple(Named(88_301 + 7 * number, name) for number, (name, _) in enumerate(TAGS))


def make_fields() -> tuple[SimField, ...]:
    """The custom fields of the deal."""
    options = tuple(Named(1_402_211 + 2 * number, name) for number, (name, _, _) in enumerate(INDUSTRIES))
    return (
        SimField(704_113, "Отрасль", "select", None, options),
        SimField(704_093, "utm_source", "tracking_data", "UTM_SOURCE"),
    )

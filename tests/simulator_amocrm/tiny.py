"""A company small enough to know by heart, and as many deals of one kind as a test asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from voronka.simulator.shape import Columns, Company, Named, SimField, SimPipeline, SimStage, SimUser

T0 = 1_760_000_000
DAY = 86_400
MAIN, REPEAT = 700, 800
INCOMING, NEW, OFFER, GONE, WON, LOST = 701, 702, 703, 704, 142, 143
ADMIN, ANNA, BORIS, LEFT, VANISHED = 11, 12, 13, 14, 15


def table(**columns: Any) -> Columns:
    """Columns from lists."""
    return {name: np.asarray(values, dtype=np.int64) for name, values in columns.items()}


def company(**changes: Any) -> Company:
    """Five deals: 501 won, 502 lost after a reopening, 503 incoming and taken, 504 deleted, 505 imported with a false date."""
    return replace(_COMPANY, **changes)


def many(count: int) -> Company:
    """`count` deals made one a minute, each moved once on its next minute; Anna owns the odd ones."""
    nth = np.arange(count)
    ids = 1000 + nth
    zero = np.zeros(count, dtype=np.int64)
    added = T0 + nth * 60
    deals = table(
        id=ids, name_no=nth, created_at=added, added_at=added, updated_at=added + 60, closed_at=zero, pipeline_id=zero + MAIN, status_id=zero + OFFER,
        owner_id=np.where(nth % 2 == 1, ANNA, BORIS), price=1000 + nth, source_id=zero, loss_reason_id=zero, contact_id=5000 + nth, company_id=zero,
        created_by=zero, is_deleted=zero, is_imported=zero, tags=zero, industry=zero - 1,
    )  # fmt: skip
    moves = table(
        deal_id=ids, at=added + 60, author_id=zero + ANNA, before_pipeline_id=zero + MAIN, before_status_id=zero + NEW,
        after_pipeline_id=zero + MAIN, after_status_id=zero + OFFER,
    )  # fmt: skip
    empty: dict[str, Columns] = {
        name: {}
        for name in (
            "amount_changes",
            "owner_changes",
            "deletions",
            "calls",
            "mails",
            "messages",
            "tasks",
            "unsorted",
            "answers",
        )
    }
    return replace(_COMPANY, deals=deals, stage_changes=moves, until=T0 + count * 60 + 60, **empty)


_PIPELINES = (
    SimPipeline(MAIN, "Продажи", 1, True, (
        SimStage(INCOMING, "Неразобранное", 10, 1, "#c1c1c1"),
        SimStage(NEW, "Новый лид", 20),
        SimStage(OFFER, "КП", 30, 0, "#ffcc66"),
        SimStage(GONE, "Замер", 40, is_deleted=True),
        SimStage(WON, "Успешно реализовано", 10000, 0, "#CCFF66"),
        SimStage(LOST, "Закрыто и не реализовано", 11000, 0, "#D5D8DB"),
    )),
    SimPipeline(REPEAT, "Повторные", 2, False, (
        SimStage(801, "Неразобранное", 10, 1, "#c1c1c1"),
        SimStage(802, "Новый заказ", 20),
        SimStage(WON, "Оплачено", 10000, 0, "#CCFF66"),
        SimStage(LOST, "Отказ", 11000, 0, "#D5D8DB"),
    ), is_archive=True),
)  # fmt: skip

_COMPANY = Company(
    seed=7,
    until=T0 + 100 * DAY,
    started_at=T0 - DAY,
    timezone="Europe/Moscow",
    account_id=9,
    account_name="Пример",
    subdomain="example",
    currency="RUB",
    pipelines=_PIPELINES,
    groups=(Named(0, "Отдел продаж"), Named(1, "Опт")),
    users=(
        SimUser(ADMIN, "Админ", "admin@example.com", 0, is_admin=True),
        SimUser(ANNA, "Анна", "anna@example.com", 0),
        SimUser(BORIS, "Борис", "boris@example.com", 1),
        SimUser(LEFT, "Ушедший", "left@example.com", 1, is_active=False),
        SimUser(VANISHED, "Удалённый", "gone@example.com", 1, is_vanished=True),
    ),
    sources=(Named(31, "Сайт"), Named(32, "Звонок"), Named(33, "Выставка")),
    loss_reasons=(Named(41, "Дорого"), Named(42, "Не отвечает")),
    tags=(Named(51, "VIP"), Named(52, "опт")),
    fields=(
        SimField(61, "Отрасль", "select", None, (Named(611, "Стройка"), Named(612, "Медицина"))),
        SimField(62, "utm_source", "tracking_data", "UTM_SOURCE"),
    ),
    deals=table(
        id=[501, 502, 503, 504, 505],
        name_no=[1, 2, 3, 4, 5],
        created_at=[T0, T0 + DAY, T0 + 2 * DAY, T0 + 3 * DAY, T0 - 300 * DAY],
        added_at=[T0, T0 + DAY, T0 + 2 * DAY, T0 + 3 * DAY, T0 + 4 * DAY],
        updated_at=[T0 + 10 * DAY, T0 + 30 * DAY, T0 + 2 * DAY + 600, T0 + 5 * DAY, T0 + 4 * DAY],
        closed_at=[T0 + 10 * DAY, T0 + 30 * DAY, 0, 0, 0],
        pipeline_id=[MAIN, MAIN, MAIN, MAIN, REPEAT],
        status_id=[WON, LOST, NEW, NEW, 802],
        owner_id=[ANNA, BORIS, ANNA, BORIS, VANISHED],
        price=[90000, 50000, 0, 10000, 7000],
        source_id=[31, 32, 33, 0, 0],
        loss_reason_id=[0, 41, 0, 0, 0],
        contact_id=[5001, 5002, 5003, 5004, 0],
        company_id=[6001, 6001, 0, 0, 0],
        created_by=[ADMIN, 0, 0, BORIS, 0],
        is_deleted=[0, 0, 0, 1, 0],
        is_imported=[0, 0, 0, 0, 1],
        tags=[3, 0, 1, 0, 0],
        industry=[1, -1, 0, -1, -1],
    ),
    stage_changes=table(
        deal_id=[501, 501, 501, 502, 502, 502, 502, 503],
        at=[T0 + DAY, T0 + 2 * DAY, T0 + 10 * DAY, T0 + 2 * DAY, T0 + 20 * DAY, T0 + 25 * DAY, T0 + 30 * DAY, T0 + 2 * DAY + 600],
        author_id=[ANNA, ANNA, 0, BORIS, BORIS, VANISHED, BORIS, ANNA],
        before_pipeline_id=[MAIN] * 8,
        before_status_id=[NEW, OFFER, GONE, NEW, OFFER, LOST, NEW, INCOMING],
        after_pipeline_id=[MAIN] * 8,
        after_status_id=[OFFER, GONE, WON, OFFER, LOST, NEW, LOST, NEW],
    ),
    amount_changes=table(deal_id=[501, 501], at=[T0 + DAY, T0 + 9 * DAY], author_id=[ANNA, ANNA], before=[0, 80000], after=[80000, 90000]),
    owner_changes=table(deal_id=[502], at=[T0 + 3 * DAY], author_id=[ADMIN], before=[VANISHED], after=[BORIS]),
    deletions=table(deal_id=[504], at=[T0 + 5 * DAY], author_id=[BORIS]),
    calls=table(
        id=[71, 72, 73], deal_id=[501, 501, 502], contact_id=[5001, 5001, 5002], on_contact=[1, 0, 1], at=[T0 + 600, T0 + DAY + 60, T0 + 2 * DAY],
        person_id=[ANNA, ANNA, BORIS], is_incoming=[1, 0, 0], seconds=[120, 40, 0], status=[4, 4, 6],
    ),
    mails=table(id=[81, 82], deal_id=[501, 501], at=[T0 + 2 * DAY, T0 + 3 * DAY], person_id=[ANNA, ANNA], is_incoming=[0, 1]),
    messages=table(id=[91, 92], deal_id=[503, 504], at=[T0 + 2 * DAY + 60, T0 + 3 * DAY + 60], person_id=[0, BORIS], is_incoming=[1, 0]),
    tasks=table(
        id=[95, 96], deal_id=[501, 503], created_at=[T0 + DAY, T0 + 3 * DAY], person_id=[ANNA, ANNA], task_type=[2, 1],
        complete_till=[T0 + 3 * DAY, T0 + 200 * DAY], completed_at=[T0 + 2 * DAY, 0],
    ),
    unsorted=table(deal_id=[503], created_at=[T0 + 2 * DAY], category=[2], accepted_at=[T0 + 2 * DAY + 600], declined_at=[0]),
    answers=table(deal_id=[501], at=[T0 + 12 * DAY], nps=[9]),
    costs={},
)  # fmt: skip

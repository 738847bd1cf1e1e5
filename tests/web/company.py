"""A made-up company for the pages: hand-made answers in every state a page can meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import hypot, sqrt
from typing import Any

from voronka.errors import InputError
from voronka.metrics.catalog import METRICS
from voronka.metrics.names import Account, Dictionary, Pipeline, Stage
from voronka.model.answer import Answer, Row, Trust
from voronka.model.cell import Cell
from voronka.model.context import NOTHING_TOLD, Context
from voronka.model.deal_list import DealList
from voronka.model.money import Money
from voronka.model.question import Question
from voronka.model.rate import Rate

KNOWN_UNTIL = datetime(2026, 11, 21, 21, 0)
STAGES = (
    "Новый лид",
    "Взяли в работу",
    "Квалифицирован",
    "Отправлено КП",
    "Реквизиты получены",
    "Договор/счет отправлен",
    "Оплата получена",
)
REACHED = (1248, 1067, 842, 531, 318, 187, 152, 134)
HERE = (41, 38, 55, 34, 18, 9, 7)
HANDED = (2, 3, 4, 2, 0, 1, 0)
MANAGERS = ("Анна Крылова", "Борис Ефимов", "Вера Соловьёва", "Глеб Тихонов", "Дарья Юдина")
SOURCES = ("Сайт", "Телефон", "Авито", "Рекомендация", "Выставка «Металлообработка-2026», стенд 7B")


@dataclass(frozen=True)
class State:
    """A state of the design: the stages and how many deals reached each, the win last."""

    stages: Sequence[str] = STAGES
    reached: Sequence[int] = REACHED
    here: Sequence[int] = HERE
    handed: Sequence[int] = HANDED
    deal_minor: int = 4_920_000
    currency: str = "RUB"
    level: str = "good"
    broken: int = 3
    filled: Sequence[int] = field(default=(8, 21, 14, 0, 31, 5, 0))
    leak: int | None = 2


SMALL = State(
    reached=(9, 7, 5, 3, 2, 1, 1, 1), here=(1, 1, 0, 1, 0, 0, 0), handed=(0,) * 7, leak=None, filled=(0,) * 7
)
LONG = (
    "Первичное обращение клиента через форму обратной связи на сайте или по телефону",
    "Квалификация по методике BANT с заполнением карточки компании",
    "Бесперспективнооткладывающиеся",
    "КП",
    "Согласование условий договора с юридическим отделом заказчика и службой безопасности",
)
STATES = {
    "usual": State(),
    "empty": State(reached=(0,) * 8, here=(0,) * 7, handed=(0,) * 7, leak=None, filled=(0,) * 7),
    "one": State(
        reached=(1, 1, 1, 0, 0, 0, 0, 0),
        here=(0, 0, 1, 0, 0, 0, 0),
        handed=(0,) * 7,
        leak=None,
        filled=(0,) * 7,
    ),
    "small": SMALL,
    "huge": State(
        reached=(
            128_430_219,
            98_120_004,
            61_007_331,
            31_118_200,
            12_800_411,
            9_004_120,
            7_120_002,
            6_998_113,
        ),
        here=(4_100_219, 3_800_000, 550_000, 340_000, 180_000, 90_000, 70_000),
        deal_minor=184_920_000_00,
    ),
    "long": State(
        stages=LONG,
        reached=(640, 410, 188, 90, 41, 33),
        here=(12, 4, 3, 2, 1),
        handed=(0,) * 5,
        filled=(0,) * 5,
    ),
    "twelve": State(
        stages=tuple(f"{name} {number}" for number, name in enumerate(("Этап", "Шаг", "Проверка") * 4, 1)),
        reached=(900, 811, 702, 640, 512, 400, 333, 250, 190, 120, 80, 60, 44),
        here=(10,) * 12,
        handed=(0,) * 12,
        filled=(3,) * 12,
        currency="KZT",
    ),
    "broken": State(level="poor", broken=702),
}


def wilson(hits: int, trials: int) -> Rate:
    """A rate with its 95 % Wilson interval."""
    if not trials:
        return Rate(hits, trials)
    z, share = 1.959964, hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return Rate(hits, trials, max((middle - spread) / scale, 0.0), min((middle + spread) / scale, 1.0))


def without_interval(rate: Rate | None) -> Rate | None:
    """A flow ratio."""
    return rate and Rate(rate.hits, rate.trials)


def funnel_rows(state: State, segment: str | None = None) -> list[Row]:
    """Rows as the funnel has them; the reach identity holds."""
    rows: list[Row] = []
    first = state.reached[0]
    for place, name in enumerate((*state.stages, "Успешно реализовано")):
        reached = state.reached[place]
        is_win = place == len(state.stages)
        onward = 0 if is_win else state.reached[place + 1]
        here = 0 if is_win else min(state.here[place], reached - onward)
        handed = 0 if is_win else min(state.handed[place], reached - onward - here)
        filled = 0 if is_win else min(state.filled[place], reached)
        lost = 0 if is_win else reached - onward - here - handed

        def money(deals: int, worth: int = place) -> Money:
            return Money(deals * (state.deal_minor + worth * state.deal_minor // 12), state.currency)

        rows.append(
            {
                "segment": segment,
                "position": place + 1,
                "stage": "won" if is_win else name,
                "name": name,
                "kind": "won" if is_win else "open",
                "color": "#99ccff",
                "reached": reached,
                "observed": reached - filled,
                "filled_in": filled,
                "moved_back": 0 if is_win else reached // 90,
                "amount": money(reached),
                "lost_here": lost,
                "lost_amount": money(lost),
                "here_now": here,
                "here_amount": money(here),
                "handed_over": handed,
                "step": None if is_win else wilson(onward, reached),
                "cumulative": wilson(reached, first),
                "share": wilson(reached, first),
                "stays": reached - filled,
                "stay_median_days": None if is_win or not reached else 0.2 + 1.7 * place,
                "stay_p90_days": None if is_win or not reached else 0.9 + 5.6 * place,
                "is_leak": place == state.leak,
            }
        )
    return rows


def compared(row: Row, then: Row) -> Row:
    """A row with the numbers of its counterpart, as `ask` gives it."""
    names = ("reached", "amount", "lost_here", "lost_amount", "here_now", "stay_median_days", "stay_p90_days")
    versus: dict[str, Any] = {name: then[name] for name in names}
    for name in ("step", "cumulative"):
        one, other = row[name], then[name]
        if one is not None and one.value is not None and other.value is not None:
            value = one.value - other.value
            down, up = (
                hypot(one.value - one.low, other.high - other.value),
                hypot(one.high - one.value, other.value - other.low),
            )
            versus[name] = {"then": other, "difference": value, "low": value - down, "high": value + up}
    return {**row, "versus": versus}


class FakeCompany:
    """Answers by hand; `deals` gives as many rows as the number says."""

    version = 7
    timezone = "Europe/Moscow"

    def __init__(self, state: str = "usual") -> None:
        self.state = STATES[state]

    def dictionary(self) -> Dictionary:
        def pipeline(number: int, name: str) -> Pipeline:
            stages = tuple(
                Stage(place, stage, place, place, "open", "", False) for place, stage in enumerate(STAGES, 1)
            )
            return Pipeline(1, number, name, number == 1, False, False, stages)

        account = Account(1, "Металл-Сервис", "https://company.amocrm.ru", self.timezone, "RUB", "amocrm")
        pipelines = (pipeline(1, "Основная воронка"), pipeline(2, "Повторные продажи"))
        return Dictionary(7, "1", KNOWN_UNTIL, (account,), pipelines, {}, {}, ("Отрасль",))

    def choices(self, dimension: str, pipeline: str | None = None) -> list[str]:
        return {"manager": list(MANAGERS), "source": [*SOURCES, ""], "tag": ["срочно", "опт"]}.get(
            dimension, []
        )

    def context(self) -> Context:
        """Nothing but the history."""
        return NOTHING_TOLD

    def ask(self, question: Question | str, **parts: Any) -> Answer:
        assert isinstance(question, Question)
        return getattr(self, f"_{question.metric}")(question)

    def _answer(self, question: Question, rows: Sequence[Row], **more: Any) -> Answer:
        deals = self.state.reached[0]
        trust = Trust(deals, min(self.state.broken, deals), deals // 60, 0.02, 0.01, 0.18, self.state.level)
        as_of = question.as_of or KNOWN_UNTIL
        sql = "select position, count(*)\nfrom stays\ngroup by position"
        notes = ("flow_ratio",) if question.population == "flow" else ()
        return Answer(
            question.metric,
            question,
            as_of,
            "1",
            trust,
            sql,
            tuple(rows),
            store_version=7,
            columns=METRICS[question.metric].columns,
            notes=notes,
            totals={"amount": Money(deals * self.state.deal_minor, self.state.currency)},
            **more,
        )

    def _funnel(self, question: Question) -> Answer:
        if question.population == "snapshot":
            names = ("segment", "position", "stage", "name", "kind", "color", "here_now", "here_amount")
            standing = [{name: row[name] for name in names} for row in funnel_rows(self.state)[:-1]]
            return self._answer(
                question, standing, outcomes={"open": sum(row["here_now"] for row in standing)}
            )
        if question.by:
            names = MANAGERS if question.by == "manager" else (*SOURCES, "")
            # The third group never used the first stage, as with deals that are all made by hand.
            rows = [
                row
                for n, name in enumerate(names)
                for row in funnel_rows(self._part(n, len(names)), name)[n == 2 :]
            ]
        else:
            rows = funnel_rows(self.state)
        reached = self.state.reached
        plain = funnel_rows(self.state)
        here, handed = sum(row["here_now"] for row in plain), sum(row["handed_over"] for row in plain)
        lost = sum(row["lost_here"] for row in plain)
        outcomes = {"won": reached[-1], "lost": lost, "handed_over": handed, "open": here}
        if question.population == "flow":
            del outcomes["open"]
            rows = [{**row, "here_now": None, "here_amount": None, "is_leak": False} for row in rows]
            rows = [
                {**row, **{name: without_interval(row[name]) for name in ("step", "cumulative")}}
                for row in rows
            ]
        versus = None
        if question.versus and question.period:
            earlier = question.with_(versus=None, period=question.period.previous())
            shrunk = replace(
                self.state, reached=tuple(int(n * (0.82 + 0.012 * place)) for place, n in enumerate(reached))
            )
            versus = self._answer(
                earlier.with_(as_of=KNOWN_UNTIL - timedelta(days=92)), funnel_rows(shrunk), outcomes=outcomes
            )
        if versus is not None:
            then = {(row["segment"], row["position"]): row for row in versus.rows}
            rows = [compared(row, then.get((None, row["position"]), row)) for row in rows]
        return self._answer(question, rows, outcomes=outcomes, versus=versus)

    def _part(self, number: int, of: int) -> State:
        weight = (of - number) / (of * (of + 1) / 2)

        def share(counts: Sequence[int]) -> tuple[int, ...]:
            return tuple(
                int(count * weight * (1 - 0.05 * number * (place > 2))) for place, count in enumerate(counts)
            )

        return replace(self.state, reached=share(self.state.reached), here=share(self.state.here), leak=None)

    def _board(self, question: Question) -> Answer:
        rows = [
            {
                "segment": None,
                "pipeline": "Основная воронка",
                "pipeline_id": 1,
                "stage": name,
                "stage_id": place,
                "position": place,
                "kind": "open",
                "color": "",
                "deals": count,
                "amount": Money(count * self.state.deal_minor, "RUB"),
                "no_amount": 1,
                "age_median_days": 2.5 * place,
            }
            for place, (name, count) in enumerate(zip(self.state.stages, self.state.here, strict=True), 1)
        ]
        return self._answer(question, rows)

    def _transitions(self, question: Question) -> Answer:
        rows = []
        for place, name in enumerate(STAGES):
            following = (*STAGES, "Успешно реализовано")[place + 1]
            all_moves = REACHED[place]
            ends = [
                (following, "won" if place == 6 else "advanced", REACHED[place + 1], 50.0 + place * 20),
                ("Закрыто и не реализовано", "lost", all_moves - REACHED[place + 1], 90.0),
            ]
            if place:
                ends.append((STAGES[place - 1], "moved_back", 5 + place, None))
            for to, kind, moves, hours in ends:
                rows.append(
                    {
                        "segment": None, "from": name, "to": to, "from_pipeline_id": 1, "from_stage_id": place, "to_pipeline_id": 1,
                        "to_stage_id": place + 1, "kind": kind, "moves": moves, "share": wilson(min(moves, all_moves), all_moves),
                        "median_hours": hours,
                    }
                )  # fmt: skip
        return self._answer(question, rows)

    def _volume(self, question: Question) -> Answer:
        ends = [KNOWN_UNTIL - timedelta(days=days) for days in (14, 7, 0)]
        amount = Money(self.state.reached[0] * self.state.deal_minor, self.state.currency)
        rows = [
            {"segment": None, "until": end, "open": self.state.reached[0], "amount": amount} for end in ends
        ]
        return self._answer(question, rows)

    def _bridge(self, question: Question) -> Answer:
        terms = [
            ("open_start", 190, 910),
            ("created", 120, 480),
            ("amount_up", 12, 31),
            ("amount_down", 9, -22),
            ("won", 40, -210),
            ("lost", 80, -260),
        ]
        terms.append(("open_end", 190, sum(amount for _, _, amount in terms)))
        rows = [
            {"segment": None, "term": term, "deals": deals, "amount": Money(amount * 1_000_000, "RUB")}
            for term, deals, amount in terms
        ]
        return self._answer(question, rows)

    def deals(
        self,
        question: Question | str,
        cell: Cell | str,
        order: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        **parts: Any,
    ) -> DealList:
        assert isinstance(question, Question)
        where = Cell.parse(cell) if isinstance(cell, str) else cell
        total = self._number(question, where)
        shown = range(offset, min(total, offset + limit) if limit else total)
        rows = tuple(self._deal(number) for number in shown)
        return DealList(
            question,
            where,
            rows,
            total,
            Money(total * 4_920_000, "RUB"),
            total // 40,
            order or "-created_at",
            offset,
            "select 1",
        )

    def _number(self, question: Question, cell: Cell) -> int:
        if cell.figure not in {figure.name for figure in METRICS[question.metric].figures}:
            raise InputError(f"no figure called {cell.figure}")
        answer = self.ask(question)
        if not cell.keys:
            outcomes = dict(answer.outcomes or {})
            return sum(outcomes.values()) if cell.figure == "deals" else outcomes.get(cell.figure, 12)
        for row in answer.rows:
            if row["segment"] == cell.segment and str(row.get("position", "")) == cell.keys[0]:
                return int(row[cell.figure])
        return 12

    def _deal(self, number: int) -> Row:
        outcome = ("open", "won", "lost", "lost")[number % 4]
        names = (
            "ООО «Ромашка»: станок",
            "ИП Кузнецов",
            "Поставка проволоки, 12 т",
            "<b>жирный</b> & «кавычки»",
            "Ремонт цеха № 4",
        )
        return {
            "deal_id": 10_000 + number,
            "external_id": None,
            "name": names[number % 5],
            "pipeline": "Основная воронка",
            "stage": STAGES[number % 7],
            "owner": MANAGERS[number % 5] if number % 11 else None,
            "amount": Money(4_920_000 + number * 100_000, "RUB") if number % 40 else None,
            "created_at": KNOWN_UNTIL - timedelta(days=number % 300, hours=3),
            "outcome": outcome,
            "outcome_at": None if outcome == "open" else KNOWN_UNTIL - timedelta(days=number % 90),
            "reason": "Дорого" if outcome == "lost" and number % 3 else None,
            "age_days": float(number % 60),
            "moved_at": KNOWN_UNTIL - timedelta(days=number % 90),
            "from": STAGES[0],
            "to": STAGES[1],
        }

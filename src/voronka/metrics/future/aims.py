"""Aims: what a goal can be set for, how it grows towards the end of its period, and what it is called in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.metrics.catalog import pick
from voronka.metrics.guide.tree import DRIVERS
from voronka.metrics.periods.headline import Headline, headline

#: `sum` grows day by day, `share` is hits of trials, `level` stands (a mean, a median, a score).
Growth = Literal["sum", "share", "level"]
Unit = Literal["money", "count", "share", "days", "minutes", "number"]


@dataclass(frozen=True)
class Aim:
    """One thing to set goals for: number `path` of `metric` (as `Metric.headline`). `direction`: +1 when more is better, -1 when less is.

    `driver` is its name in the driver tree, "" where it has none; `words` are what a column of a table may call it.
    """

    name: str
    title: Phrase
    metric: str
    path: str
    growth: Growth
    unit: Unit
    direction: int = 1
    driver: str = ""
    words: tuple[str, ...] = ()


AIMS: Mapping[str, Aim] = {
    aim.name: aim
    for aim in (
        Aim("revenue", say("Won money"), "results", "revenue", "sum", "money", 1, "revenue", ("выручка", "продажи", "сумма", "деньги", "оборот", "sales", "money", "won money", "выиграно денег")),
        Aim("won", say("Won deals"), "results", "won", "sum", "count", 1, "wins", ("выиграно", "выигранные сделки", "победы", "успешные сделки", "wins", "won deals", "deals won", "количество продаж")),
        Aim("new", say("New deals"), "results", "new", "sum", "count", 1, "leads", ("лиды", "новые лиды", "новые сделки", "заявки", "leads", "new leads", "new deals")),
        Aim("average_deal", say("Average deal"), "results", "average_deal", "level", "money", 1, "average_deal", ("средний чек", "чек", "average deal", "average bill")),
        Aim("win_rate", say("Share won"), "win_rate", "by_count", "share", "share", 1, "win_rate", ("доля выигранных", "конверсия", "win rate", "conversion")),
        Aim("closed_rate", say("Share won of closed deals"), "win_rate", "as_in_crm", "share", "share", 1, "win_rate", ("выиграно из закрытых", "конверсия как в crm", "closed rate", "share won of closed deals")),
        Aim("answered", say("Answered within an hour"), "response", "within_60", "share", "share", 1, "response", ("ответ за час", "отвечено за час", "answered within an hour", "response")),
        Aim("answer_time", say("Time to the first answer"), "response", "wall.median_days", "level", "minutes", -1, "response", ("время ответа", "скорость ответа", "response time", "time to the first answer")),
        Aim("lost_enquiries", say("Lost enquiries"), "incoming", "lost_share", "share", "share", -1, "incoming", ("потерянные заявки", "lost enquiries")),
        Aim("calls", say("Calls made"), "activity", "calls_out", "sum", "count", 1, "", ("звонки", "исходящие звонки", "calls", "calls made")),
        Aim("meetings", say("Meetings held"), "activity", "meetings", "sum", "count", 1, "", ("встречи", "проведённые встречи", "meetings", "meetings held")),
        Aim("mails", say("Mails sent"), "activity", "mails_out", "sum", "count", 1, "", ("письма", "mails", "emails", "mails sent")),
        Aim("touches", say("Touches"), "activity", "touches", "sum", "count", 1, "", ("касания", "активности", "touches", "activities")),
        Aim("cycle", say("Sales cycle"), "cycle", "cycle.median_days", "level", "days", -1, "cycle", ("цикл сделки", "цикл", "срок сделки", "cycle", "sales cycle")),
        Aim("cac", say("Cost of a client"), "cac", "kind=all.cac", "level", "money", -1, "cac", ("стоимость клиента", "cac", "cost of a client")),
        Aim("nps", say("Readiness to recommend (NPS)"), "satisfaction", "nps", "level", "number", 1, "loyalty", ("nps", "лояльность")),
    )
}  # fmt: skip

#: Metrics whose counts and sums are of events of the period.
_COUNTING = frozenset({"results", "activity", "losses"})
#: The money that was won: what a plan is about unless something else is said.
REVENUE = AIMS["revenue"]


def aim_of(text: str) -> Aim:
    """The aim that is called so, in either language; or any number of a metric, such as `results.lost` or `velocity`. InputError with those that are.

    >>> aim_of("Средний чек").name, aim_of("velocity").path
    ('average_deal', 'per_day')
    """
    called = _plain(text)
    known = {spelled: aim for aim in AIMS.values() for spelled in _spelled(aim)}
    if called in known:
        return known[called]
    try:
        followed = headline(text.strip())
    except InputError:
        return pick(
            known,
            called,
            say("no goal can be set for “{name}”", name=text),
            say("goals can be set for: {names}", names=", ".join(AIMS)),
        )
    return _of_metric(followed)


def _spelled(aim: Aim) -> Iterator[str]:
    yield aim.name
    yield from map(_plain, (aim.title.in_("ru"), str(aim.title), *aim.words))


#: Kinds of column → the unit of their numbers, and how these grow. What is counted grows only where a metric counts the period's own events.
_KINDS: Mapping[str, tuple[Unit, Growth]] = {
    "money": ("money", "level"),
    "amount": ("money", "level"),
    "count": ("count", "level"),
    "rate": ("share", "share"),
    "estimate": ("share", "share"),
    "share": ("share", "level"),
    "days": ("days", "level"),
    "times": ("days", "level"),
    "minutes": ("minutes", "level"),
}


def _of_metric(followed: Headline) -> Aim:
    """Any other number of the catalogue."""
    known = followed.metric
    column = next((one for one in known.columns if one.name == followed.column), None)
    unit, growth = _KINDS.get(column.kind if column else "", ("number", "level"))
    if known.name in _COUNTING and unit in {"count", "money"}:
        growth = "sum"
    path = followed.path + (
        ".median_days" if column and column.kind == "times" and "." not in followed.path else ""
    )
    own = (
        one.name
        for one in DRIVERS.values()
        if (one.metric, one.path or known.headline) == (known.name, followed.path)
    )
    title = column.title if column and followed.path != known.headline else known.title
    return Aim(
        f"{known.name}.{path}", title, known.name, path, growth, unit, known.direction or 1, next(own, "")
    )


def _plain(text: str) -> str:
    """A name as it is compared: small letters, one space between words, ё as е.

    >>> _plain("  Проведённые   Встречи ")
    'проведенные встречи'
    """
    return " ".join(text.replace("ё", "е").replace("Ё", "Е").casefold().split())

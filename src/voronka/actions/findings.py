"""The findings that one can act on, and the deals that each is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from voronka.actions.wish import Wish
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.answer import Row
from voronka.model.question import Question
from voronka.workspace import Workspace


@dataclass(frozen=True)
class Target:
    """A deal that something is to be written on: as Voronka's store knows it. `score` is its chance in whole percent."""

    account_id: int
    deal_id: int
    name: str
    stage: str
    owner: str
    days: int | None
    score: int | None = None


Find = Callable[[Workspace, Wish], Iterable[Target]]


@dataclass(frozen=True)
class Finding:
    """Something that was found: its title, the text by language that a task about it begins with, and the page it stands on."""

    name: str
    title: Phrase
    text: Mapping[str, str]
    page: str
    find: Find


def _stuck(company: Workspace, wish: Wish) -> Iterable[Target]:
    """Stuck deals, the most money at risk first; neither dead ones nor those that were set aside."""
    answer = company.ask(_about("stuck", wish).with_(by=None))
    living = [row for row in answer.rows if row["why"] != "dead" and not row["snoozed_until"]]
    return [_target(row, row["manager"]) for row in living[: wish.top]]


def _score(company: Workspace, wish: Wish) -> Iterable[Target]:
    """Open deals in the order of what a contact with each is worth."""
    answer = company.ask(_about("score", wish).with_(by=None))
    return [
        _target(row, row["manager"], row["chance"].value if row["chance"] is not None else None)
        for row in answer.rows[: wish.top]
    ]


def _unanswered(company: Workspace, wish: Wish) -> Iterable[Target]:
    """Open deals whose enquiry nobody has answered, the newest first."""
    asked = (wish.question or Question("response")).with_(metric="response", by=None, versus=None)
    listed = company.deals(asked, "unanswered", order="-created_at", limit=10 * wish.top)
    is_open = [row for row in listed.rows if row["outcome"] in (None, "open")]
    return [_target({**row, "account_id": listed.account_id}, row["owner"]) for row in is_open[: wish.top]]


def _deals(company: Workspace, wish: Wish) -> Iterable[Target]:
    """Deals by their numbers; of each it is known how it stands."""
    found = [company.deal(text) for text in dict.fromkeys(wish.deals)]
    if not found:
        raise InputError(say("no deal was named"), do=say("name at least one by its number"))
    return [
        Target(
            one.account_id,
            one.deal_id,
            one.name or one.external_id,
            one.stage,
            one.owner or "",
            round(one.days),
            _chance_of(company, one.account_id, one.deal_id, one.pipeline) if wish.kind == "score" else None,
        )
        for one in found
    ]


def _chance_of(company: Workspace, account_id: int, deal_id: int, pipeline: str) -> int | None:
    known = (one for one in company.dictionary().pipelines if one.account_id == account_id)
    place = next((one.pipeline_id for one in known if one.name == pipeline), None)
    if place is None:
        return None
    answer = company.ask(Question("score", f"{account_id}/{place}", options=(("deal", str(deal_id)),)))
    row = next(iter(answer.rows), None)
    return None if row is None or row["chance"] is None else round(100 * row["chance"].value)


def _about(metric: str, wish: Wish) -> Question:
    """The question of the page, asked for as many rows as are wanted and some that fall out."""
    asked = wish.question or Question(metric)
    options = tuple(one for one in asked.options if one[0] != "top")
    return Question(
        metric, asked.pipeline, where=asked.where, options=(*options, ("top", str(max(50, 3 * wish.top))))
    )


def _target(row: Row, owner: str | None, chance: float | None = None) -> Target:
    days = row.get("age_days")
    return Target(
        row["account_id"],
        row["deal_id"],
        row["name"] or str(row["external_id"] or row["deal_id"]),
        row["stage"] or "",
        owner or "",
        None if days is None else round(days),
        None if chance is None else round(100 * chance),
    )


FINDINGS: Mapping[str, Finding] = {
    one.name: one
    for one in (
        Finding(
            "stuck",
            say("Stuck deals"),
            {
                "ru": "Сделка стоит на этапе «{этап}» уже {дней} дн. Свяжитесь с клиентом и договоритесь о следующем шаге.",
                "en": "The deal has stood on the stage “{stage}” for {days} days. Call the client and agree on the next step.",
            },
            "stuck",
            _stuck,
        ),
        Finding(
            "unanswered",
            say("Enquiries without an answer"),
            {
                "ru": "На эту заявку ещё никто не ответил. Свяжитесь с клиентом сегодня.",
                "en": "Nobody has answered this enquiry yet. Call the client today.",
            },
            "time",
            _unanswered,
        ),
        Finding(
            "score",
            say("What to work on"),
            {
                "ru": "Сейчас звонок этому клиенту даст больше, чем потом. Свяжитесь и договоритесь о следующем шаге.",
                "en": "A call to this client is worth more now than later. Call and agree on the next step.",
            },
            "score",
            _score,
        ),
        Finding(
            "deals",
            say("Chosen deals"),
            {
                "ru": "Свяжитесь с клиентом и договоритесь о следующем шаге.",
                "en": "Call the client and agree on the next step.",
            },
            "",
            _deals,
        ),
    )
}


def finding_named(name: str) -> Finding:
    """The finding; InputError with those that there are."""
    if name not in FINDINGS:
        raise InputError(
            say("no finding called “{name}”", name=name),
            say("findings are: {names}", names=", ".join(FINDINGS)),
        )
    return FINDINGS[name]

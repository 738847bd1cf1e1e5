"""Words by which people name the columns and stages of a sales table, in Russian and in English; the surest come first."""

from __future__ import annotations

import re

#: What a column is called when it holds that.
COLUMNS: dict[str, tuple[str, ...]] = {
    "deal": (
        *(
            "case concept name",
            "deal id",
            "id сделки",
            "case id",
            "opportunity id",
            "lead id",
            "application id",
            "mql id",
            "номер сделки",
        ),
        *(
            "order id",
            "номер заявки",
            "номер заказа",
            "lead number",
            "deal",
            "сделка",
            "case",
            "заявка",
            "заказ",
            "lead",
            "id",
        ),
    ),
    "stage": (
        *(
            "stage",
            "этап",
            "этап сделки",
            "deal stage",
            "стадия",
            "стадия сделки",
            "concept name",
            "activity",
            "status",
            "статус",
        ),
        *(
            "статус сделки",
            "state",
            "состояние",
            "событие",
            "event",
            "action",
            "step",
            "converted",
            "is won",
            "выигран",
        ),
    ),
    "at": (
        *(
            "time timestamp",
            "timestamp",
            "ts",
            "дата перехода",
            "moved at",
            "changed at",
            "happened at",
            "дата события",
            "время события",
        ),
        *(
            "event time",
            "дата изменения",
            "время",
            "time",
            "дата",
            "date",
            "дата и время",
            "когда",
            "when",
            "complete timestamp",
            "created at",
        ),
    ),
    "created": (
        *(
            "created",
            "created at",
            "дата создания",
            "дата создания сделки",
            "создана",
            "создан",
            "create date",
            "creation date",
        ),
        *(
            "reg date",
            "дата регистрации",
            "startdate",
            "start date",
            "first contact date",
            "engage date",
            "open date",
            "открыта",
            "date",
            "дата",
        ),
    ),
    "closed": (
        *(
            "closed",
            "closed at",
            "close date",
            "дата закрытия",
            "дата закрытия сделки",
            "закрыта",
            "закрыт",
            "won date",
            "enddate",
        ),
        *("end date", "дата продажи", "дата оплаты", "paid at"),
    ),
    "owner": (
        *(
            "owner",
            "ответственный",
            "менеджер",
            "org resource",
            "sales agent",
            "manager",
            "responsible",
            "responsible user",
            "resource",
        ),
        *("sales rep", "agent", "sr id", "sdr id", "user", "сотрудник", "исполнитель", "кто", "assigned to"),
    ),
    "amount": (
        *(
            "amount",
            "сумма",
            "бюджет",
            "бюджет сделки",
            "сумма сделки",
            "close value",
            "amount req",
            "price",
            "deal value",
            "value",
        ),
        *("budget", "стоимость", "цена", "revenue", "total", "выручка"),
    ),
    "source": (
        "source",
        "источник",
        "lead source",
        "источник сделки",
        "origin",
        "utm source",
        "channel",
        "канал",
        "medium",
    ),
    "loss_reason": ("loss reason", "причина отказа", "lost reason", "причина проигрыша", "reason", "причина"),
    "name": ("name", "название", "название сделки", "deal name", "title", "тема"),
    "company": (
        "company",
        "компания",
        "account",
        "клиент",
        "customer",
        "organization",
        "организация",
        "контрагент",
    ),
}

#: Words that say nothing as a part of a name.
_WHOLE = {
    *(
        "id",
        "deal",
        "case",
        "lead",
        "сделка",
        "заявка",
        "заказ",
        "event",
        "событие",
        "action",
        "step",
        "state",
        "состояние",
        "activity",
    ),
    *(
        "date",
        "дата",
        "time",
        "время",
        "дата и время",
        "total",
        "value",
        "name",
        "название",
        "reason",
        "user",
        "agent",
        "кто",
        "тема",
    ),
}
_LOST = re.compile(
    r"lost|\blose|declin|cancel|reject|denied|refus|fail|invalid|dropp|disqualif|unqualif"
    r"|не ?реализован|не ?успеш|отказ|проигр|отклон|отмен|потер|недозвон|брак",
    re.IGNORECASE,
)
_WON = re.compile(
    r"\bwon\b|\bwin\b|success|approved|activated|registered|converted|payment|\bpaid\b|purchas|\bclosed\b|signed"
    r"|успеш|реализован|оплачен|оплата получен|выигр|продан|заключен",
    re.IGNORECASE,
)


def plain(name: str) -> str:
    """A name as words: lower case, without signs between them.

    >>> plain("case:AMOUNT_REQ"), plain("createdAt")
    ('case amount req', 'created at')
    """
    spaced = re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я])", " ", name)
    return " ".join(re.findall(r"\w+", spaced.replace("_", " "))).casefold()


def likeness(name: str, what: str) -> float:
    """How surely a column of that name holds `what`: 2 to 1 for the very name, below 1 for a part of it, 0 for neither.

    >>> likeness("Ответственный", "owner") > likeness("Ответственный за звонок", "owner") > likeness("Город", "owner")
    True
    """
    words, known = plain(name), COLUMNS[what]
    bare = words.removeprefix("case ")
    for place, one in enumerate(known):
        if one in (words, bare):
            return 2 - place / len(known)
    for place, one in enumerate(known):
        if one not in _WHOLE and re.search(rf"\b{one}\b", words):
            return 1 - place / len(known)
    return 0.0


def ending(stage: str) -> str:
    """`won`, `lost` or `open`, by the words of a stage's name.

    >>> [ending(name) for name in ("Успешно реализовано", "Закрыто и не реализовано", "КП отправлено")]
    ['won', 'lost', 'open']
    """
    words = re.sub(r"[_\W]+", " ", stage)
    if _LOST.search(words):
        return "lost"
    return "won" if _WON.search(words) else "open"

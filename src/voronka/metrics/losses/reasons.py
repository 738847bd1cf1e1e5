"""What a reason for a loss says, by the words it is written with: lists to be read and added to."""

from __future__ import annotations

from voronka.language import say
from voronka.metrics.literals import text_sql
from voronka.model.column import Column

#: Nature of a reason → beginnings of words, lower case. The first list that fits counts, so what is no customer at all stands before the rest.
WORDS: dict[str, tuple[str, ...]] = {
    "duplicate": ("дубл", "повторн", "duplicate"),
    "spam": ("спам", "реклам", "spam", "ошиблись номером", "wrong number"),
    "no_demand": (
        *("нет потребност", "не нужн", "неактуальн", "не актуальн", "передумал", "нецелев", "не целев"),
        *("no need", "no demand", "not interested", "not relevant", "unqualified"),
    ),
    "process": (
        *("не выходит на связь", "не отвеча", "недозвон", "не дозвон", "нет ответа", "пропал", "не перезвон", "молч"),
        *("долго", "забыл", "не успел", "no answer", "no response", "unreachable", "lost contact", "too slow", "ghost"),
    ),
    "product": (
        *("дорог", "цен", "бюджет", "конкурент", "сроки", "срок поставк", "нет нужн", "нет в наличи", "ассортимент"),
        *("не устро", "качеств", "функци", "не подош", "не подход", "услови"),
        *("price", "expensive", "budget", "competitor", "feature", "quality", "delivery time", "out of stock", "terms"),
    ),
}  # fmt: skip
NATURE = Column(
    "nature",
    say("What it points to"),
    "code",
    spare=5,
    words=(
        ("product", say("product, price or terms")),
        ("process", say("our answers and pace")),
        ("no_demand", say("no demand")),
        ("duplicate", say("duplicate")),
        ("spam", say("spam")),
    ),
)


def nature(reason: str) -> str | None:
    """What a reason points to; None where its words do not tell.

    >>> nature("Дорого"), nature("Клиент не отвечает"), nature("Дубль"), nature("Другое")
    ('product', 'process', 'duplicate', None)
    """
    text = reason.casefold()
    return next((name for name, words in WORDS.items() if any(_begins(text, word) for word in words)), None)


def _begins(text: str, word: str) -> bool:
    """Whether a word of the text begins so: «цен» is in «цена» and not in «оценка»."""
    return f" {word}" in f" {text}"


def like_sql(column: str, nature: str) -> str:
    """Whether a text of `column` has a word that begins as one of that nature's, written small, with a capital or in capitals.

    >>> like_sql("value", "spam").startswith("(value like 'спам%' or value like '% спам%' or value like 'Спам%'")
    True
    """
    spelled = [form for word in WORDS[nature] for form in (word, word.capitalize(), word.upper())]
    return f"({' or '.join(f'{column} like {text_sql(start + form)}' for form in (f'{one}%' for one in spelled) for start in ('', '% '))})"

"""Numbers inside findings: sums and counts of deals as phrases, right in both languages wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from voronka.language import Phrase, say
from voronka.model.money import Money

_SIGNS = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸", "GBP": "£"}


def count_text(number: int) -> Phrase | int:
    """A count in groups of three digits.

    >>> str(count_text(942)), str(count_text(1_042)), count_text(12_042).in_("ru").replace("\\N{NARROW NO-BREAK SPACE}", " ")
    ('942', '1,042', '12 042')
    """
    if number < 1_000:
        return number
    head, rest = divmod(number, 1_000)
    return say("{head},{rest:03}", head=count_text(head), rest=rest)


def deals_text(number: int) -> Phrase:
    """So many deals, in the plural form that the number asks for.

    >>> [deals_text(n).in_("ru").replace("\\N{NO-BREAK SPACE}", " ") for n in (1, 3, 12, 21)]
    ['1 сделка', '3 сделки', '12 сделок', '21 сделка']
    >>> str(deals_text(1)), str(deals_text(21))
    ('1 deal', '21 deals')
    """
    if number == 1:
        return say("{n} deal", n=1)
    last, teen = number % 10, number % 100 // 10 == 1
    if last == 1 and not teen:
        return say("{one} deals", one=count_text(number))
    if 2 <= last <= 4 and not teen:
        return say("{few} deals", few=count_text(number))
    return say("{n} deals", n=count_text(number))


def names_text(names: Iterable[str]) -> Phrase | str:
    """Names side by side, in the quotes of the reader's language; "" for none.

    >>> str(names_text(["КП", "Счёт"])), names_text(["КП", "Счёт"]).in_("ru")
    ('“КП”, “Счёт”', '«КП», «Счёт»')
    """
    quoted = [say("“{name}”", name=name) for name in names]
    return reduce(lambda some, one: say("{some}, {one}", some=some, one=one), quoted) if quoted else ""


def sum_text(amount: Money) -> Phrase:
    """A sum to three digits, in thousands, millions or milliards.

    >>> sum_text(Money(1_425_000_000, "RUB")).in_("ru").replace("\\N{NO-BREAK SPACE}", " ")
    '14,3 млн ₽'
    >>> str(sum_text(Money(1_425_000_000, "RUB"))), str(sum_text(Money(984_000, "KGS")))
    ('₽14.3M', 'KGS 9,840')
    """
    sign = _SIGNS.get(amount.currency, f"{amount.currency} ")
    # Half up, in whole numbers: 14.25 is 14.3.
    major = (amount.minor + 50) // 100
    for scale, say_scaled in ((10**9, _milliards), (10**6, _millions), (10**3, _thousands)):
        if major >= scale * 10 or (major >= scale and scale > 10**3):
            return say_scaled(_number(major, scale), sign)
    return say("{sign}{n}", sign=sign, n=count_text(major))


def _number(major: int, scale: int) -> Phrase | int:
    """`major / scale`, half up, with one decimal below a hundred."""
    whole, tenth = divmod((major * 10 + scale // 2) // scale, 10)
    if whole >= 100:
        return (major + scale // 2) // scale
    return say("{whole}.{tenth}", whole=whole, tenth=tenth) if tenth else whole


def _milliards(n: Phrase | int, sign: str) -> Phrase:
    return say("{sign}{n}B", sign=sign, n=n)


def _millions(n: Phrase | int, sign: str) -> Phrase:
    return say("{sign}{n}M", sign=sign, n=n)


def _thousands(n: Phrase | int, sign: str) -> Phrase:
    return say("{sign}{n}K", sign=sign, n=n)

"""Numbers are written as people of each language write them."""

from __future__ import annotations

import pytest

from voronka.model.money import Money
from voronka.render import numbers
from voronka.render.words import Words

NARROW, SPACE = "\u202f", "\u00a0"


def shown(text: str) -> str:
    """The text with its special spaces told apart: narrow as _, no-break as ~."""
    return text.replace(NARROW, "_").replace(SPACE, "~")


@pytest.mark.parametrize(
    ("number", "ru", "en"),
    [(0, "0", "0"), (7, "7", "7"), (1248, "1_248", "1,248"), (-31854, "−31_854", "−31,854"), (128_430_219, "128_430_219", "128,430,219")],
)  # fmt: skip
def test_counts_are_grouped(number: int, ru: str, en: str) -> None:
    assert (shown(numbers.count(number, "ru")), shown(numbers.count(number, "en"))) == (ru, en)


@pytest.mark.parametrize(
    ("share", "ru", "en"),
    [
        (None, "—", "—"),
        (0.0, "0_%", "0%"),
        (0.0003, "<0,1_%", "<0.1%"),
        (0.0123, "1,2_%", "1.2%"),
        (0.0994, "9,9_%", "9.9%"),
        (0.0996, "10_%", "10%"),
        (0.674, "67_%", "67%"),
        (0.9949, "99_%", "99%"),
        (0.99999, ">99_%", ">99%"),
        (1.0, "100_%", "100%"),
        (1.75, "175_%", "175%"),
    ],
)
def test_shares_keep_zero_and_one_hundred_for_the_exact(share: float | None, ru: str, en: str) -> None:
    assert (shown(numbers.percent(share, "ru")), shown(numbers.percent(share, "en"))) == (ru, en)


@pytest.mark.parametrize(
    ("minor", "currency", "ru", "en"),
    [
        (0, "RUB", "0~₽", "₽0"),
        (999_949, "RUB", "9_999~₽", "₽9,999"),
        (1_000_000, "RUB", "10,0~тыс.~₽", "₽10.0K"),
        (99_999_999, "RUB", "1,0~млн~₽", "₽1.0M"),
        (6_140_000_000, "RUB", "61,4~млн~₽", "₽61.4M"),
        (11_130_000_000, "RUB", "111~млн~₽", "₽111M"),
        (-21_000_000, "EUR", "−210~тыс.~€", "−€210K"),
        (1_234_567_890_123_45, "RUB", "1,2~трлн~₽", "₽1.2T"),
        (5_000, "JPY", "5_000~JPY", "JPY~5,000"),
    ],
)
def test_money_at_a_glance(minor: int, currency: str, ru: str, en: str) -> None:
    amount = Money(minor, currency)
    assert (shown(numbers.money(amount, "ru")), shown(numbers.money(amount, "en"))) == (ru, en)


def test_exact_money_shows_kopecks_only_when_there_are_any() -> None:
    assert shown(numbers.money_exact(Money(100_00, "RUB"), "ru")) == "100~₽"
    assert shown(numbers.money_exact(Money(100_05, "RUB"), "ru")) == "100,05~₽"
    assert shown(numbers.money_exact(Money(-1_234_567_89, "USD"), "en")) == "−$1,234,567.89"


@pytest.mark.parametrize(
    ("days", "ru", "en"),
    [
        (0.0, "<1~ч", "<1~h"),
        (0.04, "<1~ч", "<1~h"),
        (0.25, "6~ч", "6~h"),
        (1.0, "1~день", "1~day"),
        (1.9, "1,9~дня", "1.9~days"),
        (2.04, "2~дня", "2~days"),
        (9.97, "10~дней", "10~days"),
        (21.2, "21~день", "21~days"),
        (104.4, "104~дня", "104~days"),
    ],
)
def test_lengths_of_time(days: float, ru: str, en: str) -> None:
    assert (shown(numbers.duration(days, "ru")), shown(numbers.duration(days, "en"))) == (ru, en)


def test_a_difference_has_its_sign_and_unit() -> None:
    assert shown(numbers.points(0.031, "ru")) == "+3,1~п._п."
    assert shown(numbers.points(-0.0004, "ru")) == "0,0~п._п."
    assert shown(numbers.points(-0.25, "en")) == "−25~pp"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 сделок"), (1, "1 сделка"), (2, "2 сделки"), (5, "5 сделок"), (11, "11 сделок"), (12, "12 сделок"), (21, "21 сделка"), (22, "22 сделки"), (111, "111 сделок"), (1001, "1_001 сделка")],
)  # fmt: skip
def test_russian_nouns_agree_with_their_number(number: int, text: str) -> None:
    assert shown(Words("ru")("deals", n=number)) == text


def test_english_nouns_agree_with_their_number() -> None:
    assert [Words("en")("deals", n=number) for number in (0, 1, 2)] == ["0 deals", "1 deal", "2 deals"]

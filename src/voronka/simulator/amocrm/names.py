"""Made-up names by number: the same number, the same name. No person or firm is meant."""

from __future__ import annotations

_FORMS = ("ООО", "АО", "ИП", "ООО", "ГК", "ООО", "ТД", "НПО")
_FIRST = (
    "Север",
    "Вектор",
    "Альфа",
    "Гранит",
    "Заря",
    "Меридиан",
    "Прогресс",
    "Сфера",
    "Импульс",
    "Арсенал",
    "Магистраль",
    "Парус",
    "Контур",
    "Орбита",
    "Ясень",
    "Кварц",
    "Лидер",
    "Рубин",
    "Этюд",
)
_SECOND = (
    "Строй",
    "Пром",
    "Торг",
    "Снаб",
    "Мед",
    "Тех",
    "Авто",
    "Логистик",
    "Сервис",
    "Агро",
    "Энерго",
    "Софт",
    "Мебель",
    "Транс",
    "Дизайн",
    "Маш",
    "Фарм",
)
_WORKS = (
    "внедрение",
    "поставка",
    "годовое обслуживание",
    "проект",
    "пилот",
    "расширение",
    "аудит",
    "оборудование",
    "обучение",
    "модернизация",
    "подписка",
)
_GIVEN = (
    "Анна",
    "Борис",
    "Вера",
    "Глеб",
    "Дарья",
    "Егор",
    "Жанна",
    "Захар",
    "Инна",
    "Кирилл",
    "Лидия",
    "Максим",
    "Нина",
    "Олег",
    "Полина",
    "Роман",
    "Софья",
    "Тимур",
    "Ульяна",
    "Фёдор",
    "Эмма",
    "Юрий",
    "Яна",
)
_FAMILY = (
    "Абрамченко",
    "Белых",
    "Вдовенко",
    "Гринько",
    "Дюма",
    "Живаго",
    "Зверко",
    "Ильенко",
    "Коваль",
    "Левченко",
    "Мороз",
    "Носенко",
    "Павленко",
    "Ремез",
    "Седых",
    "Ткач",
    "Усик",
    "Франко",
    "Хитрук",
    "Черных",
    "Шевчук",
    "Юрченко",
    "Яремко",
)


def company_name(number: int) -> str:
    """The name of a client firm.

    >>> company_name(7)
    'НПО «СфераТорг»'
    """
    number = abs(number)
    return f"{_FORMS[number % len(_FORMS)]} «{_FIRST[number % len(_FIRST)]}{_SECOND[number // 3 % len(_SECOND)]}»"


def deal_name(number: int) -> str:
    """The name of a deal: firm and what it buys."""
    return f"{company_name(number)}: {_WORKS[abs(number) % len(_WORKS)]}"


def person_name(number: int) -> tuple[str, str]:
    """Given and family name of a client's person."""
    number = abs(number)
    return _GIVEN[number % len(_GIVEN)], _FAMILY[number // 7 % len(_FAMILY)]


def phone(number: int) -> str:
    """A telephone number of a range that is given to nobody."""
    return f"+7000{abs(number) % 10**7:07d}"

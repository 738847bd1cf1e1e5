"""Made-up names, on demand: of client companies, of the people who work there, of deals."""

from __future__ import annotations

from voronka.simulator.shape import Company

_ROOTS = [
    "Урал",
    "Сибирь",
    "Волга",
    "Север",
    "Балт",
    "Юг",
    "Дон",
    "Кама",
    "Енисей",
    "Восток",
    "Нева",
    "Алтай",
    "Ока",
    "Центр",
    "Запад",
    "Вятка",
    "Тагил",
    "Самара",
    "Кубань",
    "Байкал",
    "Рось",
    "Гранд",
    "Мега",
    "Альфа",
    "Вектор",
    "Атлант",
    "Прогресс",
    "Эталон",
    "Титан",
    "Феникс",
    "Горизонт",
    "Меридиан",
    "Квант",
    "Орион",
    "Заря",
    "Маяк",
    "Исток",
    "Сокол",
    "Витязь",
    "Каскад",
]
_FIELDS = [
    "пром",
    "маш",
    "строй",
    "энерго",
    "агро",
    "хим",
    "нефть",
    "транс",
    "металл",
    "тех",
    "пищ",
    "лес",
    "авто",
    "гидро",
    "электро",
    "снаб",
    "комплект",
    "монтаж",
    "сервис",
    "логистик",
]
_ENDS = ("", "", "Проект", "Инжиниринг", "Групп", "Торг", "Завод")
_FORMS = ("ООО", "ООО", "ООО", "ООО", "АО", "АО", "ИП", "ПАО")
_GOODS = (
    "насосная станция",
    "винтовой компрессор",
    "ленточный конвейер",
    "теплообменники",
    "запорная арматура",
    "электродвигатели",
    "частотные преобразователи",
    "редукторы",
    "фасовочная линия",
    "дизель-генератор",
    "вентиляционное оборудование",
    "шкафы управления",
    "котельная 2 МВт",
    "станок с ЧПУ",
    "запчасти и сервис",
    "датчики давления",
)
_MEN = [
    "Александр",
    "Андрей",
    "Владимир",
    "Дмитрий",
    "Евгений",
    "Иван",
    "Константин",
    "Максим",
    "Михаил",
    "Николай",
    "Олег",
    "Пётр",
    "Сергей",
    "Юрий",
]
_WOMEN = [
    "Алина",
    "Анастасия",
    "Вера",
    "Галина",
    "Елена",
    "Ирина",
    "Ксения",
    "Людмила",
    "Надежда",
    "Оксана",
    "Светлана",
    "Яна",
]
_SURNAMES = [
    "Абрамов",
    "Баранов",
    "Васильев",
    "Гаврилов",
    "Данилов",
    "Егоров",
    "Зайцев",
    "Ильин",
    "Калинин",
    "Ларин",
    "Макаров",
    "Никитин",
    "Осипов",
    "Поляков",
    "Романов",
    "Савельев",
    "Тарасов",
    "Ушаков",
    "Филатов",
    "Харитонов",
    "Цветков",
    "Чернов",
    "Широков",
    "Яковлев",
    "Борисов",
    "Громыко",
    "Демидов",
    "Кириллов",
    "Миронов",
    "Назаров",
]


def client_name(number: int) -> str:
    """The company of client `number`; neighbours get unlike names.

    >>> client_name(7), client_name(8)
    ('ПАО «НеваПищЗавод»', 'ИП Широков А. А.')
    """
    mixed = _mix(number)
    form = _FORMS[mixed % len(_FORMS)]
    root = _ROOTS[mixed // 8 % len(_ROOTS)]
    if form == "ИП":
        return f"ИП {_SURNAMES[mixed // 320 % len(_SURNAMES)]} {'АВДЕИМНПС'[mixed // 9600 % 9]}. {'АВИНПС'[mixed // 86400 % 6]}."
    kind = _FIELDS[mixed // 320 % len(_FIELDS)].capitalize()
    end = _ENDS[mixed // 6400 % len(_ENDS)]
    return f"{form} «{root}{kind}{end}»"


def contact_name(number: int) -> str:
    """The person one talks to at client `number`.

    >>> contact_name(7)
    'Яна Филатова'
    """
    mixed = _mix(number + 1_000_003)
    surname = _SURNAMES[mixed // 64 % len(_SURNAMES)]
    if mixed % 2:
        return f"{_WOMEN[mixed // 2 % len(_WOMEN)]} {surname if surname.endswith('о') else surname + 'а'}"
    return f"{_MEN[mixed // 2 % len(_MEN)]} {surname}"


def deal_name(company: Company, i: int) -> str:
    """The name of the deal in row `i` of `company.deals`: the client and what is asked for."""
    number = int(company.deals["name_no"][i])
    goods = _GOODS[_mix(int(company.deals["id"][i])) % len(_GOODS)]
    return f"{client_name(number)}: {goods}"


def _mix(number: int) -> int:
    """A fixed scrambling of a number (the finaliser of splitmix64)."""
    word = (number + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return word ^ (word >> 31)

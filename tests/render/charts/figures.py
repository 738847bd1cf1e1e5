"""Charts of a made-up company, as its pages would show them: for tests and for the eye."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from voronka.render.charts import (
    Ahead,
    Amount,
    Bar,
    Bars,
    Bin,
    Bullet,
    Calibration,
    Chart,
    Count,
    Days,
    Deed,
    Dots,
    Estimated,
    Fan,
    Flow,
    Flows,
    Goal,
    Happening,
    Heat,
    Heated,
    HeatRow,
    Histogram,
    Lines,
    Part,
    Passed,
    Percent,
    Plan,
    Point,
    Promised,
    Reading,
    Series,
    Sparkline,
    Station,
    Stay,
    Term,
    Timeline,
    Waterfall,
)
from voronka.stats.intervals import wilson

SOURCE = "Основная воронка · сделки, созданные с 1 октября 2025 по 30 сентября 2026 · по состоянию на 22 ноября 2026"
STAGES = (
    "Первичный контакт",
    "Квалификация",
    "Назначена встреча",
    "Выставлено КП",
    "Согласование договора",
    "Договор подписан",
    "Ожидаем оплату",
)
MANAGERS = (
    "Анна Смирнова",
    "Борис Кузнецов",
    "Виктория Соколова-Преображенская",
    "Глеб Орлов",
    "Дарья Лебедева",
    "Егор Новиков",
    "Жанна Ким",
)


def month(index: int) -> date:
    """The first of a month, counted from October 2025."""
    return date(2025 + (9 + index) // 12, (9 + index) % 12 + 1, 1)


def conversion() -> Lines:
    """Share won by month of creation, with a compared year, a change, a note, and two months that are not over."""
    now = (0.241, 0.252, 0.218, 0.236, 0.247, 0.229, 0.171, 0.163, 0.178, 0.169, 0.152, 0.144)
    year_ago = (0.212, 0.221, 0.208, 0.224, 0.231, 0.226, 0.219, 0.228, 0.222, 0.231, 0.226, 0.229)
    deals = (412, 398, 367, 288, 402, 431, 455, 389, 402, 377, 408, 236)
    points = tuple(
        Point(
            month(index),
            value,
            value - 1.96 * (value * (1 - value) / n) ** 0.5,
            value + 1.96 * (value * (1 - value) / n) ** 0.5,
            n,
            href=f"/deals?period={month(index):%Y-%m}",
            is_open=index >= 10,
        )
        for index, (value, n) in enumerate(zip(now, deals, strict=True))
    )
    before = tuple(Point(month(index), value, n=300 + index) for index, value in enumerate(year_ago))
    return Lines(
        title="Конверсия из первого контакта в оплату",
        summary="С апреля выигрывают 17 сделок из 100 вместо 24: упало после переезда на новый прайс и не вернулось.",
        source=SOURCE,
        series=(Series("Сейчас", points), Series("Год назад", before, "before")),
        y=Percent(),
        marks=(
            Happening(month(6), "Стало ниже", is_change=True),
            Happening(month(5), "Новый прайс"),
        ),
    )


def ages() -> Lines:
    """Curves by age of three quarters, steps, with the median read off."""

    def curve(reach: float, speed: float, until: int) -> tuple[Point, ...]:
        return tuple(
            Point(
                age,
                reach * (1 - 2 ** (-age / speed)),
                reach * (1 - 2 ** (-age / speed)) * 0.86,
                reach * (1 - 2 ** (-age / speed)) * 1.14,
                900,
            )
            for age in range(0, until, 5)
        )

    return Lines(
        title="Сколько сделок выиграно к возрасту",
        summary="Сделки третьего квартала идут медленнее: к 60-му дню выиграно 11 %, у второго квартала было 15 %.",
        source=SOURCE,
        series=(
            Series("III квартал", curve(0.17, 38, 96)),
            Series("II квартал", curve(0.21, 34, 181), "second"),
            Series("I квартал", curve(0.2, 31, 181), "before"),
        ),
        y=Percent(),
        x=Days(),
        x_title="дней от создания сделки",
        is_steps=True,
        readings=(Reading(34, 0.105, "половина побед ко дню 34"),),
    )


def money() -> Lines:
    """Money of wins by week with a plan."""
    values = (3.1, 2.6, 4.4, 3.9, 5.2, 4.1, 3.2, 4.8, 6.1, 5.5, 4.9, 5.8, 6.6)
    points = tuple(
        Point(date(2026, 8, 24) + timedelta(weeks=index), value * 1e8, n=20 + index, is_open=index == 12)
        for index, value in enumerate(values)
    )
    return Lines(
        title="Оплаты по неделям",
        summary="Пять недель подряд выше плана.",
        source=SOURCE,
        series=(Series("Оплаты", points, "good"),),
        y=Amount("RUB"),
        grain="week",
        goals=(Goal(4.5e8, "План"),),
        from_zero=True,
    )


def managers() -> Lines:
    """Many lines, one of them loud."""
    series = []
    for number, name in enumerate(MANAGERS):
        level = 0.14 + 0.02 * number
        points = tuple(
            Point(month(index), level + 0.03 * ((index * (number + 3)) % 5 - 2) / 2, n=40)
            for index in range(12)
        )
        role = {0: "now", 3: "second", 5: "third"}.get(number, "quiet")
        series.append(Series(name, points, role))
    return Lines(
        title="Конверсия по менеджерам",
        summary="Смирнова стабильно ниже остальных, разброс между месяцами велик у всех.",
        source=SOURCE,
        series=tuple(series),
        y=Percent(),
    )


def losses() -> Bars:
    """Reasons of losses, a Pareto."""
    reasons = (
        ("Дорого", 312),
        ("Выбрали конкурента", 208),
        ("Не выходит на связь", 173),
        ("Нет бюджета в этом году", 96),
        ("Не подошёл функционал", 51),
        ("Дубль", 34),
        ("Причина не указана", 22),
        ("Другое", 9),
    )
    return Bars(
        title="Почему теряются сделки",
        summary="Три причины дают 77 % потерь; больше всего — цена.",
        source=SOURCE,
        bars=tuple(
            Bar(name, lost, n=lost, role="bad", href=f"/deals?reason={name}") for name, lost in reasons
        ),
        unit=Count(),
        is_pareto=True,
    )


def sources() -> Bars:
    """Money by source, now and before, with a thin one."""
    rows = (
        ("Сайт", 41.2e8, 35.1e8, 412, False),
        ("Рекомендации", 38.6e8, 39.9e8, 96, False),
        ("Яндекс Директ", 17.9e8, 24.4e8, 388, False),
        ("Холодные звонки", 6.1e8, 5.8e8, 504, False),
        ("Выставка «Сделано в России»", 2.2e8, 0, 11, True),
    )
    return Bars(
        title="Оплаты по источникам",
        summary="Рекомендации приносят почти столько же, сколько сайт, вчетверо меньшим числом сделок.",
        source=SOURCE,
        bars=tuple(
            Bar(name, now, n=n, before=before, is_thin=thin, href="/deals", aside="")
            for name, now, before, n, thin in rows
        ),
        unit=Amount("RUB"),
        before_name="Прошлый год",
    )


def outcomes() -> Bars:
    """Stacked: what became of the deals of each manager."""
    rows = tuple(
        zip(
            MANAGERS,
            (
                (61, 40, 130),
                (55, 32, 150),
                (80, 51, 101),
                (34, 12, 160),
                (70, 70, 90),
                (22, 9, 60),
                (12, 30, 25),
            ),
            strict=True,
        )
    )
    return Bars(
        title="Чем закончились сделки менеджеров",
        summary="У Соколовой-Преображенской выиграна каждая третья.",
        source=SOURCE,
        bars=tuple(
            Bar(
                name,
                sum(parts),
                parts=(
                    Part("Выиграны", parts[0], "good"),
                    Part("В работе", parts[1], "soft"),
                    Part("Проиграны", parts[2], "bad"),
                ),
            )
            for name, parts in rows
        ),
        unit=Count(),
    )


def stays() -> Bars:
    """Median stays with intervals."""
    rows = zip(
        STAGES,
        (1.2, 3.4, 6.1, 12.7, 21.5, 4.2, 8.9),
        (0.9, 2.9, 5.2, 10.9, 17.0, 3.1, 6.0),
        (1.5, 4.1, 7.3, 14.8, 28.1, 5.7, 13.2),
        strict=True,
    )
    return Bars(
        title="Сколько сделки стоят на этапах",
        summary="Дольше всего — на согласовании договора: половина стоит больше трёх недель.",
        source=SOURCE,
        bars=tuple(
            Bar(name, value, low, high, n=200 + index, href="/deals")
            for index, (name, value, low, high) in enumerate(rows)
        ),
        unit=Days(),
    )


def fair() -> Dots:
    """Managers against the company."""
    rows = zip(
        MANAGERS,
        (0.142, 0.188, 0.261, 0.204, 0.223, 0.31, 0.19),
        (0.111, 0.15, 0.222, 0.172, 0.185, 0.12, 0.155),
        (0.178, 0.231, 0.304, 0.24, 0.266, 0.58, 0.229),
        (398, 340, 431, 502, 377, 12, 361),
        ("worse", "quiet", "good", "quiet", "quiet", "quiet", "quiet"),
        strict=True,
    )
    return Dots(
        title="Конверсия менеджеров при одинаковых сделках",
        summary="Надёжно выше общей — Соколова-Преображенская, надёжно ниже — Смирнова. У остальных разница может быть случайной.",
        source=SOURCE,
        rows=tuple(
            Estimated(name, value, low, high, n, role, href="/deals", is_thin=n < 30)
            for name, value, low, high, n, role in rows
        ),
        unit=Percent(),
        reference=0.204,
        reference_name="Вся компания",
    )


def cohorts() -> Heat:
    """The triangle of cohorts by age."""
    rows = []
    for index in range(12):
        cells = tuple(
            Heated(
                0.26 * (1 - 2 ** (-(age + 1) / 2.2)) * (1 - 0.02 * index),
                400 - 10 * index,
                "/deals",
                is_open=age == 11 - index,
            )
            if age <= 11 - index
            else None
            for age in range(12)
        )
        names = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
        rows.append(
            HeatRow(f"{names[month(index).month - 1]} {month(index).year}", cells, 400 - 10 * index, "/deals")
        )
    return Heat(
        title="Выиграно к возрасту, по месяцу создания, %",
        summary="Каждый следующий месяц набирает победы медленнее.",
        source=SOURCE,
        columns=tuple(str(age + 1) for age in range(12)),
        rows=tuple(rows),
        unit=Percent(),
        row_title="Создана",
        column_title="Месяц жизни сделки",
    )


def where_lost() -> Heat:
    """Reasons by stage."""
    reasons = ("Дорого", "Выбрали конкурента", "Не выходит на связь", "Нет бюджета", "Не подошёл функционал")
    return Heat(
        title="На каком этапе какая причина",
        summary="«Дорого» звучит после КП, «не выходит на связь» — сразу.",
        source=SOURCE,
        columns=STAGES,
        rows=tuple(
            HeatRow(
                reason,
                tuple(
                    Heated(value, value, "/deals")
                    if (value := (number * 37 + column * 23) % 91 if (number + column) % 3 else 0)
                    else Heated(0)
                    for column in range(len(STAGES))
                ),
            )
            for number, reason in enumerate(reasons)
        ),
        unit=Count(),
        role="bad",
    )


def spark() -> Sparkline:
    """A trend as small as a word."""
    return Sparkline(
        title="Победы по неделям",
        values=(12, 14, 11, 15, 17, 16, 19, 18, 22, 20, 24, 15),
        before=(10, 11, 12, 12, 13, 13, 14, 13, 15, 15, 16, 16),
        unit=Count(),
        is_open=True,
    )


def bridge() -> Waterfall:
    """Why the open sum changed."""
    terms = (
        Term("В работе на 1 июля", 184.2e8, is_total=True, n=412),
        Term("Новые сделки", 141.0e8, n=1_204, href="/deals"),
        Term("Стали дороже", 9.4e8, n=61, href="/deals"),
        Term("Стали дешевле", -22.8e8, n=88, href="/deals"),
        Term("Оплачены", -61.4e8, role="good", n=208, href="/deals"),
        Term("Проиграны", -83.5e8, role="bad", n=705, href="/deals"),
        Term("В работе на 30 сентября", 166.9e8, is_total=True, n=391),
    )
    return Waterfall(
        title="Что изменилось в портфеле за квартал",
        summary="Портфель стал меньше на 17,3 млн ₽: потеряно больше, чем оплачено.",
        source=SOURCE,
        terms=terms,
        unit=Amount("RUB"),
        change_unit=Amount("RUB", is_signed=True),
    )


def bullet() -> Bullet:
    """Managers against their plans."""
    rows = zip(
        MANAGERS,
        (6.1, 9.4, 12.2, 3.3, 7.7, 8.8, 0.9),
        (9, 9, 11, 8, 9, 9, 4),
        (8.1, 9.8, 13.5, 4.0, 9.2, 10.1, 1.2),
        strict=True,
    )
    return Bullet(
        title="План продаж на ноябрь",
        summary="Отдел идёт с опережением, отстают Смирнова, Орлов и Ким.",
        source=SOURCE,
        plans=tuple(
            Plan(
                name,
                fact * 1e8,
                plan * 1e8,
                0.73 * plan * 1e8,
                ahead * 1e8,
                ahead * 0.9e8,
                ahead * 1.15e8,
                "good" if fact >= plan else "now",
                "/deals",
            )
            for name, fact, plan, ahead in rows
        ),
        unit=Amount("RUB"),
    )


def fan() -> Fan:
    """Won money by month: a year of facts with what had been said of seven of them, and three months ahead."""
    facts = (9.8, 11.2, 8.4, 7.1, 9.9, 12.6, 10.4, 11.8, 9.2, 12.9, 13.4, 12.1)
    said = (None,) * 5 + (
        (8.2, 13.1),
        (8.8, 13.9),
        (9.4, 14.2),
        (9.6, 14.4),
        (8.9, 13.5),
        (9.9, 14.8),
        (10.6, 15.9),
    )
    passed = tuple(
        Passed(month(index + 1), fact * 1e8, *((end * 1e8 for end in ends) if ends else (None, None)), 40 + index, "/deals")
        for index, (fact, ends) in enumerate(zip(facts, said, strict=True))
    )  # fmt: skip
    ahead = (
        Ahead(month(13), 12.4e8, 10.1e8, 15.0e8, 11.4e8, 13.6e8, 6.2e8, "/deals"),
        Ahead(month(14), 13.1e8, 9.2e8, 17.3e8, 11.4e8, 15.0e8),
        Ahead(month(15), 9.8e8, 6.1e8, 14.2e8, 8.2e8, 11.7e8),
    )
    return Fan(
        title="Выиграно по месяцам и прогноз",
        summary="В ноябре скорее всего 12,4 млн ₽, в 8 случаях из 10 от 10,1 до 15,0 млн ₽; уже выиграно 6,2.",
        source=SOURCE,
        passed=passed,
        ahead=ahead,
        plan=tuple((month(index), 13e8) for index in (13, 14, 15)),
        today=date(2026, 11, 22),
        unit=Amount("RUB"),
    )


def fan_running() -> Fan:
    """One month as it fills up."""
    first = date(2026, 11, 1)
    facts = [round(3.1e7 * day * (1 + 0.04 * (day % 5))) for day in range(23)]
    ahead = []
    for number, day in enumerate(range(23, 31), 1):
        middle = facts[-1] + number * 4.1e7
        wide = 7e7 * number**0.5
        ends = (middle - wide, middle + wide * 1.3, middle - wide / 2, middle + wide * 0.6)
        ahead.append(Ahead(first + timedelta(days=day), middle, *ends))
    return Fan(
        title="Как заполняется ноябрь",
        summary="К концу месяца скорее всего 10,1 млн ₽.",
        source=SOURCE,
        passed=tuple(
            Passed(first + timedelta(days=day), value, href="/deals") for day, value in enumerate(facts)
        ),
        ahead=tuple(ahead),
        plan=((first, 0.0), (date(2026, 12, 1), 11e8)),
        today=date(2026, 11, 23),
        unit=Amount("RUB"),
        grain="day",
        is_running=True,
    )


def calibration() -> Calibration:
    """Chances of deals that are over, in seven groups."""
    groups = (
        (0.04, 31, 812), (0.13, 61, 466), (0.24, 68, 281), (0.35, 66, 190), (0.46, 60, 131), (0.57, 31, 78), (0.72, 9, 11),
    )  # fmt: skip
    return Calibration(
        title="Сбываются ли вероятности",
        summary="Сбывается примерно столько, сколько обещано; от 55 % и выше обещано слишком много.",
        source=SOURCE,
        groups=tuple(
            Promised.of(chance, wilson(won, n), is_thin=n < 20, href="/deals") for chance, won, n in groups
        ),
    )


def sizes() -> Histogram:
    """Sums of won deals."""
    edges = (0, 25, 50, 100, 200, 400, 800, 1600)
    counts = (12, 48, 131, 208, 164, 71, 22, 9)
    bins = [
        Bin(low * 1e5, high * 1e5, count, "/deals")
        for (low, high), count in zip(pairwise(edges), counts, strict=False)
    ]
    return Histogram(
        title="Суммы выигранных сделок",
        summary="Половина выигранных сделок дешевле 168 тыс. ₽; сделок дороже 800 тыс. ₽ — тридцать одна.",
        source=SOURCE,
        bins=(*bins, Bin(1600e5, None, counts[-1], "/deals")),
        unit=Amount("RUB"),
        x_title="сумма сделки",
        middle=168e5,
        middle_name="половина до",
        usual=(94e5, 310e5),
    )


def path() -> Timeline:
    """One deal."""
    day = datetime(2026, 8, 3, 10, 20)

    def at(days: float) -> datetime:
        return day + timedelta(days=days)

    return Timeline(
        title="Путь сделки «Поставка кухонного оборудования»",
        summary="Сделка 41 день в работе, дольше всего стояла на КП; один раз вернулась назад.",
        source=SOURCE,
        stays=(
            Stay("Первичный контакт", at(0), at(1.1)),
            Stay("Квалификация", at(1.1), at(4)),
            Stay("Выставлено КП", at(4), at(19.2)),
            Stay("Квалификация", at(19.2), at(22), "second"),
            Stay("Выставлено КП", at(22), at(30)),
            Stay("Согласование договора", at(30), None),
        ),
        deeds=(
            *(
                Deed("Звонки", at(days), "исходящий, 3 мин")
                for days in (0.3, 1.2, 4.1, 9, 9.2, 17, 21, 28, 35)
            ),
            *(Deed("Встречи", at(days), "в офисе клиента", "third") for days in (3.2, 24)),
            *(Deed("Задачи", at(days), "просрочена", "worse") for days in (12, 33)),
        ),
        until=at(41),
    )


def transitions() -> Flows:
    """Nine stages with skips, returns and losses."""
    names = (*STAGES, "Отгрузка", "Успешно реализовано")
    counts = (1_842, 1_410, 988, 712, 402, 361, 344, 329, 318)
    onward = (1_322, 861, 655, 371, 352, 338, 326, 318)
    lost = (402, 388, 241, 255, 31, 12, 6, 2, 0)
    flows = [Flow(index, index + 1, count, "/deals") for index, count in enumerate(onward)]
    flows += [
        Flow(0, 2, 74, "/deals"),
        Flow(1, 3, 41, "/deals"),
        Flow(0, 3, 22, "/deals"),
        Flow(3, 5, 9, "/deals"),
        Flow(4, 8, 4, "/deals"),
    ]
    flows += [
        Flow(3, 1, 66, "/deals"),
        Flow(4, 3, 38, "/deals"),
        Flow(2, 1, 27, "/deals"),
        Flow(6, 4, 5, "/deals"),
    ]
    return Flows(
        title="Как сделки проходят этапы",
        summary="После КП теряется треть; 66 сделок вернулись с КП на квалификацию.",
        source=SOURCE,
        stations=tuple(
            Station(name, count, gone, "good" if index == 8 else "now", "/deals", "/deals")
            for index, (name, count, gone) in enumerate(zip(names, counts, lost, strict=True))
        ),
        flows=tuple(flows),
    )


def nothing() -> Lines:
    """No data."""
    return Lines(
        title="Конверсия по месяцам",
        series=(),
        y=Percent(),
        empty="За этот период не создано ни одной сделки. Выберите другой период.",
    )


FIGURES: dict[str, Chart] = {
    "conversion": conversion(),
    "ages": ages(),
    "money": money(),
    "managers": managers(),
    "losses": losses(),
    "sources": sources(),
    "outcomes": outcomes(),
    "stays": stays(),
    "fair": fair(),
    "cohorts": cohorts(),
    "where_lost": where_lost(),
    "bridge": bridge(),
    "bullet": bullet(),
    "fan": fan(),
    "fan_running": fan_running(),
    "calibration": calibration(),
    "sizes": sizes(),
    "path": path(),
    "transitions": transitions(),
    "spark": spark(),
    "nothing": nothing(),
}

"""What people write into goals, understood: aims by many names, values with units, people, teams and the company."""

from __future__ import annotations

import pytest

from story import PEOPLE, TEAMS
from voronka.errors import InputError
from voronka.metrics.future.aims import AIMS, aim_of
from voronka.metrics.future.reading import understood
from voronka.metrics.future.values import read_value, written
from voronka.metrics.future.whose import is_seen, whom_of
from voronka.metrics.lookup import Member
from voronka.metrics.names import Account, Dictionary, Pipeline
from voronka.model.goal import COMPANY, Goal, PlanLine, Whom
from voronka.model.period import Period

STAFF = [
    *(Member(1, number, name, team, TEAMS[team], True) for number, (name, team) in PEOPLE.items()),
    Member(1, 8, "anna k", 2, "south", True),
    Member(1, 9, "anna k", 2, "south", True),
]
NAMES = Dictionary(
    1, "1", None, (Account(1, "x", "", "UTC", "RUB", "files"),), (Pipeline(1, 10, "Sales", True, False, False, ()),), {}, {}, ()  # type: ignore[arg-type]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [("Выручка", "revenue"), ("  проведённые   Встречи", "meetings"), ("win_rate", "win_rate"), ("Средний чек", "average_deal"), ("Won deals", "won"),
     ("results.lost", "results.lost"), ("velocity", "velocity.per_day")],
)  # fmt: skip
def test_an_aim_has_many_names(text: str, name: str) -> None:
    assert aim_of(text).name == name
    assert aim_of(aim_of(text).name) == aim_of(text)


def test_any_number_of_the_catalogue_can_be_planned_as_it_grows() -> None:
    assert (aim_of("results.lost").growth, aim_of("results.lost").unit) == ("sum", "count")
    assert (aim_of("velocity").growth, aim_of("velocity").unit) == ("level", "money")
    assert (aim_of("incoming").growth, aim_of("incoming").direction) == ("share", -1)
    with pytest.raises(InputError, match="no goal can be set for “выручко”") as error:
        aim_of("выручко")
    assert "выручка" in error.value.do


@pytest.mark.parametrize(
    ("aim", "text", "value"),
    [
        ("revenue", "1 500 000,50", 150_000_050), ("revenue", "1,5 млн ₽", 150_000_000), ("revenue", "250 тыс. руб.", 25_000_000),
        ("revenue", "1,500", 150_000), ("revenue", "1.500.000", 150_000_000), ("won", "12", 12), ("won", "1к", 1000),
        ("win_rate", "20 %", 0.2), ("win_rate", "20", 0.2), ("win_rate", "0,2", 0.2), ("win_rate", "12,5%", 0.125),
        ("answer_time", "15 мин", 15), ("answer_time", "2 ч", 120), ("cycle", "30 дн.", 30), ("nps", "40", 40),
    ],
)  # fmt: skip
def test_a_value_is_read_with_its_unit_and_written_back(aim: str, text: str, value: float) -> None:
    assert read_value(AIMS[aim], text) == pytest.approx(value)
    assert read_value(AIMS[aim], written(AIMS[aim], value, "RUB")) == pytest.approx(value)


@pytest.mark.parametrize(
    ("aim", "text"),
    [("revenue", "много"), ("revenue", "-5"), ("revenue", "0"), ("revenue", ""), ("revenue", "5 попугаев"), ("win_rate", "120 %"), ("won", "1 2 и 3"), ("answer_time", "5 ₽")],
)  # fmt: skip
def test_what_is_no_value_is_said_with_an_example(aim: str, text: str) -> None:
    with pytest.raises(InputError, match="cannot read") as error:
        read_value(AIMS[aim], text)
    assert "as in" in error.value.why


def test_people_teams_and_the_company_are_known_by_name() -> None:
    assert whom_of(STAFF, " Вся  компания ") == whom_of(STAFF, "") == COMPANY
    assert whom_of(STAFF, "ivan") == Whom("person", 1, 2) == whom_of(STAFF, "1/2")
    assert whom_of(STAFF, "north") == Whom("team", 1, 1)
    with pytest.raises(InputError, match="several people") as error:
        whom_of(STAFF, "anna k")
    assert error.value.why == "they are: 1/8, 1/9"
    with pytest.raises(InputError, match="the CRM has no “petya”"):
        whom_of(STAFF, "petya")


def test_a_table_says_what_is_wrong_in_which_line() -> None:
    found = understood(
        [
            PlanLine(2, "ivan", "", "2026-03", "100"),
            PlanLine(3, "petya", "", "2026-03", "100"),
            PlanLine(4, "ivan", "выручка", "2026-03", "200"),
            PlanLine(5, "ivan", "вырчка", "2026-03", "200"),
            PlanLine(6, "ivan", "", "когда-нибудь", "200"),
            PlanLine(7, "ivan", "", "", "200"),
            PlanLine(8, "", "", "2026-03", "сто", "Sales"),
            PlanLine(9, "", "", "2026-03", "900", "Sales"),
            PlanLine(10, "", "", "2026-03", "900", "Slaes"),
        ],
        NAMES,
        STAFF,
    )
    march = Period.parse("2026-03")
    assert found.goals == (
        (2, Goal("revenue", march, 10_000, Whom("person", 1, 2))),
        (9, Goal("revenue", march, 90_000, COMPANY, "Sales")),
    )
    assert {one.line: str(one.why) for one in found.wrong} == {
        3: "the CRM has no “petya”",
        4: "the same goal stands in line 2 already",
        5: "no goal can be set for “вырчка”",
        6: "cannot read the period “когда-нибудь”",
        7: "no period is named",
        8: "cannot read “сто” as a goal for “Won money”",
        10: "no pipeline called “Slaes”",
    }


def test_a_goal_is_seen_by_who_sees_all_its_deals() -> None:
    march = Period.parse("2026-03")
    company, north, ivan = (
        Goal("revenue", march, 1, whom) for whom in (COMPANY, Whom("team", 1, 1), Whom("person", 1, 2))
    )
    alone, both = frozenset({(1, 2)}), frozenset({(1, 1), (1, 2)})
    assert [is_seen(one, STAFF, None) for one in (company, north, ivan)] == [True, True, True]
    assert [is_seen(one, STAFF, alone) for one in (company, north, ivan)] == [False, False, True]
    assert [is_seen(one, STAFF, both) for one in (company, north, ivan)] == [False, True, True]
    assert not is_seen(Goal("revenue", march, 1, Whom("team", 1, 77)), STAFF, both)

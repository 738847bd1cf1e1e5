"""A table of deals, alone or beside a log."""

from __future__ import annotations

from collections.abc import Callable

from sources_files.importing import LOG_MAPPING, Imported

Import = Callable[..., Imported]

MAPPING = """
[deals]
deal = "id"
stage = "stage"
created = "created"
closed = "closed"
owner = "agent"
amount = "sum"
currency = "RUB"
fields = ["city"]

[deals.entered]
offer = "offered"

[pipeline]
name = "Sales"
stages = ["new", "offer"]
won = ["won"]
lost = ["lost", "spam"]
"""

DEALS = """id;stage;created;closed;agent;sum;city;offered
1;won;01.02.2025;10.02.2025;Анна;1 500,50 ₽;Омск;03.02.2025
2;offer;02.02.2025;;Анна;;;05.02.2025
3;new;03.02.2025;;Борис;10;;
4;spam;04.02.2025;05.02.2025;Борис;0;;
5;Новый;04.02.2025;05.02.2025;Борис;0;;
"""


def entries(result: Imported) -> dict[str, list[tuple[str, str]]]:
    return {
        deal["deal"]: [(entry["stage"], entry["at"][:10]) for entry in deal["entries"] or []]
        for deal in result.bodies("deal")
    }


def test_a_deal_enters_stages_when_its_columns_say_and_ends_when_it_was_closed(import_: Import) -> None:
    result = import_(MAPPING, deals__csv=DEALS)
    assert entries(result) == {
        "1": [("offer", "2025-02-03"), ("won", "2025-02-10")],
        "2": [("offer", "2025-02-05")],
        "3": [],
        "4": [("spam", "2025-02-05")],
    }
    assert (result.source.counts.deals, result.source.counts.ignored) == (4, 1)


def test_a_deal_lands_with_its_attributes(import_: Import) -> None:
    deals = {deal["deal"]: deal for deal in import_(MAPPING, deals__csv=DEALS).bodies("deal")}
    assert deals["1"]["amount"] == 150050
    assert deals["1"]["fields"] == {"city": "Омск"}
    assert (deals["1"]["created"], deals["1"]["closed"]) == ("2025-02-01 00:00:00", "2025-02-10 00:00:00")
    assert [deals[one]["loss_reason"] for one in "14"] == [None, "spam"]
    assert (deals["2"]["amount"], deals["3"]["stage"]) == (None, "new")


def test_what_came_after_the_end_came_at_the_end(import_: Import) -> None:
    text = DEALS.splitlines()[0] + "\n1;won;05.02.2025;03.02.2025;А;1;;04.02.2025\n"
    result = import_(MAPPING, deals__csv=text)
    assert entries(result) == {"1": [("offer", "2025-02-03"), ("won", "2025-02-03")]}
    assert result.source.counts.ended_before_created == 1


def test_a_deal_without_any_date_is_rejected_unless_the_mapping_gives_one(import_: Import) -> None:
    text = DEALS + "6;new;;;А;1;;\n"
    result = import_(MAPPING, deals__csv=text)
    assert result.rejects() == ["deals.csv,7,no date; created_default would give one,"]
    mapping = MAPPING.replace('created = "created"', 'created = "created"\ncreated_default = "2025-03-01"')
    deals = {deal["deal"]: deal for deal in import_(mapping, deals__csv=text).bodies("deal")}
    assert deals["6"]["created"] == "2025-03-01 00:00:00"
    assert deals["1"]["created"] == "2025-02-01 00:00:00"


def test_a_won_deal_without_a_date_of_its_end_is_told(import_: Import) -> None:
    result = import_(MAPPING, deals__csv=DEALS + "6;won;01.02.2025;;А;1;;\n")
    assert entries(result)["6"] == []
    assert result.source.counts.without_end_date == 1


def test_a_deal_that_is_there_twice_counts_once(import_: Import) -> None:
    row = "1;won;01.02.2025;10.02.2025;Анна;1 500,50 ₽;Омск;03.02.2025\n"
    result = import_(MAPPING, deals__csv=DEALS + row + row.replace("10.02", "09.02"))
    assert (result.source.counts.deals, result.source.counts.repeated, result.source.counts.rejected) == (
        4,
        1,
        1,
    )
    assert "this deal is there twice, with different values" in result.rejects()[0]


def test_without_a_stage_column_the_last_stage_entered_is_the_stage(import_: Import) -> None:
    mapping = MAPPING.replace('stage = "stage"\n', "").replace(
        'offer = "offered"', 'offer = "offered"\nwon = "closed"'
    )
    stages = {deal["deal"]: deal["stage"] for deal in import_(mapping, deals__csv=DEALS).bodies("deal")}
    assert stages == {"1": "won", "2": "offer", "3": "new", "4": "won", "5": "won"}


def test_values_of_the_stage_column_can_be_renamed_and_some_mean_nothing(import_: Import) -> None:
    mapping = MAPPING.replace("[deals.entered]", '[deals.stage_names]\n"Новый" = "new"\n\n[deals.entered]')
    mapping = mapping.replace('owner = "agent"', 'owner = "agent"\nempty = ["Борис"]')
    deals = {deal["deal"]: deal for deal in import_(mapping, deals__csv=DEALS).bodies("deal")}
    assert (deals["5"]["stage"], deals["5"]["owner"], deals["1"]["owner"]) == ("new", None, "Анна")


def test_joined_files_bring_columns_and_people_their_team(import_: Import) -> None:
    mapping = MAPPING.replace('fields = ["city"]', 'fields = ["city", "region"]')
    mapping += '[[deals.join]]\nfile = "teams.csv"\non = ["agent", "who"]\n[people]\nfile = "teams.csv"\nname = "who"\nteam = "team"\n'
    teams = "who,team,region\nАнна,Север,Сибирь\nАнна,Юг,Урал\nВера,Юг,Урал\n"
    result = import_(mapping, deals__csv=DEALS, teams__csv=teams)
    fields = {deal["deal"]: deal["fields"] for deal in result.bodies("deal")}
    assert fields["1"] == {"city": "Омск", "region": "Сибирь"}
    assert fields["3"] == {}
    assert {person["name"]: person["team"] for person in result.bodies("person")} == {
        "Анна": "Север",
        "Борис": None,
        "Вера": "Юг",
    }


def test_beside_a_log_the_table_gives_attributes_and_the_log_the_stages(import_: Import) -> None:
    mapping = (
        LOG_MAPPING
        + '\n[deals]\nfile = "cases.csv"\ndeal = "id"\namount = "sum"\ncreated = "reg"\ncurrency = "EUR"\n'
    )
    log = "deal,stage,ts,owner\n1,new,2025-01-01 10:00,Anna\n2,new,2025-01-02 10:00,Anna\n"
    result = import_(mapping, log__csv=log, cases__csv="id,sum,reg\n1,10,2025-01-01\n9,20,2025-01-05\n")
    deals = {
        deal["deal"]: (deal["amount"], deal["currency"], deal["created"], deal["entries"])
        for deal in result.bodies("deal")
    }
    assert deals == {
        "1": (1000, "EUR", "2024-12-31 21:00:00", None),
        "2": (None, "EUR", None, None),
        "9": (2000, "EUR", "2025-01-04 21:00:00", None),
    }

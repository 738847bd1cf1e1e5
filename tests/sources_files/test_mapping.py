"""The mapping file: what it says, and what it says wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from sources_files.importing import LOG_MAPPING
from voronka.errors import InputError
from voronka.sources.files import FileSource, Mapping, open_source
from voronka.sources.files.mapping import Join


def test_the_zone_and_currency_of_a_table_are_those_of_the_account() -> None:
    mapping = Mapping.parse(LOG_MAPPING + '\n[deals]\ndeal = "id"\namount = "sum"\ncurrency = "EUR"\n')
    assert (mapping.timezone, mapping.currency) == ("Europe/Moscow", "EUR")


def test_a_currency_that_is_no_code_is_a_column() -> None:
    mapping = Mapping.parse('pipeline = {stages = ["new"]}\n[deals]\ndeal = "id"\ncurrency = "cur"')
    assert mapping.deals is not None
    assert mapping.deals.used() == ["id", "cur"]
    assert mapping.currency == "XXX"


def test_a_join_may_name_one_column_or_two() -> None:
    text = 'pipeline = {stages = ["new"]}\n[deals]\ndeal = "id"\n'
    text += 'join = [{file = "a.csv", on = "id"}, {file = "b.csv", on = ["agent", "name"]}]'
    deals = Mapping.parse(text).deals
    assert deals is not None
    assert deals.join == (Join("a.csv", "id", "id"), Join("b.csv", "agent", "name"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[log", "cannot read the mapping as TOML"),
        ('[pipeline]\nstages = ["new"]', "names no table"),
        ('[log]\ndeal = "a"', "has no [pipeline]"),
        ('[log]\ndeal = "a"\n[pipeline]\nname = "x"', "has no stages"),
        ('[log]\ndeal = "a"\n[pipeline]\nstages = ["a"]\nwon = ["a"]', "names a stage twice: a"),
        ('[log]\ndeal = "a"\nresurce = "b"\n[pipeline]\nstages = ["a"]', "no key called “resurce” in [log]"),
        ('[log]\ndeal = "a"\nonwer = "b"\n[pipeline]\nstages = ["a"]', "did you mean “owner”?"),
        ('[log]\ndeal = 5\n[pipeline]\nstages = ["a"]', "deal in [log] of the mapping must be a text"),
        (
            '[log]\ndeal = "a"\nfields = "b"\n[pipeline]\nstages = ["a"]',
            "fields in [log] of the mapping must be a list",
        ),
        (
            '[log]\ndeal = "a"\n[pipeline]\nstages = [1]',
            "stages in [pipeline] of the mapping must be a list of texts",
        ),
        (
            '[log]\ndeal = "a"\ntimezone = "Moscow"\n[pipeline]\nstages = ["a"]',
            "no time zone called “Moscow”",
        ),
        ('[deals]\nstage = "a"\n[pipeline]\nstages = ["a"]', "does not say which column is the deal"),
        (
            '[deals]\ndeal = "a"\njoin = [{on = "a"}]\n[pipeline]\nstages = ["a"]',
            "cannot read [[deals.join]]",
        ),
        (
            '[deals]\ndeal = "a"\n[people]\nname = "a"\n[pipeline]\nstages = ["a"]',
            "[people] of the mapping has no file",
        ),
    ],
)
def test_a_wrong_mapping_is_told_in_words(text: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        Mapping.parse(text)
    assert told in str(error.value)


def test_a_stage_that_the_pipeline_does_not_have_is_told(tmp_path: Path) -> None:
    mapping = Mapping.parse(
        'pipeline = {stages = ["Engaging"]}\n[deals]\ndeal = "id"\nentered = {Engagin = "engage_date"}'
    )
    with pytest.raises(InputError, match=r"no stage called “Engagin”[\s\S]*did you mean “Engaging”"):
        FileSource(mapping, tmp_path, tmp_path / "rejects.csv")


def test_the_mapping_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file called log\.csv"):
        open_source(tmp_path / "log.csv", None, tmp_path)
    (tmp_path / "log.csv").write_text("deal,stage,ts,owner\n")
    with pytest.raises(InputError, match=r"neither log.csv.toml nor mapping.toml"):
        open_source(tmp_path / "log.csv", None, tmp_path)
    (tmp_path / "mapping.toml").write_text(LOG_MAPPING)
    assert open_source(tmp_path / "log.csv", None, tmp_path).info().name == "Sales"


def test_a_named_account_has_a_number_of_its_own(tmp_path: Path) -> None:
    def number(account: str) -> int:
        return (
            FileSource(Mapping.parse(LOG_MAPPING + account), tmp_path, tmp_path / "r.csv").info().account_id
        )

    assert number("") == 1
    assert number('[account]\nname = "Север"') == number('[account]\nname = "Север"')
    assert number('[account]\nname = "Север"') != number('[account]\nname = "Юг"')

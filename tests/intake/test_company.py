"""What a company tells in the wizard: pipelines that are offered, and texts that become settings."""

from __future__ import annotations

from pathlib import Path

import pytest

import voronka
from naive import write_duckdb
from story import company
from voronka.errors import InputError
from voronka.intake.company import Told, read_told, told_of
from voronka.settings import Settings
from voronka.workspace import Workspace

STORY = "anna lead 01-02 won 01-05\nboris lead 01-03"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    write_duckdb(company(STORY), tmp_path / "store-1.duckdb")
    (tmp_path / "store.duckdb").symlink_to("store-1.duckdb")
    return voronka.open(tmp_path)


def test_only_the_chosen_pipelines_are_offered_and_one_of_them_is_asked_about(workspace: Workspace) -> None:
    names = [one.name for one in workspace.dictionary().pipelines]
    assert len(names) > 1
    other = names[1]
    workspace.change_settings({"display.pipelines": other})
    assert [(one.name, one.is_main) for one in workspace.dictionary().pipelines] == [(other, True)]
    assert workspace.ask("funnel").totals == workspace.ask("funnel", pipeline=other).totals
    assert workspace.ask("funnel", pipeline=names[0]).outcomes != workspace.ask("funnel").outcomes
    workspace.change_settings({"display.pipelines": "Нет такой"})
    assert [one.name for one in workspace.dictionary().pipelines] == names


def test_what_was_told_comes_back_as_it_was() -> None:
    told = Told(("Продажи",), {"proposal": ("КП", "Презентация")}, "10", "19", "KZ", "35,5 %")
    settings = Settings().with_(read_told(told))
    assert settings["company.margin"] == 0.355
    assert told_of(settings) == Told(
        ("Продажи",), {"proposal": ("КП", "Презентация")}, "10", "19", "KZ", "35.5"
    )
    assert Settings().with_(read_told(Told())).values == {
        "company.working_hours": "9-18",
        "company.country": "RU",
    }


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (Told(margin="много"), "margin cannot be"),
        (Told(margin="120"), "margin cannot be"),
        (Told(pipelines=("Опт, розница",)), "has a comma"),
    ],
)
def test_what_cannot_be_is_said(told: Told, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_told(told)

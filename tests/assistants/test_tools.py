"""What an assistant is told: figures of the catalogue with all that they stand on, little at a time, and words where it asks wrongly."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from mcp import Client

import every
from tests.assistants.asking import ask, office, one
from tests.delivery.planted import alert, plant, planted
from voronka.mcp.tools import TOOLS
from voronka.metrics.catalog import METRICS
from voronka.workspace import Workspace


def test_an_answer_says_what_it_stands_on(company: Workspace) -> None:
    found = one(office(company), "ask", metric="win_rate", period="2026-01")
    row = found.values["rows"][0]
    # anna won in time; boris and zoya came in January too: zoya won in February
    assert (row["deals"], row["won"], row["lost"]) == (5, 2, 1)
    assert row["by_count"]["n"] == 5
    assert row["by_count"]["low"] < row["by_count"]["value"] < row["by_count"]["high"]
    assert found.values["as_of"] == "2026-03-01T00:00:00Z"
    assert found.values["definition"]["version"]
    assert found.values["store_version"] == 1
    assert found.values["trust"]["said"][-1].startswith("Trust in the data:")
    assert found.values["link"] == "/ask?period=2026-01&metric=win_rate"
    for said in ("Win rate", "How it is counted: ", "known until 2026-03-01 03:00", "Trust in the data"):
        assert said in found.text


def test_every_metric_answers(company: Workspace) -> None:
    calls = []
    for name in METRICS:
        question = every.question(name)
        options = dict(question.options)
        period = str(question.period) if question.period else None
        calls.append(("ask", {"metric": name, "period": period, "options": options, "limit": 5}))
    for (_, given), found in zip(calls, ask(office(company), *calls), strict=True):
        name = given["metric"]
        if name == "changes":
            # the catalogue asks about a note; this company wrote none
            continue
        assert not found.is_refused, (name, found.text)
        asked = company.ask(every.question(name))
        assert found.values["rows_total"] == len(asked.rows), name
        assert len(found.values["rows"]) <= 5
        assert len(found.everything()) < 20_000, name


def test_the_page_is_linked_where_its_address_is_known(company: Workspace) -> None:
    try:
        company.change_settings({"web.address": "https://sales.example.com/"})
        found = one(office(company), "ask", metric="board")
        assert found.values["link"] == "https://sales.example.com/ask?metric=board"
        assert found.values["link"] in found.text
    finally:
        company.change_settings({"web.address": None})


def test_a_number_opens_exactly_its_deals(company: Workspace) -> None:
    funnel, lost = ask(
        office(company),
        ("ask", {"metric": "funnel", "by": "source"}),
        ("deals", {"metric": "funnel", "by": "source", "cell": "won@site"}),
    )
    assert funnel.values["cells"]["lost_here"] == "lost_here:{position}@{segment}"
    won = [row for row in funnel.values["rows"] if row["segment"] == "site"][-1]
    assert lost.values["total"] == won["reached"] == 2
    assert {row["name"] for row in lost.values["rows"]} == {"anna", "zoya"}


def test_a_long_answer_is_cut_and_says_so(company: Workspace) -> None:
    first, last = ask(
        office(company),
        ("deals", {"metric": "funnel", "cell": "deals", "limit": 4}),
        ("deals", {"metric": "funnel", "cell": "deals", "limit": 4, "offset": 4}),
    )
    assert len(first.values["rows"]) == 4
    assert "Rows 1–4 of 6." in first.text
    assert "offset=4" in first.text
    assert "Rows 5–6 of 6, the last ones." in last.text


def test_two_periods_are_compared_with_what_chance_makes(company: Workspace) -> None:
    found = one(office(company), "compare", metric="win_rate", period="2026-02")
    assert found.values["question"]["versus"] == "previous"
    assert "before: " in found.text
    assert "write period=2026-Q3" in one(office(company), "compare", metric="win_rate").text


def test_names_values_and_the_catalogue_tell_what_can_be_asked(company: Workspace) -> None:
    names, values, found, page = ask(
        office(company),
        ("names", {}),
        ("values", {"dimension": "source"}),
        ("metrics", {"find": "win rate"}),
        ("metrics", {"name": "win_rate"}),
    )
    assert names.values["people"] == ["anna", "ivan", "olga"]
    assert "qualified" in names.values["pipelines"][0]["stages"]
    assert set(values.values["values"]) == {"", "=1+1", "phone", "site"}
    assert "win_rate" in {one["name"] for one in found.values["metrics"]}
    assert page.values["formula"] in page.text


def test_one_deal_with_its_path(company: Workspace) -> None:
    found = one(office(company), "deal", number="1")
    assert found.values["name"] == "anna"
    assert [row["stage"] for row in found.values["path"]] == ["lead", "proposal", "won"]


def test_the_forecast_the_plan_and_the_score_are_tools_of_their_own(company: Workspace) -> None:
    for name in ("forecast", "plan", "score"):
        assert one(office(company), name).values["metric"] == name


def test_alerts_say_what_is_not_as_usual_and_where_to_begin(
    company: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "alerts", planted)
    plant([alert("inflow/site", 900), alert("stay/lead", 100)])
    found = one(office(company), "alerts", limit=1)
    assert (found.values["total"], [row["rule"] for row in found.values["alerts"]]) == (2, ["inflow"])
    for said in (
        "Fewer new deals than usual: site.",
        "4 deals in 7 days, usually 19–34.",
        "₽900K a week",
        "/alerts",
    ):
        assert said in found.text.replace("\N{NO-BREAK SPACE}", " ")


def test_how_it_is_counted_is_shown_with_its_statements(company: Workspace) -> None:
    found = one(office(company), "explain", metric="win_rate", period="2026-01")
    assert "select" in found.values["sql"]
    assert "## Formula" in found.text


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("ask", {"metric": "win_rat"}, ["no metric called “win_rat”", "did you mean “win_rate”?"]),
        ("ask", {"metric": "funnel", "perod": "2026"}, ["has no “perod”", "did you mean “period”?"]),
        ("ask", {"metric": "funnel", "limit": "many"}, ["“limit” cannot be “many”", "it is a whole number"]),
        ("ask", {"metric": "funnel", "limit": 1000}, ["“limit” cannot be “1000”", "it is 200 or less"]),
        ("ask", {"metric": "funnel", "where": ["sorce=site"]}, ["no dimension called “sorce”"]),
        ("ask", {"metric": "funnel", "options": {"horizont": 3}}, ["there is no option “horizont”"]),
        ("ask", {"metric": "bridge"}, ["period"]),
        ("ask", {}, ["metric"]),
        ("deals", {"metric": "funnel", "cell": "wno"}, ["wno"]),
        ("deal", {"number": "77777"}, ["77777"]),
        ("values", {"dimension": "colour"}, ["no dimension called “colour”"]),
        ("sql", {"query": "select 1"}, ["there is no tool “sql”", "tools are: names, values"]),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    company: Workspace, tool: str, given: dict[str, Any], said: list[str]
) -> None:
    found = one(office(company), tool, **given)
    assert found.is_refused
    assert {"what", "why", "do"} == {*found.values}
    for words in said:
        assert words in found.text


def test_words_come_in_the_language_of_the_server(company: Workspace) -> None:
    from voronka.mcp.office import Office, everything
    from voronka.mcp.server import Assistance

    russian = Assistance(Office(company, "ru", everything(company)))
    assert "Доверие к данным" in one(russian, "ask", metric="funnel").text
    assert one(russian, "ask", metric="funel").text.startswith("нет показателя «funel»")


def test_the_catalogue_and_the_glossary_are_resources(company: Workspace) -> None:
    async def read() -> tuple[set[str], str, str]:
        async with Client(office(company)) as client:
            listed = {str(one.uri) for one in (await client.list_resources()).resources}
            page = await client.read_resource("voronka://metrics/win_rate")
            words = await client.read_resource("voronka://glossary")
            return listed, page.contents[0].text, words.contents[0].text  # type: ignore[union-attr]

    listed, page, words = anyio.run(read)
    assert listed == {"voronka://glossary", *(f"voronka://metrics/{name}" for name in METRICS)}
    assert page.startswith("# Win rate")
    assert "| stage | этап |" in words


def test_every_tool_only_reads_and_says_what_it_is_for(company: Workspace) -> None:
    async def listed() -> list[Any]:
        async with Client(office(company)) as client:
            return list((await client.list_tools()).tools)

    tools = anyio.run(listed)
    assert {one.name for one in tools} == {*TOOLS}
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description
        for name, about in tool.input_schema["properties"].items():
            assert about["description"], (tool.name, name)

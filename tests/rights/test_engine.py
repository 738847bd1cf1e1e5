"""What stands in front of a statement: that nothing passes it by, that it is printed, and that it says the same on every engine."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

import every
import voronka
from engines.conftest import Fill, clickhouse, fill, spark  # noqa: F401 - fixtures of the other engines
from metrics.test_every import STORY
from naive import SCHEMAS, write_duckdb
from rights.own import only
from story import company
from voronka.engines.duckdb import DuckDBEngine
from voronka.engines.seen import FOR_ALL, SEEN, seen_by, seen_sql
from voronka.errors import EngineError, InputError, RightsError
from voronka.metrics.ask import ask, explain, module_of
from voronka.metrics.catalog import METRICS
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.context import Snooze
from voronka.model.goal import COMPANY, Goal, Whom
from voronka.model.period import Period
from voronka.model.rights import EVERYTHING, NOTHING, Rights
from voronka.workspace import Workspace
from web.people import stored

IVAN = Rights(frozenset({(1, 2)}))


def test_every_stored_table_is_cut_or_known_to_hold_no_deals() -> None:
    with duckdb.connect() as store:
        store.execute((files("voronka.store") / "schema" / "derived.sql").read_text("utf-8"))
        named = store.execute(
            "select table_name from information_schema.tables where table_schema = 'main'"
        ).fetchall()
    published = {name for (name,) in named}
    assert published == {*SEEN, *FOR_ALL}
    assert not {*SEEN} & {*FOR_ALL}
    assert set(SCHEMAS) == published


def test_every_stored_table_can_be_read_by_those_who_see_some_deals(workspace: Workspace) -> None:
    """Whole where it holds no deals, else in part; and where nobody's deals are seen there is nothing in it."""
    for table in (*SEEN, *FOR_ALL):
        counted = f"select count(*) as n from {table}"
        whole, some, none = (
            workspace.seen_by(rights).engine().run(counted)["n"].tolist()[0]
            for rights in (EVERYTHING, IVAN, NOTHING)
        )
        if table in FOR_ALL:
            assert whole == some == none, table
        else:
            assert whole >= some >= none == 0, table


def test_a_table_is_cut_wherever_its_name_stands(tmp_path: Path) -> None:
    """In a subquery, twice, beside others, after what looks like a comment, in capitals."""
    with closing(DuckDBEngine(write_duckdb(company(STORY), tmp_path / "store.duckdb"))) as whole:
        seen = seen_by(whole, IVAN)
        for sql in (
            "select count(*) as n from deals",
            "with facts as (\nselect deal_id from deals\n)\nselect count(*) as n from facts",
            "select (select count(*) from DEALS) as n",
            "-- with a comment\nselect '--' as text, count(*) as n from deals",
            "select count(*) as n from (select * from deals as one join deals as two using (account_id, deal_id)) as pairs",
        ):
            # vera and egor are ivan's; boris was his once
            assert seen.run(sql)["n"].tolist() == [2], sql
        assert seen.run("select count(*) as n from step_days")["n"].tolist() == [0]
        assert whole.run("select count(*) as n from deals")["n"].tolist() == [9]
        assert seen_by(whole, NOTHING).run("select count(*) as n from journeys")["n"].tolist() == [0]
        assert seen_by(whole, EVERYTHING) is whole
        assert seen_by(seen, IVAN) is seen


def test_what_is_no_statement_of_ours_is_not_run_for_some() -> None:
    for sql in ("(select 1)", "delete from deals", "from deals"):
        with pytest.raises(EngineError):
            seen_sql(sql, IVAN)


def test_no_statement_names_a_table_by_its_schema() -> None:
    """A name with its schema in front would pass by what hides the table."""
    for path in (Path(voronka.__file__).parent / "metrics").rglob("*"):
        if path.suffix in (".py", ".sql"):
            assert not re.search(r"\b(main|memory|store|build)\.(\w+)\b", path.read_text("utf-8")), path


@pytest.mark.parametrize("name", METRICS)
def test_every_statement_that_is_printed_begins_with_the_rights(name: str, tmp_path: Path) -> None:
    with closing(DuckDBEngine(write_duckdb(company(STORY), tmp_path / "store.duckdb"))) as whole:
        text = explain(whole, every.question(name), replace(every.TOLD, rights=IVAN))
        for statement in filter(None, map(str.strip, text.split(";\n"))):
            body = re.sub(r"^--.*\n", "", statement, flags=re.MULTILINE)
            assert body.startswith("with own_deals as ("), name
            assert not re.search(r"\bfrom \w+_(days|by_day)\b", body), name
            assert whole.run(statement)


def test_the_printed_statement_gives_the_same_when_pasted(tmp_path: Path) -> None:
    with closing(DuckDBEngine(write_duckdb(company(STORY), tmp_path / "store.duckdb"))) as whole:
        told = replace(every.TOLD, rights=IVAN)
        answer = ask(whole, every.question("transitions"), told)
        [first, *_] = answer.sql.split(";\n")
        moves = sum(row["moves"] for row in answer.rows)
        assert whole.run(first)["moves"].sum() == moves > 0


@pytest.mark.engines
@pytest.mark.parametrize("names", [("funnel", "transitions", "activity", "bridge"), ("win_rate", "incoming", "people", "cac", "satisfaction")])  # fmt: skip
def test_every_engine_hides_the_same(fill: Fill, tmp_path: Path, names: tuple[str, ...]) -> None:  # noqa: F811
    told = company(STORY)
    there = fill(told)
    with closing(DuckDBEngine(write_duckdb(only(told, IVAN), tmp_path / "cut.duckdb"))) as cut:
        for name in names:
            asked_ = every.question(name)
            every.same(ask(there, asked_, replace(every.TOLD, rights=IVAN)), ask(cut, asked_, every.TOLD))
        assert dictionary(seen_by(there, IVAN)).currencies == dictionary(cut).currencies


# -- the workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return voronka.open(stored(company(STORY), tmp_path / "company"))


def test_a_seen_company_knows_its_own_deals_alone(workspace: Workspace) -> None:
    seen = workspace.seen_by(IVAN)
    assert seen.find_deal("3") == (1, 3)
    for others in ("1", "x5"):
        with pytest.raises(InputError, match="no deal number"):
            seen.find_deal(others)
        with pytest.raises(InputError, match="no deal number"):
            seen.snooze(others, date(2030, 1, 1), "holiday")
    assert "olga" not in seen.choices("manager")
    assert "olga" in workspace.choices("manager")
    assert seen.ask("funnel").rows[0]["reached"] < workspace.ask("funnel").rows[0]["reached"]
    assert seen.timezone == workspace.timezone
    assert seen.version == workspace.version


def test_whole_files_are_for_those_who_see_all(workspace: Workspace, tmp_path: Path) -> None:
    seen = workspace.seen_by(IVAN)
    for refused in (
        seen.doctor,
        seen.tables,
        lambda: seen.parquet("deals"),
        lambda: seen.export(tmp_path / "out"),
    ):
        with pytest.raises(RightsError, match="see all deals"):
            refused()
    assert not (tmp_path / "out").exists()


def test_answers_are_kept_for_each_rights_apart(workspace: Workspace) -> None:
    one, other = workspace.seen_by(IVAN), workspace.seen_by(Rights(frozenset({(1, 3)})))
    first = one.ask("board")
    assert one.ask("board") is first
    assert other.ask("board") is not first
    assert workspace.seen_by(Rights(frozenset({(1, 2)}))) is one
    assert one.seen_by(EVERYTHING) is workspace
    assert workspace.seen_by(EVERYTHING) is workspace


def test_snoozes_of_others_are_not_told(workspace: Workspace) -> None:
    workspace.snooze("3", date(2030, 1, 1), "own")
    workspace.snooze("1", date(2030, 1, 1), "another's")
    assert [one.reason for one in workspace.seen_by(IVAN).context().snoozes] == ["own"]
    workspace.wake("3")
    assert workspace.seen_by(IVAN).context().snoozes == ()
    assert isinstance(workspace.context().snoozes[0], Snooze)


def test_a_plan_of_the_company_is_not_measured_by_the_deals_of_some(workspace: Workspace) -> None:
    assert workspace.seen_by(IVAN).context().plan_minor is None
    assert workspace.seen_by(IVAN).context().rights == IVAN


def test_goals_of_others_and_of_the_company_are_not_told(workspace: Workspace) -> None:
    """Nor their history; nor can they be set."""
    march = Period.parse("2026-03")
    whose = {
        "company": COMPANY,
        "north": Whom("team", 1, 1),
        "ivan": Whom("person", 1, 2),
        "olga": Whom("person", 1, 3),
    }
    workspace.planning("head").take(Goal("won", march, 10, whom) for whom in whose.values())

    def seen(there: Workspace) -> set[Whom]:
        return {one.whom for one in there.context().goals}

    ivan, north = (workspace.seen_by(Rights(frozenset(people))) for people in ({(1, 2)}, {(1, 1), (1, 2)}))
    assert seen(workspace) == set(whose.values())
    assert seen(ivan) == {whose["ivan"]} == {one.goal.whom for one in ivan.goal_changes()}
    assert seen(north) == {whose["north"], whose["ivan"]}
    number = next(one.number for one in workspace.context().goals if one.whom == whose["olga"])
    for refused in (
        lambda: ivan.planning("ivan").remove(number),
        lambda: ivan.planning("ivan").change(number, 10, "5"),
        lambda: ivan.planning("ivan").take([Goal("won", march, 1)]),
    ):
        with pytest.raises(RightsError, match="goals of others"):
            refused()
    assert ivan.goal_changes(number) == ()


def test_asking_with_rights_on_a_plain_engine_is_cut_too(tmp_path: Path) -> None:
    with closing(DuckDBEngine(write_duckdb(company(STORY), tmp_path / "store.duckdb"))) as whole:
        told = replace(every.TOLD, rights=NOTHING)
        for name in ("funnel", "board", "stays"):
            known = asked(every.question(name), dictionary(whole), told)
            assert all("_by_day" not in sql for sql in module_of(known.metric).statements(known))
        answer = ask(whole, every.question("funnel"), told)
        assert answer.totals["deals"] == 0

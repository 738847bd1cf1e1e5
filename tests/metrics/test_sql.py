"""The SQL files: short, in the portable subset, and each runs by itself."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

import every
from naive import write_duckdb
from story import UNTIL, company
from voronka.engines.dialects import MACROS, native_macros
from voronka.engines.duckdb import DuckDBEngine
from voronka.engines.views import views_sql
from voronka.metrics.ask import explain
from voronka.metrics.catalog import METRICS
from voronka.metrics.facts import deals
from voronka.metrics.statement import metric_sql, parts
from voronka.model.cell import Cell
from voronka.model.question import Condition, Question

FILES = sorted(path.name.removesuffix(".sql") for path in (files("voronka.metrics") / "sql").iterdir())
#: Functions that every engine understands alike, besides the macros.
ALLOWED = {exp.Count, exp.Sum, exp.Min, exp.Max, exp.Coalesce, exp.Cast, exp.Case, exp.If, exp.And, exp.Or}
QUESTIONS = [
    "metric=funnel", "metric=funnel&as_of=2026-01-04&by=source&where=tag=vip", "metric=funnel&population=flow&period=2026-01&by=current_manager",
    "metric=funnel&period=closed:2026-01&by=team&where=stage=lead&where=amount_band=", "metric=funnel&population=snapshot", "metric=board&by=pipeline",
    "metric=bridge&period=2026-01&by=amount_band", "metric=transitions&by=loss_reason&where=manager!=ivan", "metric=transitions&population=flow&period=2026-01",
]  # fmt: skip
STORY = """
    anna  source=site tag=vip lead 01-02  proposal 01-05  amount=7 01-06  won 01-20
    boris owner=ivan lead 01-03
    vera  lead 01-03  qualified 01-04  lost 01-06  loss_reason=price 01-06
    gleb  lead 01-03  deleted 01-07
"""


def breaches(sql: str) -> list[str]:
    """What of a statement is outside the portable subset."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    found = [
        f"function {node.sql('duckdb')}"
        for node in tree.find_all(exp.Func)
        if type(node) not in ALLOWED and not (isinstance(node, exp.Anonymous) and node.name.lower() in MACROS)
    ]
    found += [f"window {node.sql('duckdb')}" for node in tree.find_all(exp.Window)]
    found += [
        f"clause {node.sql('duckdb')}"
        for kind in (exp.Qualify, exp.Lateral, exp.Pivot, exp.Star)
        for node in tree.find_all(kind)
        if _is_star(node)
    ]
    found += [f"date arithmetic {node.sql('duckdb')}" for node in tree.find_all(exp.Interval)]
    for select in tree.find_all(exp.Select):
        # Spark's engines read the alias there, not the column.
        if having := select.args.get("having"):
            aliases = {alias.alias for alias in select.expressions if isinstance(alias, exp.Alias)}
            found += [
                f"aggregate of an alias {name.sql('duckdb')}"
                for name in having.find_all(exp.Column)
                if name.name in aliases
            ]
        if select.args.get("joins"):
            found += [
                f"unnamed column {column.sql('duckdb')} beside a join"
                for column in select.expressions
                if isinstance(column, exp.Column) and column.table
            ]
    return found


def _is_star(node: exp.Expression) -> bool:
    return not isinstance(node, exp.Star) or not isinstance(node.parent, exp.Count | exp.Select)


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_short_plain_and_says_what_it_is(name: str) -> None:
    text = metric_sql(name)
    assert text.startswith("-- title: ")
    assert re.search(r"^-- grain: one row", text, re.MULTILINE)
    assert re.search(r"^(with )?facts as \($", text, re.MULTILINE)
    assert len(text.splitlines()) <= 60
    assert not re.search(r"\{|\}|\bnow\(|current_(date|time)|as_of|::", text)
    assert not breaches(text)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_duckdb(company(STORY), tmp_path_factory.mktemp("sql") / "store.duckdb")


def texts(name: str) -> list[Question]:
    """A metric's question in its plain form and in ways that change its SQL."""
    rich = {"as_of": datetime(2026, 1, 15)}
    if name not in every.UNFILTERED:
        rich["where"] = (Condition.parse("tag=vip"),)
    plain = [*every.ways(name, UNTIL), every.question(name, **rich)]
    return plain + [
        every.question(name, by=by, **parts)
        for by in ("source", "tag", "current_manager", "amount_band")
        for parts in ({}, rich)
        if by in every.dimensions(name)
    ]


@pytest.mark.parametrize("name", METRICS)
def test_whole_statements_stay_in_the_portable_subset(name: str, store: Path) -> None:
    with closing(DuckDBEngine(store)) as engine:
        asked = [Question.from_text(text) for text in QUESTIONS if text.startswith(f"metric={name}&")]
        for one in (*asked, *texts(name)):
            for statement in statements(explain(engine, one, every.TOLD)):
                assert not breaches(statement), one.to_text()


def statements(text: str) -> list[str]:
    """The statements of an explained answer."""
    return [one for one in text.split(";\n") if one.strip()]


@pytest.mark.parametrize(
    "sql",
    [
        "select date_diff('day', a, b) from t",
        "select lead(a) over (order by b) from t",
        "select median(a) from t",
        "select a + interval 1 day from t",
        "select t.a from t join u on t.a = u.a",
        "select a, sum(n) as n from t group by a having sum(n) > 0",
    ],
)
def test_the_lint_can_fail(sql: str) -> None:
    assert breaches(sql)


@pytest.fixture(scope="module")
def with_views(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the macros and the views that stand for the default question."""
    path = tmp_path_factory.mktemp("views") / "store.duckdb"
    path.write_bytes(store.read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute(";".join(native_macros()).replace("temp macro", "macro"))
        connection.execute(views_sql())
    return path


@pytest.mark.parametrize("name", FILES)
def test_a_file_runs_by_itself_in_a_shell_on_the_store(name: str, with_views: Path) -> None:
    alone = duckdb_rows(with_views, metric_sql(name))
    if name == "bridge":
        assert {row[1] for row in alone} == {"created", "amount_up", "won", "lost", "open_end"}
        return
    if name == "volume":  # the views know no deleted deals
        assert {row[2] for row in alone} == {"new", "revalued", "won", "lost"}
        return
    with closing(DuckDBEngine(with_views)) as engine:
        for statement in _of_file(engine, name):
            assert alone == duckdb_rows(with_views, statement)


def _of_file(engine: DuckDBEngine, name: str) -> list[str]:
    """The statement that a metric makes of a file for its default question; none for files that serve other questions."""
    header, facts, count = parts(name)
    for metric in METRICS.values():
        if not metric.needs_period and not metric.example:
            for statement in explain(engine, Question(metric.name)).split(";\n"):
                if statement.strip().startswith(header) and statement.rstrip(" ;\n").endswith(
                    f"{facts}\n{count}"
                ):
                    return [statement]
    return []


def duckdb_rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return sorted(connection.execute(sql).fetchall(), key=repr)


@pytest.mark.parametrize("name", METRICS)
def test_explained_sql_is_pasted_as_it_is(name: str, store: Path) -> None:
    with closing(DuckDBEngine(store)) as engine:
        printed = [explain(engine, one, every.TOLD) for one in texts(name)]
        if name == "funnel":
            printed.append(deals(engine, Question("funnel"), Cell.parse("reached:2")).sql)
    with duckdb.connect(str(store), read_only=True) as connection:
        connection.execute(";".join(native_macros()))
        for text in printed:
            for statement in statements(text):
                assert connection.execute(statement).description

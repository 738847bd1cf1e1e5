"""The command line as its users meet it: what is printed, in which form, and what an error says."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.cli.conftest import Run

ROW = {
    "segment", "position", "stage", "reached", "observed", "filled_in", "moved_back", "amount", "lost_here", "here_now",
    "step", "cumulative", "share", "stay_median_days", "stay_p90_days",
}  # fmt: skip


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, voronka.cli.main as m; m.group.get_help(m.click.Context(m.group)); print(*sys.modules)"
    )
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert not loaded & {
        "duckdb",
        "numpy",
        "pyarrow",
        "fastapi",
        "rich.console",
        "httpx2",
        "sqlglot",
        "jinja2",
    }


def test_help_speaks_russian_unless_told_otherwise(run: Run) -> None:
    assert "Команды" in run("--help", language="ru").stdout
    assert "Commands" in run("--help", language="en").stdout
    assert "Команды" in run("--help", language="", LANG="C", LC_ALL="").stdout


def test_json_is_the_answer(run: Run, company: Path) -> None:
    answer = json.loads(run("ask", "funnel", "--format", "json", "--workspace", company).stdout)
    assert set(answer) >= {"metric", "question", "as_of", "definition", "trust", "sql", "rows", "outcomes"}
    assert set(answer["rows"][0]) >= ROW
    assert set(answer["rows"][0]["step"]) == {"hits", "trials", "value", "low", "high"}
    assert set(answer["rows"][0]["amount"]) == {"minor", "currency"}
    assert answer["rows"][-1]["stage"] == "won"
    assert set(answer["outcomes"]) == {"won", "lost", "handed_over", "open"}
    assert sum(answer["outcomes"].values()) == answer["rows"][0]["reached"] > 100


@pytest.mark.parametrize("metric", ["funnel", "bridge"])
def test_a_metric_prints_in_every_form(run: Run, company: Path, metric: str) -> None:
    asked = ["ask", metric, "--period", "2026", "--workspace", company]
    table = run(*asked)
    assert table.returncode == 0, table.stderr
    answer = json.loads(run(*asked, "--format", "json").stdout)
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    lines = run(*asked, "--format", "md").stdout.splitlines()
    assert len(rows) == len(answer["rows"]) > 0
    assert sum(line.startswith("|") for line in lines) == len(rows) + 2
    assert len(table.stdout.splitlines()) >= len(rows) + 2


def test_the_list_has_as_many_deals_as_the_number_says(run: Run, company: Path) -> None:
    row = json.loads(run("ask", "funnel", "--format", "json", "--workspace", company).stdout)["rows"][2]
    cell = f"lost_here:{row['position']}"
    found = json.loads(
        run("deals", "funnel", cell, "--limit", "1000", "--format", "json", "--workspace", company).stdout
    )
    assert found["total"] == len(found["rows"]) == row["lost_here"] > 0
    assert found["amount"] == row["lost_amount"]


def test_explain_runs_as_it_is_printed(run: Run, company: Path) -> None:
    text = run("explain", "funnel", "--period", "2026", "--workspace", company).stdout
    answer = json.loads(
        run("ask", "funnel", "--period", "2026", "--format", "json", "--workspace", company).stdout
    )
    with duckdb.connect(str((company / "store.duckdb").resolve()), read_only=True) as connection:
        endings = next(part for part in text.split(";") if "Endings" in part)
        counted = connection.sql(endings).to_arrow_table().to_pylist()
    lost = {row["position"]: row["deals"] for row in counted if row["outcome"] == "lost"}
    assert lost == {row["position"]: row["lost_here"] for row in answer["rows"] if row["lost_here"]}


def test_the_workspace_may_come_from_the_environment(run: Run, company: Path) -> None:
    assert run("ask", "funnel", VORONKA_WORKSPACE=str(company)).returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["ask", "funel"], 2, "funnel"),
        (["ask", "funnel", "--pipeline", "Продаж"], 2, "Продажи"),
        (["ask", "funnel", "--by", "sorce"], 2, "source"),
        (["ask", "funnel", "--period", "2026-Q5"], 2, "2026-Q3"),
        (["ask", "funnel", "--where", "source"], 2, "source=site"),
        (["deals", "funnel", "lost_her:3"], 2, "lost_here"),
        (["export", "out", "--table", "deal"], 2, "deals"),
    ],
)
def test_an_error_names_what_is_known(
    run: Run, company: Path, words: list[str], code: int, says: str
) -> None:
    done = run(*words, "--workspace", company)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith("voronka: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_errors_are_russian_in_russian(run: Run, tmp_path: Path) -> None:
    done = run("ask", "funnel", "--workspace", tmp_path, language="ru")
    assert done.returncode == 3
    assert "пока нет данных" in done.stderr
    assert "voronka sync" in done.stderr


def test_a_reader_that_goes_away_is_no_error(company: Path) -> None:
    command = f"{sys.executable} -m voronka deals funnel deals --limit 5000 --format json --workspace {company} | head -c 20"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_export_writes_every_table(run: Run, company: Path, tmp_path: Path) -> None:
    done = run("export", tmp_path / "out", "--workspace", company)
    assert done.returncode == 0, done.stderr
    counts = dict(line.split("\t") for line in done.stdout.splitlines())
    deals = duckdb.connect().execute(f"select count(*) from '{tmp_path}/out/deals.parquet'").fetchone()
    assert deals == (int(counts[str(tmp_path / "out" / "deals.parquet")]),)


def test_doctor_says_how_complete_history_is(run: Run, company: Path) -> None:
    done = run("doctor", "--workspace", company, "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    checks = json.loads(done.stdout)
    assert {"ok", "note"} >= {check["level"] for check in checks}
    assert len(checks) >= 5


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_completion_for(run: Run, shell: str) -> None:
    assert "_VORONKA_COMPLETE" in run("completion", shell).stdout


def test_init_makes_a_workspace_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert run("init", "--workspace", folder).returncode == 0
    assert (folder / "voronka.toml").exists()
    assert "already" in run("init", "--workspace", folder).stdout


def test_an_error_names_the_options_of_the_shell(run: Run, company: Path) -> None:
    done = run("ask", "bridge", "--workspace", company)
    assert done.returncode == 2
    assert "--period 2026-07" in done.stderr
    assert "period=" not in done.stderr


def test_doctor_lists_what_to_fix_with_links(run: Run, company: Path) -> None:
    checks = {
        one["name"]: one
        for one in json.loads(run("doctor", "--workspace", company, "--format", "json").stdout)
    }
    wrong = checks["no_reason"] if checks["no_reason"].get("deals") else checks["open_no_amount"]
    assert wrong["spoils"]
    assert 0 < len(wrong["list"]) <= 10
    assert all(f"/leads/detail/{deal['deal_id']}" in deal["link"] for deal in wrong["list"])
    listed = json.loads(
        run("doctor", "--list", wrong["name"], "--workspace", company, "--format", "json").stdout
    )
    assert listed["total"] == len(listed["rows"]) == wrong["deals"]


def test_the_catalogue_is_listed_and_explained(run: Run) -> None:
    from voronka.metrics.catalog import METRICS

    assert [one["name"] for one in json.loads(run("metrics", "--format", "json").stdout)] == list(METRICS)
    assert "## Formula" in run("metrics", "win_rate").stdout
    assert run("metrics", "win_rat").returncode == 2


def test_a_single_row_reads_downwards(run: Run, company: Path) -> None:
    lines = run("ask", "results", "--workspace", company).stdout.splitlines()
    assert any(line.startswith("revenue ") for line in lines)


def test_an_answer_and_its_deals_are_written_into_files(run: Run, company: Path, tmp_path: Path) -> None:
    book, listed, text = tmp_path / "funnel.xlsx", tmp_path / "won.xlsx", tmp_path / "funnel.csv"
    for words in (
        ("ask", "funnel", "--format", "xlsx", "-o", book),
        ("deals", "Funnel", "Won", "--limit", "3", "--format", "xlsx", "-o", listed),
        ("ask", "funnel", "--format", "csv", "-o", text),
    ):
        done = run(*words, "--workspace", company)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
    rows = openpyxl.load_workbook(book)["Table"].iter_rows(values_only=True)
    told = list(csv.DictReader(io.StringIO(text.read_text("utf-8"))))
    assert [row[1] for row in rows][1:] == [int(row["reached"]) for row in told]
    assert openpyxl.load_workbook(listed)["Table"].max_row == 4
    refused = run("ask", "funnel", "--format", "xlsx", "--workspace", company)
    assert refused.returncode == 2
    assert "-o FILE.xlsx" in refused.stderr

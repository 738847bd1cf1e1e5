"""`note` and `snooze` as their users meet them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_a_note_is_added_listed_and_removed(run: Run, company: Path) -> None:
    there = ("--workspace", company)
    assert "Noted as number 1" in run("note", "add", "new script", "--day", "2026-03-01", *there).stdout
    [note] = json.loads(run("note", "list", "--format", "json", *there).stdout)
    assert (note["number"], note["day"], note["text"]) == (1, "2026-03-01", "new script")
    assert "новый" not in run("note", "list", *there, language="ru").stdout
    assert "new script" in run("note", "remove", "1", *there).stdout
    missing = run("note", "remove", "1", *there)
    assert (missing.returncode, "there is no note number 1" in missing.stderr) == (2, True)
    assert "is no day" in run("note", "add", "x", "--day", "March", *there).stderr


def test_a_deal_is_set_aside_by_its_number_alone(run: Run, company: Path) -> None:
    there = ("--workspace", company)
    listed = json.loads(run("deals", "board", "open", "--limit", "1", "--format", "json", *there).stdout)
    deal = str(listed["rows"][0]["deal_id"])
    done = run("snooze", deal, "--until", "2027-01-01", "--reason", "holiday", *there)
    assert "set aside until 2027-01-01" in done.stdout, done.stderr
    [snooze] = json.loads(run("snooze", "list", "--format", "json", *there).stdout)
    assert (str(snooze["deal_id"]), snooze["reason"]) == (deal, "holiday")
    assert "counts again" in run("snooze", "remove", deal, *there).stdout


def test_goals_are_set_imported_listed_and_taken_back(run: Run, company: Path, tmp_path: Path) -> None:
    there = ("--workspace", company)
    done = run("goal", "add", "2026-12", "1,5 млн", "--why", "new year", *there)
    assert "Set as number 1: Whole company, Won money, 2026-12: 1500000" in done.stdout, done.stderr
    assert (
        "there is no" not in run("goal", "add", "декабрь 2026", "22 %", "--of", "closed_rate", *there).stderr
    )
    file = tmp_path / "plan.csv"
    file.write_text("кто;что;период;план\n;звонки;2026-12;400\nникто такой;звонки;2026-12;5\n", "utf-8")
    refused = run("goal", "import", file, *there)
    assert (refused.returncode, "line 3: the CRM has no" in refused.stderr) == (2, True)
    assert "line 2: Whole company" in run("goal", "import", file, "--dry-run", *there).stdout
    goals = json.loads(run("goal", "list", "--format", "json", *there).stdout)
    assert [(one["aim"], one["plan"], one["value"]) for one in goals] == [
        ("revenue", 150_000_000, "1500000"),
        ("closed_rate", 0.22, "22 %"),
    ]
    assert "Goals set: 1" in run("goal", "import", file, "--skip-wrong", *there).stdout
    assert "Taken back" in run("goal", "remove", "1", "--why", "too much", *there).stdout
    changes = json.loads(run("goal", "history", "1", "--format", "json", *there).stdout)
    assert [(one["before"], one["after"], one["why"]) for one in changes] == [
        ("1500000", "", "too much"),
        ("", "1500000", "new year"),
    ]
    assert "Выручка" in run("goal", "history", *there, language="ru").stdout

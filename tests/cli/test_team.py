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

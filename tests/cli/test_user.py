"""`user` as who cares for the server meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from naive import write_duckdb
from story import company
from tests.cli.conftest import Run


def test_people_are_added_changed_and_removed(run: Run, tmp_path: Path) -> None:
    write_duckdb(company("anna owner=ivan lead 01-02"), tmp_path / "store-1.duckdb")
    (tmp_path / "store.duckdb").symlink_to("store-1.duckdb")
    there = ("--workspace", tmp_path)
    added = subprocess.run(
        [sys.executable, "-m", "voronka", "user", "add", "Anna@example.com", "--name", "Анна", *map(str, there)],
        input="три синие чашки\n", capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    link = run("user", "invite", "boris@example.com", "--role", "manager", "--person", "ivan", *there)
    assert link.stdout.startswith("http://127.0.0.1:8000/invitation/")
    unknown = run("user", "invite", "boris@example.com", "--role", "manager", "--person", "ivna", *there)
    assert (unknown.returncode, "did you mean “ivan”" in unknown.stderr) == (2, True)
    assert "/reset/" in run("user", "reset", "anna@example.com", *there).stdout
    [anna] = json.loads(run("user", "list", "--format", "json", *there).stdout)
    assert (anna["email"], anna["role"], anna["name"]) == ("anna@example.com", "owner", "Анна")
    assert run("user", "remove", "anna@example.com", *there).returncode == 2
    assert "only owner" in run("user", "role", "1", "viewer", "--all", *there).stderr

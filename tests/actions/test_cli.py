"""`voronka action`: allowed, prepared, written, shown, undone in the shell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from voronka.cli.action import action


def test_the_whole_way_in_the_shell(scenes: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VORONKA_LANG", "en")
    scene = scenes(allowed="")

    def run(*words: str) -> Any:
        return CliRunner().invoke(action, [*words, "--workspace", str(scene.company.folder)])

    assert "may not write" in str(run("plan", "stuck").exception)
    assert run("allow", "task").output == "Voronka may write into amoCRM: task.\n"
    made = json.loads(run("plan", "stuck", "--top", "2", "--also-busy", "--format", "json").output)
    assert (made["counts"], scene.ours(made["key"])) == ({"planned": 2}, [])
    assert run("run", "1", "--yes").output == "Action 1: written (written — 2).\n"
    assert len(scene.ours(made["key"])) == 2
    assert [row["crm_id"] > 0 for row in json.loads(run("show", "1", "--format", "json").output)["rows"]] == [
        True,
        True,
    ]
    assert run("undo", "1", "--yes").output == "Action 1: undone (undone — 2).\n"
    assert json.loads(run("list", "--format", "json").output)[0]["state"] == "undone"
    assert scene.company.access().audit.read()[0].action == "action_undone"

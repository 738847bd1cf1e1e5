"""Alerts from the shell: the lines are drawn, what rings is listed, nothing is put off that is not there."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import Run


def test_the_lines_are_drawn_and_what_rings_is_listed(run: Run, company: Path) -> None:
    drawn = run(
        "alert", "lines", "--rule", "stay=off", "--most", "2", "--format", "json", "--workspace", company
    )
    levels = {row["rule"]: row["level"] for row in json.loads(drawn.stdout)}
    assert (levels["stay"], levels["inflow"], levels["most"]) == ("off", "usual", "2")
    listed = run("alert", "list", "--format", "json", "--workspace", company)
    assert listed.returncode == 0, listed.stderr
    assert "stay" not in {row["rule"] for row in json.loads(listed.stdout)}
    refused = run("alert", "snooze", "inflow/nothing", "--workspace", company, language="ru")
    assert refused.returncode != 0
    assert refused.stderr.splitlines()[0] == "voronka: сигнала «inflow/nothing» нет"

"""The page about the simulated company tells what is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from voronka.simulator.stages import MAIN_ID

PAGE = (Path(__file__).parents[2] / "docs" / "simulated-company.md").read_text("utf-8")


def test_its_example_runs_and_its_figures_are_right() -> None:
    names: dict[str, Any] = {}
    exec("\n".join(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)), names)
    truth = names["company"].truth["pipelines"][str(MAIN_ID)]
    won = re.findall(r"won with (0\.\d+)", PAGE) + re.findall(r"# (0\.\d+): counted", PAGE)
    assert [float(one) for one in won] == [pytest.approx(truth["win"]["ever"], abs=0.0006)] * 2
    assert float(re.findall(r"says (0\.\d+)", PAGE)[0]) == pytest.approx(
        truth["closed"]["as_in_crm"], abs=0.0006
    )
    assert int(re.findall(r"(\d+) % of the dead", PAGE)[0]) == round(100 * truth["closed"]["never_of_dead"])
    assert f"worst leak is «{truth['leak']['stage']}»" in PAGE

"""Who keeps deals longer: a clear difference is named, luck is not."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from story import engine
from voronka.metrics.ask import ask
from voronka.metrics.catalog import METRICS
from voronka.metrics.facts import deals
from voronka.metrics.opening import cell_of
from voronka.model.question import Question

#: ivan's deals stand on the lead stage for twenty days, those of all others for two to five.
SLOW = [f"a{n} owner=anna source=site lead 01-02 qualified 01-0{4 + n % 4}" for n in range(20)]
SLOW += [f"o{n} owner=olga lead 01-02 qualified 01-0{4 + n % 4}" for n in range(20)]
SLOW += [f"i{n} owner=ivan lead 01-02 qualified 01-22" for n in range(12)]


def outliers(folder: Path, story: list[str], text: str = "") -> Any:
    return ask(engine("\n".join(story), folder), Question.from_text(f"metric=stay_outliers&{text}"))


def lead(answer: Any) -> dict[str, Any]:
    return {row["who"]: row for row in answer.rows if row["stage"] == "lead"}


def test_a_slow_manager_is_named(tmp_path: Path) -> None:
    answer = outliers(tmp_path, SLOW)
    told = lead(answer)
    assert (
        told["ivan"]["verdict"],
        told["ivan"]["stay"].median_days,
        told["ivan"]["others"].median_days,
    ) == ("longer", 20, 3)
    assert (told["anna"]["stays"], told["anna"]["others"].n) == (20, 32)
    assert str(answer.findings[0]).startswith(
        "ivan: deals stand longer on “lead”, half of them for 20 days against 3 days"
    )


def test_who_has_few_stays_is_not_judged(tmp_path: Path) -> None:
    told = lead(outliers(tmp_path, SLOW[:-3]))
    assert (told["ivan"]["verdict"], told["ivan"]["p_value"]) == ("few", None)


def test_luck_is_called_luck(tmp_path: Path) -> None:
    """All draw from one hat."""
    hat = random.Random(5)
    story = [
        f"d{n} owner={hat.choice(['anna', 'ivan', 'olga'])} lead 01-02 qualified 01-{hat.randint(3, 28):02}"
        for n in range(90)
    ]
    answer = outliers(tmp_path, story)
    assert {row["verdict"] for row in answer.rows if row["stage"] == "lead"} == {"same"}
    assert str(answer.findings[0]).startswith("No reliable difference")


def test_nobody_to_compare(tmp_path: Path) -> None:
    answer = outliers(tmp_path, ["anna lead 01-02"])
    assert [row["verdict"] for row in answer.rows] == ["few"]
    assert str(answer.findings[0]) == "Too few stays to compare anybody."


def test_by_something_else_and_each_number_opens_its_stays(tmp_path: Path) -> None:
    told = engine("\n".join(SLOW), tmp_path)
    for by in (None, "source"):
        question = Question("stay_outliers", by=by)
        answer = ask(told, question)
        for row in answer.rows:
            for column in answer.columns:
                if cell := cell_of(METRICS["stay_outliers"], column, row):
                    assert deals(told, question, cell).total == row["stays"]
    assert {row["segment"] for row in answer.rows} == {"site", ""}


def test_the_first_rows_are_the_reliable_ones(tmp_path: Path) -> None:
    rows = outliers(tmp_path, SLOW, "top=2").rows
    assert len(rows) == 2
    assert rows[0]["verdict"] in {"longer", "shorter"}

"""BPI Challenge 2012: the published figures, from every form of the log, in whatever order and pieces it comes."""

from __future__ import annotations

import gzip
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import voronka
from datasets.conftest import import_into
from voronka.store.fingerprint import fingerprints
from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

PARQUET = ("bpic2012", "bpic2012/events.parquet")
CSV = ("bpic2012-stages", "bpic2012/stage_changes_A.csv.gz")
XES = ("bpic2012-xes", "bpic2012/raw/BPI_Challenge_2012.xes.gz")


def content(workspace: Workspace) -> dict[str, tuple[int, int]]:
    with duckdb.connect(str(workspace.published().path), read_only=True) as con:
        return fingerprints(con)


@pytest.mark.parametrize("form", [PARQUET, CSV, XES], ids=["parquet", "csv", "xes"])
def test_the_funnel_is_the_published_one(company: Company, form: tuple[str, str]) -> None:
    answer = company(*form).ask("funnel").to_dict()
    assert [row["reached"] for row in answer["rows"]] == [13087, 13087, 7367, 5113, 5015, 2246]
    assert answer["outcomes"] == {"won": 2246, "lost": 10442, "handed_over": 0, "open": 399}
    assert [row["filled_in"] for row in answer["rows"]] == [0] * 6


def test_every_form_of_the_log_gives_the_same_store(company: Company) -> None:
    assert content(company(*CSV)) == content(company(*PARQUET))
    assert content(company(*XES)) == content(company(*PARQUET))


def test_the_lost_stage_is_the_loss_reason(company: Company) -> None:
    lost: Counter[str] = Counter()
    for row in company(*CSV).ask("funnel", by="loss_reason").rows:
        lost[row["segment"]] += row["lost_here"]
    assert lost["A_DECLINED"] == 7635
    assert lost["A_CANCELLED"] == 2807


def test_amounts_and_owners_are_those_of_the_cases(company: Company, data: Path) -> None:
    with duckdb.connect(str(company(*CSV).published().path), read_only=True) as con:
        total = con.execute(
            "select sum(amount_minor), any_value(currency), count(owner_id) from deals"
        ).fetchall()
        asked = con.execute(f"select sum(amount_req) * 100 from '{data}/bpic2012/cases.csv.gz'").fetchall()
    assert total == [(asked[0][0], "EUR", 13087)]


def written(path: Path, lines: list[bytes]) -> Path:
    path.write_bytes(gzip.compress(b"".join(lines), compresslevel=1))
    return path


@pytest.fixture(scope="module")
def lines(data: Path) -> list[bytes]:
    return gzip.decompress((data / CSV[1]).read_bytes()).splitlines(keepends=True)


def test_shuffled_and_doubled_rows_give_the_same_store(
    company: Company, data: Path, lines: list[bytes], tmp_path: Path
) -> None:
    rows = random.Random(7).sample(lines[1:] * 2, 2 * (len(lines) - 1))
    file = written(tmp_path / "log.csv.gz", [lines[0], *rows])
    source = import_into(tmp_path / "workspace", CSV[0], file, data / "bpic2012")
    assert source.counts.repeated == len(lines) - 1
    with voronka.open(tmp_path / "workspace") as workspace:
        assert content(workspace) == content(company(*CSV))


def test_two_halves_one_after_the_other_give_the_same_store(
    company: Company, data: Path, lines: list[bytes], tmp_path: Path
) -> None:
    rows = random.Random(8).sample(lines[1:], len(lines) - 1)
    middle = len(rows) // 2
    for number, part in enumerate((rows[:middle], rows[middle:])):
        file = written(tmp_path / f"part-{number}.csv.gz", [lines[0], *part])
        import_into(tmp_path / "workspace", CSV[0], file, data / "bpic2012")
    with voronka.open(tmp_path / "workspace") as workspace:
        assert content(workspace) == content(company(*CSV))
        assert [row["reached"] for row in workspace.ask("funnel").rows] == [
            13087,
            13087,
            7367,
            5113,
            5015,
            2246,
        ]


def test_the_same_file_again_publishes_nothing(company: Company, data: Path, tmp_path: Path) -> None:
    for _ in range(2):
        import_into(tmp_path, CSV[0], data / CSV[1])
    with voronka.open(tmp_path) as workspace:
        assert workspace.version == 1
        assert content(workspace) == content(company(*CSV))

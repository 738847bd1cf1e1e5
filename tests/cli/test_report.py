"""`voronka report`: kinds, files of every form, somebody's own, and a file that is computed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from metrics.test_every import STORY
from story import company
from tests.cli.conftest import Run
from web.people import stored


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(company(STORY), tmp_path_factory.mktemp("report") / "company")


def test_a_report_is_made_and_computed_again(run: Run, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "january.pdf"
    made = run("report", "make", "monthly", "--period", "2026-01", "--out", out, "--workspace", folder)
    assert (made.returncode, made.stdout.strip()) == (0, str(out)), made.stderr
    checked = run("report", "verify", out, "--workspace", folder)
    assert checked.returncode == 0
    assert "All digits come out" in checked.stdout
    other = stored(company(STORY.replace("amount=700", "amount=900")), tmp_path / "other")
    failed = run("report", "verify", out, "--workspace", other)
    assert failed.returncode == 1
    assert "The digits do not come out" in failed.stdout
    assert "Money won: was" in failed.stdout


def test_forms_go_into_a_folder_and_text_to_the_screen(run: Run, folder: Path, tmp_path: Path) -> None:
    made = run("report", "make", "personal", "--for", "ivan", "--period", "2026-01", "--form", "html", "--form", "xlsx", "--out", tmp_path / "files", "--workspace", folder)  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert sorted(path.suffix for path in (tmp_path / "files").iterdir()) == [".html", ".xlsx"]
    assert "olga" not in (tmp_path / "files").glob("*.html").__next__().read_text("utf-8")
    said = run("report", "make", "weekly", "--workspace", folder, language="ru")
    assert said.stdout.startswith("Отчёт за неделю")


def test_what_cannot_be_is_said(run: Run, folder: Path) -> None:
    assert "weekly" in run("report", "kinds").stdout
    refused = run("report", "make", "personal", "--workspace", folder)
    assert refused.returncode == 2
    assert "--for NAME" in refused.stderr
    assert run("report", "verify", folder / "store-1.duckdb", "--workspace", folder).returncode == 2

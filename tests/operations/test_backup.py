"""A backup restores the same company to the last digit; a damaged one, a newer one, a full disk lose nothing and say so."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import every
import voronka
from tests.cli.conftest import Run, company, run
from voronka.clock import now
from voronka.errors import InputError, StoreError
from voronka.intake.running import Running
from voronka.metrics.catalog import METRICS
from voronka.model.context import Note
from voronka.operations.backup import back_up
from voronka.operations.contents import PAGE, SECRETS
from voronka.operations.restore import restore

__all__ = ["company", "run"]
SAMPLE = (
    "funnel",
    "win_rate",
    "board",
    "bridge",
    "volume",
    "people",
    "losses",
    "stays",
    "results",
    "activity",
    "changes",
)


@pytest.fixture
def own(company: Path, tmp_path: Path) -> Path:
    """A company of a test's own, with something written down, a file sent and a letter waiting."""
    folder = tmp_path / "company"
    shutil.copytree(company, folder, symlinks=True)
    with voronka.open(folder) as opened:
        opened.team().add_note(now().date(), "новый скрипт", now())
    for name in ("uploads/1/deals.csv", "outbox/1-2/letter.json"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(name)
    (folder / "oidc-secret").write_text("secret")
    return folder


def answers(folder: Path) -> dict[str, str]:
    with voronka.open(folder) as opened:
        assert set(SAMPLE) <= set(METRICS)
        questions = [every.question(name, period=every.PERIOD) for name in SAMPLE]
        return {one.metric: opened.ask(one).to_json() for one in questions}


def notes(folder: Path) -> tuple[Note, ...]:
    with voronka.open(folder) as opened:
        return opened.team().notes()


def test_backup_wipe_restore_gives_the_same_answers(own: Path, run: Run, tmp_path: Path) -> None:
    before, told = answers(own), notes(own)
    archive = tmp_path / "monday.tar.gz"
    done = run("backup", archive, "--workspace", own)
    assert done.returncode == 0, done.stderr
    assert "Without tokens and passwords" in done.stdout
    assert archive.stat().st_mode & 0o777 == 0o600
    shutil.rmtree(own)
    done = run("restore", archive, "--workspace", own)
    assert done.returncode == 0, done.stderr
    assert answers(own) == before
    assert notes(own) == told
    assert (own / "uploads/1/deals.csv").read_text() == "uploads/1/deals.csv"
    assert (own / "outbox/1-2/letter.json").is_file()
    assert not any((own / name).exists() for name in SECRETS)
    assert run("doctor", "--workspace", own).returncode == 0
    # the writer goes on from where it was: another backup holds the same
    again = back_up(own, tmp_path / "again.tar.gz")
    assert again.store_version > 0
    assert {one.name for one in again.parts} == set(_files(archive)) | {"work/derived.duckdb"}


def _files(archive: Path) -> list[str]:
    with tarfile.open(archive) as packed:
        return [name for name in packed.getnames() if name != PAGE]


def test_secrets_are_copied_only_when_asked_for(own: Path, tmp_path: Path) -> None:
    assert not {*SECRETS} & {*_names(back_up(own, tmp_path / "1.tar.gz"))}
    assert "oidc-secret" in _names(back_up(own, tmp_path / "2.tar.gz", with_secrets=True))
    restore(tmp_path / "2.tar.gz", tmp_path / "again")
    assert (tmp_path / "again/oidc-secret").stat().st_mode & 0o777 == 0o600


def _names(manifest: object) -> list[str]:
    return [one.name for one in manifest.parts]  # type: ignore[attr-defined]


def test_it_is_whole_while_people_write_and_others_read(own: Path, tmp_path: Path) -> None:
    is_over = threading.Event()

    def write() -> None:
        with voronka.open(own) as opened:
            while not is_over.is_set():
                opened.team().add_note(now().date(), "x" * 5000, now())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        back_up(own, tmp_path / "1.tar.gz")
    finally:
        is_over.set()
        writer.join()
    restore(tmp_path / "1.tar.gz", tmp_path / "again")
    with sqlite3.connect(tmp_path / "again/team.sqlite") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_sync_under_way_is_waited_for_and_then_told(own: Path, tmp_path: Path) -> None:
    with (
        voronka.open(own) as opened,
        Running(opened, "sync"),
        pytest.raises(StoreError, match="is being written already"),
    ):
        back_up(own, tmp_path / "1.tar.gz", patience=0.1)
    assert not list(tmp_path.glob("*tar.gz*"))


def test_nothing_is_overwritten(own: Path, tmp_path: Path) -> None:
    archive = tmp_path / "1.tar.gz"
    back_up(own, archive)
    kept = archive.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        back_up(own, archive)
    assert archive.read_bytes() == kept
    with pytest.raises(InputError, match="is not empty"):
        restore(archive, own)
    with pytest.raises(InputError, match="there is no workspace in"):
        back_up(tmp_path / "nothing", tmp_path / "2.tar.gz")
    with pytest.raises(InputError, match="there is no file"):
        restore(tmp_path / "3.tar.gz", tmp_path / "again")


def cut(body: bytes) -> bytes:
    return body[: len(body) // 2]


def changed(body: bytes) -> bytes:
    place = len(body) // 2
    return body[:place] + bytes([body[place] ^ 255]) + body[place + 1 :]


def repacked(change: Callable[[str, bytes], tuple[str, bytes]]) -> Callable[[bytes], bytes]:
    """An archive with other files in it, whole by itself."""

    def pack(body: bytes) -> bytes:
        made = io.BytesIO()
        with tarfile.open(fileobj=io.BytesIO(body)) as old, tarfile.open(fileobj=made, mode="w:gz") as new:
            for entry in old:
                name, text = change(entry.name, old.extractfile(entry).read())  # type: ignore[union-attr]
                told = tarfile.TarInfo(name)
                told.size = len(text)
                new.addfile(told, io.BytesIO(text))
        return made.getvalue()

    return pack


def newer(name: str, body: bytes) -> tuple[str, bytes]:
    return name, json.dumps(json.loads(body) | {"team_step": "999"}).encode() if name == PAGE else body


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut, "is damaged"),
        (changed, "is damaged"),
        (lambda _: b"", "is damaged"),
        (lambda _: b"no archive at all", "is damaged"),
        (
            repacked(lambda name, body: (name, body + b"x" if name == "voronka.toml" else body)),
            "not what it was",
        ),
        (
            repacked(lambda name, body: ("../evil" if name == "voronka.toml" else name, body)),
            "no part of a backup",
        ),
        (repacked(lambda name, body: ("other.toml" if name == PAGE else name, body)), "no part of a backup"),
        (repacked(newer), "was made by a newer Voronka"),
    ],
)
def test_a_damaged_or_newer_backup_restores_nothing(
    own: Path, tmp_path: Path, spoil: Callable[[bytes], bytes], said: str
) -> None:
    archive, folder = tmp_path / "1.tar.gz", tmp_path / "again"
    back_up(own, archive)
    archive.write_bytes(spoil(archive.read_bytes()))
    with pytest.raises(StoreError, match=said):
        restore(archive, folder)
    assert list(folder.iterdir()) == []
    assert not (tmp_path / "evil").exists()


def test_a_full_disk_is_said_and_leaves_nothing(own: Path, tmp_path: Path) -> None:
    back_up(own, tmp_path / "1.tar.gz")
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000,) * 2); from voronka.cli.main import main; sys.argv[0] = 'voronka'; main()"
    for words in (["backup", str(tmp_path / "2.tar.gz"), "--workspace", str(own)], ["restore", str(tmp_path / "1.tar.gz"), "--workspace", str(tmp_path / "again")]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", limited, *words],
            capture_output=True,
            text=True,
            env={**os.environ, "VORONKA_LANG": "en"},
            timeout=60,
        )
        assert done.returncode == 3, done.stderr
        assert "is full" in done.stderr
    assert not list((tmp_path / "again").iterdir())
    assert not list(tmp_path.glob("*2.tar.gz*"))
    assert answers(own)

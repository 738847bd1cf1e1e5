"""A workspace as one file, whole as of one moment, while the server goes on."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from voronka.clock import now
from voronka.errors import InputError
from voronka.intake.running import claimed
from voronka.language import say
from voronka.operations.contents import PAGE, WORK, Hashing, Manifest, Part, plain_files
from voronka.settings import Settings
from voronka.store.publish import LINK, published_version
from voronka.store.work import WorkStore, disk_errors
from voronka.team.database import FILE_NAME as TEAM

#: Stores are compressed inside already: more effort would cost minutes for little.
EFFORT = 1
#: How SQLite says that a file cannot be written further.
_CANNOT_GROW = ("SQLITE_FULL", "SQLITE_IOERR_WRITE")


def back_up(folder: Path, target: Path, with_secrets: bool = False, patience: float = 600.0) -> Manifest:
    """Write the workspace into `target`, which only its owner can read. A sync under way is waited for, `patience` seconds long, and none begins meanwhile.

    InputError where there is no workspace, or `target` is there already; StoreError when the disk is full or a sync does not end. A file that was begun is taken away.
    """
    _check(folder, target)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    with disk_errors(target.parent), _gone_in_the_end(part), ExitStack() as open_files:
        handle = claimed(folder, patience)
        open_files.callback(os.close, handle)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            manifest = _write(folder, file, with_secrets, open_files)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    return manifest


def _check(folder: Path, target: Path) -> None:
    if not (folder / "voronka.toml").is_file() and not published_version(folder):
        raise InputError(
            say("there is no workspace in {folder}", folder=str(folder)),
            do=say("name it with --workspace, or by VORONKA_WORKSPACE"),
        )
    if target.exists():
        raise InputError(
            say("{file} is there already", file=str(target)),
            say("a backup never takes the place of another"),
            say("choose another name, such as one with the date"),
        )
    if not target.parent.is_dir():
        raise InputError(
            say("there is no folder {folder}", folder=str(target.parent)), do=say("make it first")
        )


@contextmanager
def _gone_in_the_end(part: Path) -> Iterator[None]:
    """Whatever goes wrong, no half of a file stays."""
    try:
        yield
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _write(folder: Path, file: BinaryIO, with_secrets: bool, open_files: ExitStack) -> Manifest:
    version = published_version(folder)
    elsewhere = bool(Settings.load(folder)["team.url"])
    parts: list[Part] = []
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=EFFORT) as archive:
        step = "" if elsewhere else _team(folder, archive, parts)
        for name in plain_files(folder, with_secrets):
            with (folder / name).open("rb") as plain:
                _add(archive, name, plain, parts)
        if version:
            store = os.readlink(folder / LINK)
            with (folder / store).open("rb") as published:
                _add(archive, store, published, parts)
        _work(folder, archive, parts, open_files)
        manifest = Manifest(
            now().isoformat(timespec="seconds") + "Z", version, with_secrets, tuple(parts), step, elsewhere
        )
        _put(archive, PAGE, manifest.to_json())
    return manifest


def _team(folder: Path, archive: tarfile.TarFile, parts: list[Part]) -> str:
    """The operational database by its own means, since people write into it meanwhile; the step of its schema."""
    if not (folder / TEAM).is_file():
        return ""
    with tempfile.TemporaryDirectory(dir=folder / "work" if (folder / "work").is_dir() else folder) as place:
        copy = Path(place) / TEAM
        with closing(sqlite3.connect(folder / TEAM)) as source, closing(sqlite3.connect(copy)) as target:
            try:
                source.backup(target)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname in _CANNOT_GROW:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
                raise
            target.execute("pragma journal_mode = delete")
            step: str = target.execute("select version_num from alembic_version").fetchone()[0]
        with copy.open("rb") as file:
            _add(archive, TEAM, file, parts)
    return step


def _work(folder: Path, archive: tarfile.TarFile, parts: list[Part], open_files: ExitStack) -> None:
    """The writer's files, all of them on the disk, while nobody writes.

    They are opened after DuckDB has locked them and closed after it has let them go: to close any handle of a file gives up the locks of this process on it.
    """
    if not (folder / WORK[0]).is_file():
        return
    with WorkStore(folder) as work:
        for name in ("work", "derived"):
            work.connection.execute(f"checkpoint {name}")
        for name in WORK:
            file = open_files.enter_context((folder / name).open("rb"))
            _add(archive, name, file, parts)


def _add(archive: tarfile.TarFile, name: str, file: BinaryIO, parts: list[Part]) -> None:
    """One file; where its content is that of one before, only its name."""
    size = os.fstat(file.fileno()).st_size
    same = next((one for one in parts if one.size == size and not one.same_as), None)
    if same is not None and same.sha256 == hashlib.file_digest(file, "sha256").hexdigest():  # type: ignore[arg-type]
        parts.append(Part(name, size, same.sha256, same.name))
        return
    file.seek(0)
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(os.fstat(file.fileno()).st_mtime)
    reading = Hashing(file)
    archive.addfile(entry, reading)
    parts.append(Part(name, size, reading.hexdigest()))


def _put(archive: tarfile.TarFile, name: str, body: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(body), 0o600
    archive.addfile(entry, io.BytesIO(body))

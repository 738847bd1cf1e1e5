"""Publishing: a whole copy of the derived tables under a name of its own, then the link `store.duckdb` moved to it.

Readers keep the version they opened; a crash at any moment leaves the old link or the new one, both whole.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime
from pathlib import Path

from voronka.store import coming, sql
from voronka.store.work import WorkStore, disk_errors

#: The version of `docs/tables.md` and the definitions that the tables follow.
DEFINITION = "1"
LINK = "store.duckdb"
#: Versions that stay on disk, the newest included: one that a reader is about to open must not vanish under it.
KEPT = 2


def publish(work: WorkStore, made_at: datetime) -> int:
    """Publish the derived tables as the next version and return its number. StoreError when the disk is full; the old version stays."""
    connection = work.connection
    version = 1 + max(
        sql.number(connection, "select max(version) from derived.main.store"), published_version(work.folder)
    )
    with work.transaction():
        connection.execute("delete from derived.main.store")
        connection.execute(
            "insert into derived.main.store select ?, ?, ?, (select max(known_until) from derived.main.accounts)",
            [version, DEFINITION, made_at],
        )
        coming.tell(connection)
        connection.execute("update derived.build.state set is_published = true")
    with disk_errors(work.folder):
        connection.execute("checkpoint derived")
        path = work.folder / f"store-{version}.duckdb"
        _copy(work.derived_path, path)
        _move_link(work.folder, path.name)
        _remove_old(work.folder, version)
    return version


def needs_publishing(work: WorkStore) -> bool:
    """Whether the derived tables hold anything that the published version does not, a publication that was cut off included."""
    row = sql.row(
        work.connection, "select is_published, version from derived.build.state, derived.main.store"
    )
    assert row is not None
    return not row[0] or row[1] != published_version(work.folder)


def published_version(folder: Path) -> int:
    """The version that the link names; 0 when nothing was published."""
    try:
        target = os.readlink(folder / LINK)
    except OSError:
        return 0
    return version_of(target)


def version_of(name: str) -> int:
    """The number in `store-<version>.duckdb`; 0 for another name.

    >>> version_of("store-12.duckdb")
    12
    """
    match = re.fullmatch(r"store-(\d+)\.duckdb", Path(name).name)
    return int(match[1]) if match else 0


def _copy(source: Path, target: Path) -> None:
    """Copy to a part file, force it to the disk, rename. The kernel shares the blocks where the file system can."""
    part = target.with_suffix(".part")
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            left = os.fstat(reading.fileno()).st_size
            while left > 0:
                try:
                    copied = os.copy_file_range(reading.fileno(), writing.fileno(), left)
                except (AttributeError, OSError):
                    copied = 0
                if copied == 0:
                    shutil.copyfileobj(reading, writing, 16 * 2**20)
                    break
                left -= copied
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _move_link(folder: Path, name: str) -> None:
    new_link = folder / f"{LINK}.new"
    new_link.unlink(missing_ok=True)
    new_link.symlink_to(name)
    new_link.replace(folder / LINK)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _remove_old(folder: Path, version: int) -> None:
    # an open file lives on under a reader when its name goes
    for path in folder.glob("store-*.duckdb"):
        if 0 < version_of(path.name) <= version - KEPT:
            path.unlink(missing_ok=True)
    for path in folder.glob("store-*.part"):
        path.unlink(missing_ok=True)

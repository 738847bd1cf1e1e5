"""A workspace made again from its backup: checked whole before anything of it is in its place."""

from __future__ import annotations

import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from voronka.errors import InputError
from voronka.language import say
from voronka.operations.contents import PAGE, PIECE, Hashing, Manifest, broken, is_ours
from voronka.store.publish import LINK
from voronka.store.work import disk_errors

#: Where the archive is unpacked before it is believed.
BESIDE = ".restoring"


def restore(archive: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty or absent folder. InputError where there is something in it; StoreError where the archive is damaged, newer than this program, or the disk is full: the folder is empty then."""
    if not archive.is_file():
        raise InputError(say("there is no file {file}", file=str(archive)))
    _check_empty(folder)
    with disk_errors(folder.parent if folder.parent.is_dir() else Path()):
        folder.mkdir(parents=True, exist_ok=True)
        with _beside(folder) as place:
            hashes = _unpack(archive, place)
            manifest = _believed(archive, place, hashes)
            _repeat(manifest, place)
            _settle(manifest, place, folder)
    return manifest


def _check_empty(folder: Path) -> None:
    found = sorted(path.name for path in folder.iterdir() if path.name != BESIDE) if folder.is_dir() else []
    if folder.exists() and (found or not folder.is_dir()):
        raise InputError(
            say("{folder} is not empty", folder=str(folder)),
            say("there is {name} in it, and nothing is ever overwritten", name=found[0] if found else "—"),
            say("name an empty folder, or move the old one away first"),
        )


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A place in the folder itself, so that what is in it is moved and not copied; gone in the end."""
    place = folder / BESIDE
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _unpack(archive: Path, place: Path) -> dict[str, str]:
    """Every file of the archive with its hash, as it was read."""
    hashes: dict[str, str] = {}
    try:
        with tarfile.open(archive, "r:gz") as packed:
            for entry in packed:
                if not entry.isfile() or not (entry.name == PAGE or is_ours(entry.name)):
                    raise broken(archive, say("“{name}” is no part of a backup", name=entry.name))
                hashes[entry.name] = _write(packed, entry, place / entry.name)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise broken(archive, str(error)) from error
    except OSError as error:
        if error.errno is None:
            # gzip tells of a wrong checksum in this way
            raise broken(archive, str(error)) from error
        raise
    return hashes


def _write(packed: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> str:
    file = packed.extractfile(entry)
    assert file is not None
    reading = Hashing(file)  # type: ignore[arg-type]
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writing:
        while piece := reading.read(PIECE):
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    return reading.hexdigest()


def _believed(archive: Path, place: Path, hashes: dict[str, str]) -> Manifest:
    """The page of the archive, once every file is what it says."""
    if PAGE not in hashes:
        raise broken(archive, say("its end is missing"))
    manifest = Manifest.read((place / PAGE).read_bytes(), archive)
    for part in manifest.parts:
        if not is_ours(part.name) or hashes.get(part.same_as or part.name) != part.sha256:
            raise broken(archive, say("{name} is missing, or is not what it was", name=part.name))
    return manifest


def _repeat(manifest: Manifest, place: Path) -> None:
    for part in manifest.parts:
        if part.same_as:
            (place / part.name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(place / part.same_as, place / part.name)


def _settle(manifest: Manifest, place: Path, folder: Path) -> None:
    """Everything into its place; the link that readers follow comes last."""
    (place / PAGE).unlink()
    for path in sorted(place.iterdir()):
        path.rename(folder / path.name)
    if manifest.store_version:
        (folder / LINK).symlink_to(f"store-{manifest.store_version}.duckdb")

"""What a backup holds: the parts of a workspace, and the page that lists them with their hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from voronka import __version__
from voronka.errors import StoreError
from voronka.language import say
from voronka.settings import FILE_NAME as SETTINGS
from voronka.store.publish import DEFINITION, LINK
from voronka.store.work import MIGRATIONS
from voronka.team.database import FILE_NAME as TEAM
from voronka.team.database import HEAD

#: Number of this layout; an archive of a higher one was made by a newer program.
LAYOUT = 1
#: The page, last in the archive, since it says what all others are.
PAGE = "manifest.json"
#: Files with passwords and tokens: copied only when asked for.
SECRETS = ("amocrm-token.json", "oidc-secret", "delivery-secrets.json")
#: Folders that are copied whole: files sent to be imported, their bad rows, letters not delivered yet, reports put there.
FOLDERS = ("uploads", "rejects", "outbox", "reports")
#: The writer's own files.
WORK = ("work/work.duckdb", "work/derived.duckdb")
#: Bytes read at once.
PIECE = 2**20


@dataclass(frozen=True)
class Part:
    """One file of the archive; `same_as` names one before it with the same content, and nothing is stored twice."""

    name: str
    size: int
    sha256: str
    same_as: str = ""


@dataclass(frozen=True)
class Manifest:
    """What is in an archive, and which program can read it. `store_version` 0: nothing was published yet; `team_step` "": no operational database in it."""

    made_at: str
    store_version: int
    has_secrets: bool
    parts: tuple[Part, ...]
    team_step: str = ""
    team_elsewhere: bool = False
    layout: int = LAYOUT
    program: str = __version__
    definition: str = DEFINITION
    work_schema: int = len(MIGRATIONS)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.parts)

    def to_json(self) -> bytes:
        """The page as it stands in the archive."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, text: bytes, archive: Path) -> Self:
        """The page of an archive; StoreError for one that this program cannot read."""
        try:
            told: dict[str, Any] = json.loads(text)
            layout = int(told["layout"])
        except (ValueError, KeyError, TypeError) as error:
            raise broken(archive, say("its page cannot be read")) from error
        if layout > LAYOUT or told["work_schema"] > len(MIGRATIONS) or told["team_step"] > HEAD:
            raise StoreError(
                say("{file} was made by a newer Voronka", file=str(archive)),
                say("by version {found}; this is {known}", found=told["program"], known=__version__),
                say("install that version or a newer one, and restore with it"),
            )
        return cls(**{**told, "parts": tuple(Part(**one) for one in told["parts"])})


def broken(archive: Path, why: str) -> StoreError:
    """The archive is not what it was."""
    return StoreError(
        say("the backup {file} is damaged", file=str(archive)),
        why,
        say("nothing was restored; take another backup, or copy this one again from where it was kept"),
    )


def plain_files(folder: Path, with_secrets: bool) -> Iterator[str]:
    """Names of the files that are copied as they are: settings, secrets where wanted, whole folders."""
    names = [SETTINGS, *(SECRETS if with_secrets else ())]
    yield from (name for name in names if (folder / name).is_file())
    for place in FOLDERS:
        found = sorted((folder / place).rglob("*")) if (folder / place).is_dir() else []
        yield from (
            str(path.relative_to(folder)) for path in found if path.is_file() and not path.is_symlink()
        )


def is_ours(name: str) -> bool:
    """Whether a restored file may have this name: nothing of an archive is written elsewhere than where a backup takes it from."""
    path = Path(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    known = {SETTINGS, TEAM, *SECRETS, *WORK}
    return name in known or path.parts[0] in FOLDERS or (len(path.parts) == 1 and is_store(name))


def is_store(name: str) -> bool:
    """Whether it is a published version, and not the link to one."""
    return name.startswith("store-") and name.endswith(".duckdb") and name != LINK


class Hashing:
    """A file that is read once, and hashed while it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._file.read(size)
        self._hash.update(piece)
        return piece

    def hexdigest(self) -> str:
        """Of what was read so far."""
        return self._hash.hexdigest()

"""`voronka doctor --system`: whether the machine, the folder and the schedule are such that the server goes on by itself."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sqlite3
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from voronka import __version__, clock
from voronka.errors import StoreError, VoronkaError
from voronka.intake.freshness import look
from voronka.intake.running import is_running
from voronka.intake.schedule import is_connected
from voronka.language import Phrase, say
from voronka.operations.contents import SECRETS
from voronka.store.checks import Check
from voronka.store.publish import LINK
from voronka.team.database import HEAD
from voronka.workspace import Workspace

#: Extra → a module that is there when it is installed.
EXTRAS = {
    "oidc": "authlib",
    "mcp": "mcp",
    "series": "statsmodels",
    "spark": "pyspark",
    "clickhouse": "clickhouse_connect",
    "notebook": "pandas",
}
#: A publication needs the store's size thrice (the writer's, the old and the new version), and some more to work.
ROOM = 3
#: Less memory than this is little for a rebuild of a large store, in bytes.
MEMORY = 2 * 2**30
#: A clock this wrong makes tokens fail, and a certificate that ends so soon is to be renewed.
SKEW, SOON = timedelta(minutes=2), timedelta(days=14)
#: A CRM on this very machine is the simulated one, which has a time of its own.
SIMULATED = ("127.0.0.1", "localhost")
#: A server elsewhere is waited for so long.
PATIENCE = 5.0


def examine(workspace: Workspace, with_network: bool = True) -> list[Check]:
    """All checks; those that ask other servers only `with_network`."""
    checks = [_versions(), _extras(), *_disk(workspace), *_memory(), _folder(workspace.folder)]
    checks += [*_secrets(workspace.folder), _team(workspace), _writer(workspace), *_sync(workspace)]
    return [*checks, *_network(workspace)] if with_network else checks


def _ok(name: str, title: Phrase, found: Phrase) -> Check:
    return Check(name, "ok", title, found)


def _versions() -> Check:
    import duckdb

    found = say(
        "Voronka {program}, Python {python}, DuckDB {duckdb}, SQLite {sqlite}, {system}",
        program=__version__,
        python=platform.python_version(),
        duckdb=duckdb.__version__,
        sqlite=sqlite3.sqlite_version,
        system=f"{platform.system()} {platform.release()}",
    )
    return _ok("versions", say("versions"), found)


def _extras() -> Check:
    there = [name for name, module in EXTRAS.items() if find_spec(module) is not None]
    return _ok("extras", say("extras installed"), say("{names}", names=", ".join(there) or "—"))


def _disk(workspace: Workspace) -> Iterator[Check]:
    folder = workspace.folder
    free = shutil.disk_usage(folder if folder.is_dir() else Path()).free
    size = (folder / LINK).stat().st_size if workspace.has_store else 0
    found = say("{free} MB free, the data take {size} MB", free=free // 2**20, size=size // 2**20)
    if free < max(ROOM * size, 2**28):
        advice = say("free some space: a publication needs thrice the size of the data for a moment")
        yield Check("disk", "note" if free > size else "broken", say("disk"), found, advice)
    else:
        yield _ok("disk", say("disk"), found)


def _memory() -> Iterator[Check]:
    table = Path("/proc/meminfo")
    if not table.is_file():
        return
    lines = dict(line.split(":", 1) for line in table.read_text().splitlines())
    total, free = (int(lines[name].split()[0]) * 1024 for name in ("MemTotal", "MemAvailable"))
    found = say("{free} MB of {total} MB free", free=free // 2**20, total=total // 2**20)
    if total < MEMORY:
        advice = say("millions of moves need 2 GB or more; a small company does with less")
        yield Check("memory", "note", say("memory"), found, advice)
    else:
        yield _ok("memory", say("memory"), found)


def _folder(folder: Path) -> Check:
    title = say("folder of the workspace")
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        advice = say("give it to the user that the server runs as")
        return Check("folder", "broken", title, say("{folder} cannot be written", folder=str(folder)), advice)
    return _ok("folder", title, say("{folder} can be written", folder=str(folder)))


def _secrets(folder: Path) -> Iterator[Check]:
    """Secrets are their owner's alone."""
    for name in SECRETS:
        path = folder / name
        if not path.is_file():
            continue
        mode = path.stat().st_mode & 0o777
        title = say("rights of {file}", file=name)
        if mode & 0o077:
            advice = say("chmod 600 {file}", file=str(path))
            yield Check(
                "secrets", "broken", title, say("others can read it ({mode})", mode=f"{mode:o}"), advice
            )
        else:
            yield _ok("secrets", title, say("its owner's alone"))


def _team(workspace: Workspace) -> Check:
    title = say("operational database")
    if not workspace.has_team():
        return _ok("team", title, say("none yet"))
    try:
        workspace.runs().latest(1)
    except VoronkaError as error:
        return Check("team", "broken", title, Phrase(str(error.what), {}), Phrase(str(error.do), {}))
    return _ok("team", title, say("step {step}", step=HEAD))


def _writer(workspace: Workspace) -> Check:
    """Whether history is being written now, and by which process."""
    title = say("who writes now")
    if not is_running(workspace.folder):
        return _ok("writer", title, say("nobody"))
    holder = _holder(workspace.folder / "work" / "run.lock")
    return _ok("writer", title, say("process {number}", number=holder or "?"))


def _holder(path: Path) -> int | None:
    """The process that holds a lock on a file, as the system tells."""
    table, inode = Path("/proc/locks"), f":{path.stat().st_ino}"
    lines = table.read_text().splitlines() if table.is_file() else []
    return next((int(line.split()[4]) for line in lines if line.split()[5].endswith(inode)), None)


def _sync(workspace: Workspace) -> Iterator[Check]:
    title = say("reading history")
    if not is_connected(workspace):
        yield _ok("sync", title, say("no CRM connected; files are imported by hand"))
        return
    schedule = workspace.settings["sync.schedule"] or "—"
    try:
        fresh = look(workspace, clock.now())
    except StoreError as error:
        yield Check("sync", "broken", title, Phrase(str(error.what), {}), Phrase(str(error.do), {}))
        return
    known = clock.local_text(fresh.known_until, fresh.timezone) if fresh.known_until else "—"
    found = say("schedule {cron}, known until {moment}", cron=schedule, moment=known)
    if fresh.failure is not None or fresh.is_old:
        advice = say("run voronka sync and read what it says; see that voronka serve runs")
        yield Check("sync", "note", title, found, advice)
    else:
        yield _ok("sync", title, found)


def _network(workspace: Workspace) -> Iterator[Check]:
    """The certificate of the pages' address, and this machine's clock against the CRM's."""
    address = urlsplit(workspace.settings["web.address"])
    if address.scheme == "https" and address.hostname:
        yield _certificate(address.hostname, address.port or 443)
    crm: str = workspace.settings["source.base_url"]
    if is_connected(workspace) and urlsplit(crm).hostname not in SIMULATED:
        yield clock_against(crm)


def _certificate(host: str, port: int) -> Check:
    title = say("certificate of {host}", host=host)
    try:
        with (
            socket.create_connection((host, port), PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secure,
        ):
            told = secure.getpeercert() or {}
    except OSError as error:
        advice = say("see that the proxy runs and renews its certificate")
        return Check("certificate", "note", title, say("not read: {reason}", reason=str(error)), advice)
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
    found = say("until {day}", day=end.date().isoformat())
    if end - datetime.now(UTC) < SOON:
        return Check("certificate", "note", title, found, say("see that the proxy renews it"))
    return _ok("certificate", title, found)


def clock_against(base_url: str) -> Check:
    """This machine's clock against that of another server."""
    import httpx2

    title = say("clock of this machine")
    try:
        answer = httpx2.head(base_url, timeout=PATIENCE)
        there = parsedate_to_datetime(answer.headers["date"])
    except (httpx2.HTTPError, KeyError, ValueError) as error:
        found = say("not compared: {reason}", reason=type(error).__name__)
        return Check("clock", "note", title, found, say("see that this machine reaches the CRM"))
    wrong = abs(datetime.now(UTC) - there)
    found = say("{seconds} s off the CRM's", seconds=round(wrong.total_seconds()))
    if wrong > SKEW:
        return Check("clock", "broken", title, found, say("set the clock by NTP: timedatectl set-ntp true"))
    return _ok("clock", title, found)

"""What a watch is told in the text format of Prometheus: requests, answers, data, disk, deliveries. No names, no sums."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from voronka import __version__
from voronka.errors import StoreError
from voronka.intake.running import is_running
from voronka.operations.requests import ENDS, Counts
from voronka.store.publish import LINK
from voronka.team.tables import deliveries
from voronka.workspace import Workspace

Labels = Mapping[str, object]
Sample = tuple[str, Labels, float]


def text(workspace: Workspace, counts: Counts) -> str:
    """All of it."""
    lines: list[str] = []
    for name, kind, help, samples in _families(workspace, counts):
        found = list(samples)
        if found:
            lines += [f"# HELP {name} {help}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{suffix}{_labels(labels)} {value:.15g}" for suffix, labels, value in found]
    return "\n".join(lines) + "\n"


def _families(workspace: Workspace, counts: Counts) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
    one: Labels = {}
    yield "voronka_info", "gauge", "Version of the program.", [("", {"version": __version__}, 1)]
    yield "voronka_requests_total", "counter", "Requests by route and status.", _requests(counts)
    yield "voronka_request_seconds", "histogram", "Time of requests by route.", _seconds(counts)
    yield "voronka_answers_cached", "gauge", "Answers kept.", [("", one, workspace.answers_kept)]
    yield from _data(workspace)
    free = shutil.disk_usage(workspace.folder).free if workspace.folder.is_dir() else 0
    yield "voronka_disk_free_bytes", "gauge", "Free space under the workspace.", [("", one, free)]
    yield "voronka_resident_bytes", "gauge", "Memory of the server.", _memory()
    if workspace.has_team():
        yield from _told(workspace)


def _requests(counts: Counts) -> Iterator[Sample]:
    for route, status, count in counts.requests():
        yield "", {"route": route, "status": status}, count


def _seconds(counts: Counts) -> Iterator[Sample]:
    for route in counts.routes():
        below, total = counts.seconds(route)
        for end, count in zip((*ENDS, "+Inf"), below, strict=True):
            yield "_bucket", {"route": route, "le": end}, count
        yield "_sum", {"route": route}, total
        yield "_count", {"route": route}, below[-1]


def _data(workspace: Workspace) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
    """Of the published store; nothing where none was published."""
    try:
        version, names = workspace.version, workspace.dictionary()
    except StoreError:
        return
    size = (workspace.folder / LINK).stat().st_size
    yield "voronka_store_version", "gauge", "Version of the data.", [("", {}, version)]
    yield "voronka_store_bytes", "gauge", "Size of the data that answers come from.", [("", {}, size)]
    until = _seconds_of(names.known_until)
    yield "voronka_known_until_timestamp_seconds", "gauge", "Up to when history is known.", [("", {}, until)]


def _told(workspace: Workspace) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
    """Of what the operational database knows: syncs and deliveries."""
    runs = workspace.runs()
    good, latest = runs.last_good("sync", "repair"), next(iter(runs.latest(1)), None)
    yield (
        "voronka_sync_running",
        "gauge",
        "Whether history is being read.",
        [("", {}, is_running(workspace.folder))],
    )
    if good is not None and good.ended_at is not None:
        ended = _seconds_of(good.ended_at)
        yield (
            "voronka_sync_success_timestamp_seconds",
            "gauge",
            "End of the last good sync.",
            [("", {}, ended)],
        )
    if latest is not None:
        failed = latest.outcome == "failed"
        yield "voronka_sync_failed", "gauge", "Whether the last sync went wrong.", [("", {}, failed)]
    yield "voronka_deliveries", "gauge", "Deliveries of reports by state.", _deliveries(workspace)


def _deliveries(workspace: Workspace) -> Iterator[Sample]:
    query = (
        sa.select(deliveries.c.state, sa.func.count())
        .group_by(deliveries.c.state)
        .order_by(deliveries.c.state)
    )
    with workspace.database().reading() as connection:
        found = [(str(state), int(count)) for state, count in connection.execute(query)]
    yield from (("", {"state": state}, count) for state, count in found)


def _memory() -> list[Sample]:
    """Of this process, where the system tells."""
    status = Path("/proc/self/statm")
    if not status.is_file():
        return []
    pages = int(status.read_text().split()[1])
    return [("", {}, pages * os.sysconf("SC_PAGE_SIZE"))]


def _seconds_of(moment: datetime) -> float:
    return moment.replace(tzinfo=UTC).timestamp()


def _labels(labels: Labels) -> str:
    """The labels of a sample, quoted.

    >>> _labels({"route": 'a"b', "status": 200})
    '{route="a\\\\"b",status="200"}'
    """
    quoted = (f'{name}="{_quoted(str(value))}"' for name, value in labels.items())
    return "{" + ",".join(quoted) + "}" if labels else ""


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

"""What an import found in the files, row by row: for the person who started it, and for the rejects file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from voronka.language import Phrase, say
from voronka.sources.files.rows import Reject

_NAMED = 5


@dataclass
class Counts:
    """Numbers of one import.

    rows: read in all. ignored: on a stage that is not in the pipeline. repeated: said again what another row said.
    rejected: unreadable, listed in the rejects file. events, deals: what was left.
    """

    rows: int = 0
    events: int = 0
    deals: int = 0
    ignored: int = 0
    repeated: int = 0
    rejected: int = 0
    without_end_date: int = 0
    ended_before_created: int = 0
    ignored_stages: list[str] = field(default_factory=list)
    unseen_stages: list[str] = field(default_factory=list)
    rejects_file: Path | None = None

    def report(self) -> list[Phrase]:
        """One sentence per thing worth knowing; things that did not happen are not told.

        >>> print(*Counts(rows=3, events=2, deals=1, ignored=1, ignored_stages=["Звонок"]).report(), sep="\\n")
        rows read: 3; stage changes: 2; deals: 1
        ignored, their stage is not in the pipeline: 1 (Звонок)
        """
        lines = [
            say(
                "rows read: {rows}; stage changes: {events}; deals: {deals}",
                rows=self.rows,
                events=self.events,
                deals=self.deals,
            )
        ]
        if self.ignored:
            lines.append(
                say(
                    "ignored, their stage is not in the pipeline: {n} ({stages})",
                    n=self.ignored,
                    stages=_some(self.ignored_stages),
                )
            )
        if self.repeated:
            lines.append(say("rows that repeat another one: {n}", n=self.repeated))
        if self.without_end_date:
            lines.append(
                say("won or lost without a date, taken as ended when created: {n}", n=self.without_end_date)
            )
        if self.ended_before_created:
            lines.append(say("ended before they were created: {n}", n=self.ended_before_created))
        if self.unseen_stages:
            lines.append(
                say("stages of the pipeline that no row has: {stages}", stages=_some(self.unseen_stages))
            )
        if self.rejected:
            lines.append(say("rejected: {n}, see {file}", n=self.rejected, file=self.rejects_file))
        return lines


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write the rejects file: file, line, reason and the text of the row where it is known."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "line", "reason", "text"])
        for one in rejects:
            writer.writerow([one.file, one.line, one.reason, one.text])

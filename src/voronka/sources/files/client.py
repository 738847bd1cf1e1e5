"""Files as a source: reads them whole, judges every row, and hands out landing pages."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.source import LANDING_SCHEMA, Page, Progress, SourceInfo
from voronka.sources.files import deals_table, landing, loading, log_table
from voronka.sources.files.counts import Counts, write_rejects
from voronka.sources.files.mapping import Columns, Mapping, unknown_stages
from voronka.sources.files.names import did_you_mean, no_column
from voronka.sources.files.rows import Reject, Rows, kind_of, read


class FileSource:
    """One mapping and its files, as a `Source`.

    `folder` is where the mapping's file names start; `file` is the log (or, without one, the table of deals) when the mapping
    does not name it. `counts` is complete once `pages` is used up. Rows that cannot be read go to `rejects_path`.
    """

    def __init__(
        self, mapping: Mapping, mapping_folder: Path, rejects_path: Path, file: Path | None = None
    ) -> None:
        unknown_stages(mapping)
        self.counts = Counts()
        self._mapping = mapping
        self._folders = [mapping_folder, *([file.parent] if file else [])]
        self._rejects_path = rejects_path
        self._file = file
        self._rejects: list[Reject] = []

    def info(self) -> SourceInfo:
        """Account 1, unless the mapping names one."""
        name = self._mapping.account
        return SourceInfo("files", account_number(name), name or self._mapping.pipeline.name)

    def mapping_sql(self) -> str:
        """SQL from landed rows to recorded facts."""
        return Path(__file__).with_name("mapping.sql").read_text("utf-8")

    def report(self) -> list[Phrase]:
        """What the import found, in sentences."""
        return self.counts.report()

    def pages(self, state: Dictionary[str, Dictionary[str, Any]]) -> Iterator[Page | Progress]:
        """Everything in the files; the store drops what it has. InputError before the first page when a file cannot be right."""
        stream = f"file {self._mapping.pipeline.name}"
        _same_zone(state.get(stream, {}), self._mapping)
        with duckdb.connect() as con:
            con.execute("set TimeZone = 'UTC'")
            name = self._path(self._mapping.log or self._mapping.deals or Columns()).name
            yield Progress(name, 0, None, "rows")
            try:
                self._read(con)
            except duckdb.Error as error:  # such as a time_format that is none
                raise InputError(
                    say("the mapping does not fit the files"), str(error).splitlines()[0]
                ) from error
            yield Progress(name, self.counts.rows, self.counts.rows, "rows")
            waiting = [landing.frame(self._mapping, self.info().name)]
            for records, progress in self._records(con):
                waiting.append(records)
                if sum(table.num_rows for table in waiting) >= landing.PAGE_ROWS:
                    yield Page(stream, pa.concat_tables(waiting))
                    waiting = []
                yield progress
            zone = {"timezone": self._mapping.timezone}
            yield Page(stream, pa.concat_tables(waiting or [LANDING_SCHEMA.empty_table()]), zone)

    def _records(self, con: duckdb.DuckDBPyConnection) -> Iterator[tuple[pa.Table, Progress]]:
        """Landing rows with how far they are: people, deals, events."""
        counts, mapping = self.counts, self._mapping
        people = _number(con, "select count(*) from landed_people")
        parts = [
            ("users", landing.people_sql(), people, "people"),
            ("leads", landing.deals_sql(mapping), counts.deals, "deals"),
        ]
        if mapping.log:
            parts.append(("events", landing.events_sql(mapping), counts.events, "events"))
        for name, sql, total, unit in parts:
            done = 0
            for records in landing.batches(con, sql):
                done += records.num_rows
                yield records, Progress(name, done, total, unit)

    def _read(self, con: duckdb.DuckDBPyConnection) -> None:
        """Read all files and make the tables that landing rows come from; write the rejects; count."""
        mapping = self._mapping
        con.register("stages_read", _stages_table(mapping))
        con.execute("create temp table stages as select * from stages_read")
        if mapping.log:
            self._read_log(con, mapping.log)
        if mapping.deals:
            self._read_deals(con, mapping.deals)
        self._read_people(con)
        landing.make_landed_deals(con, mapping.log is not None, mapping.deals is not None, mapping.currency)
        landing.make_landed_people(con)
        self._count(con)
        if self._rejects:
            write_rejects(self._rejects_path, self._rejects)
            self.counts.rejects_file = self._rejects_path

    def _read_log(self, con: duckdb.DuckDBPyConnection, log: Columns) -> None:
        path = self._path(log)
        if kind_of(path) == "xes":
            log = replace(
                log,
                deal=log.deal or "case:concept:name",
                stage=log.stage or "concept:name",
                at=log.at or "time:timestamp",
            )
        for key in ("deal", "stage", "at"):
            if not getattr(log, key):
                raise InputError(
                    say("[log] does not say which column is the {key}", key=key),
                    do=say("add {key} = '…' to the mapping", key=key),
                )
        rows = read(path, log.used())
        loaded = loading.load(con, "log", rows, log, log.timezone or self._mapping.timezone)
        log_table.read_log(loaded)
        log_table.make_events(loaded, self._reason_is_stage())
        self._judge(con, rows, "log_judged")

    def _read_deals(self, con: duckdb.DuckDBPyConnection, deals: Columns) -> None:
        path = self._path(deals)
        timezone = deals.timezone or self._mapping.timezone
        rows = read(path, None if deals.join else deals.used())
        loaded = loading.load(con, "deals_file", rows, deals, timezone)
        for number, on in enumerate(deals.join):
            right = read(self._find(on.file))
            if on.left not in loaded.kinds:
                raise no_column(on.left, rows.file, loaded.kinds)
            if on.right not in right.columns:
                raise no_column(on.right, right.file, right.columns)
            loaded = loading.join(loaded, loading.load(con, f"join_{number}", right, deals, timezone), on)
        for column in deals.used():
            if column not in loaded.kinds:
                raise no_column(column, rows.file, loaded.kinds)
        is_alone = self._mapping.log is None
        deals_table.read_deals(loaded, is_alone, self._mapping.currency)
        deals_table.make_deals(loaded, is_alone, self._reason_is_stage())
        self._judge(con, rows, "deals_judged")

    def _read_people(self, con: duckdb.DuckDBPyConnection) -> None:
        people = self._mapping.people
        if people is None:
            con.execute(
                "create temp table people as select null::varchar as name, null::varchar as team where false"
            )
            return
        columns = Columns(deal=people.name, owner=people.team)
        rows = read(self._find(people.file), columns.used())
        loaded = loading.load(con, "people_file", rows, columns, "UTC")
        con.execute(
            f"""
            create temp table people as
            select {loaded.text(people.name)} as name, min({loaded.text(people.team)}) as team
            from people_file where {loaded.text(people.name)} is not null group by 1
            """
        )

    def _judge(self, con: duckdb.DuckDBPyConnection, rows: Rows, table: str) -> None:
        """Count the rows of one file, and put the rejected ones with their lines among the rejects."""
        found = con.execute(
            f"select row, reason from {table} where reason not in ('ignored', 'repeated') order by row"
        ).fetchall()
        lines = rows.lines({row for row, _ in found}) if found else {}
        rejects = [*rows.broken, *(Reject(rows.file, lines[row], reason) for row, reason in found)]
        self._rejects += sorted(rejects, key=lambda one: one.line)
        number, ignored, repeated = con.execute(
            f"""
            select count(*), count(*) filter (reason = 'ignored'), count(*) filter (reason = 'repeated') from {table}
            """
        ).fetchall()[0]
        stages = con.execute(
            f"select stage from {table} where reason = 'ignored' group by stage order by count(*) desc, stage"
        ).fetchall()
        counts = self.counts
        counts.rows += number + len(rows.broken)
        counts.ignored += ignored
        counts.repeated += repeated
        counts.rejected += len(rejects)
        counts.ignored_stages += [stage for (stage,) in stages]
        if number and ignored == number:
            raise self._no_stage(rows, [stage for (stage,) in stages])

    def _no_stage(self, rows: Rows, there: list[str]) -> InputError:
        first = self._mapping.pipeline.stages[0]
        return InputError(
            say("no row of {file} is on a stage of the pipeline", file=rows.file),
            say("the file has the stages: {stages}", stages=", ".join(there[:30])),
            did_you_mean(first, there),
        )

    def _count(self, con: duckdb.DuckDBPyConnection) -> None:
        counts, mapping = self.counts, self._mapping
        counts.deals = _number(con, "select count(*) from landed_deals")
        seen = "select stage from landed_deals where stage is not null"
        if mapping.log:
            counts.events = _number(con, "select count(*) from events")
            counts.repeated += (
                _number(con, "select count(*) from log_judged where reason is null") - counts.events
            )
            seen += " union select stage from events"
        if mapping.deals:
            seen += " union select stage from entries"
        if mapping.deals and not mapping.log:
            counts.events = _number(con, "select count(*) from entries")
            counts.without_end_date = _number(con, "select count(*) from ends where moment is null")
            counts.ended_before_created = _number(con, "select count(*) from ends where moment < created")
        unseen = con.execute(f"select stage from stages where stage not in ({seen}) order by rank").fetchall()
        counts.unseen_stages = [stage for (stage,) in unseen]

    def _reason_is_stage(self) -> bool:
        """Several lost stages tell why a deal was lost, where no column does; a single one tells nothing."""
        tables = [table for table in (self._mapping.log, self._mapping.deals) if table]
        return len(self._mapping.pipeline.lost) > 1 and not any(table.loss_reason for table in tables)

    def _path(self, columns: Columns) -> Path:
        """The file of a table: the one given for the import, for its first table, else the one that the mapping names."""
        is_first = columns is (self._mapping.log or self._mapping.deals)
        if self._file and is_first:
            return self._file
        if columns.file is None:
            section = "log" if columns is self._mapping.log else "deals"
            raise InputError(
                say("[{section}] does not say which file it is", section=section),
                do=say("add {key} = '…' to the mapping", key="file"),
            )
        return self._find(columns.file)

    def _find(self, name: str) -> Path:
        paths = [folder / name for folder in self._folders]
        return next((path for path in paths if path.is_file()), paths[0])


def account_number(name: str | None) -> int:
    """1 for files without an account's name, else a number from 2^62 up that stays the same for the name.

    >>> account_number(None)
    1
    """
    if name is None:
        return 1
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) >> 2 | 1 << 62


def _stages_table(mapping: Mapping) -> pa.Table:
    stages, kinds = zip(*mapping.pipeline.kinds(), strict=True)
    return pa.table({"rank": range(1, len(stages) + 1), "stage": stages, "kind": kinds})


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])


def _same_zone(before: Dictionary[str, Any], mapping: Mapping) -> None:
    """InputError when an earlier import read local times in another zone: each event would be there twice."""
    if before and before.get("timezone") != mapping.timezone:
        raise InputError(
            say(
                "this pipeline was imported with the time zone {before}, the mapping says {now}",
                before=before.get("timezone"),
                now=mapping.timezone,
            ),
            say("every event without a zone would come in once more, at another time"),
            say("put the zone back, or import into a new workspace"),
        )

"""The amoCRM source: who is read, in which order, and what is known of the reader's rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from voronka.errors import SourceError
from voronka.language import say
from voronka.model.source import Known, Page, Progress, SourceInfo
from voronka.sources.amocrm import bodies, repair, tables
from voronka.sources.amocrm.client import Client
from voronka.sources.amocrm.fields import field_ids
from voronka.sources.amocrm.hinted import read_hinted
from voronka.sources.amocrm.mapping import mapping_sql
from voronka.sources.amocrm.overview import Overview, overview
from voronka.sources.amocrm.rights import Rights, rights_of
from voronka.sources.amocrm.schedule import read_all
from voronka.sources.amocrm.sweep import OVERLAP, Reader, Scan, Sweep, record
from voronka.sources.amocrm.tables import Table, Way

State = Mapping[str, Mapping[str, Any]]
#: A first sync makes the funnel whole back to so many days first, one after another, then all of it, before it reads what people did.
_DAYS_BACK = (31, 92, 366)
_ACCOUNT_WITH = "users_groups,task_types,datetime_settings,is_api_filter_enabled,version"


@dataclass(frozen=True)
class Options:
    """What a user may choose. `hinted` are deals to be read first. `fields` are names or ids of deal fields whose history is read too; `in_flight` calls wait for answers at once."""

    in_flight: int = 4
    contact_details: bool = False
    source_field: str = ""
    fields: tuple[str, ...] = ()
    repair: bool = False
    hinted: tuple[int, ...] = ()


class AmoSource:
    """One account of amoCRM or Kommo, as a `Source`."""

    def __init__(self, client: Client, now: Callable[[], datetime], options: Options | None = None) -> None:
        self._client = client
        self._now = now
        self._options = options or Options()
        self._account: dict[str, Any] | None = None
        self._rights: Rights | None = None

    def info(self) -> SourceInfo:
        """The account's id and name; `warnings` say what its token cannot see."""
        account = self._read_account()
        rights = self._read_rights()
        return SourceInfo(
            "amocrm",
            int(account["id"]),
            str(account.get("name") or account.get("subdomain") or account["id"]),
            {
                "base_url": self._client.base_url,
                "rights": rights.level,
            },
            rights.warnings,
        )

    def overview(self) -> Overview:
        """Who and what is there: to be shown before it is read."""
        return overview(self._client, self.info(), str(self._read_account().get("country") or ""))

    def mapping_sql(self) -> str:
        """From landing to recorded facts."""
        return mapping_sql(self._client.base_url, self._options.source_field)

    def pages(self, state: State) -> Iterator[Page | Progress | Known]:
        """All that is new since `state`, names first, then deals and their moves, then what people did."""
        account, rights = self._read_account(), self._read_rights()
        yield Page("account", record("account", str(account["id"]), bodies.whole(account, False)))
        yield Page("rights", record("rights", str(account.get("current_user_id") or 0), rights.to_dict()))
        with ThreadPoolExecutor(self._options.in_flight) as pool:
            reader = self._reader(pool, account)
            try:
                yield from self._read(reader, state)
            except BaseException:
                self._client.close()
                raise

    def _reader(self, pool: ThreadPoolExecutor, account: Mapping[str, Any]) -> Reader:
        return Reader(
            self._client,
            pool,
            self._options.in_flight,
            lambda: _seconds(self._now()),
            int(account.get("created_at") or 0),
            self._options.contact_details,
            repair.OVERLAP if self._options.repair else OVERLAP,
        )

    def _read(self, reader: Reader, state: State) -> Iterator[Page | Progress | Known]:
        if self._options.hinted and not self._is_unfiltered(tables.DEALS):
            yield from read_hinted(reader, self._options.hinted, state.get(repair.STREAM))

        def begun(chosen: Iterable[Table]) -> list[Sweep | Scan]:
            return [self._reading(table, reader, state.get(table.stream)) for table in chosen]

        names, funnel, more = map(begun, (tables.DICTIONARIES + tables.NAMES, tables.OF_FUNNEL, self._more()))
        if steps := self._steps_back(reader, funnel):
            yield from read_all(names, reader)
            yield from self._read_back(reader, funnel, steps)
            names = []
        readings = [*names, *funnel, *more]
        yield from read_all(readings, reader)
        # What moved from a span still to be read into one read before was not seen; it is among the newest now.
        restless = [one for one in readings if isinstance(one, Sweep) and not one.is_settled]
        yield from read_all([one.again() for one in restless], reader)
        if self._options.repair and not self._is_unfiltered(tables.DEALS):
            yield from repair.open_deals(reader, state.get(repair.STREAM))

    def close(self) -> None:
        """End what still runs."""
        self._client.close()

    def _steps_back(self, reader: Reader, funnel: list[Sweep | Scan]) -> list[datetime]:
        """The moments back to which the funnel is made whole first, where years of it are still to be read."""
        moments = [self._now() - timedelta(days=days) for days in _DAYS_BACK]
        sweeps = [one for one in funnel if isinstance(one, Sweep)]
        return [
            moment
            for moment in moments
            if _seconds(moment) > reader.since and any(one.is_left_before(_seconds(moment)) for one in sweeps)
        ]

    def _read_back(
        self, reader: Reader, funnel: list[Sweep | Scan], steps: list[datetime]
    ) -> Iterator[Page | Progress | Known]:
        sweeps = [one for one in funnel if isinstance(one, Sweep)]
        born = datetime.fromtimestamp(reader.since, UTC).replace(tzinfo=None)
        for moment in [*steps, born]:
            for one in sweeps:
                one.reach(_seconds(moment) if moment in steps else 0)
            yield from read_all(funnel, reader)
            yield Known(moment)

    def _more(self) -> list[Table]:
        fields = [tables.field_events(number) for number in field_ids(self._client, self._options.fields)]
        return [*tables.MORE, *fields]

    def _reading(self, table: Table, reader: Reader, state: Mapping[str, Any] | None) -> Sweep | Scan:
        if table.way is Way.WHOLE or self._is_unfiltered(table):
            return Scan(table, reader)
        if self._options.repair and table is tables.DELETED:
            state = None
        return Sweep(table, reader, state)

    def _is_unfiltered(self, table: Table) -> bool:
        """Filters of deals are switched on per account; the flag is absent where they always are."""
        return table.path == "leads" and self._read_account().get("is_api_filter_enabled") is False

    def _read_account(self) -> dict[str, Any]:
        if self._account is None:
            body = self._client.get("account", [("with", _ACCOUNT_WITH)])
            if body is None or "id" not in body:
                raise SourceError(
                    say("{url} is no amoCRM account", url=self._client.base_url),
                    say("it answers, but does not tell its id"),
                    say("check the address: it is the one you see when you work in amoCRM"),
                )
            self._account = body
        return self._account

    def _read_rights(self) -> Rights:
        if self._rights is None:
            self._rights = rights_of(self._client, int(self._read_account().get("current_user_id") or 0))
        return self._rights


def _seconds(moment: datetime) -> int:
    """Unix seconds of a naive-UTC moment."""
    return int(moment.replace(tzinfo=UTC).timestamp())

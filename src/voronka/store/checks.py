"""`voronka doctor`: do the stored data keep what they promise, and how complete is each deal's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voronka.language import Phrase, say
from voronka.store import sql
from voronka.store.promises import PROMISES
from voronka.store.published import Published

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Check:
    """One line of the doctor: `level` is ok, note (worth knowing) or broken (the data cannot be trusted); `advice` may be empty."""

    name: str
    level: str
    title: Phrase
    found: Phrase
    advice: Phrase | str = ""

    def to_dict(self) -> dict[str, Any]:
        """As in JSON."""
        return {
            "name": self.name,
            "level": self.level,
            "title": self.title,
            "found": self.found,
            "advice": self.advice,
        }


def doctor(published: Published) -> list[Check]:
    """Every promise, then how complete history is. Reads the published store only, so it may run beside a sync."""
    import duckdb

    with duckdb.connect(str(published.path), read_only=True) as connection:
        return [*_promises(connection), *_completeness(connection)]


def _promises(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    checks = []
    for promise in PROMISES:
        count = sql.number(connection, promise.sql)
        if count:
            advice = say(
                "stop writers, delete work/derived.duckdb and sync again: history is then made anew; if that does not help, report it"
            )
            checks.append(
                Check(promise.name, "broken", promise.title, say("{count} break it", count=count), advice)
            )
        else:
            checks.append(Check(promise.name, "ok", promise.title, say("all keep it")))
    return checks


@dataclass(frozen=True)
class _Share:
    """A share worth knowing: `sql` gives part and whole."""

    name: str
    title: Phrase
    sql: str
    advice: Phrase


_SHARES = (
    _Share(
        "complete_history",
        say("deals with a complete history"),
        "select count(*) filter (where history = 'complete'), count(*) from deals",
        say("the rest is known in part; the two lines below say how"),
    ),
    _Share(
        "inferred_history",
        say("deals of which only the creation and the present stage are known"),
        "select count(*) filter (where history = 'inferred'), count(*) from deals",
        say("their stays are guesses: begin periods where events begin, or import an older log"),
    ),
    _Share(
        "broken_history",
        say("deals with a gap in their history"),
        "select count(*) filter (where history = 'broken'), count(*) from deals",
        say("events are missing: give the token of a user with full rights, then run voronka sync --repair"),
    ),
    _Share(
        "filled_in",
        say("stages passed without being entered"),
        "select count(*) filter (where is_filled), count(*) from stays where is_reach",
        say("they count as passed and have no duration; many of them mean that stages are moved in jumps"),
    ),
    _Share(
        "bulk_moves",
        say("moves made in bulk"),
        "select count(*) filter (where is_bulk), count(*) filter (where move_no > 0) from moves",
        say("more than 50 by one person in ten seconds: stays around them say little about work"),
    ),
    _Share(
        "no_reason",
        say("losses without a reason"),
        """
        select count(*) filter (where attributes.deal_id is null), count(*)
        from (select distinct account_id, deal_id from journeys where outcome = 'lost') as lost
        left join (select distinct account_id, deal_id from attributes where name = 'loss_reason') as attributes
            on attributes.account_id = lost.account_id and attributes.deal_id = lost.deal_id
        """,
        say("make the loss reason obligatory in the CRM"),
    ),
    _Share(
        "no_amount",
        say("won deals without an amount"),
        "select count(*) filter (where coalesce(amount_minor, 0) = 0), count(*) from journeys where outcome = 'won'",
        say("they count as wins and are left out of means"),
    ),
)


def _completeness(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    checks = []
    for share in _SHARES:
        row = sql.row(connection, share.sql)
        assert row is not None
        part, whole = row
        found = (
            say("{part} of {whole} ({percent}%)", part=part, whole=whole, percent=_percent(part, whole))
            if whole
            else say("no data")
        )
        is_fine = part == whole if share.name == "complete_history" else part == 0
        checks.append(
            Check(
                share.name, "ok" if is_fine else "note", share.title, found, "" if is_fine else share.advice
            )
        )
    return checks


def _percent(part: int, whole: int) -> str:
    """To a tenth; never 0.0 or 100.0 where some differ.

    >>> _percent(1, 100_000), _percent(1, 3), _percent(99_999, 100_000)
    ('<0.1', '33.3', '>99.9')
    """
    if 0 < part * 1000 < whole:
        return "<0.1"
    if 0 < (whole - part) * 1000 < whole:
        return ">99.9"
    return f"{100 * part / whole:.1f}"

"""An engine that shows the deals of some people only, whatever it is asked.

In front of every statement stand relations that take the place of the stored tables, cut to the deals whose owner now is one of those people.
A statement cannot read past them, because a name that WITH gives hides the table of that name; so no metric, list or filter has to think
of rights, and the SQL that is printed shows them and gives the same numbers.
"""

from __future__ import annotations

import re

from voronka.engines.base import Columns, Engine
from voronka.errors import EngineError
from voronka.language import say
from voronka.model.rights import Rights

_OF_DEALS = "(account_id, deal_id) in (select account_id, deal_id from own_deals)"
#: Table → which of its rows are seen; `{people}`, `{takers}` are conditions on who acted. What belongs to no deal is its doer's.
SEEN: dict[str, str] = {
    "deals": "{owners}",
    **dict.fromkeys(
        ("journeys", "stays", "moves", "amounts", "owners", "attributes", "answers"),
        _OF_DEALS,
    ),
    "activities": f"({_OF_DEALS} or deal_id is null and {{people}})",
    "enquiries": f"({_OF_DEALS} or deal_id is null and ({{takers}} or {{sorters}}))",
    # Costs are the company's, and counts by day know no owners.
    **dict.fromkeys(
        ("costs", "passing_days", "ending_days", "leaving_days", "step_days", "reach_days", "arrival_days"),
        "false",
    ),
}
#: Tables without deals: names of the company's pipelines, stages and people.
FOR_ALL = ("store", "accounts", "pipelines", "stages", "people", "teams")
_BEGINNING = re.compile(r"^[ \t]*(with|select)\b[ \t]*", re.MULTILINE | re.IGNORECASE)


class SeenEngine:
    """`engine` for somebody who sees the deals of `rights.people`."""

    def __init__(self, engine: Engine, rights: Rights) -> None:
        self._engine = engine
        self.rights = rights
        self.dialect = engine.dialect

    def run(self, sql: str) -> Columns:
        """Run one SELECT over what is seen."""
        return self._engine.run(seen_sql(sql, self.rights))

    def translate(self, sql: str) -> str:
        """The text that runs, rights included."""
        return self._engine.translate(seen_sql(sql, self.rights))

    def close(self) -> None:
        """The engine belongs to whoever opened it."""


def seen_by(engine: Engine, rights: Rights) -> Engine:
    """`engine` as somebody with these rights may use it."""
    if rights.sees_all or (isinstance(engine, SeenEngine) and engine.rights == rights):
        return engine
    return SeenEngine(engine, rights)


def seen_sql(sql: str, rights: Rights) -> str:
    """The statement with what `rights` show in place of every stored table that it names.

    >>> print(seen_sql("select count(*) from deals", Rights(frozenset({(1, 7)}))))
    with deals as (select * from deals where (account_id = 1 and owner_id in (7)))
    select count(*) from deals
    """
    if rights.people is None:
        return sql
    start = _BEGINNING.search(sql)
    if start is None:
        raise EngineError(
            say("a statement that does not begin with WITH or SELECT is not run for those who see a part")
        )
    # Comments inside are not left out: a filter's value may look like one, and hide the name of a table after it.
    words = {*re.findall(r"\w+", sql[start.start() :].lower())}
    given = ",\n".join(f"{name} as ({body})" for name, body in _relations(words, rights.people).items())
    if not given:
        return sql
    is_with = start[1].lower() == "with"
    rest = sql[start.end() :] if is_with else sql[start.start() :]
    return f"{sql[: start.start()]}with {given}{',' if is_with else ''}\n{rest}"


def _relations(words: set[str], people: frozenset[tuple[int, int]]) -> dict[str, str]:
    named = {name: condition for name, condition in SEEN.items() if name in words}
    conditions = {
        "owners": _among(people, "owner_id"),
        "people": _among(people, "person_id"),
        "takers": _among(people, "taken_by"),
        "sorters": _among(people, "sorted_by"),
    }
    found = {}
    if any("own_deals" in condition for condition in named.values()):
        # It reads the table itself: it comes before the relation that takes its name.
        found["own_deals"] = f"select account_id, deal_id from deals where {conditions['owners']}"
    for name, condition in named.items():
        found[name] = f"select * from {name} where {condition.format(**conditions)}"
    return found


def _among(people: frozenset[tuple[int, int]], column: str) -> str:
    by_account: dict[int, list[int]] = {}
    for account, person in sorted(people):
        by_account.setdefault(account, []).append(person)
    parts = [
        f"account_id = {account} and {column} in ({', '.join(map(str, ids))})"
        for account, ids in by_account.items()
    ]
    return f"({' or '.join(parts)})" if parts else "false"

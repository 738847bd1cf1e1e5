"""The company's columns with what every view needs of them: offsets per deal, found by binary search."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from voronka.errors import InputError
from voronka.language import say
from voronka.simulator.shape import Columns, Company

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class History:
    """A table of changes sorted by (deal, at). Rows of deal number i are `first[i]` up to, not including, `last[i]`."""

    columns: Columns
    first: Ints
    last: Ints

    def seen(self, until: int) -> Ints:
        """How many changes of each deal had happened at `until`."""
        return self._sums(self.column("at") <= until)

    def latest(self, until: int) -> Ints:
        """The last row of each deal at `until`; −1 where nothing had happened."""
        seen = self.seen(until)
        return np.where(seen > 0, self.first + seen - 1, -1)

    def column(self, name: str) -> Ints:
        """A column, empty when the table has no rows."""
        return column(self.columns, name)

    def _sums(self, mask: Bools) -> Ints:
        sums = np.concatenate([[0], np.cumsum(mask)])
        return np.asarray(sums[self.last] - sums[self.first], dtype=np.int64)


def column(columns: Columns, name: str) -> Ints:
    """A column as 64-bit integers, empty when the table has no rows."""
    return np.asarray(columns[name], dtype=np.int64) if columns else np.zeros(0, dtype=np.int64)


class Tables:
    """The company as history tables aligned with `deal_ids`, sorted; InputError when deals do not come sorted by id."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.deal_ids = column(company.deals, "id")
        if np.any(np.diff(self.deal_ids) <= 0):
            raise InputError(
                say("the company's deals are not sorted by id"),
                say("pages are found by binary search"),
                say("sort every column of deals by id"),
            )
        self.stages = self._history(company.stage_changes)
        self.amounts = self._history(company.amount_changes)
        self.owners = self._history(company.owner_changes)
        self.deletions = self._history(company.deletions)
        # A call of a deal without a contact can only hang on the deal.
        self.is_on_contact = (column(company.calls, "on_contact") != 0) & (
            column(company.calls, "contact_id") > 0
        )
        self.sources = {source.id: source for source in company.sources}
        self.loss_reasons = {reason.id: reason for reason in company.loss_reasons}
        self.groups = {user.id: user.group_id for user in company.users}

    def deal(self, name: str) -> Ints:
        """A column of deals."""
        return column(self.company.deals, name)

    def rows_of(self, ids: Ints) -> Ints:
        """Row numbers of deal ids; −1 for an id that is no deal."""
        if not len(self.deal_ids):
            return np.full(len(ids), -1, dtype=np.int64)
        rows = np.minimum(np.searchsorted(self.deal_ids, ids), len(self.deal_ids) - 1)
        return np.where(self.deal_ids[rows] == ids, rows, -1)

    def _history(self, columns: Columns) -> History:
        ids = column(columns, "deal_id")
        return History(
            columns, np.searchsorted(ids, self.deal_ids, "left"), np.searchsorted(ids, self.deal_ids, "right")
        )

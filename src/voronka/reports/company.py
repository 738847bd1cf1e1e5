"""What a report needs of a workspace; `voronka.workspace.Workspace` is one."""

from __future__ import annotations

from typing import Any, Protocol

from voronka.metrics.lookup import Member
from voronka.metrics.names import Dictionary
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.deal_list import DealList
from voronka.model.question import Question
from voronka.model.rights import Rights


class Company(Protocol):
    """A company as the reader of the report may see it."""

    rights: Rights

    def seen_by(self, rights: Rights) -> Company:
        """The same company as somebody with these rights may see it."""
        ...

    @property
    def version(self) -> int:
        """Version of the published store; StoreError when there is none."""
        ...

    @property
    def store_hash(self) -> str:
        """SHA-256 of the published store's file."""
        ...

    @property
    def timezone(self) -> str:
        """IANA name of the account's zone."""
        ...

    def ask(self, question: Question | str, **parts: Any) -> Answer:
        """The answer to a question."""
        ...

    def deals(
        self,
        question: Question | str,
        cell: Cell | str,
        order: str | None = None,
        limit: int | None = None,
        offset: int = 0,
        **parts: Any,
    ) -> DealList:
        """The deals behind a number of its answer."""
        ...

    def dictionary(self) -> Dictionary:
        """The names that there are."""
        ...

    def members(self) -> tuple[Member, ...]:
        """The people of the CRM with their teams."""
        ...

    def deal_address(self) -> str:
        """What the link of a deal in the CRM begins with; "" where deals came from files."""
        ...

"""What the pages need of a workspace; `voronka.workspace.Workspace` is one."""

from __future__ import annotations

from typing import Any, Protocol

from voronka.metrics.names import Dictionary
from voronka.model.answer import Answer
from voronka.model.cell import Cell
from voronka.model.context import Context
from voronka.model.deal_list import DealList
from voronka.model.question import Question
from voronka.model.rights import Rights


class Company(Protocol):
    """A company's history, ready to be asked."""

    def seen_by(self, rights: Rights) -> Company:
        """The same company as somebody with these rights may see it."""
        ...

    @property
    def version(self) -> int:
        """Version of the published store; StoreError when there is none."""
        ...

    @property
    def timezone(self) -> str:
        """IANA name of the account's zone."""
        ...

    def context(self) -> Context:
        """What the company told beside its CRM's history; a page is another one when this has changed."""
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

    def choices(self, dimension: str, pipeline: str | None = None) -> list[str]:
        """The values that a filter by `dimension` can take."""
        ...

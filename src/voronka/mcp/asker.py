"""Who asks: the company as they may see it, in which language, with names or without."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote_plus

from voronka.api.callers import Caller
from voronka.clock import local_text
from voronka.errors import RightsError, VoronkaError
from voronka.language import say, translated
from voronka.mcp.veil import Veil
from voronka.metrics.names import Dictionary
from voronka.model.question import Question
from voronka.workspace import Workspace


@dataclass(frozen=True)
class Asker:
    """Whoever asks by an assistant. `address` is where the pages are, "" where the settings do not say."""

    caller: Caller
    language: str
    has_names: bool = True
    address: str = ""

    @property
    def company(self) -> Workspace:
        """The company as they may see it."""
        return self.caller.company

    @cached_property
    def names(self) -> Dictionary:
        """What there is to be named."""
        return self.company.dictionary()

    @property
    def timezone(self) -> str:
        """The account's zone."""
        return self.names.timezone

    @cached_property
    def veil(self) -> Veil | None:
        """What stands for names; None where they are shown."""
        return None if self.has_names else Veil(self.names, self.language)

    def hidden(self, value: Any) -> Any:
        """Texts as the asker may see them."""
        return self.veil.hide(value) if self.veil else value

    def hidden_error(self, error: VoronkaError) -> VoronkaError:
        """An error as the asker may see it."""
        if self.has_names:
            return error
        parts = (translated(part, self.language) for part in (error.what, error.why, error.do))
        return type(error)(*(self.hidden(part) for part in parts))

    def meant(self, value: Any) -> Any:
        """Parts of a question with the names that the asker means."""
        return self.veil.reveal(value) if self.veil else value

    def check(self, question: Question) -> Question:
        """The question; InputError where it would bring names to light that are put away."""
        if self.veil:
            self.veil.check(question)
        return question

    def need_sql(self) -> None:
        """RightsError for readers who may not see how figures are counted."""
        if not self.caller.sees_sql:
            raise RightsError(say("your role does not allow this"), do=say("ask the owner for another role"))

    def moment(self, moment: Any) -> str:
        """A moment as people read it, in the account's zone."""
        return local_text(moment, self.timezone)

    def link(self, path: str) -> str:
        """The address of a page, its path alone where nobody told where the pages are; "" where it would hold a name that is put away."""
        read = unquote_plus(path)
        return self.address.rstrip("/") + path if self.hidden(read) == read else ""

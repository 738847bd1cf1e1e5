"""A second account in place of the first: said plainly before, since histories of two companies do not part again."""

from __future__ import annotations

from starlette.datastructures import FormData

from voronka.errors import InputError
from voronka.language import say
from voronka.web.forms import field
from voronka.workspace import Workspace


def connected(workspace: Workspace) -> str:
    """The address of the account whose history is there; "" for none."""
    is_read = workspace.settings["source.kind"] == "amocrm" and workspace.has_store
    return str(workspace.settings["source.base_url"]) if is_read else ""


def require_word(workspace: Workspace, base_url: str, form: FormData) -> None:
    """InputError where another account would come beside the one that is there and nobody said that it should."""
    known = connected(workspace)
    if known and place(known) != place(base_url) and not field(form, "second"):
        raise InputError(
            say("{address} is another account", address=place(base_url)),
            say(
                "the history of {known} is here already, and would stay beside it without being read any more",
                known=place(known),
            ),
            say("correct the address, or say below that you want to read another account from now on"),
        )


def place(base_url: str) -> str:
    """An address as people compare it.

    >>> place("https://Sales.amocrm.ru/"), place("sales.amocrm.ru")
    ('sales.amocrm.ru', 'sales.amocrm.ru')
    """
    return base_url.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")

"""What can be written into the CRM: each kind with what it is called, and what undoing it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.model.action import Kind


@dataclass(frozen=True)
class ActionKind:
    """A kind of action. `most` deals at once; `undo` is told before it is written."""

    name: Kind
    title: Phrase
    help: Phrase
    undo: Phrase
    most: int


KINDS: Mapping[str, ActionKind] = {
    one.name: one
    for one in (
        ActionKind(
            "task",
            say("Tasks"),
            say("a task on each deal, for whoever is responsible for it, with a deadline in working days"),
            say(
                "amoCRM has no way to delete a task through its API: undoing completes it, with the result that it was withdrawn. Whoever was told of it was told."
            ),
            500,
        ),
        ActionKind(
            "note",
            say("Notes"),
            say("a note on each deal"),
            say(
                "amoCRM has no way to delete a note through its API: undoing puts “withdrawn” in place of its text."
            ),
            500,
        ),
        ActionKind(
            "tag",
            say("A tag"),
            say("one tag on each deal, by which lists and reports of amoCRM can be filtered"),
            say(
                "Undoing takes the tag off again where it was not there before. The tag stays in the list of tags."
            ),
            2000,
        ),
        ActionKind(
            "score",
            say("The score in a field"),
            say(
                "the chance of a win in percent in a field of the deal; the field is made where there is none, once you agree"
            ),
            say(
                "Undoing puts the value back that was there before, where nobody has changed it since. The field itself stays, as deleting it would delete its values."
            ),
            2000,
        ),
    )
}


def kind_named(name: str) -> ActionKind:
    """The kind; InputError with those that there are."""
    if name not in KINDS:
        raise InputError(
            say("no kind of action called “{name}”", name=name),
            say("kinds are: {names}", names=", ".join(KINDS)),
        )
    return KINDS[name]

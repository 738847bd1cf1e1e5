"""The errors a user can meet. Each says what happened, why, and what to do.

VoronkaError
├── InputError      a question, file, mapping or setting that cannot be right
│   └── AbsentError what was named by its number is not there, or not for the asker to see
├── StoreError      the workspace on disk: absent, locked by another writer, written by a newer version, disk full
├── SourceError     the CRM or file being read: unreachable, refused, answered nonsense
│   └── AccessError the CRM refused the credentials or the rights
├── EngineError     an engine cannot run what was asked, by name
└── RightsError     the reader may not see or do this
"""

from __future__ import annotations

from voronka.language import translated


class VoronkaError(Exception):
    """Base of every error that is shown to a user.

    Parameters are three sentences: `what` happened, `why`, and what to `do`; the last two may be empty.

    >>> print(InputError('no stage called "КП2"', "stages are: КП, Оплата", 'did you mean "КП"?'))
    no stage called "КП2"
    stages are: КП, Оплата
    did you mean "КП"?
    """

    exit_code = 1

    def __init__(self, what: str, why: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.do = do

    def __str__(self) -> str:
        return self.in_("en")

    def in_(self, language: str) -> str:
        """The sentences in `ru` or `en`, a line each."""
        return "\n".join(translated(part, language) for part in (self.what, self.why, self.do) if part)


class InputError(VoronkaError):
    """A question, file, mapping or setting that cannot be right."""

    exit_code = 2


class AbsentError(InputError):
    """What was named by its number is not there, or not for the asker to see."""


class StoreError(VoronkaError):
    """The workspace on disk cannot be read or written."""

    exit_code = 3


class SourceError(VoronkaError):
    """The CRM or the file being read failed."""

    exit_code = 4


class AccessError(SourceError):
    """The CRM refused the credentials or the rights."""

    exit_code = 5


class EngineError(VoronkaError):
    """An engine cannot run what was asked."""

    exit_code = 6


class RightsError(VoronkaError):
    """The reader may not see or do what was asked."""

    exit_code = 7

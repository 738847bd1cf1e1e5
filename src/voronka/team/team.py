"""What people write down beside the CRM: changes in how they sell, and deals set aside."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from voronka.errors import InputError
from voronka.language import say
from voronka.model.context import Note, Snooze
from voronka.team.database import Database
from voronka.team.tables import notes, snoozes


class Team:
    """Notes and snoozes of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     team = Team(Database(f"sqlite:///{folder}/team.sqlite"))
    ...     note = team.add_note(date(2026, 3, 1), "new script", datetime(2026, 3, 2))
    ...     print(note.number, team.notes()[0].text)
    ...     team.close()
    1 new script
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def notes(self) -> tuple[Note, ...]:
        """All notes, the earliest day first."""
        columns = (notes.c.number, notes.c.day, notes.c.text, notes.c.pipeline, notes.c.stage, notes.c.author)
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*columns).order_by(notes.c.day, notes.c.number))
            return tuple(Note(**row) for row in found.mappings())

    def add_note(
        self, day: date, text: str, made_at: datetime, pipeline: str = "", stage: str = "", author: str = ""
    ) -> Note:
        """Write a change down; it gets the next number."""
        if not text.strip():
            raise InputError(say("a note needs words"), do=say("say what changed, as in “new script”"))
        row = {"day": day, "text": text.strip(), "pipeline": pipeline, "stage": stage, "author": author}
        with self._database.writing() as connection:
            made = sa.insert(notes).values(**row, made_at=made_at).returning(notes.c.number)
            number: int = connection.execute(made).scalar_one()
        return Note(number, day, text.strip(), pipeline, stage, author)

    def remove_note(self, number: int) -> Note:
        """Take a note back; InputError when there is none of that number."""
        known = {note.number: note for note in self.notes()}
        with self._database.writing() as connection:
            gone = connection.execute(sa.delete(notes).where(notes.c.number == number))
        if not gone.rowcount or number not in known:
            raise InputError(
                say("there is no note number {number}", number=number),
                say("notes are: {names}", names=", ".join(map(str, known)) or "—"),
                say("voronka note list shows them"),
            )
        return known[number]

    def snoozes(self) -> tuple[Snooze, ...]:
        """All deals set aside, also those whose day has come, the soonest first."""
        columns = (
            snoozes.c.account_id,
            snoozes.c.deal_id,
            snoozes.c.until,
            snoozes.c.reason,
            snoozes.c.author,
        )
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*columns).order_by(snoozes.c.until, snoozes.c.number))
            return tuple(Snooze(**row) for row in found.mappings())

    def snooze(self, snooze: Snooze, made_at: datetime) -> None:
        """Set a deal aside; an earlier snooze of it is replaced."""
        if not snooze.reason.strip():
            raise InputError(
                say("a snooze needs a reason"), do=say("say why the deal may stand, as in --reason holiday")
            )
        with self._database.writing() as connection:
            connection.execute(_of_deal(snooze.account_id, snooze.deal_id))
            connection.execute(sa.insert(snoozes).values(**vars(snooze), made_at=made_at))

    def wake(self, account_id: int, deal_id: int) -> bool:
        """Take a snooze back; False when the deal had none."""
        with self._database.writing() as connection:
            return bool(connection.execute(_of_deal(account_id, deal_id)).rowcount)


def _of_deal(account_id: int, deal_id: int) -> sa.Delete:
    return sa.delete(snoozes).where(snoozes.c.account_id == account_id, snoozes.c.deal_id == deal_id)

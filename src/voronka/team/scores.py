"""Rules of the score and the models that it has learned, kept in the operational database."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from voronka.errors import AbsentError, InputError
from voronka.language import say
from voronka.model.score import Criterion, Rule, Scoring, StoredModel
from voronka.team.database import Database
from voronka.team.tables import score_models, score_rules

#: Points of one rule, at most and at least.
MOST_POINTS = 1000
#: Models that were read before stay read: none ever changes.
_KEPT = 32
_read: OrderedDict[tuple[int, int, datetime], StoredModel] = OrderedDict()
_lock = threading.Lock()


class Scores:
    """Rules and models of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     database = Database(f"sqlite:///{folder}/team.sqlite")
    ...     scores = Scores(database)
    ...     made = scores.add_rule(Criterion.parse("source=site"), 10, datetime(2026, 3, 1))
    ...     print(scores.rules()[0].criterion, made.points)
    ...     database.close()
    source=site 10
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order in which they were set."""
        columns = (score_rules.c.number, score_rules.c.criterion, score_rules.c.points)
        with self._database.reading() as connection:
            found = connection.execute(sa.select(*columns).order_by(score_rules.c.number))
            return tuple(Rule(number, Criterion.parse(text), points) for number, text, points in found)

    def add_rule(self, criterion: Criterion, points: int, at: datetime, author: str = "") -> Rule:
        """Set a rule; InputError where it says nothing or is there already."""
        if not points or abs(points) > MOST_POINTS:
            raise InputError(
                say("a rule cannot give {points} points", points=points),
                do=say("give 1 to {most}, or as many below zero", most=MOST_POINTS),
            )
        if any(one.criterion == criterion for one in self.rules()):
            raise InputError(
                say("there is a rule for “{criterion}” already", criterion=str(criterion)),
                do=say("remove it first, then set it anew"),
            )
        row = {"criterion": str(criterion), "points": points, "author": author, "made_at": at}
        with self._database.writing() as connection:
            made = sa.insert(score_rules).values(**row).returning(score_rules.c.number)
            return Rule(connection.execute(made).scalar_one(), criterion, points)

    def remove_rule(self, number: int) -> Rule:
        """Take a rule back; AbsentError when there is none of that number."""
        known = {rule.number: rule for rule in self.rules()}
        if number not in known:
            raise AbsentError(
                say("there is no rule number {number}", number=number),
                say("the rules there are: {names}", names=", ".join(map(str, known)) or "—"),
            )
        with self._database.writing() as connection:
            connection.execute(sa.delete(score_rules).where(score_rules.c.number == number))
        return known[number]

    def store(self, model: StoredModel) -> StoredModel:
        """Keep a model; it gets the next number, and serves from now on. Older ones stay."""
        row = {name: value for name, value in vars(model).items() if name != "number"}
        row |= {name: _text(row[name]) for name in ("features", "metrics", "body")}
        with self._database.writing() as connection:
            made = sa.insert(score_models).values(**row).returning(score_models.c.number)
            return self._model(connection, connection.execute(made).scalar_one())

    def models(self) -> tuple[StoredModel, ...]:
        """All models, the newest first."""
        with self._database.reading() as connection:
            numbers = connection.execute(
                sa.select(score_models.c.number).order_by(score_models.c.number.desc())
            )
            return tuple(self._model(connection, number) for number in numbers.scalars())

    def model(self, number: int) -> StoredModel:
        """One model; AbsentError when there is none of that number."""
        with self._database.reading() as connection:
            found = connection.execute(
                sa.select(score_models.c.number).where(score_models.c.number == number)
            )
            if found.scalar() is None:
                raise AbsentError(
                    say("there is no model number {number}", number=number),
                    say("voronka score list shows those that are kept"),
                )
            return self._model(connection, number)

    def scoring(self, leave_out: tuple[str, ...] = ()) -> Scoring:
        """What is given with every question: the rules and the newest model of each pipeline."""
        newest = sa.select(sa.func.max(score_models.c.number)).group_by(
            score_models.c.account_id, score_models.c.pipeline_id
        )
        with self._database.reading() as connection:
            numbers = sorted(connection.execute(newest).scalars())
            return Scoring(self.rules(), tuple(self._model(connection, one) for one in numbers), leave_out)

    def _model(self, connection: sa.Connection, number: int) -> StoredModel:
        """A model by its number; its body is read and understood once."""
        at = connection.execute(
            sa.select(score_models.c.made_at).where(score_models.c.number == number)
        ).scalar_one()
        key = (id(self._database), number, at)
        with _lock:
            if key in _read:
                return _read[key]
        row = (
            connection.execute(sa.select(score_models).where(score_models.c.number == number))
            .mappings()
            .one()
        )
        found = StoredModel(**{**row, **_values(row)})
        with _lock:
            _read[key] = found
            while len(_read) > _KEPT:
                _read.popitem(last=False)
        return found


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _values(row: Any) -> dict[str, Any]:
    return {
        "features": tuple(json.loads(row["features"])),
        "metrics": json.loads(row["metrics"]),
        "body": json.loads(row["body"]),
    }

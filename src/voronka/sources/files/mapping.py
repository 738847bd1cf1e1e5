"""The mapping file: which columns of which files are the deal, its stage, the time, the owner, the money.

The format is told in README.md of this folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from voronka import clock
from voronka.errors import InputError
from voronka.language import Phrase, say
from voronka.sources.files.names import missing


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isupper()


@dataclass(frozen=True)
class Join:
    """One more file beside the deals: its columns come to the deal with the same key; `left` is the deals' own column."""

    file: str
    left: str
    right: str


@dataclass(frozen=True)
class Columns:
    """The columns of one table; each is a name in its file, or None where the file has no such thing.

    `entered` gives a stage's column of entry; `stage_names` turns values of the stage column into stages;
    `empty` are texts that mean nothing was filled in.
    """

    deal: str = ""
    file: str | None = None
    stage: str | None = None
    at: str | None = None
    created: str | None = None
    closed: str | None = None
    owner: str | None = None
    name: str | None = None
    source: str | None = None
    loss_reason: str | None = None
    company: str | None = None
    contact: str | None = None
    amount: str | None = None
    currency: str | None = None
    timezone: str | None = None
    time_format: str | None = None
    created_default: str | None = None
    fields: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    entered: dict[str, str] = field(default_factory=dict)
    stage_names: dict[str, str] = field(default_factory=dict)
    join: tuple[Join, ...] = ()

    @property
    def currency_column(self) -> str | None:
        """The column of currencies, when `currency` is not itself a code such as EUR."""
        return None if self.currency is None or _is_code(self.currency) else self.currency

    def used(self) -> list[str]:
        """Every column that is named, once."""
        single = (self.deal, self.stage, self.at, self.created, self.closed, self.owner, self.name)
        more = (self.source, self.loss_reason, self.company, self.contact, self.amount, self.currency_column)
        named = [*single, *more, *self.fields, *self.entered.values()]
        return list(dict.fromkeys(column for column in named if column))


@dataclass(frozen=True)
class Pipeline:
    """The stages in order; several names may mean won, several lost."""

    name: str
    stages: tuple[str, ...]
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def kinds(self) -> Iterator[tuple[str, str]]:
        """(stage, kind) in order of the pipeline.

        >>> list(Pipeline("p", ("new",), ("won",), ("lost",)).kinds())
        [('new', 'open'), ('won', 'won'), ('lost', 'lost')]
        """
        yield from ((stage, "open") for stage in self.stages)
        yield from ((stage, "won") for stage in self.won)
        yield from ((stage, "lost") for stage in self.lost)


@dataclass(frozen=True)
class People:
    """A table of people: their name as it stands in the owner column, and their team."""

    file: str
    name: str
    team: str | None = None


@dataclass(frozen=True)
class Mapping:
    """A whole mapping file. At least one of `log` and `deals` is there."""

    pipeline: Pipeline
    log: Columns | None = None
    deals: Columns | None = None
    people: People | None = None
    account: str | None = None
    timezone: str = "UTC"
    currency: str = "XXX"

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a mapping file; InputError says which key is wrong and what was perhaps meant."""
        try:
            return cls.parse(path.read_text(encoding="utf-8-sig"), path.name)
        except FileNotFoundError as error:
            raise InputError(
                say("no mapping file {file}", file=str(path)),
                do=say("voronka import FILE --suggest prints a first one; --mapping names one"),
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(say("cannot read {file}", file=path.name), str(error)) from error

    @classmethod
    def parse(cls, text: str, name: str = "the mapping") -> Self:
        """Read the text of a mapping file.

        >>> Mapping.parse('''
        ...     log = {deal = "id", stage = "stage", at = "ts"}
        ...     pipeline = {name = "Sales", stages = ["new"], won = ["won"]}
        ... ''').log.at
        'ts'
        """
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(
                say("cannot read {file} as {kind}", file=name, kind="TOML"), str(error)
            ) from error
        sections = _checked(found, _SECTIONS, name, "")
        log, deals = _columns(sections, "log", name), _columns(sections, "deals", name)
        if "pipeline" not in sections:
            raise InputError(
                say("{file} has no [pipeline]", file=name),
                say("the order of stages cannot be guessed"),
                _SHAPE,
            )
        if log is None and deals is None:
            raise InputError(
                say("{file} names no table", file=name), say("it has neither [log] nor [deals]"), _SHAPE
            )
        account = _checked(sections.get("account", {}), _ACCOUNT, name, "account")
        tables = [table for table in (log, deals) if table]
        zones = [account.get("timezone"), *(table.timezone for table in tables)]
        codes = [account.get("currency"), *(table.currency for table in tables)]
        for zone in filter(None, zones):
            clock.zone(zone)
        return cls(
            pipeline=_pipeline(sections["pipeline"], name),
            log=log,
            deals=deals,
            people=_people(sections, name),
            account=account.get("name"),
            timezone=next(filter(None, zones), "UTC"),
            currency=next((code for code in codes if code and _is_code(code)), "XXX"),
        )


_SHAPE = say(
    "a mapping has [log] or [deals] with deal = '…', stage = '…', and [pipeline] with name, stages, won, lost"
)
_SECTIONS: dict[str, type] = {"log": dict, "deals": dict, "pipeline": dict, "people": dict, "account": dict}
_ACCOUNT: dict[str, type] = {"name": str, "timezone": str, "currency": str}
_PIPELINE: dict[str, type] = {"name": str, "stages": list, "won": list, "lost": list}
_JOIN: dict[str, type] = {"file": str, "on": object}
_PEOPLE: dict[str, type] = {"file": str, "name": str, "team": str}
_COMMON: dict[str, type] = dict.fromkeys(
    ("file", "deal", "stage", "created", "owner", "source", "loss_reason", "amount", "currency", "timezone"),
    str,
) | {"time_format": str, "fields": list, "empty": list, "stage_names": dict}
_LOG: dict[str, type] = _COMMON | {"at": str}
_DEALS: dict[str, type] = (
    _COMMON
    | dict.fromkeys(("closed", "name", "company", "contact", "created_default"), str)
    | {"entered": dict, "join": list}
)
_TYPES: dict[type, Phrase] = {str: say("a text"), list: say("a list"), dict: say("a table")}


def _checked(found: Any, known: Dictionary[str, type], name: str, section: str) -> dict[str, Any]:
    """`found` with all keys known and of the right type; InputError names the first that is not."""
    place = _place(section, name) if section else name
    if not isinstance(found, dict):
        raise InputError(
            say("{place} must be {kind}", place=place, kind=_TYPES[dict]),
            say("it is {value}", value=repr(found)),
            _SHAPE,
        )
    for key, value in found.items():
        if key not in known:
            raise missing(say("no key called “{name}” in {place}", name=key, place=place), key, known)
        if not isinstance(value, known[key]):
            raise InputError(
                say("{key} in {place} must be {kind}", key=key, place=place, kind=_TYPES[known[key]]),
                say("it is {value}", value=repr(value)),
            )
    return found


def _columns(sections: dict[str, Any], section: str, name: str) -> Columns | None:
    if section not in sections:
        return None
    found = dict(_checked(sections[section], _LOG if section == "log" else _DEALS, name, section))
    place = _place(section, name)
    for key in ("fields", "empty"):
        found[key] = _texts(found.get(key, []), key, place)
    for key in ("entered", "stage_names"):
        found[key] = {str(left): str(right) for left, right in found.get(key, {}).items()}
    found["join"] = tuple(_join(one, name) for one in found.get("join", []))
    _check_moment(found.get("created_default"), place)
    columns = Columns(**found)
    if not columns.deal and section == "deals":
        raise InputError(
            say("{place} does not say which column is the deal", place=place),
            do=say("add {key} = '…' to the mapping", key="deal"),
        )
    return columns


def _check_moment(text: str | None, place: Phrase) -> None:
    try:
        if text is not None:
            datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            say("cannot read the moment “{text}” in {place}", text=text, place=place),
            str(error),
            say("write 2017-12-31"),
        ) from error


def _join(found: Any, name: str) -> Join:
    one = _checked(found, _JOIN, name, "deals.join")
    on = one.get("on")
    sides = on if isinstance(on, list) else [on, on]
    if "file" not in one or len(sides) != 2 or not all(isinstance(side, str) for side in sides):
        raise InputError(
            say("cannot read [[deals.join]] of {file}", file=name),
            say("it is {value}", value=repr(found)),
            say("write file = '…' and on = 'column', or on = ['column of deals', 'column of the file']"),
        )
    return Join(one["file"], *sides)


def _pipeline(found: Any, name: str) -> Pipeline:
    keys = _checked(found, _PIPELINE, name, "pipeline")
    place = _place("pipeline", name)
    stages, won, lost = (_texts(keys.get(key, []), key, place) for key in ("stages", "won", "lost"))
    every = [*stages, *won, *lost]
    if not stages:
        raise InputError(
            say("{place} has no stages", place=place), say("a funnel needs at least one open stage"), _SHAPE
        )
    if twice := {stage for stage in every if every.count(stage) > 1}:
        raise InputError(
            say("{place} names a stage twice: {names}", place=place, names=", ".join(sorted(twice)))
        )
    return Pipeline(keys.get("name") or "Pipeline", stages, won, lost)


def _people(sections: dict[str, Any], name: str) -> People | None:
    if "people" not in sections:
        return None
    keys = _checked(sections["people"], _PEOPLE, name, "people")
    if absent := {"file", "name"} - keys.keys():
        raise InputError(
            say("{place} has no {keys}", place=_place("people", name), keys=", ".join(sorted(absent)))
        )
    return People(**keys)


def _place(section: str, name: str) -> Phrase:
    return say("[{section}] of {file}", section=section, file=name)


def _texts(found: list[Any], key: str, place: Phrase) -> tuple[str, ...]:
    for one in found:
        if not isinstance(one, str):
            raise InputError(
                say("{key} in {place} must be {kind}", key=key, place=place, kind=say("a list of texts")),
                say("it holds {value}", value=repr(one)),
            )
    return tuple(found)


def unknown_stages(mapping: Mapping) -> None:
    """InputError when `entered` or `stage_names` speak of a stage that the pipeline does not have."""
    stages = [stage for stage, _ in mapping.pipeline.kinds()]
    for table in filter(None, (mapping.log, mapping.deals)):
        for stage in [*table.entered, *table.stage_names.values()]:
            if stage not in stages:
                raise missing(say("no stage called “{name}” in the pipeline", name=stage), stage, stages)

"""A first mapping from a file's header and a sample: what is sure, what is guessed, and what is left to the reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import duckdb

from voronka.errors import InputError
from voronka.language import say
from voronka.sources.files import profile as profiles
from voronka.sources.files.loading import Loaded, load
from voronka.sources.files.mapping import Columns
from voronka.sources.files.profile import Column, Stage
from voronka.sources.files.rows import read
from voronka.sources.files.words import ending, likeness, plain

#: Rows whose stages are counted, and rows whose cells are tried as moments and amounts.
SAMPLE, TRIED = 200_000, 3_000
#: A stage that fewer of the deals ever had is shown, but left out.
RARE = 0.02
#: A stage that ends at least this share of its deals may be the win.
_OFTEN_LAST = 0.5
_FIELDS = 8


def suggest(path: Path) -> str:
    """A mapping in TOML for the file, with comments on what is unsure; InputError when no column can be the deal."""
    rows = read(path, sample=SAMPLE)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        loaded = load(con, "sample", rows, Columns(), "UTC")
        return "\n".join(_Suggestion(path, loaded).lines()) + "\n"


class _Suggestion:
    """The guesses about one table, each column taken once."""

    def __init__(self, path: Path, loaded: Loaded) -> None:
        self._path = path
        self._loaded = loaded
        self._columns = profiles.profile(loaded, TRIED)
        self._free = dict(self._columns)

    def lines(self) -> Iterator[str]:
        yield f"# A first mapping for {self._path.name}. Check the lines marked “?”, and the order of the stages."
        deal = (
            self._take("deal", lambda column: column.distinct > 1 and not column.is_moment)
            or self._identity()
        )
        at = self._best("at", lambda column: column.is_moment) or self._only_moment()
        if at and profiles.repeats(self._loaded, deal.name, at.name) > 1.2:
            yield from self._log(deal, at)
        else:
            yield from self._deals(deal)

    def _log(self, deal: Column, at: Column) -> Iterator[str]:
        self._free.pop(at.name)
        stage = self._take("stage", lambda column: column.is_category) or self._only_category()
        yield "\n[log]                       # one row per stage change"
        yield from _keys([("deal", deal.name), ("stage", stage.name), ("at", at.name)])
        yield from self._optional(["owner", "source", "loss_reason", "amount", "created"])
        yield from self._zone([at])
        stages = profiles.stages_in_order(self._loaded, deal.name, stage.name, at.name)
        yield from self._pipeline(stages, max(stage.deals for stage in stages), is_ordered=True)

    def _deals(self, deal: Column) -> Iterator[str]:
        stage = self._take("stage", lambda column: column.is_category)
        yield "\n[deals]                     # one row per deal"
        yield from _keys(
            [("file", self._path.name), ("deal", deal.name), *([("stage", stage.name)] if stage else [])]
        )
        if stage is None:
            yield '# stage = "…"               # ? no column looks like a stage'
        created = self._take("created", lambda column: column.is_moment)
        closed = self._take("closed", lambda column: column.is_moment)
        yield from _keys([(key, one.name) for key, one in (("created", created), ("closed", closed)) if one])
        yield from self._optional(["owner", "source", "loss_reason", "amount", "name", "company"])
        moments = [column for column in self._columns.values() if column.is_moment]
        yield from self._zone(moments)
        if created is None or profiles.nulls(self._loaded, created.name):
            day = profiles.latest(self._loaded, [column.name for column in moments]) or "2020-01-01"
            yield f'created_default = "{day}"  # ? for deals without a date'
        dates = [column.name for column in moments]
        values = profiles.values_in_order(self._loaded, stage.name, dates) if stage else []
        if {value.name.casefold() for value in values} <= {
            "0",
            "1",
            "true",
            "false",
            "yes",
            "no",
            "да",
            "нет",
        }:
            yield from self._yes_or_no(values, closed)
        else:
            yield from self._entered(values)
            yield from self._pipeline(values, sum(value.deals for value in values), is_ordered=False)

    def _yes_or_no(self, values: list[Stage], closed: Column | None) -> Iterator[str]:
        """A table that knows no stages but won or not."""
        if values:
            yield "\n[deals.stage_names]         # ? not won is not lost"
            for value in values:
                is_won = value.name.casefold() in ("1", "true", "yes", "да")
                yield f"{_text(value.name)} = {_text('Won' if is_won else 'Lead')}"
        elif closed:
            yield "\n[deals.entered]             # the date of entry to a stage"
            yield f"Won = {_text(closed.name)}"
        yield '\n[pipeline]\nname = "Sales"\nstages = ["Lead"]\nwon = ["Won"]'

    def _entered(self, values: list[Stage]) -> Iterator[str]:
        """Columns of dates that begin like a stage's name."""
        found = [
            (value.name, column.name)
            for value in values
            if ending(value.name) == "open"
            for column in self._columns.values()
            if column.is_moment and plain(column.name)[:5] == plain(value.name)[:5]
        ]
        if found:
            yield "\n[deals.entered]             # the date of entry to a stage"
            yield from (f"{_text(stage)} = {_text(column)}" for stage, column in found)

    def _pipeline(self, stages: list[Stage], deals: int, is_ordered: bool) -> Iterator[str]:
        kinds = {stage.name: ending(stage.name) for stage in stages}
        common = [stage for stage in stages if stage.deals >= RARE * deals]
        won = [stage for stage in stages if kinds[stage.name] == "won"]
        guessed = not won and len(common) > 1
        if guessed and (last := _last(common, kinds)):
            kinds[last.name] = "won"
            won = [last]
        yield "\n[pipeline]"
        yield 'name = "Sales"'
        if not is_ordered:
            yield "# ? by dates filled in and frequency: put them in the order of your pipeline"
        yield "stages = ["
        for stage in stages:
            if kinds[stage.name] == "open":
                mark = "    " if stage in common or len(common) < 2 else "    # "
                yield f"{mark}{_text(stage.name)},  # {stage.deals:,} deals"
        yield "]"
        yield f"won = {_texts(won)}{'  # ? the last of most deals' if guessed and won else ''}"
        yield f"lost = {_texts(stage for stage in stages if kinds[stage.name] == 'lost')}"

    def _optional(self, keys: list[str]) -> Iterator[str]:
        rules: dict[str, Callable[[Column], bool]] = {
            "amount": lambda column: column.is_amount,
            "created": lambda column: column.is_moment and plain(column.name) not in ("date", "дата"),
            # has_company is no company
            "company": lambda column: not column.is_moment and column.distinct > 2,
        }
        for key in keys:
            if column := self._take(key, rules.get(key, lambda one: not one.is_moment and one.distinct > 1)):
                yield from _keys([(key, column.name)])
                if key == "amount":
                    yield 'currency = "RUB"            # ? the currency of the amounts'
        fields = [
            column.name for column in self._free.values() if column.is_category and not column.is_amount
        ]
        if fields:
            yield f"fields = {json.dumps(fields[:_FIELDS], ensure_ascii=False)}"

    def _zone(self, moments: list[Column]) -> Iterator[str]:
        if moments and not all(column.is_zoned for column in moments):
            yield 'timezone = "Europe/Moscow"  # ? the zone of local times'
        else:
            yield 'timezone = "Europe/Moscow"  # ? where days begin; the times have zones of their own'

    def _best(self, what: str, fits: Callable[[Column], bool]) -> Column | None:
        scored = [(likeness(column.name, what), column) for column in self._free.values() if fits(column)]
        score, column = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        return column if score else None

    def _only_moment(self) -> Column | None:
        """The one column of moments, whatever it is called."""
        moments = [column for column in self._free.values() if column.is_moment]
        return moments[0] if len(moments) == 1 else None

    def _take(self, what: str, fits: Callable[[Column], bool]) -> Column | None:
        column = self._best(what, fits)
        if column:
            self._free.pop(column.name)
        return column

    def _identity(self) -> Column:
        """The most varied column, when no name tells the deal."""
        column = max(self._free.values(), key=lambda one: (not one.is_moment, one.distinct), default=None)
        if column is None or column.distinct < 2:
            raise InputError(
                say("no column of {file} can be the {key}", file=self._path.name, key="deal"),
                say("each column has one value at most"),
            )
        return self._free.pop(column.name)

    def _only_category(self) -> Column:
        found = [column for column in self._free.values() if column.is_category]
        if not found:
            raise InputError(
                say("no column of {file} can be the {key}", file=self._path.name, key="stage"),
                say("there are: {names}", names=", ".join(self._columns)),
                say("write the mapping by hand: [log] deal, stage, at and [pipeline]"),
            )
        return self._free.pop(max(found, key=lambda one: one.filled).name)


def _last(stages: list[Stage], kinds: dict[str, str]) -> Stage | None:
    ends = [stage for stage in stages if kinds[stage.name] == "open"]
    last = max(ends, key=lambda stage: stage.deals * stage.last, default=None)
    return last if last and len(ends) > 1 and last.last > _OFTEN_LAST else None


def _keys(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{key} = {_text(value)}" for key, value in pairs)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _texts(stages: Iterable[Stage]) -> str:
    return json.dumps([stage.name for stage in stages], ensure_ascii=False)

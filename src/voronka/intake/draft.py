"""The mapping of a file as a person puts it together on a page: which column is what, which stages end a deal, and in which order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal, Self

import duckdb

from voronka.intake.uploads import Upload
from voronka.sources.files import Mapping, suggest
from voronka.sources.files import profile as profiles
from voronka.sources.files.loading import load
from voronka.sources.files.mapping import Columns, Pipeline
from voronka.sources.files.rows import read

Kind = Literal["open", "won", "lost", "skip"]
KINDS: tuple[Kind, ...] = ("open", "won", "lost", "skip")
#: What a column can be, in the order of the form: of a log, and of a table of deals.
OF_LOG = ("deal", "stage", "at", "owner", "amount", "source", "loss_reason", "created")
OF_DEALS = (
    "deal",
    "stage",
    "created",
    "closed",
    "name",
    "owner",
    "amount",
    "source",
    "loss_reason",
    "company",
    "contact",
)
#: What stages are called, in the order in which a deal mostly comes to them.
_ORDER = (
    r"нов(ая|ый)|заявк|входящ|неразобр|\bnew\b|\blead|incoming",
    r"в работ|контакт|связал|contact|attempt",
    r"квалиф|потребност|qualif",
    r"встреч|переговор|презентац|замер|meeting|demo\b",
    r"\bкп\b|предложен|proposal|offer|quote",
    r"соглас|договор|контракт|contract|negotiat",
    r"сч[её]т|invoice",
    r"оплат|аванс|payment|paid",
)
#: Rows of a file from which its stages are told.
SAMPLE = 200_000
#: Stages that a form can show; a column with more is none of stages.
MOST_STAGES = 80


@dataclass(frozen=True)
class StageRow:
    """A value of the stage column: in how many deals it is, and what it means."""

    name: str
    deals: int
    kind: Kind


@dataclass(frozen=True)
class Draft:
    """A mapping in the making. `columns` holds names of columns by what they are; what the form does not show is kept as it was suggested."""

    is_log: bool
    columns: Dictionary[str, str]
    stages: tuple[StageRow, ...] = ()
    pipeline: str = "Продажи"
    currency: str = "RUB"
    timezone: str = "Europe/Moscow"
    created_default: str = ""
    fields: Sequence[str] = ()
    entered: Dictionary[str, str] = field(default_factory=dict)
    stage_names: Dictionary[str, str] = field(default_factory=dict)

    @classmethod
    def guessed(cls, path: Path) -> Self:
        """The first guess at a file; InputError when no column can be the deal."""
        return cls.of(Mapping.parse(suggest(path)), path)

    @classmethod
    def of(cls, mapping: Mapping, path: Path) -> Self:
        """A mapping with the stages that its file has."""
        columns = mapping.log or mapping.deals or Columns()
        keys = OF_LOG if mapping.log else OF_DEALS
        draft = cls(
            is_log=mapping.log is not None,
            columns={key: getattr(columns, key) for key in keys if getattr(columns, key)},
            pipeline=mapping.pipeline.name if mapping.pipeline.name != "Sales" else "Продажи",
            currency=mapping.currency if mapping.currency != "XXX" else "RUB",
            timezone=mapping.timezone,
            created_default=columns.created_default or "",
            fields=columns.fields,
            entered=columns.entered,
            stage_names=columns.stage_names,
        )
        return replace(draft, stages=draft.found_stages(path, mapping.pipeline))

    def turned(self, path: Path) -> Draft:
        """The same file taken for the other kind of table."""
        moment = self.columns.get("at" if self.is_log else "created", "")
        keys = OF_DEALS if self.is_log else OF_LOG
        columns = {key: name for key, name in self.columns.items() if key in keys and name != moment}
        if moment:
            columns["created" if self.is_log else "at"] = moment
        other = replace(self, is_log=not self.is_log, columns=columns, entered={}, stage_names={})
        return replace(other, stages=other.found_stages(path))

    def found_stages(self, path: Path, pipeline: Pipeline | None = None) -> tuple[StageRow, ...]:
        """The values of the stage column: those of a pipeline first, in its order; the others are left out of it."""
        there = _values(path, self)
        known: dict[str, Kind] = {}
        for name, kind in pipeline.kinds() if pipeline else ():
            known[name] = "won" if kind == "won" else "lost" if kind == "lost" else "open"
        rows = [StageRow(name, there.get(name, 0), kind) for name, kind in known.items()]
        renamed = set(self.stage_names)
        others: Kind = "skip" if pipeline else "open"
        if not self.is_log:  # a log tells the order itself
            rows.sort(key=lambda row: (KINDS.index(row.kind), _likely_place(row.name)))
        rows += [
            StageRow(name, n, others)
            for name, n in there.items()
            if name not in known and name not in renamed
        ]
        return tuple(rows[:MOST_STAGES])

    def to_toml(self) -> str:
        """The mapping file."""
        lines = ["[log]" if self.is_log else "[deals]"]
        lines += [f"{key} = {_text(column)}" for key, column in self.columns.items() if column]
        if self.columns.get("amount"):
            lines.append(f"currency = {_text(self.currency)}")
        lines.append(f"timezone = {_text(self.timezone)}")
        if self.created_default and not self.is_log:
            lines.append(f"created_default = {_text(self.created_default)}")
        if self.fields:
            lines.append(f"fields = {_text(list(self.fields))}")
        kept = {stage.name for stage in self.stages if stage.kind != "skip"}
        section = "log" if self.is_log else "deals"
        for name, table in (("entered", self.entered), ("stage_names", self.stage_names)):
            stages = {
                key: value for key, value in table.items() if (key if name == "entered" else value) in kept
            }
            if stages:
                lines += ["", f"[{section}.{name}]"]
                lines += [f"{_text(key)} = {_text(value)}" for key, value in stages.items()]
        lines += ["", "[pipeline]", f"name = {_text(self.pipeline)}"]
        for key, kind in (("stages", "open"), ("won", "won"), ("lost", "lost")):
            lines.append(f"{key} = {_text([stage.name for stage in self.stages if stage.kind == kind])}")
        return "\n".join(lines) + "\n"


def _likely_place(stage: str) -> int:
    """Where a stage mostly stands in a pipeline, by its name; in the middle when that tells nothing.

    >>> sorted(["Счёт выставлен", "КП отправлено", "Новая заявка"], key=_likely_place)
    ['Новая заявка', 'КП отправлено', 'Счёт выставлен']
    """
    name = stage.casefold()
    return next((place for place, words in enumerate(_ORDER) if re.search(words, name)), len(_ORDER) // 2)


def draft_of(upload: Upload) -> Draft:
    """What was said of a file so far; the first guess where nothing was."""
    if upload.draft_path.exists():
        found = json.loads(upload.draft_path.read_text("utf-8"))
        stages = tuple(StageRow(**stage) for stage in found.pop("stages"))
        return Draft(**found, stages=stages)
    draft = Draft.guessed(upload.path)
    keep_draft(upload, draft)
    return draft


def keep_draft(upload: Upload, draft: Draft) -> None:
    """Keep what was said, though nothing could be imported with it yet."""
    upload.draft_path.write_text(json.dumps(asdict(draft), ensure_ascii=False), "utf-8")


def keep_mapping(upload: Upload, draft: Draft) -> None:
    """Make the mapping file of it; InputError when none can be made."""
    text = draft.to_toml()
    Mapping.parse(text, upload.path.name)
    upload.mapping_path.write_text(text, "utf-8")


def _values(path: Path, draft: Draft) -> dict[str, int]:
    """Stage → deals that have it, in the order in which deals come through them, as far as the file tells."""
    stage = draft.columns.get("stage")
    if not stage:
        return {}
    rows = read(path, sample=SAMPLE)
    if stage not in rows.columns:
        return {}
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        loaded = load(con, "sample", rows, Columns(), draft.timezone)
        at, deal = draft.columns.get("at"), draft.columns.get("deal")
        if draft.is_log and at in rows.columns and deal in rows.columns:
            found = profiles.stages_in_order(loaded, deal, stage, at)
        else:
            dates = [
                draft.columns[key] for key in ("created", "closed") if draft.columns.get(key) in rows.columns
            ]
            found = profiles.values_in_order(loaded, stage, dates)
        return {one.name: one.deals for one in found}


def _text(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

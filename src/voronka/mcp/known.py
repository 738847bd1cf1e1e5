"""What can be asked: names, values of filters, the catalogue."""

from __future__ import annotations

from typing import Any

from voronka.language import say, translated
from voronka.mcp.asker import Asker
from voronka.mcp.told import Told, cells_of, left_out
from voronka.metrics.catalog import DIMENSIONS, METRICS, metric
from voronka.metrics.guide.entry import entry
from voronka.metrics.guide.pages import page
from voronka.metrics.names import Pipeline
from voronka.model.option import OPTIONS


def told_names(asker: Asker) -> Told:
    """The names that questions are made of, and from when until when anything is known."""
    names, language = asker.names, asker.language
    values: dict[str, Any] = {
        "known_from": asker.moment(names.known_from) if names.known_from else None,
        "known_until": asker.moment(names.known_until),
        "timezone": names.timezone,
        "definition": names.definition,
        "store_version": names.version,
        "pipelines": [_pipeline(one) for one in names.pipelines],
        "people": sorted(asker.hidden(list(names.people.values()))),
        "teams": sorted(asker.hidden(list(names.teams.values()))),
        "fields": list(names.fields) if asker.has_names else [],
        "dimensions": {one.name: one.help.in_(language) for one in DIMENSIONS.values()},
    }
    known = say(
        "History is known from {first} until {last} ({timezone}).",
        first=values["known_from"] or "—",
        last=values["known_until"],
        timezone=names.timezone,
    ).in_(language)
    lines = [
        known,
        *(_in_words(one, language) for one in values["pipelines"]),
        _listed(say("People"), values["people"], language),
        _listed(say("Teams"), values["teams"], language),
        _listed(say("Fields"), values["fields"], language),
        _listed(say("Dimensions"), list(values["dimensions"]), language),
    ]
    if not asker.has_names:
        lines.append(
            say("Names are put away: write the stand-ins in their place, as they are.").in_(language)
        )
    return "\n\n".join(line for line in lines if line), values


def told_values(asker: Asker, dimension: str, pipeline: str | None, limit: int) -> Told:
    """The values that a filter by a dimension can take."""
    known = asker.names.dimension(dimension)
    if asker.veil:
        asker.veil.check_field(known.name)
    found = asker.company.choices(known.name, pipeline or None)
    all_of_them = [str(translated(value, asker.language)) for value in found]
    shown = asker.hidden(all_of_them[:limit])
    lines = [", ".join(value or "“”" for value in shown) or "—"]
    lines += left_out(len(shown), 0, len(all_of_them), asker.language)
    if "" in shown:
        lines.append(say("An empty text stands for unknown.").in_(asker.language))
    values = {"dimension": known.name, "pipeline": pipeline, "values": shown, "total": len(all_of_them)}
    return "\n\n".join(lines), values


def told_metrics(asker: Asker, sought: str) -> Told:
    """All metrics, or those whose words hold what is sought, each with its question."""
    language = asker.language
    found = [
        {"name": one.name, "title": one.title.in_(language), "question": one.question.in_(language)}
        for one in METRICS.values()
    ]
    words = sought.casefold().split()
    kept = [one for one in found if all(word in " ".join(one.values()).casefold() for word in words)]
    lines = [f"- `{one['name']}` — {one['title']}: {one['question']}" for one in kept]
    if not kept:
        lines = [say("No metric has these words; ask without find for all of them.").in_(language)]
    return "\n".join(lines), {"metrics": kept}


def told_metric(asker: Asker, name: str) -> Told:
    """Everything that is to be known of a metric."""
    known, language = metric(name), asker.language
    values = entry(known, language)
    values["options"] = {one: OPTIONS[one].help.in_(language) for one in known.options}
    values["cells"] = cells_of(known, is_split=False)
    return page(known, language), values


def _pipeline(one: Pipeline) -> dict[str, Any]:
    stages = [
        one.labels[stage.stage_id] for stage in one.stages if not stage.is_deleted and stage.kind != "deleted"
    ]
    return {
        "name": one.name,
        "id": one.pipeline_id,
        "is_main": one.is_main,
        "is_archived": one.is_archived,
        "stages": stages,
    }


def _in_words(pipeline: dict[str, Any], language: str) -> str:
    stages = " → ".join(pipeline["stages"])
    told = (
        say("Main pipeline “{name}”: {stages}", name=pipeline["name"], stages=stages)
        if pipeline["is_main"]
        else say("Pipeline “{name}”: {stages}", name=pipeline["name"], stages=stages)
    )
    return told.in_(language)


def _listed(title: str, names: list[str], language: str) -> str:
    return f"{translated(title, language)}: {', '.join(names)}" if names else ""

"""The form above the figures: its controls and what can be chosen in each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from voronka.metrics.catalog import DIMENSIONS, METRICS
from voronka.model.question import Question
from voronka.web.page import Page

NOT_FOR_PAGES = {"pipeline"}


@dataclass(frozen=True)
class Choice:
    """One option of a control."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Control:
    """A control of the form: the parameter it sends, its label and its options."""

    name: str
    key: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def is_set(self) -> bool:
        """True when it differs from the default, which is its first option."""
        return not self.choices[0].is_chosen


def controls(page: Page, parts: Collection[str]) -> list[Control]:
    """The controls of those parts of the form that make sense for the question, in the order shown."""
    question, metric = page.question, METRICS[page.question.metric]
    found = [_pipeline(page)] if "pipeline" in parts else []
    if "versus" in parts and question.period:
        found.append(_plain(page, "versus", ("", "previous", "year"), question.versus or ""))
    if "population" in parts and len(metric.populations) > 1:
        own = metric.populations[0]
        names = tuple("" if name == own else name for name in metric.populations)
        chosen = "" if question.population in (None, own) else question.population
        found.append(_plain(page, "population", names, chosen))
    if "by" in parts:
        found.append(_breakdown(page))
    return found


def chosen_among(page: Page, name: str, values: Iterable[str], words: Callable[[str], str]) -> Control:
    """A control for an option of the metric; the first value is the default, which the address leaves out."""
    known = list(values)
    chosen = next(iter(page.question.option(name)), known[0])
    choices = [
        Choice("" if value == known[0] else value, words(value), value == chosen)
        for value in (*known, *([] if chosen in known else [chosen]))
    ]
    return Control(name, name, str(page.t(f"control.{name}")), tuple(choices))


def unshown(question: Question, shown: Iterable[Control]) -> list[tuple[str, str]]:
    """What the address says beyond the controls, the period, the moment and the filters: kept when the form is sent."""
    names = {control.name for control in shown} | {"metric", "period", "as_of", "where"}
    return [pair for pair in question.to_pairs() if pair[0] not in names]


def _plain(page: Page, name: str, values: Iterable[str], chosen: str) -> Control:
    known = list(values)
    choices = [Choice(value, str(page.t(f"{name}.{value or 'none'}")), value == chosen) for value in known]
    if chosen not in known:
        choices.append(Choice(chosen, chosen, True))
    return Control(name, name, str(page.t(f"control.{name}")), tuple(choices))


def _pipeline(page: Page) -> Control:
    pipelines = [pipeline for pipeline in page.company.dictionary().pipelines if not pipeline.is_deleted]
    pipelines.sort(key=lambda pipeline: not pipeline.is_main)
    chosen = page.question.pipeline
    choices = []
    for place, pipeline in enumerate(pipelines):
        value = "" if place == 0 and pipeline.is_main else pipeline.name
        is_chosen = chosen in {pipeline.name, str(pipeline.pipeline_id)} if chosen else place == 0
        choices.append(Choice(value, pipeline.name, is_chosen))
    if not choices:
        choices.append(Choice("", "—", True))
    return Control("pipeline", "pipeline", str(page.t("control.pipeline")), tuple(choices))


def _breakdown(page: Page) -> Control:
    chosen = page.question.by or ""
    choices = [Choice("", str(page.t("by.none")), not chosen)]
    choices += [
        Choice(name, page.text(dimension.title), name == chosen)
        for name, dimension in DIMENSIONS.items()
        if dimension.can_group and name not in NOT_FOR_PAGES
    ]
    fields = page.company.dictionary().fields
    choices += [Choice(field, field, field == chosen) for field in fields if field not in DIMENSIONS]
    return Control("by", "by", str(page.t("control.by")), tuple(choices))

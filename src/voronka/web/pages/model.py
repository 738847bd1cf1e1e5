"""«Насколько точна оценка»: how good the score is, since when, when to distrust it, and the company's own rules."""

from __future__ import annotations

from dataclasses import replace

from voronka.model.answer import Answer
from voronka.model.period import Period
from voronka.model.score import NUMBERS, WORDS, StoredModel, trait_title
from voronka.render import dates
from voronka.render.charts import Calibration, Promised
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.reading import may
from voronka.web.tables import table_of
from voronka.workspace import Workspace

#: From here on the deals of today are others than those that were learned from.
DRIFTED = 0.25
#: Months of the record that are shown, and what of each part.
MONTHS = 12
_PART = ("name", "moments", "told", "seen", "auc")
#: Kept models that are shown.
SHOWN = 8


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The numbers, the picture, what it goes by, the rules, and the models that are kept."""
    traits = page.answer("score_traits", period=None)
    rules = page.answer("score_rules", period=None)
    return {
        "is_known": answer.totals["auc"] is not None,
        "calibration": calibration(page),
        "by_age": table_of(page, part(answer, "age"), page.words("model.by_age"), only=_PART),
        "by_month": table_of(page, months(page, answer), page.words("model.by_month"), only=_PART),
        "traits": table_of(page, traits),
        "rules": rules,
        "rules_table": table_of(page, rules),
        "rule_traits": rule_traits(page),
        "is_set": any(row["number"] for row in rules.rows),
        "has_drifted": (answer.totals["drift"] or 0) > DRIFTED,
        "models": models(page),
        "may_set": may(page.request, "plan"),
        "may_train": may(page.request, "settings"),
    }


def part(answer: Answer, name: str) -> Answer:
    """Some rows of the record."""
    return replace(answer, rows=tuple(row for row in answer.rows if row["part"] == name))


def months(page: Page, answer: Answer) -> Answer:
    """The newest months of the record, by their names."""
    rows = part(answer, "month").rows[-MONTHS:]
    named = ({**row, "name": dates.period(Period.parse(row["name"]), page.language)} for row in rows)
    return replace(answer, rows=tuple(named))


def calibration(page: Page) -> Calibration:
    """The chances told beside what came of them."""
    answer = page.answer(page.question)
    return Calibration(
        title=page.words("model.calibration"),
        summary=page.words("model.calibration.why"),
        empty=page.words("model.none"),
        groups=tuple(Promised.of(row["told"], row["seen"]) for row in answer.rows if row["part"] == "chance"),
    )


def models(page: Page) -> list[StoredModel]:
    """The kept models of the pipeline, the newest first; for those who see all deals."""
    company = page.company
    if not isinstance(company, Workspace) or not company.rights.sees_all or not company.has_team():
        return []
    pipeline = company.dictionary().pipeline(page.question.pipeline)
    place = (pipeline.account_id, pipeline.pipeline_id)
    return [one for one in company.scores().models() if (one.account_id, one.pipeline_id) == place][:SHOWN]


def rule_traits(page: Page) -> list[tuple[str, str]]:
    """What a rule can be about, by what it is called: numbers, names, then the fields of deals."""
    names = (*NUMBERS, *WORDS, *page.company.dictionary().fields)
    return [(name, page.text(trait_title(name))) for name in names]


PAGE = PageKind(
    "model",
    "ahead",
    "score_record",
    show,
    ("pipeline",),
    charts={"calibration": calibration},
    also=("score_traits", "score_rules"),
)

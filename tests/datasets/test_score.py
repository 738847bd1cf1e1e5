"""The score on public data: as good as the field says it can be, and never better, for that would be a leak."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voronka.metrics.future.scoring.learning import Learned, learn
from voronka.metrics.future.scoring.past import past
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.estimate import Estimate
from voronka.model.question import Question
from voronka.predict.score.fit import fit
from voronka.predict.score.guard import EARLIER, examine
from voronka.predict.score.judge import auc
from voronka.predict.score.traits import Trait, Traits, rows_of
from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

#: What sales fills in after it has talked to the lead.
NINE = {
    "Tags",
    "Lead Quality",
    "Lead Profile",
    "Last Activity",
    "Last Notable Activity",
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
}


def learned(workspace: Workspace) -> tuple[Learned, Estimate]:
    """What was learned, and the AUC of what was told when deals came in."""
    engine = workspace.engine()
    question = asked(Question("score"), dictionary(engine))
    found, known = learn(engine, question), past(engine, question)
    assert found.trial is not None
    snapshots = found.trial.snapshots
    fresh = snapshots.moment - known.started[snapshots.deal] <= 1
    return found, auc(found.trial.chance[fresh], snapshots.won[fresh])


def test_a_bank_tells_little_at_submission(company: Company) -> None:
    """Published: 0.63 by time. Above 0.70 something would know the outcome."""
    found, area = learned(company("bpic2012", "bpic2012/events.parquet"))
    assert found.state == "signal"
    assert area.value is not None
    assert 0.60 <= area.value <= 0.66


def test_where_outcomes_are_random_there_is_no_signal(company: Company) -> None:
    workspace = company("crm-maven", "crm-maven/sales_pipeline.csv")
    found, _ = learned(workspace)
    assert found.state == "no_signal"
    refused = {name for name, one in found.findings.items() if one.why not in ("", "constant")}
    assert refused == {"amount", "account", "company", "sector"}
    answer = workspace.ask("score")
    assert {row["chance"] for row in answer.rows} == {None}
    assert answer.findings[0].in_("ru").startswith("Сигнала нет")


def test_marketing_leads_are_told_by_where_they_came_from(company: Company) -> None:
    found, area = learned(company("olist-funnel", "olist-funnel/olist_marketing_qualified_leads_dataset.csv"))
    assert found.state == "signal"
    assert area.value is not None
    assert 0.66 <= area.value <= 0.75
    refused = {name: one.why for name, one in found.findings.items() if one.why not in ("", "constant")}
    # who sold, and to what business, is written down with the win
    assert refused == {"manager": "filled_after", "business_segment": "filled_after"}


def leads(data: Path) -> tuple[Traits, np.ndarray, np.ndarray]:
    """All columns of the leads, whether each converted, and their order."""
    with gzip.open(data / "leads-xeducation" / "Leads.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name not in ("Prospect ID", "Lead Number", "Converted")]
    traits = {name: Trait.of([_value(row[name]) for row in rows]) for name in names}
    won = np.array([row["Converted"] == "1" for row in rows])
    return traits, won, np.array([int(row["Lead Number"]) for row in rows])


def _value(text: str) -> str | float | None:
    if text in ("", "Select"):
        return None
    try:
        return float(text)
    except ValueError:
        return text


def test_what_sales_fills_in_afterwards_is_found_and_worth_little_without_it(data: Path) -> None:
    traits, won, order = leads(data)
    rank = order.argsort().argsort()
    early = rank < EARLIER * len(won)

    def area(without: set[str]) -> float:
        kept = {name: trait for name, trait in traits.items() if name not in without}
        found = fit(rows_of(kept, early), won[early])
        value = auc(found.odds(rows_of(kept, ~early)), won[~early]).value
        assert value is not None
        return value

    refused = {
        name
        for name, trait in traits.items()
        if examine(trait, won, won, order, is_dated=False).why in ("told_by_outcome", "filled_after")
    }
    assert refused == {"Tags", "Lead Quality"}
    assert area(set()) > 0.97
    assert area(NINE) >= 0.86
    assert area(NINE) < 0.90


def test_leads_without_dates_teach_nothing(company: Company) -> None:
    workspace = company("leads-xeducation", "leads-xeducation/Leads.csv.gz")
    assert workspace.ask("score").totals["state"] == "undated"

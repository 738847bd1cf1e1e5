"""Logs of other trades: each shows a funnel, and each data set's first mapping can be suggested."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from voronka.model.source import Page
from voronka.sources.files import FileSource, Mapping, suggest
from voronka.workspace import Workspace

Company = Callable[[str, str], Workspace]

pytestmark = pytest.mark.data

LOGS = [
    ("helpdesk", "helpdesk/helpdesk.events.parquet", 4580),
    ("receipt", "receipt/receipt.events.parquet", 1434),
    ("roadfines", "roadfines/roadfines.events.parquet", 150370),
    ("bpic2017-subset", "bpic2017-subset/bpic2017_top10variants_events.csv.gz", 1682),
]


@pytest.mark.parametrize(("mapping", "file", "deals"), LOGS, ids=[one[0] for one in LOGS])
def test_the_log_shows_a_funnel_of_all_its_deals(
    company: Company, mapping: str, file: str, deals: int
) -> None:
    answer = company(mapping, file).ask("funnel").to_dict()
    reached = [row["reached"] for row in answer["rows"]]
    assert reached[0] == deals
    assert reached == sorted(reached, reverse=True)
    assert sum(answer["outcomes"].values()) == deals


FILES = [
    "bpic2012/events.parquet",
    "bpic2012/stage_changes_A.csv.gz",
    "bpic2012/cases.csv.gz",
    "bpic2017-subset/bpic2017_top10variants_events.csv.gz",
    "crm-maven/sales_pipeline.csv",
    "helpdesk/raw/helpdesk.xes.gz",
    "leads-xeducation/Leads.csv.gz",
    "olist-funnel/olist_closed_deals_dataset.csv",
    "olist-funnel/olist_marketing_qualified_leads_dataset.csv",
    "receipt/raw/receipt.xes.gz",
    "roadfines/roadfines.events.parquet",
]


@pytest.mark.parametrize("file", FILES)
def test_the_suggested_mapping_imports_every_deal_as_it_stands(data: Path, tmp_path: Path, file: str) -> None:
    mapping = Mapping.parse(suggest(data / file))
    source = FileSource(mapping, data, tmp_path / "rejects.csv", data / file)
    landed = sum(page.records.num_rows for page in source.pages({}) if isinstance(page, Page))
    assert landed > source.counts.deals > 800
    assert source.counts.rejected == 0


def test_the_suggested_stages_of_the_loans_are_in_their_order(data: Path) -> None:
    pipeline = Mapping.parse(suggest(data / "bpic2012" / "stage_changes_A.csv.gz")).pipeline
    assert pipeline.stages == (
        "A_SUBMITTED",
        "A_PARTLYSUBMITTED",
        "A_PREACCEPTED",
        "A_ACCEPTED",
        "A_FINALIZED",
    )
    assert set(pipeline.won) == {"A_APPROVED", "A_REGISTERED", "A_ACTIVATED"}
    assert set(pipeline.lost) == {"A_DECLINED", "A_CANCELLED"}

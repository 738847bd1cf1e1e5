"""Every metric of the catalogue answers on every public data set, split and compared: logs of other trades, half a million events, no amounts, no people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from every import question
from voronka.metrics.catalog import METRICS
from voronka.model.period import Period
from voronka.workspace import Workspace

pytestmark = pytest.mark.data

#: Half a million events: asked of a year alone, and nothing that learns from the past for most of a minute (of sales, other tests do).
LARGE, LEARNS = ("roadfines",), "voronka.metrics.future."
#: A mapping, its file, a year of it, and a dimension that it has.
SETS = {
    "bpic2012": ("bpic2012", "bpic2012/events.parquet", "2011-10-01..2012-04-01", "manager"),
    "crm-maven": ("crm-maven", "crm-maven/sales_pipeline.csv", "2017", "product"),
    "olist-funnel": (
        "olist-funnel",
        "olist-funnel/olist_marketing_qualified_leads_dataset.csv",
        "2018",
        "source",
    ),
    "helpdesk": ("helpdesk", "helpdesk/helpdesk.events.parquet", "2012", "manager"),
    "roadfines": ("roadfines", "roadfines/roadfines.events.parquet", "2006", "amount_band"),
}


@pytest.mark.parametrize("name", SETS)
def test_every_metric_answers(company: Callable[[str, str], Workspace], name: str) -> None:
    mapping, file, year, by = SETS[name]
    workspace = company(mapping, file)
    for metric in METRICS.values():
        if name in LARGE and metric.module.startswith(LEARNS):
            continue
        plain = question(metric.name)
        splits = metric.can_split and by in (metric.dimensions or (by,))
        parted = plain.with_(by=by if splits else None, period=Period.parse(year))
        for asked in (parted,) if name in LARGE else (plain, parted):
            answer = workspace.ask(asked)
            for row in answer.rows:
                assert set(row) >= {column.name for column in answer.columns}, asked.to_text()
            assert answer.to_json()

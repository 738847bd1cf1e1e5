"""Money of a published set: Maven Analytics' CRM sales opportunities."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voronka.workspace import Workspace

pytestmark = pytest.mark.data


def test_revenue_and_the_average_deal_are_those_of_the_file(company: Callable[[str, str], Workspace]) -> None:
    maven = company("crm-maven", "crm-maven/sales_pipeline.csv")
    [row] = maven.ask("results").rows
    # awk over sales_pipeline.csv: 4,238 won for 10,005,534 in all, 2,473 lost
    assert (row["won"], row["lost"], row["revenue"].minor) == (4_238, 2_473, 1_000_553_400)
    assert row["average_deal"].value == pytest.approx(1_000_553_400 / 4_238)
    assert (row["no_amount"], row["price_of"]) == (0, "deal")


def test_a_series_adds_up_to_the_whole(company: Callable[[str, str], Workspace]) -> None:
    maven = company("crm-maven", "crm-maven/sales_pipeline.csv")
    months = maven.ask("volume", grain="month").rows
    assert sum(row["won_amount"].minor for row in months) == 1_000_553_400
    assert months[-1]["open"] == sum(row["deals"] for row in maven.ask("board").rows)

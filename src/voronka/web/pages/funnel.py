"""«Анализ продаж»: how many deals reach each stage, and where they are lost."""

from __future__ import annotations

from voronka.model.answer import Answer
from voronka.render.funnel import funnels, stages
from voronka.web.kinds import EVERY_PART, PageKind
from voronka.web.page import Page
from voronka.web.quick import twelve_months


def show(_: Page, answer: Answer) -> dict[str, object]:
    """The stages of every funnel, and one scale for all intervals."""
    shown = funnels(answer)
    wins = [one.win.row["cumulative"] for one in shown if one.win]
    # All intervals are drawn to one scale, up to the highest end.
    highest = max((rate.high for rate in wins if rate.high), default=1)
    return {
        "funnels": shown,
        "stages": stages(shown),
        "range_scale": 100 / highest,
        "outcomes": answer.outcomes or {},
    }


PAGE = PageKind("funnel", "funnel", "funnel", show, EVERY_PART, period=twelve_months)

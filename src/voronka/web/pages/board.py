"""What stood on the stages at a moment of the past."""

from __future__ import annotations

from datetime import timedelta

from voronka.clock import local_day, start_of_day
from voronka.model.answer import Answer
from voronka.web.kinds import PageKind
from voronka.web.page import Page
from voronka.web.reading import today_of


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The stages, and the days around."""
    day = local_day(answer.as_of, page.timezone)
    jumps = [("-month", -30), ("-week", -7), ("-day", -1), ("day", 1), ("week", 7), ("month", 30)]
    latest = today_of(page.company) + timedelta(days=1)
    around = {
        key: page.ask(as_of=start_of_day(day + timedelta(days=days), page.timezone))
        for key, days in jumps
        if day + timedelta(days=days) <= latest
    }
    return {"rows": answer.rows, "day": day, "latest": latest, "around": around}


PAGE = PageKind("board", "money", "board", show, ("pipeline", "population", "filters"))

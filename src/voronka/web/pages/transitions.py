"""From which stage to which: on, over some, back, and out of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable

from voronka.model.answer import Answer, Row
from voronka.render.charts import Flow, Flows, Station
from voronka.web.kinds import PageKind
from voronka.web.page import Page

#: Kinds of moves that the picture shows as bows and bands; the others are in the table.
_DRAWN = ("advanced", "skipped", "moved_back", "won")


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The moves, and those that one would not expect: over stages and back."""
    return {
        "rows": answer.rows,
        "flows": flows(page),
        "most_back": _most(answer.rows, "moved_back"),
        "most_over": _most(answer.rows, "skipped"),
        "most_lost": _most(answer.rows, "lost"),
    }


def flows(page: Page) -> Flows:
    """The stages as long as the deals that reached them, and the moves between them."""
    answer = page.answer(page.question)
    stages = [row for row in page.answer("funnel").rows if "reached" in row]
    places = {row["stage"]: place for place, row in enumerate(stages)}
    return Flows(
        title=page.words("transitions.flows"),
        summary=page.words("transitions.flows.why"),
        stations=tuple(_station(page, answer, row) for row in stages),
        flows=tuple(
            Flow(places[row["from"]], places[_end(row)], row["moves"], _opens(page, row))
            for row in answer.rows
            if row["kind"] in _DRAWN and row["from"] in places and _end(row) in places
        ),
        counted="moves",
    )


def _end(row: Row) -> str:
    """The stage that a move comes to, as the funnel calls it: the win has the CRM's own name in a list of moves."""
    return "won" if row["kind"] == "won" else str(row["to"])


def _station(page: Page, answer: Answer, stage: Row) -> Station:
    lost = next((row for row in answer.rows if row["from"] == stage["stage"] and row["kind"] == "lost"), None)
    return Station(
        stage["name"],
        stage["reached"] or 0,
        lost["moves"] if lost else 0,
        role="good" if stage["stage"] == "won" else "now",
        href=page.deals("reached", stage["position"], question=page.about("funnel")),
        out_href=_opens(page, lost) if lost else "",
    )


def _opens(page: Page, row: Row) -> str:
    """The moves behind a row."""
    return page.deals("moves", row["from"] or row["kind"], row["to"] or row["kind"], segment=row["segment"])


def _most(rows: Iterable[Row], kind: str) -> Row | None:
    """The most frequent move of a kind."""
    return max((row for row in rows if row["kind"] == kind), key=lambda row: row["moves"], default=None)


PAGE = PageKind(
    "transitions",
    "funnel",
    "transitions",
    show,
    ("period", "pipeline", "population", "filters"),
    charts={"flows": flows},
)

"""The same questions to our published tables, to pandas and to pm4py, in one process and one run."""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import Any

import pandas as pd

import voronka
from bench import peers
from bench.measure import seconds
from bench.store import company
from voronka.metrics.ask import ask
from voronka.workspace import Workspace

QUARTER, YEAR = "2026-Q2", "2025-10-01..2026-10-01"
FIRST, LAST = pd.Timestamp("2025-10-01"), pd.Timestamp("2026-10-01")
TIMES = 7


def ours(folder: str) -> dict[str, Any]:
    """Seconds of each question from the derived tables, answers not cached."""
    with voronka.open(folder) as workspace:
        workspace.ask("funnel", period="2024-Q1")
        return {name: seconds(partial(_fresh, workspace, parts), TIMES) for name, parts in QUESTIONS.items()}


QUESTIONS: dict[str, dict[str, Any]] = {
    "funnel, a quarter": {"metric": "funnel", "period": QUARTER},
    "funnel, a year": {"metric": "funnel", "period": YEAR},
    "funnel, all time": {"metric": "funnel"},
    "funnel, a year by manager": {"metric": "funnel", "period": YEAR, "by": "manager"},
    "funnel, a year by source": {"metric": "funnel", "period": YEAR, "by": "source"},
    "funnel, a year as of a past day": {"metric": "funnel", "period": YEAR, "as_of": "2026-07-01"},
    "transitions, a year": {"metric": "transitions", "period": YEAR},
    "board, a past day": {"metric": "board", "as_of": "2026-01-01"},
    "bridge, a quarter": {"metric": "bridge", "period": QUARTER},
}

#: What an owner sees first: how a year converts, how long it takes, what it brings, what is lost. Figure → metric.
OVERVIEW = {
    "funnel": "funnel",
    "win rate": "win_rate",
    "conversion of each step": "conversion",
    "stays": "stays",
    "cycle": "cycle",
    "results": "results",
    "velocity": "velocity",
    "losses": "losses",
}
#: Three pages, none of which can use what another has read.
YEARS = (YEAR, "2025-09-01..2026-09-01", "2025-08-01..2026-08-01")


def overview(folder: str) -> dict[str, float]:
    """Seconds of each figure of the overview, and of all together: medians of three pages, each of another year.

    What is measured once per store (default horizons, the shares of trust) is there before.
    """
    with voronka.open(folder) as workspace:
        for metric in OVERVIEW.values():
            workspace.ask(metric, period="2024-Q1")
        pages = [
            {
                name: seconds(partial(_fresh, workspace, {"metric": metric, "period": year}))
                for name, metric in OVERVIEW.items()
            }
            for year in YEARS
        ]
    found = {name: median(page[name] for page in pages) for name in OVERVIEW}
    return found | {"all together": median(sum(page.values()) for page in pages)}


def _fresh(workspace: Workspace, parts: dict[str, Any]) -> None:
    rest = {name: value for name, value in parts.items() if name != "metric"}
    ask(workspace.engine(), workspace.question(parts["metric"], **rest))


def against_peers(folder: str, moves: int) -> dict[str, Any]:
    """Our funnel, transitions and board beside pandas from raw moves and pm4py's nearest equivalents."""
    raw = peers.raw(company(moves))
    moment = pd.Timestamp("2026-01-01")
    found: dict[str, Any] = {"entries": len(raw.entries)}
    with voronka.open(folder) as workspace:
        workspace.ask("funnel", period="2024-Q1")
        mine = {row["position"]: row["reached"] for row in workspace.ask("funnel", period=YEAR).rows}
        theirs = dict(peers.pandas_funnel(raw, FIRST, LAST)[["position", "reached"]].itertuples(index=False))
        found["equal"] = {str(position): [mine.get(position), theirs[position]] for position in theirs}
        found["ours"] = {
            name: seconds(partial(_fresh, workspace, QUESTIONS[name]), TIMES)
            for name in ("funnel, a year", "transitions, a year", "board, a past day")
        }
    found["pandas"] = {
        "funnel, a year": seconds(lambda: peers.pandas_funnel(raw, FIRST, LAST), 3),
        "transitions, a year": seconds(lambda: peers.pandas_transitions(raw, FIRST, LAST), 3),
        "board, a past day": seconds(lambda: peers.pandas_board(raw, moment), 3),
    }
    log = peers.pm4py_log(raw)
    found["pm4py"] = {
        "funnel, a year": seconds(lambda: peers.pm4py_funnel(log, FIRST, LAST)),
        "transitions, a year": seconds(lambda: peers.pm4py_transitions(log, FIRST, LAST)),
    }
    return found

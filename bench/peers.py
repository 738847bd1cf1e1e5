"""The same questions by what people use today, from the same raw moves: pandas, and pm4py's nearest equivalents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from voronka.simulator.shape import Company

WON, LOST = 142, 143


@dataclass(frozen=True)
class Raw:
    """What an analyst has after an export: one frame of entries to stages and one of deals."""

    entries: pd.DataFrame
    deals: pd.DataFrame
    until: pd.Timestamp
    stages: int


def raw(company: Company) -> Raw:
    """Entries (deal, stage, position, time) of the main pipeline's deals, creation included; deals with their amounts."""
    main = next(pipeline for pipeline in company.pipelines if pipeline.is_main)
    order = [stage.id for stage in main.stages if not stage.is_deleted and stage.id not in (WON, LOST)]
    position = {stage: index for index, stage in enumerate(order)} | {WON: len(order), LOST: -1}
    deals = pd.DataFrame(
        {name: company.deals[name] for name in ("id", "created_at", "pipeline_id", "status_id", "price")}
    )
    changes = pd.DataFrame(
        {
            name: company.stage_changes[name]
            for name in ("deal_id", "at", "before_status_id", "after_status_id", "after_pipeline_id")
        }
    )
    firsts = changes.drop_duplicates("deal_id")[["deal_id", "before_status_id"]]
    starts = deals.merge(firsts, left_on="id", right_on="deal_id", how="left")
    stage = starts["before_status_id"].fillna(starts["status_id"]).astype("int64")
    created = pd.DataFrame({"deal_id": starts["id"], "stage_id": stage, "at": starts["created_at"]})
    moved = pd.DataFrame(
        {"deal_id": changes["deal_id"], "stage_id": changes["after_status_id"], "at": changes["at"]}
    )
    entries = pd.concat([created, moved], ignore_index=True)
    here = deals.loc[deals["pipeline_id"] == main.id, "id"]
    entries = entries[entries["deal_id"].isin(here)].sort_values(
        ["deal_id", "at"], kind="stable", ignore_index=True
    )
    entries["position"] = entries["stage_id"].map(position).fillna(-1).astype("int64")
    entries["at"] = pd.to_datetime(entries["at"], unit="s")
    deals = deals[deals["id"].isin(here)].reset_index(drop=True)
    deals["created_at"] = pd.to_datetime(deals["created_at"], unit="s")
    return Raw(entries, deals, pd.to_datetime(company.until, unit="s"), len(order))


def pandas_funnel(raw_: Raw, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Reached, sum, lost, open and median stay per stage of the cohort [first, last): the figures of our funnel."""
    deals = raw_.deals[(raw_.deals["created_at"] >= first) & (raw_.deals["created_at"] < last)]
    entries = raw_.entries[raw_.entries["deal_id"].isin(deals["id"])]
    furthest = entries[entries["position"] < raw_.stages].groupby("deal_id")["position"].max()
    cohort = deals.set_index("id").join(furthest.rename("furthest"))
    cohort.loc[cohort["status_id"] == WON, "furthest"] = raw_.stages
    left = entries.groupby("deal_id")["at"].shift(-1)
    hours = ((left.fillna(raw_.until) - entries["at"]).dt.total_seconds() // 3600).astype("int64")
    rows = []
    for place in range(raw_.stages + 1):
        reached = cohort[cohort["furthest"] >= place]
        here = cohort[cohort["furthest"] == place]
        at_stage = entries["position"] == place
        rows.append(
            {
                "position": place,
                "reached": len(reached),
                "amount": reached["price"].sum(),
                "observed": entries.loc[at_stage, "deal_id"].nunique(),
                "lost_here": int((here["status_id"] == LOST).sum()),
                "here_now": int((~here["status_id"].isin([WON, LOST])).sum()),
                "median_hours": _median_stay(hours[at_stage].to_numpy(), left[at_stage].notna().to_numpy()),
            }
        )
    return pd.DataFrame(rows)


def _median_stay(hours: np.ndarray[Any, Any], ended: np.ndarray[Any, Any]) -> float | None:
    """Kaplan–Meier's median with the usual few lines."""
    if not len(hours):
        return None
    order = np.argsort(hours, kind="stable")
    at_risk = len(hours) - np.searchsorted(hours[order], hours[order], side="left")
    survival = np.cumprod(np.where(ended[order], 1 - 1 / np.maximum(at_risk, 1), 1.0))
    below = np.flatnonzero(survival <= 0.5)
    return float(hours[order][below[0]]) if len(below) else None


def pandas_transitions(raw_: Raw, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Counts and median hours of every pair of neighbouring stages, of the cohort [first, last)."""
    deals = raw_.deals[(raw_.deals["created_at"] >= first) & (raw_.deals["created_at"] < last)]
    entries = raw_.entries[raw_.entries["deal_id"].isin(deals["id"])]
    grouped = entries.groupby("deal_id", sort=False)
    following, left = grouped["stage_id"].shift(-1), grouped["at"].shift(-1)
    pairs = pd.DataFrame(
        {
            "from": entries["stage_id"],
            "to": following,
            "hours": (left - entries["at"]).dt.total_seconds() / 3600,
        }
    )
    return pairs.dropna().groupby(["from", "to"])["hours"].agg(["count", "median"]).reset_index()


def pandas_board(raw_: Raw, moment: pd.Timestamp) -> pd.DataFrame:
    """Open deals and their sum by stage at a past moment."""
    seen = raw_.entries[raw_.entries["at"] < moment].drop_duplicates("deal_id", keep="last")
    seen = seen[(seen["position"] >= 0) & (seen["position"] < raw_.stages)].merge(
        raw_.deals, left_on="deal_id", right_on="id"
    )
    return seen.groupby("position")["price"].agg(["count", "sum"]).reset_index()


def pm4py_log(raw_: Raw) -> pd.DataFrame:
    """The entries as pm4py wants them."""
    import pm4py

    frame = raw_.entries.assign(
        stage_id=raw_.entries["stage_id"].astype(str), deal_id=raw_.entries["deal_id"].astype(str)
    )
    log: pd.DataFrame = pm4py.format_dataframe(
        frame, case_id="deal_id", activity_key="stage_id", timestamp_key="at"
    )
    return log


def pm4py_funnel(log: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> Any:
    """Nearest equivalent of a cohort funnel: cases that began in the window, and in how many of them each stage occurs."""
    import pm4py

    cohort = pm4py.filter_time_range(log, str(first), str(last), mode="traces_intersecting")
    return pm4py.get_event_attribute_values(
        cohort, "concept:name", count_once_per_case=True
    ), pm4py.get_end_activities(cohort)


def pm4py_transitions(log: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> Any:
    """Nearest equivalent of transitions with times: the performance directly-follows graph of the same cases."""
    import pm4py

    return pm4py.discover_performance_dfg(
        pm4py.filter_time_range(log, str(first), str(last), mode="traces_intersecting")
    )

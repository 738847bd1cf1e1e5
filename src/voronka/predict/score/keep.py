"""A fit as plain values, to be kept and read back: the same digits again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from voronka.model.rate import Rate
from voronka.predict.score.fit import Fit
from voronka.predict.score.judge import Bin
from voronka.predict.score.traits import Design, Part


def kept(fit: Fit, bins: tuple[Bin, ...]) -> dict[str, Any]:
    """Plain values for JSON, which keeps every digit of a float."""
    return {
        "parts": [asdict(part) for part in fit.design.parts],
        "coefficients": fit.coefficients.tolist(),
        "centre": fit.centre.tolist(),
        "average": fit.average,
        "shift": fit.shift,
        "slope": fit.slope,
        "bins": [{"low": one.low, "high": one.high, "told": one.told, **_seen(one.seen)} for one in bins],
    }


def read_back(body: Mapping[str, Any]) -> tuple[Fit, tuple[Bin, ...]]:
    """What `kept` was given."""
    parts = tuple(
        Part(**{**part, "knots": tuple(part["knots"]), "words": tuple(part["words"])})
        for part in body["parts"]
    )
    fit = Fit(
        Design(parts),
        np.array(body["coefficients"]),
        body["average"],
        np.array(body["centre"]),
        body["shift"],
        body["slope"],
    )
    bins = tuple(
        Bin(
            one["low"],
            one["high"],
            one["told"],
            Rate(one["hits"], one["trials"], one["seen_low"], one["seen_high"]),
        )
        for one in body["bins"]
    )
    return fit, bins


def _seen(rate: Rate) -> dict[str, Any]:
    return {"hits": rate.hits, "trials": rate.trials, "seen_low": rate.low, "seen_high": rate.high}

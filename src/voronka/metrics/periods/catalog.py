"""The metrics of this family, as the catalogue has them."""

from __future__ import annotations

from voronka.metrics.kinds import Metric

METRICS: tuple[Metric, ...] = ()

"""What a filter can be set to."""

from __future__ import annotations

from voronka.engines.base import Engine
from voronka.metrics.dimensions import OUTCOMES
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.metrics.segments import labels
from voronka.metrics.statement import statement_sql
from voronka.model.question import Question


def choices(engine: Engine, dimension: str, pipeline: str | None = None) -> list[str]:
    """The values that a filter by `dimension` can take in a pipeline now, in the order of rows; "" stands for unknown."""
    names = dictionary(engine)
    if dimension == "outcome":
        return list(OUTCOMES)
    if dimension == "stage":
        return list(names.pipeline(pipeline).labels.values())
    if dimension == "pipeline":
        return [one.name for one in names.pipelines]
    known = asked(Question("funnel", pipeline=pipeline, by=dimension), names)
    found = engine.run(
        statement_sql(
            known, "endings", "select distinct segment from (select scope.segment from scope) as facts"
        )
    )
    return [name for name in labels(known, found["segment"].tolist()).values() if name is not None]

"""Saved views as reports: which metric a page asks, and its question."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from voronka.errors import InputError
from voronka.language import say
from voronka.model.option import OPTIONS
from voronka.model.question import Question

#: Page → the metric whose answer it shows. A test holds it against the pages themselves.
METRIC_OF = {
    "overview": "results",
    "forecast": "forecast",
    "plan": "plan",
    "funnel": "funnel",
    "board": "board",
    "bridge": "bridge",
    "conversion": "win_rate",
    "transitions": "transitions",
    "time": "stays",
    "stuck": "stuck",
    "losses": "losses",
    "sources": "cac",
    "sizes": "sizes",
    "people": "people",
    "bottlenecks": "bottlenecks",
    "score": "score",
}
_PARTS = {"metric", "pipeline", "population", "period", "by", "where", "versus", *OPTIONS}


def question_of(page: str, timezone: str) -> Question:
    """The question of a page's address, without its moment: that is the report's. InputError where no report can be made of the page."""
    parts = urlsplit(page)
    name = parts.path.strip("/")
    pairs = [(key, value) for key, value in parse_qsl(parts.query) if key in _PARTS]
    own = dict(pairs).get("metric")
    metric = own if name == "ask" else METRIC_OF.get(name)
    if metric is None:
        raise InputError(
            say("no report can be made of the page {page}", page=f"/{name}"),
            say("pages with a report are: {names}", names=", ".join(METRIC_OF)),
        )
    rest = [(key, value) for key, value in pairs if key != "metric"]
    return Question.from_pairs([("metric", metric), *rest], timezone)

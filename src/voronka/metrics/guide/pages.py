"""The catalogue's pages: everything that is to be known of a metric, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from voronka.language import Phrase, say, translated
from voronka.metrics.catalog import METRICS
from voronka.metrics.kinds import Metric
from voronka.model.option import OPTIONS

#: What a cell of each kind of column holds in JSON.
_KINDS = {
    "name": say("text"),
    "code": say("one of the words below"),
    "count": say("whole number"),
    "number": say("number"),
    "money": say('money: `{"minor", "currency"}`'),
    "rate": say('share: `{"hits", "trials", "value", "low", "high"}`'),
    "estimate": say('estimate of a share: `{"n", "value", "low", "high"}`'),
    "amount": say('estimate of a sum in minor units: `{"n", "value", "low", "high"}`'),
    "mean": say('estimate of a number: `{"n", "value", "low", "high"}`'),
    "share": say("share, 0 to 1"),
    "times": say('times: `{"n", "open", "median_days", "p75_days", "p90_days", "low", "high"}`'),
    "days": say("days"),
    "hours": say("hours"),
    "minutes": say("minutes"),
    "seconds": say("seconds"),
    "date": say("date or moment"),
    "flag": say("yes or no"),
    "text": say("sentence"),
    "measure": say("number in the unit that `unit` names"),
    "change": say("difference: in points of a share, else relative"),
    "result": say("number in the unit that `result_unit` names"),
}
_UNITS = {
    "deal": say("deals, each once"),
    "move": say("moves from stage to stage"),
    "stay": say("stays of deals on a stage"),
    "activity": say("what was done: calls, meetings, mails, messages, tasks"),
    "enquiry": say("enquiries"),
}
_POPULATIONS = {
    "cohort": say("deals that came in within the period, followed to the as-of time"),
    "flow": say("what happened within the period, whenever the deal came in"),
    "snapshot": say("what stands there at the as-of time"),
}
_ATTRIBUTIONS = {
    "journey": say("to the owner of the deal when it entered its first open stage"),
    "moment": say("to whoever owned the deal when the counted thing happened"),
}


def command(metric: Metric) -> str:
    """An example on the command line."""
    period = [("period", "2026-Q3")] if metric.needs_period else []
    words = [
        f"--{name.replace('_', '-')} {text!r}" if " " in text else f"--{name.replace('_', '-')} {text}"
        for name, text in (*metric.example, *period)
    ]
    return " ".join(["voronka ask", metric.name, *words])


def page(metric: Metric, language: str, example: str = "") -> str:
    """The page of a metric; `example` is an answer in JSON."""

    def text(phrase: Phrase | str) -> str:
        return str(translated(phrase, language))

    parts = [
        f"# {text(metric.title)} · `{metric.name}`",
        f"**{text(metric.question)}**",
        text(metric.help),
        _section(text(say("Formula")), text(metric.formula)),
        _section(text(say("What counts")), _bullets(counted(metric, language))),
        _section(text(say("Columns")), _columns(metric, language)),
        _section(text(say("Figures that open their list")), _figures(metric, language)),
        _section(text(say("Options")), _options(metric, language)),
        _section(text(say("Pitfalls")), text(metric.pitfalls)),
        _section(text(say("Example")), _example(metric, example)),
        _section(text(say("Promises")), text(say("Runs on DuckDB, and says the same on ClickHouse and Spark. Prints as a table, Markdown, CSV and JSON, and comes as pandas, polars and Arrow. A count opens exactly as many facts as it says. Asked as of a past moment it knows nothing later."))),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def index(language: str) -> str:
    """All metrics, each with its question."""

    def text(phrase: Phrase | str) -> str:
        return str(translated(phrase, language)).replace("|", "\\|")

    rows = [
        (f"[`{one.name}`]({one.name}.md)", text(one.title), text(one.question), text(one.unit_of_value))
        for one in METRICS.values()
    ]
    heads = [text(say("Ask")), text(say("Title")), text(say("Question")), text(say("Unit"))]
    return f"# {text(say('Metrics'))}\n\n" + _table(heads, rows) + "\n"


def counted(metric: Metric, language: str) -> list[str]:
    """What is counted, of which deals, whose it is, and where it is read from."""
    populations = [_POPULATIONS[name].in_(language) for name in metric.populations]
    said = [
        say("Counted: {unit}.", unit=_UNITS[metric.unit]),
        say("Population: {names}.", names="; ".join(populations)),
        say("As of a moment: only what happened before it counts."),
        say("Credited {whom}.", whom=_ATTRIBUTIONS[metric.attribution]),
        say("Value: {unit}.", unit=metric.unit_of_value),
        say("Read from: {tables}.", tables=", ".join(f"`{name}`" for name in metric.sources)),
    ]
    if not metric.over_all_pipelines:
        said.append(say("Of one pipeline at a time."))
    if not metric.can_split:
        said.append(say("Not split: narrow the question by --where."))
    return [phrase.in_(language) for phrase in said]


def _columns(metric: Metric, language: str) -> str:
    rows = []
    for column in metric.columns:
        words = "; ".join(f"`{code}` {word.in_(language)}" for code, word in column.words)
        kind = _KINDS[column.kind].in_(language)
        rows.append((f"`{column.name}`", column.title.in_(language), f"{kind}: {words}" if words else kind))
    if metric.can_split:
        rows.insert(
            0, ("`segment`", say("part of a split, by --by").in_(language), _KINDS["name"].in_(language))
        )
    return _table(
        [say("in JSON").in_(language), say("title").in_(language), say("what it holds").in_(language)], rows
    )


def _figures(metric: Metric, language: str) -> str:
    rows = []
    for figure in metric.figures:
        keys = ">".join(key.split("|")[0].upper() for key in figure.keys)
        rows.append((f"`{figure.name}{':' + keys if keys else ''}`", figure.title.in_(language)))
    return _table([say("cell").in_(language), say("what it opens").in_(language)], rows) if rows else ""


def _options(metric: Metric, language: str) -> str:
    return _bullets(
        f"`--{name.replace('_', '-')}`: {OPTIONS[name].help.in_(language)}" for name in metric.options
    )


def _example(metric: Metric, example: str) -> str:
    shown = f"```sh\n{command(metric)}\n```"
    return f"{shown}\n\n```json\n{example}\n```" if example else shown


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])

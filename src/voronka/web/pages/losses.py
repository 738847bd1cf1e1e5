"""«Потери»: what is lost, at which stage and why, and how many enquiries never become deals."""

from __future__ import annotations

from voronka.metrics.catalog import METRICS
from voronka.model.answer import Answer
from voronka.model.question import Condition, Question
from voronka.render import numbers
from voronka.render.charts import Bar, Bars, Count, Heat, Heated, HeatRow
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.tables import split, table_of

#: Reasons in the pictures; the table below has all.
REASONS = 12
#: What enquiries are lost by, and what each is: a nuisance, or a client.
CAUSES = {
    "lost_early": "bad",
    "never_answered": "worse",
    "rejected": "bad",
    "duplicate": "quiet",
    "spam": "quiet",
}

#: Columns of the table of transitions, in order; its files have all.
BETWEEN = ("stage", "next", "deals", "share", "amount", "monthly", "top_reason", "top_share", "no_reason")


def show(page: Page, answer: Answer) -> dict[str, object]:
    """Losses by stage and reason, between stages, and of enquiries."""
    between = page.answer("losses_by_transition")
    incoming = page.answer("incoming")
    most = max(between.rows, key=lambda row: row["deals"], default=None)
    return {
        "most": most,
        "told": told(page, answer),
        "heat": heat(page, answer),
        "pareto": pareto(page, answer),
        "between": between,
        "between_view": table_of(page, between, only=BETWEEN),
        "incoming": incoming,
        "enquiries": incoming.rows[0] if incoming.rows else None,
        "causes": causes(page, incoming),
        "view": table_of(page, split(page, answer)),
    }


def told(page: Page, answer: Answer) -> list[str]:
    """The findings without the first two, which the page says in its own sentence."""
    return page.findings(answer)[2 if answer.totals.get("no_reason") else 1 :]


def heat(page: Page, answer: Answer) -> Heat:
    """Deals by reason and last stage, the most frequent reason first."""
    stages = dict(sorted({row["position"]: row["stage"] for row in answer.rows}.items()))
    reasons = list(dict.fromkeys(row["reason"] for row in answer.rows))[:REASONS]
    cells = {(row["reason"], row["position"]): row for row in answer.rows}
    return Heat(
        title=page.words("losses.heat"),
        summary=page.words("losses.heat.why"),
        columns=tuple(stages.values()),
        rows=tuple(
            HeatRow(
                reason or page.words("losses.unsaid"),
                tuple(
                    Heated(
                        row["deals"],
                        href=page.deals("lost_for", row["stage"], row["reason"], question=answer.question),
                    )
                    if (row := cells.get((reason, position)))
                    else None
                    for position in stages
                ),
            )
            for reason in reasons
        ),
        unit=Count(),
        role="worse",
    )


def pareto(page: Page, answer: Answer) -> Bars:
    """Every reason, whatever the stage, the most frequent first, and what each comes to together with those above it."""
    bars = tuple(
        Bar(
            row["reason"] or page.words("losses.unsaid"),
            row["deals"],
            role="bad" if row["reason"] else "quiet",
            href=page.deals("lost", question=_for_reason(answer.question, row["reason"])),
            aside=numbers.money(row["amount"], page.language),
        )
        for row in answer.totals.get("reasons", ())
    )
    return Bars(
        title=page.words("losses.pareto"),
        summary=page.words("losses.pareto.why"),
        bars=bars,
        unit=Count(),
        is_pareto=True,
    )


def _for_reason(question: Question, reason: str) -> Question:
    """The same question about what was lost for one reason."""
    rest = tuple(one for one in question.where if one.dimension != "loss_reason")
    return question.with_(where=tuple(sorted((*rest, Condition("loss_reason", (reason,))))))


def causes(page: Page, incoming: Answer) -> Bars:
    """What enquiries are lost by."""
    titles = {column.name: page.text(column.title) for column in METRICS["incoming"].columns}
    row = incoming.rows[0] if incoming.rows else {}
    bars = tuple(
        Bar(titles[name], row[name], role=role, href=page.deals(name, question=incoming.question))
        for name, role in sorted(CAUSES.items(), key=lambda pair: -row.get(pair[0], 0))
        if row.get(name)
    )
    return Bars(
        title=page.words("losses.causes"), empty=page.words("losses.causes.none"), bars=bars, unit=Count()
    )


PAGE = PageKind(
    "losses",
    "funnel",
    "losses",
    show,
    ("period", "pipeline", "filters", "by"),
    charts={
        "heat": lambda page: heat(page, page.answer(whole(page.question))),
        "pareto": lambda page: pareto(page, page.answer(whole(page.question))),
        "causes": lambda page: causes(page, page.answer("incoming")),
    },
    period=twelve_months,
    also=("losses_by_transition", "incoming"),
    complete=whole,
)

"""«Источники»: which sources bring deals that are won, what a client costs, and whose enquiries are lost."""

from __future__ import annotations

from datetime import timedelta

from voronka.model.answer import Answer
from voronka.model.period import Period
from voronka.render.charts import Amount, Bar, Bars, Dots, Estimated, Heat, Heated, HeatRow, Percent
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.quick import twelve_months
from voronka.web.reading import today_of
from voronka.web.tables import table_of

#: How a fair comparison ends → how it is drawn.
ROLES = {"better": "good", "worse": "worse"}
#: Columns of the comparison, in order.
FAIR = ("deals", "won", "win_rate", "expected", "fair", "verdict", "revenue", "average", "cycle_days")
#: The claim that enquiries are tested against.
CLAIM = 0.3


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The costs, the quality of what each source brings, and its lost enquiries."""
    fair, incoming = fair_of(page), page.answer("incoming", by="source")
    steps = page.answer("conversion", by="source", period=year_of(page))
    has_costs = any(row["cost"] is not None for row in answer.rows)
    return {
        "has_costs": has_costs,
        "costs": table_of(page, answer, without=("romi_of",)),
        "prices": prices(page, answer) if has_costs else None,
        "fair": fair,
        "year": year_of(page),
        "quality": quality(page, fair),
        "fair_view": table_of(page, fair, page.words("sources.fair"), only=FAIR),
        "steps": steps_chart(page, steps),
        "incoming": incoming,
        "enquiries": enquiries(page, incoming),
    }


def year_of(page: Page) -> Period:
    """Twelve months that end with the period: the deals of one month have not had the time to be won."""
    period, last = page.question.period, today_of(page.company)
    return twelve_months(last if period is None else min(last, period.last - timedelta(days=1)))


def fair_of(page: Page) -> Answer:
    """Sources compared on equal terms."""
    return page.answer("people", by="source", period=year_of(page))


def name(page: Page, segment: str | None) -> str:
    """A source as people call it."""
    return segment or page.words("unknown")


def quality(page: Page, fair: Answer) -> Dots:
    """Win rates with what chance allows, against all deals."""
    whole = fair.totals.get("win_rate")
    rows = tuple(
        Estimated(
            name(page, row["segment"]),
            row["win_rate"].value if row["win_rate"] else None,
            row["win_rate"].low if row["win_rate"] else None,
            row["win_rate"].high if row["win_rate"] else None,
            n=row["deals"],
            role=ROLES.get(row["verdict"], "quiet"),
            href=page.deals("deals", row["name"], segment=row["segment"], question=fair.question),
            is_thin=bool(row["win_rate"] and row["win_rate"].is_wide),
        )
        for row in fair.rows
    )
    return Dots(
        title=page.words("sources.quality"),
        summary=page.words("sources.quality.why"),
        empty=page.words("sources.quality.none"),
        rows=rows,
        unit=Percent(),
        reference=whole.value if whole else None,
        reference_name=page.words("sources.whole"),
    )


def prices(page: Page, answer: Answer) -> Bars:
    """What a new client costs, by source, paid costs alone."""
    rows = [row for row in answer.rows if row["kind"] == "source" and row["cac"] and row["cac"].value]
    bars = tuple(
        Bar(
            page.text(row["name"]),
            row["cac"].value,
            row["cac"].low,
            row["cac"].high,
            n=row["clients"],
            href=page.deals("clients", row["kind"], row["source"], question=answer.question),
            is_thin=bool(row["cac"].doubts),
        )
        for row in sorted(rows, key=lambda row: row["cac"].value)
    )
    return Bars(
        title=page.words("sources.prices"),
        summary=page.words("sources.prices.why"),
        empty=page.words("sources.prices.none"),
        bars=bars,
        unit=Amount(answer.totals["amount"].currency),
    )


def steps_chart(page: Page, steps: Answer) -> Heat:
    """How many go on from each stage, by source."""
    stages = {row["position"]: row["name"] for row in steps.rows if row.get("step") is not None}
    ordered = dict(sorted(stages.items()))
    found = {(row["segment"], row["position"]): row for row in steps.rows}
    sources = list(dict.fromkeys(row["segment"] for row in steps.rows))
    return Heat(
        title=page.words("sources.steps"),
        summary=page.words("sources.steps.why"),
        columns=tuple(ordered.values()),
        rows=tuple(
            HeatRow(
                name(page, source),
                tuple(step(page, steps, found.get((source, position))) for position in ordered),
            )
            for source in sources
        ),
        unit=Percent(),
        most=1.0,
    )


def step(page: Page, steps: Answer, row: object) -> Heated | None:
    """One share that goes on."""
    if not isinstance(row, dict) or row.get("step") is None or row["step"].value is None:
        return None
    share = row["step"]
    href = page.deals("reached", row["position"], segment=row["segment"], question=steps.question)
    return Heated(share.value, n=share.n, href=href, is_thin=share.is_wide)


def enquiries(page: Page, incoming: Answer) -> Dots:
    """Lost enquiries by source, against the claim of thirty per cent."""
    rows = tuple(
        Estimated(
            name(page, row["segment"]),
            row["lost_share"].value,
            row["lost_share"].low,
            row["lost_share"].high,
            n=row["enquiries"],
            role={"above": "worse", "below": "good"}.get(row["verdict"], "quiet"),
            href=page.deals("lost", segment=row["segment"], question=incoming.question),
            is_thin=row["lost_share"].is_wide,
        )
        for row in sorted(incoming.rows, key=lambda row: -(row["lost_share"].value or 0))
    )
    return Dots(
        title=page.words("sources.enquiries"),
        summary=page.words("sources.enquiries.why"),
        empty=page.words("sources.enquiries.none"),
        rows=rows,
        unit=Percent(),
        reference=CLAIM,
        reference_name=page.words("sources.claim"),
    )


PAGE = PageKind(
    "sources",
    "people",
    "cac",
    show,
    charts={
        "quality": lambda page: quality(page, fair_of(page)),
        "prices": lambda page: prices(page, page.answer(whole(page.question))),
        "steps": lambda page: steps_chart(page, page.answer("conversion", by="source", period=year_of(page))),
        "enquiries": lambda page: enquiries(page, page.answer("incoming", by="source")),
    },
    period=twelve_months,
    complete=whole,
)

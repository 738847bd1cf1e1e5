"""«Прогноз»: what will be won in this step and the next, how sure that is, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from voronka.model.answer import Answer, Row
from voronka.model.goal import COMPANY
from voronka.model.money import Money
from voronka.model.period import Period
from voronka.render import numbers
from voronka.render.charts import Ahead, Amount, Bar, Bars, Count, Fan, Passed, Unit
from voronka.web import foretold_record as before
from voronka.web.filters import Choice, Control, chosen_among
from voronka.web.foretold import GRAINS, asked, grain, in_steps, name, past
from voronka.web.foretold_whose import SPLITS, whose, whose_table
from voronka.web.kinds import PageKind, whole
from voronka.web.page import Page
from voronka.web.tables import Table, table_of

_STEPS = ("step", "money_low", "money", "money_high", "wins", "revenue", "from_open", "from_new")  # fmt: skip


def show(page: Page, answer: Answer) -> dict[str, object]:
    """The sentence, the fans, what it is made of, and whose it is."""
    longer = GRAINS.get(grain(page), "")
    then = page.answer(in_steps(whole(page.question), longer)) if longer else None
    return {
        "row": answer.rows[0] if answer.rows else None,
        "then": then,
        "is_known": any(row["wins_high"] for row in answer.rows),
        "plan": plan_of(page, answer),
        "named": lambda row: name(page, row),
        "is_short": is_short(page, answer),
        "money": money(page),
        "deals": deals(page),
        "parts": parts(page),
        "steps": steps_table(page, answer),
        **record(page),
        "whose": whose(page),
        "whose_table": whose_table(page),
        "has_total": page.question.by != "pipeline",
    }


def record(page: Page) -> dict[str, object]:
    """How past forecasts came true."""
    found = before.record_of(page, grain(page))
    is_there = bool(found.totals["forecasts"])
    return {
        "record": found,
        "record_figures": before.figures(page, found),
        "record_table": before.table(page, found) if is_there else None,
        "methods": methods(page) if is_there else None,
    }


def methods(page: Page) -> Bars:
    """What simpler methods would have said on the same dates."""
    return before.methods(page, before.record_of(page, grain(page)))


#: History of fewer days than these shows no season, and few wins.
_SHORT = 180


def is_short(page: Page, answer: Answer) -> bool:
    """Whether deals are known for so few days that the page says so."""
    begun = page.company.dictionary().known_from
    return begun is not None and (answer.as_of - begun).days < _SHORT


def plan_of(page: Page, answer: Answer) -> Money | None:
    """What is planned to be won in the first step."""
    found = dict(planned(page, answer, "revenue")) if answer.rows else {}
    value = found.get(date.fromisoformat(answer.rows[0]["first"])) if found else None
    return None if value is None else Money(round(value), answer.totals["amount"].currency)


def steps_table(page: Page, answer: Answer) -> Table:
    """All steps, each by its name."""
    table = table_of(page, answer, page.words("forecast.steps"), only=_STEPS)
    named = (
        (replace(cells[0], text=name(page, row)), *cells[1:])
        for row, cells in zip(answer.rows, table.rows, strict=True)
    )
    return replace(table, rows=tuple(named))


# -- charts


def money(page: Page) -> Fan:
    """Won money by step and where it will probably end."""
    answer = asked(page)
    title = page.words(f"forecast.money.{grain(page)}")
    return _fan(page, answer, title, "money", Amount(answer.totals["amount"].currency))


def deals(page: Page) -> Fan:
    """The same of won deals."""
    return _fan(page, asked(page), page.words("forecast.deals"), "wins", Count())


def _fan(page: Page, answer: Answer, title: str, measure: str, unit: Unit) -> Fan:
    passed = _passed(page, past(page, answer), measure) if answer.rows else ()
    return Fan(
        title=title,
        summary=said(page, answer.rows[0], measure) if answer.rows else "",
        empty=page.words("forecast.none.why"),
        unit=unit,
        passed=passed,
        ahead=tuple(_ahead(page, answer, row, measure) for row in answer.rows),
        grain=grain(page),  # type: ignore[arg-type]
        plan=planned(page, answer, AIMS[measure]),
        plan_name=page.words("forecast.plan.name"),
        today=page.local_day(answer.as_of - timedelta(microseconds=1)),
    )


#: What is drawn → the goals that are about it.
AIMS = {"money": "revenue", "wins": "won"}


def planned(page: Page, answer: Answer, aim: str) -> tuple[tuple[date, float], ...]:
    """The company's own goals for the steps, where the question is about all of its deals."""
    if page.question.where:
        return ()
    steps = {(row["first"], row["last"]): date.fromisoformat(row["first"]) for row in answer.rows}
    return tuple(
        (steps[place], goal.value)
        for goal in page.company.context().goals
        if (goal.aim, goal.whom, goal.pipeline) == (aim, COMPANY, page.question.pipeline or "")
        and (place := (goal.period.first.isoformat(), goal.period.last.isoformat())) in steps
    )


def _passed(page: Page, won: Answer, measure: str) -> tuple[Passed, ...]:
    said = before.ranges(before.record_of(page, grain(page)), measure)
    return tuple(_step(page, won, row, measure, said.get(row["first"])) for row in won.rows)


def _step(page: Page, won: Answer, row: Row, measure: str, said: tuple[float, float] | None) -> Passed:
    low, high = said or (None, None)
    return Passed(
        date.fromisoformat(row["first"]),
        row["won_amount"].minor if measure == "money" else row["won"],
        low,
        high,
        row["won"],
        page.deals("won", row["bucket"], question=won.question) if row["won"] else "",
    )


def _ahead(page: Page, answer: Answer, row: Row, measure: str) -> Ahead:
    values = dict(zip(answer.totals["quantiles"], row[f"fan_{measure}"], strict=True))
    fact = row["revenue"].minor if measure == "money" else row["won"]
    return Ahead(
        date.fromisoformat(row["first"]),
        values[50],
        values[10],
        values[90],
        values[25],
        values[75],
        fact or None,
        page.deals("won", row["step"], question=answer.question) if row["won"] else "",
    )


def said(page: Page, row: Row, measure: str = "money") -> str:
    """A step in one sentence, for the head of a picture."""
    values = [row[f"{measure}{end}"] for end in ("", "_low", "_high")]
    if measure == "money":
        texts = [numbers.money(one, page.language) for one in values]
    else:
        texts = [page.words("deals", n=values[0]), *(page.count(one) for one in values[1:])]
    return page.words("forecast.said", step=name(page, row), likely=texts[0], low=texts[1], high=texts[2])


def parts(page: Page) -> Bars:
    """What the first step is made of: won already, to come from open deals by stage, and from deals that are not there yet."""
    answer = asked(page)
    if not answer.rows:
        return Bars(title=page.words("forecast.parts"), bars=(), unit=Count())
    row = answer.rows[0]
    won = page.deals("won", row["step"], question=answer.question) if row["won"] else ""
    bars = [
        Bar(page.words("forecast.part.won"), row["revenue"].minor, n=row["won"], role="good", href=won),
        *stages(page, row),
        Bar(page.words("forecast.part.new"), row["from_new"].minor, role="soft"),
    ]
    return Bars(
        title=page.words("forecast.parts.of", step=page.period(Period.parse(row["step"]))),
        summary=page.words("forecast.parts.why", total=numbers.money(row["mean_money"], page.language)),
        empty=page.words("forecast.none.why"),
        bars=tuple(bars),
        unit=Amount(answer.totals["amount"].currency),
    )


#: Of what open deals bring, stages with less than this share are told together.
_SMALL = 0.02


def stages(page: Page, whole_row: Row) -> Iterator[Bar]:
    """What open deals bring, by stage, the nearest to the win first; they add up to what the forecast has of them."""
    answer = page.answer(whole(page.question).with_(metric="forecast_stages"))
    rest = whole_row["from_open"].minor
    least = _SMALL * rest
    for row in reversed(answer.rows):
        if row["money"].minor > least:
            rest -= row["money"].minor
            yield Bar(
                row["name"],
                row["money"].minor,
                href=page.deals("open", row["position"], question=answer.question),
                aside=page.words("deals", n=row["open"]),
            )
    if rest > 0 and answer.rows:
        yield Bar(page.words("forecast.part.rest"), rest)


def form(page: Page) -> list[Control]:
    """Step and split."""
    steps = chosen_among(page, "grain", GRAINS, lambda value: page.words(f"grain.{value}"))
    chosen = page.question.by or SPLITS[0]
    choices = tuple(
        Choice("" if value == SPLITS[0] else value, page.dimension(value), value == chosen)
        for value in dict.fromkeys((*SPLITS, chosen))
    )
    return [steps, Control("by", "by", page.words("control.by"), choices)]


PAGE = PageKind(
    "forecast",
    "ahead",
    "forecast",
    show,
    ("pipeline", "filters"),
    charts={"money": money, "deals": deals, "parts": parts, "whose": whose, "methods": methods},
    more=form,
    also=("forecast_stages", "track_record"),
    complete=whole,
)

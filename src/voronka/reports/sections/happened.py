"""What happened: what was won, what came in, and why the open sum is another one."""

from __future__ import annotations

from voronka.metrics.chance import is_clear
from voronka.model.answer import Answer, Row
from voronka.model.money import Money
from voronka.render.charts import Bar, Bars
from voronka.render.sheet import Value
from voronka.reports.report import Figure, Section
from voronka.reports.telling import Teller

#: What each term of the bridge is to the open sum.
ROLES = {
    "created": "now",
    "arrived": "now",
    "reopened": "now",
    "amount_up": "soft",
    "won": "good",
    "lost": "bad",
}


def section(tell: Teller) -> Section:
    """Results against the period before, and the bridge."""
    results = tell.ask("results", period=tell.period, versus="previous")
    bridge = tell.ask("bridge", period=tell.period)
    row = results.rows[0]
    is_nothing = not row["won"] and not row["new"] and not row["lost"] and not bridge.rows[-1]["deals"]
    if is_nothing:
        return Section("happened", tell.words("report.happened"), (tell.words("report.happened.nothing"),))
    words = [won(tell, row), came(tell, row), opened(tell, bridge)]
    if row["no_amount"]:
        words += tell.findings(results)[:1]
    return Section(
        "happened",
        tell.words("report.happened"),
        tuple(words[1:]),
        figures(tell, results, row),
        (chart(tell, bridge),),
        answers=((tell.words("report.happened"), results), (tell.words("report.bridge"), bridge)),
        behind=(
            *tell.behind(tell.words("report.list.won"), results, "won"),
            *tell.behind(tell.words("report.list.new"), results, "new"),
        ),
        brief=words[0],
    )


def won(tell: Teller, row: Row) -> str:
    """What was won, against the period before, and whether that is more than chance."""
    then = row.get("versus")
    said = _won(tell, row)
    if then is None:
        return f"{said}."
    clear = is_clear(row, "revenue") if row["won"] and then["won"] else is_clear(row, "won")
    tail = "" if clear is None else " " + tell.words("change.clear" if clear else "change.unclear")
    return f"{said}; {_was(tell, then)}.{tail}"


def _won(tell: Teller, row: Row) -> str:
    if not row["won"]:
        return tell.words("report.won.none", span=tell.span())
    deals = tell.words("deals.won", n=row["won"])
    return tell.words("report.won.some", span=tell.span(), deals=deals, amount=tell.money(row["revenue"]))


def _was(tell: Teller, row: Row) -> str:
    if not row["won"]:
        return tell.words("report.won.then.none", earlier=tell.earlier())
    amount = tell.money(row["revenue"])
    return tell.words(
        "report.won.then.some", earlier=tell.earlier(), deals=tell.deals(row["won"]), amount=amount
    )


def came(tell: Teller, row: Row) -> str:
    """What came in and what was lost."""
    then = row.get("versus")
    new, lost = tell.words("report.came.new", n=row["new"]), tell.words("report.came.lost", n=row["lost"])
    if then is None:
        return tell.words("report.came", new=new, lost=lost)
    return tell.words(
        "report.came.then",
        new=new,
        lost=lost,
        new_then=tell.count(then["new"]),
        lost_then=tell.count(then["lost"]),
    )


def opened(tell: Teller, bridge: Answer) -> str:
    """How the open sum changed."""
    first, last = bridge.rows[0], bridge.rows[-1]
    minor = last["amount"].minor - first["amount"].minor
    key = "up" if minor > 0 else "down" if minor < 0 else "same"
    change = tell.money(Money(abs(minor), last["amount"].currency))
    deals, amount = tell.deals(last["deals"]), tell.money(last["amount"])
    return tell.words(f"report.open.{key}", change=change, deals=deals, amount=amount)


def figures(tell: Teller, results: Answer, row: Row) -> tuple[Figure, ...]:
    """The numbers of the period, each against the period before."""
    words = tell.words
    return (
        tell.summed("revenue", words("report.figure.revenue"), row, 1),
        tell.counted("won", words("report.figure.won"), row, 1),
        tell.counted("new", words("report.figure.new"), row, 1),
        tell.counted("lost", words("report.figure.lost"), row, -1),
        *average(tell, results, row),
    )


def average(tell: Teller, results: Answer, row: Row) -> tuple[Figure, ...]:
    """The average deal, with how many it stands on."""
    found = row["average_deal"]
    if found is None or found.value is None:
        return ()
    then = (row.get("versus") or {}).get("average_deal")
    was = then["then"].value if then else None
    note = "" if was is None else tell.words("report.was", number=tell.sum(was, results))
    currency = tell.currency(results)
    value = Value(round(Money(round(found.value), currency).major), "money", currency)
    return (
        Figure(
            "average", tell.words("report.figure.average"), tell.sum(found.value, results), note, "", value
        ),
    )


def chart(tell: Teller, bridge: Answer) -> Bars:
    """What changed in the open sum, without what stayed as it was."""
    bars = tuple(
        Bar(
            tell.words(f"bridge.{row['term']}"),
            row["amount"].minor,
            role=ROLES.get(row["term"], "quiet"),
            aside=tell.deals(row["deals"]),
        )
        for row in bridge.rows[1:-1]
        if row["deals"]
    )
    return Bars(
        title=tell.words("report.bridge"),
        summary=opened(tell, bridge),
        bars=bars,
        unit=tell.unit(bridge, is_signed=True),
    )

"""The driver tree: from a result down to what moves it, as data that a page can draw.

The tree says where to look and how much a change below is worth above. It is not an estimate: neighbouring conversions are never multiplied to get a win rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voronka.language import Phrase, say


@dataclass(frozen=True)
class Driver:
    """A figure of the tree: number `path` of `metric` (as `Metric.headline`), the product of `parts` (and of a constant), and under the influence of others, which has no
    arithmetic. `why` says what it does for the figure above.

    `steps`: its parts are also the funnel's steps, or stays, of the pipeline asked about.
    """

    name: str
    title: Phrase
    metric: str
    path: str
    why: Phrase
    parts: tuple[str, ...] = ()
    influences: tuple[str, ...] = ()
    steps: Literal["", "conversion", "stays"] = ""


DRIVERS = {
    driver.name: driver
    for driver in (
        Driver("profit", say("Gross profit"), "results", "revenue", say("what is left of the revenue after the cost of what was sold"), ("revenue",), ("cac",)),
        Driver("revenue", say("Revenue"), "results", "revenue", say("the money that was won"), ("wins", "average_deal")),
        Driver("wins", say("Won deals"), "results", "won", say("revenue = won deals × average deal"), ("leads", "win_rate")),
        Driver("average_deal", say("Average deal"), "results", "average_deal", say("revenue = won deals × average deal")),
        Driver("leads", say("New deals"), "results", "new", say("won deals = new deals × share won"), (), ("incoming", "response", "cac", "repeat")),
        Driver("win_rate", say("Share won"), "win_rate", "by_count", say("won deals = new deals × share won"), (), ("response",), "conversion"),
        Driver("response", say("First answer"), "response", "", say("who waits for an answer buys elsewhere")),
        Driver("incoming", say("Lost enquiries"), "incoming", "", say("an enquiry that nobody takes up never becomes a deal")),
        Driver("cac", say("Cost of a client"), "cac", "", say("what it costs to get one more client")),
        Driver("cycle", say("Sales cycle"), "cycle", "", say("the sooner it is won, the sooner it is paid"), (), ("response", "velocity"), "stays"),
        Driver("velocity", say("Won per day"), "velocity", "", say("speed and size in one number")),
        Driver("loyalty", say("Satisfaction"), "satisfaction", "", say("a satisfied client comes again and brings others"), (), ("repeat", "response", "cycle", "win_rate", "average_deal")),
        Driver("repeat", say("Clients who buy again"), "repeat", "", say("the next sale to a client costs least")),
    )
}  # fmt: skip

#: What a company may want → the driver on top.
GOALS = {
    "revenue": "revenue",
    "wins": "wins",
    "conversion": "win_rate",
    "cycle": "cycle",
    "margin": "profit",
    "inflow": "leads",
    "loyalty": "loyalty",
}


def below(name: str) -> Iterator[tuple[Driver, bool]]:
    """A driver and all under it, nearest first, each once; True for those that the one on top is a product of.

    >>> [driver.name for driver, is_factor in below("wins") if is_factor]
    ['wins', 'leads', 'win_rate']
    """
    waiting, seen = [(name, True)], set()
    while waiting:
        one, is_factor = waiting.pop(0)
        if one not in seen:
            seen.add(one)
            driver = DRIVERS[one]
            yield driver, is_factor
            waiting += [(part, is_factor) for part in driver.parts]
            waiting += [(part, False) for part in driver.influences]


def tree(name: str) -> dict[str, object]:
    """A driver with what is under it, for a page to draw; a figure that stands in several places is drawn in each.

    >>> [part["name"] for part in tree("wins")["parts"]]
    ['leads', 'win_rate']
    """
    driver = DRIVERS[name]
    return {
        "name": driver.name,
        "title": driver.title,
        "metric": driver.metric,
        "steps": driver.steps,
        "parts": [tree(part) for part in driver.parts],
        "influences": [tree(part) for part in driver.influences],
    }

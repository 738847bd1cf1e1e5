"""The pages, in the order of the menu: each module is one page, its `PAGE` says what it is."""

from __future__ import annotations

from voronka.web.kinds import GROUPS, PageKind
from voronka.web.pages import (
    ask,
    board,
    bottlenecks,
    bridge,
    changes,
    conversion,
    forecast,
    funnel,
    losses,
    model,
    overview,
    people,
    plan,
    score,
    sizes,
    sources,
    stuck,
    time,
    transitions,
    trust,
    what_if,
)

PAGES: dict[str, PageKind] = {
    module.PAGE.name: module.PAGE
    for module in (
        overview,
        forecast,
        plan,
        score,
        model,
        funnel,
        bottlenecks,
        losses,
        conversion,
        transitions,
        time,
        stuck,
        board,
        bridge,
        sizes,
        people,
        sources,
        changes,
        what_if,
        trust,
        ask,
    )
}


def menu() -> list[tuple[str, list[PageKind]]]:
    """The groups of the menu that have a page, each with its pages."""
    groups = [(group, [kind for kind in PAGES.values() if kind.group == group]) for group in GROUPS]
    return [(group, kinds) for group, kinds in groups if kinds]


def home_of(metric: str) -> PageKind:
    """The page that shows a metric's numbers; the first one where none does."""
    own = (kind for kind in PAGES.values() if kind.metric == metric)
    beside = (kind for kind in PAGES.values() if metric in kind.also)
    return next(own, None) or next(beside, None) or next(iter(PAGES.values()))

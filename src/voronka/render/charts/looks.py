"""How marks look, by the words of their `look`: the same values that `web/static/charts.css` gives to classes, for files that carry
their own colours. A test holds the two together.

A word that begins with `$` is a token of `tokens.css`; `$mark` and `$mark-ink` are the colours of the role.
"""

from __future__ import annotations

from functools import cache

Attributes = dict[str, str]

#: Tokens as they are in light: files have a white ground.
LIGHT = {
    "surface": "#ffffff", "sunken": "#f1f3f8", "line": "#e4e7ef", "line-strong": "#c6cbd8", "ink": "#151a25", "ink-2": "#555e70", "ink-3": "#626a7b",
    "blue": "#2f5de4", "blue-ink": "#2450cf", "here": "#aec4fb", "band": "#eef2fe", "green": "#0f9467", "green-ink": "#0a7350", "red": "#ec9a8d",
    "red-ink": "#b3331f", "amber": "#c9811a", "amber-ink": "#8a5a00", "plum": "#8b4fb3", "plum-ink": "#7a3fa3", "grey": "#c3c9d6",
}  # fmt: skip

#: Role → colour of its marks, colour of its words.
ROLES = {
    "now": ("blue", "blue-ink"),
    "soft": ("here", "blue-ink"),
    "second": ("amber", "amber-ink"),
    "third": ("plum", "plum-ink"),
    "fourth": ("ink", "ink"),
    "before": ("ink-3", "ink-3"),
    "good": ("green", "green-ink"),
    "bad": ("red", "red-ink"),
    "worse": ("red-ink", "red-ink"),
    "quiet": ("grey", "ink-3"),
}

_PLAIN_LINE = {"fill": "none", "stroke-width": "1"}
#: Shape or modifier → what it sets. Modifiers stand last, here and in the styles.
SHAPES: dict[str, Attributes] = {
    "tick": {"fill": "$ink-3", "font-size": "12px"},
    "name": {"fill": "$ink", "font-size": "13px"},
    "label": {"fill": "$mark-ink", "font-size": "13px", "font-weight": "600"},
    "value": {"fill": "$ink", "font-size": "13px", "font-weight": "600"},
    "small": {"fill": "$ink-3", "font-size": "12px"},
    "tail": {"fill": "$ink-3", "font-size": "12px", "font-weight": "400"},
    "note": {"fill": "$ink-2", "font-size": "12px"},
    "cell": {"fill": "$ink", "font-size": "13px"},
    "grid": _PLAIN_LINE | {"stroke": "$line"},
    "axis": _PLAIN_LINE | {"stroke": "$line-strong"},
    "mark": _PLAIN_LINE | {"stroke": "$ink-3"},
    "reference": _PLAIN_LINE | {"stroke": "$ink-2", "stroke-dasharray": "3 3"},
    "leader": _PLAIN_LINE | {"stroke": "$line-strong", "stroke-dasharray": "1 3"},
    "whisker": {"fill": "none", "stroke": "$ink-2", "stroke-width": "1.5"},
    "underlay": {"fill": "none", "stroke": "$surface", "stroke-width": "4", "stroke-opacity": "0.7"},
    "line": {
        "fill": "none", "stroke": "$mark", "stroke-width": "2.25", "stroke-linejoin": "round", "stroke-linecap": "round",
    },
    "band": {"fill": "$mark", "fill-opacity": "0.13"},
    "area": {"fill": "$mark", "fill-opacity": "0.2"},
    "range": {"fill": "none", "stroke": "$mark", "stroke-width": "6", "stroke-opacity": "0.35", "stroke-linecap": "round"},
    "dot": {"fill": "$mark", "stroke": "$surface", "stroke-width": "1.5"},
    "ring": {"fill": "$surface", "stroke": "$mark", "stroke-width": "1.75"},
    "bar": {"fill": "$mark"},
    "column-bar": {"fill": "$mark", "stroke": "$surface", "stroke-width": "2"},
    "pace": {"fill": "none", "stroke": "$ink", "stroke-width": "2"},
    "loss": {"fill": "$mark-ink", "font-size": "12px", "font-weight": "600"},
    "part": {"fill": "$mark", "stroke": "$surface", "stroke-width": "1.5"},
    "ghost": {"fill": "$line-strong"},
    "track": {"fill": "$sunken"},
    "trough": {"fill": "$line"},
    "backdrop": {"fill": "$band"},
    "heat": {"fill": "$mark", "stroke": "$surface", "stroke-width": "2"},
    "hatch": {"fill": "none", "stroke": "$line", "stroke-width": "1"},
    "flow": {"fill": "none", "stroke": "$mark", "stroke-opacity": "0.45"},
    "ribbon": {"fill": "$mark", "fill-opacity": "0.22"},
    "dash": {"stroke-dasharray": "5 5"},
    "thin": {"stroke-width": "1.5"},
    "pale": {"fill-opacity": "0.45"},
    "quietly": {"fill": "$ink-3"},
    "strong": {"font-weight": "600"},
    "halo": {"paint-order": "stroke", "stroke": "$surface", "stroke-width": "3", "stroke-linejoin": "round"},
    **{f"h{level}": {"fill-opacity": opacity} for level, opacity in enumerate(("0.05", "0.12", "0.2", "0.3", "0.42", "0.55"))},
    "unsettled": {"fill-opacity": "0.06"},
}  # fmt: skip
#: Drawn on pages only: what answers to the pointer.
LIVE = frozenset({"hit", "guide", "hover"})


@cache
def attributes(look: str) -> Attributes:
    """The attributes of a look, with colours.

    >>> attributes("bar good")
    {'fill': '#0f9467'}
    """
    words = look.split()
    mark, ink = next((ROLES[word] for word in words if word in ROLES), ("blue", "blue-ink"))
    found: Attributes = {}
    for word in words:
        found |= SHAPES.get(word, {})
    colours = {f"${name}": value for name, value in LIGHT.items()} | {
        "$mark": LIGHT[mark],
        "$mark-ink": LIGHT[ink],
    }
    return {name: colours.get(value, value) for name, value in found.items()}


def type_size(look: str) -> float:
    """The size of a text's type in pixels."""
    return float(attributes(look).get("font-size", "13px").removesuffix("px"))

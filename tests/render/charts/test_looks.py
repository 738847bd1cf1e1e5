"""Files look as pages do: the looks in the code and those in the styles are the same."""

from __future__ import annotations

import re

import pytest

from tests.render.charts.figures import FIGURES
from voronka.render.charts import pictures
from voronka.render.charts.looks import LIGHT, LIVE, ROLES, SHAPES, attributes
from voronka.web.assets import STATIC

STYLES = (STATIC / "charts.css").read_text("utf-8")
TOKENS = (STATIC / "tokens.css").read_text("utf-8")


def rules() -> dict[str, dict[str, str]]:
    """Class → what it sets, of rules about one class alone."""
    found = {}
    for name, body in re.findall(r"^\.c-([a-z0-9-]+) \{ (.+?) \}$", STYLES, re.MULTILINE):
        found[name] = dict(line.split(": ") for line in body.rstrip(";").split("; "))
    return found


def as_style(value: str) -> str:
    return re.sub(r"^\$(.+)$", r"var(--\1)", value)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_is_the_same_on_pages_and_in_files(shape: str) -> None:
    assert rules()[shape] == {name: as_style(value) for name, value in SHAPES[shape].items()}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_the_same_on_pages_and_in_files(role: str) -> None:
    mark, ink = ROLES[role]
    assert rules()[role] == {"--mark": f"var(--{mark})", "--mark-ink": f"var(--{ink})"}


@pytest.mark.parametrize("token", LIGHT)
def test_a_colour_of_files_is_the_token_in_light(token: str) -> None:
    light = re.search(rf"--{token}: light-dark\((#[0-9a-f]+),", TOKENS)
    assert light is not None
    assert light[1] == LIGHT[token]


def test_modifiers_come_after_shapes_in_both() -> None:
    order = [name for name in rules() if name in SHAPES]
    assert order == list(SHAPES)


def test_every_class_that_charts_write_has_a_style() -> None:
    written = {
        word
        for figure in FIGURES.values()
        for classes in re.findall(r'class="([^"]+)"', pictures(figure, "ru"))
        for word in classes.split()
    }
    assert {word for word in written if f".{word}" not in STYLES} == set()
    assert {f"c-{word}" for word in LIVE} <= written


def test_a_look_has_the_colours_of_its_role() -> None:
    assert attributes("dot good") == {"fill": "#0f9467", "stroke": "#ffffff", "stroke-width": "1.5"}
    assert attributes("label bad")["fill"] == LIGHT["red-ink"]

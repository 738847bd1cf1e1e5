"""What is drawn where, read back from a chart's file."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

from voronka.render.charts import Chart, svg
from voronka.render.charts.letters import width

SVG = "{http://www.w3.org/2000/svg}"
EDGE = 32


@dataclass(frozen=True)
class Drawn:
    """The file of a chart: its size, and the boxes of everything in it as (left, top, right, bottom, words)."""

    width: float
    height: float
    boxes: tuple[tuple[float, float, float, float, str], ...]

    def words(self) -> list[str]:
        """All texts in the order of drawing."""
        return [text for *_, text in self.boxes if text]


def drawn(figure: Chart, language: str = "ru") -> Drawn:
    """The chart as a file, read."""
    root = ET.fromstring(svg(figure, language))
    boxes = [box for mark in root for box in _boxes(mark, 0, 0)]
    return Drawn(float(root.attrib["width"]), float(root.attrib["height"]), tuple(boxes))


def _boxes(mark: ET.Element, dx: float, dy: float) -> list[tuple[float, float, float, float, str]]:
    kind = mark.tag.removeprefix(SVG)
    if kind == "g":
        moved = re.search(r"translate\(([\d.]+) ([\d.]+)\)", mark.get("transform", "translate(0 0)"))
        assert moved is not None
        return [box for child in mark for box in _boxes(child, dx + float(moved[1]), dy + float(moved[2]))]
    at = {name: float(value) for name, value in mark.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
    if kind == "text":
        text = "".join(mark.itertext())
        long = width(
            text, float(mark.attrib["font-size"].removesuffix("px")), mark.get("font-weight") == "600"
        )
        start = at["x"] - {"start": 0.0, "middle": long / 2, "end": long}[mark.get("text-anchor", "start")]
        return [(start + dx, at["y"] - 10 + dy, start + long + dx, at["y"] + 2 + dy, text)]
    if kind == "rect" and mark.get("width") != "100%":
        return [(at["x"] + dx, at["y"] + dy, at["x"] + at["width"] + dx, at["y"] + at["height"] + dy, "")]
    if kind == "line":
        xs, ys = sorted((at["x1"], at["x2"])), sorted((at["y1"], at["y2"]))
        return [(xs[0] + dx, ys[0] + dy, xs[1] + dx, ys[1] + dy, "")]
    if kind == "circle":
        return [
            (
                at["cx"] - at["r"] + dx,
                at["cy"] - at["r"] + dy,
                at["cx"] + at["r"] + dx,
                at["cy"] + at["r"] + dy,
                "",
            )
        ]
    return []

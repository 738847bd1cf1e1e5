"""Charts as values: made once, drawn on a page, and saved as SVG, PNG and CSV."""

from voronka.render.charts.bars import Bar, Bars, Part
from voronka.render.charts.base import Chart, Table
from voronka.render.charts.dots import Dots, Estimated
from voronka.render.charts.file import png, svg
from voronka.render.charts.heat import Heat, Heated, HeatRow
from voronka.render.charts.lines import Goal, Happening, Lines, Point, Reading, Series
from voronka.render.charts.page import pictures
from voronka.render.charts.sheet import csv
from voronka.render.charts.spark import Sparkline
from voronka.render.charts.units import Amount, Count, Days, Minutes, Number, Percent, Points, Unit

__all__ = [
    "Amount",
    "Bar",
    "Bars",
    "Chart",
    "Count",
    "Days",
    "Dots",
    "Estimated",
    "Goal",
    "Happening",
    "Heat",
    "HeatRow",
    "Heated",
    "Lines",
    "Minutes",
    "Number",
    "Part",
    "Percent",
    "Point",
    "Points",
    "Reading",
    "Series",
    "Sparkline",
    "Table",
    "Unit",
    "csv",
    "pictures",
    "png",
    "svg",
]

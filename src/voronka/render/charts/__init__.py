"""Charts as values: made once, drawn on a page, and saved as SVG, PNG and CSV.

>>> from voronka.model.rate import Rate
>>> rows = (Estimated.of("Сайт", Rate(30, 100, 0.22, 0.40)), Estimated.of("Реклама", Rate(12, 100, 0.07, 0.20), role="worse"))
>>> chart = Dots(title="Конверсия по источникам", rows=rows, unit=Percent(), reference=0.21, reference_name="Все")
>>> pictures(chart, "ru")[:45]
Markup('<div class="chart-panes chart-wide"><svg widt')
>>> csv(chart, "en").splitlines()[1]
'Сайт,0.3,0.22,0.4,100'

On a page: `{% from "_chart.html" import chart with context %}`, then `{{ chart(figure, "sources") }}`.
"""

from voronka.render.charts.bars import Bar, Bars, Part
from voronka.render.charts.base import Chart, Table
from voronka.render.charts.bullet import Bullet, Plan
from voronka.render.charts.calibration import Calibration, Promised
from voronka.render.charts.dots import Dots, Estimated
from voronka.render.charts.fan import Ahead, Fan, Passed
from voronka.render.charts.file import png, svg
from voronka.render.charts.flows import Flow, Flows, Station
from voronka.render.charts.heat import Heat, Heated, HeatRow
from voronka.render.charts.histogram import Bin, Histogram
from voronka.render.charts.lines import Goal, Happening, Lines, Point, Reading, Series
from voronka.render.charts.page import pictures
from voronka.render.charts.sheet import csv
from voronka.render.charts.spark import Sparkline
from voronka.render.charts.timeline import Deed, Stay, Timeline
from voronka.render.charts.units import Amount, Count, Days, Minutes, Number, Percent, Points, Unit
from voronka.render.charts.waterfall import Term, Waterfall

__all__ = [
    "Ahead",
    "Amount",
    "Bar",
    "Bars",
    "Bin",
    "Bullet",
    "Calibration",
    "Chart",
    "Count",
    "Days",
    "Deed",
    "Dots",
    "Estimated",
    "Fan",
    "Flow",
    "Flows",
    "Goal",
    "Happening",
    "Heat",
    "HeatRow",
    "Heated",
    "Histogram",
    "Lines",
    "Minutes",
    "Number",
    "Part",
    "Passed",
    "Percent",
    "Plan",
    "Point",
    "Points",
    "Promised",
    "Reading",
    "Series",
    "Sparkline",
    "Station",
    "Stay",
    "Table",
    "Term",
    "Timeline",
    "Unit",
    "Waterfall",
    "csv",
    "pictures",
    "png",
    "svg",
]

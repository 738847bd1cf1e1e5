"""What a picture shows in words, with its numbers: many a mail program shows no pictures, and some readers see none."""

from __future__ import annotations

from voronka.render.charts import Chart
from voronka.render.words import Words

#: Rows that are said.
FEW = 12


def alt(chart: Chart, language: str) -> str:
    """The title, and name and value of each row."""
    rows = chart.numbers(Words(language)).texts(language)[:FEW]
    told = "; ".join(": ".join(row[:2]) for row in rows)
    return f"{chart.title}. {told}."

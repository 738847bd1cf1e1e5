"""Reports: a period of sales in sentences, figures and pictures, as mail, PDF, spreadsheet and picture, each of which can be computed again."""

from voronka.model.letter import Letter
from voronka.reports.letter import letter
from voronka.reports.making import make
from voronka.reports.report import Report

__all__ = ["Letter", "Report", "letter", "make"]

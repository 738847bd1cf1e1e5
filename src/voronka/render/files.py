"""An answer or a list of deals as a file: its table and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from voronka.model.answer import Answer
from voronka.model.deal_list import DealList
from voronka.render.about import Described, Lines, TitleOf, about_answer, about_deals
from voronka.render.sheet import Sheet, answer_sheet, deals_sheet
from voronka.render.spreadsheet import csv_bytes, xlsx


@dataclass(frozen=True)
class File:
    """A table and the lines about it, in one language."""

    sheet: Sheet
    about: Lines
    language: str

    def xlsx(self) -> bytes:
        """A workbook of both."""
        return xlsx(self.sheet, self.about, self.language)

    def csv(self) -> Iterator[bytes]:
        """The table alone."""
        return csv_bytes(self.sheet, self.language)


def answer_file(
    answer: Answer, metric: Described, title_of: TitleOf, language: str, timezone: str, address: str = ""
) -> File:
    """The file of an answer; `address` is where it can be seen."""
    by = title_of(answer.question.by) if answer.question.by else ""
    sheet = answer_sheet(answer, language, timezone, by)
    return File(sheet, about_answer(answer, metric, title_of, language, timezone, address), language)


def deals_file(
    found: DealList,
    metric: Described,
    title_of: TitleOf,
    language: str,
    as_of: datetime,
    deal_address: str = "",
    address: str = "",
) -> File:
    """The file of a list; `deal_address` is what a deal's link in the CRM begins with."""
    sheet = deals_sheet(found, language, deal_address)
    return File(sheet, about_deals(found, metric, title_of, language, as_of, address), language)

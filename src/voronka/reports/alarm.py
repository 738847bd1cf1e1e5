"""Alerts as a letter: what rang, in words first, with a small picture, and where to begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voronka.model.alert import Alert
from voronka.model.letter import Letter, Picture
from voronka.render import dates
from voronka.render.alerts import Told, address_of, picture, told
from voronka.render.charts import Chart
from voronka.render.charts.file import drawing, rasterized
from voronka.render.words import Words
from voronka.reports.alt import alt
from voronka.reports.company import Company
from voronka.reports.html import ACROSS, templates
from voronka.reports.making import name_of, whose_of
from voronka.reports.text import LONGEST_CAPTION

#: The page of alerts.
PAGE = "/alerts"


@dataclass(frozen=True)
class Part:
    """One alert of a letter; `deals` is the address of the deals behind it, "" where nobody said where the pages are."""

    words: Told
    is_good: bool
    chart: Chart
    picture: Picture | None
    deals: str


def letter(company: Company, alerts: Sequence[Alert], language: str, address: str = "") -> Letter:
    """The letter of alerts found in `company`, as its recipient may see it; `address` is where the pages are."""
    words = Words(language)
    parts = [_part(one, place, words, address) for place, one in enumerate(alerts)]
    subject = _subject(parts, words)
    moment = dates.moment(alerts[0].at, company.timezone, language)
    foot = words("alarm.foot", moment=moment)
    page = f"{address.rstrip('/')}{PAGE}" if address else ""
    html = (
        templates()
        .get_template("alarm.html")
        .render(
            subject=subject,
            company=name_of(company),
            whose=whose_of(company, words),
            parts=parts,
            t=words,
            foot=foot,
            page=page,
            across=ACROSS,
            alt=lambda chart: alt(chart, language),
        )
    )
    text = "\n\n".join([*(_plain(one, words) for one in parts), *([page] if page else []), foot]) + "\n"
    pictures = tuple(one.picture for one in parts if one.picture is not None)
    return Letter(subject, text, html, pictures, caption=_caption(parts, page))


def _part(alert: Alert, place: int, words: Words, address: str) -> Part:
    chart = picture(alert, words)
    drawn = None
    if not chart.is_empty:
        body = rasterized(drawing(chart, words.language, ACROSS, is_narrow=True))
        drawn = Picture(f"alert{place}@voronka", f"alert{place}.png", body, alt(chart, words.language))
    return Part(
        told(alert, words), alert.is_good, chart, drawn, address_of(alert, address) if address else ""
    )


def _subject(parts: Sequence[Part], words: Words) -> str:
    if len(parts) == 1:
        return words("alarm.subject.one", what=parts[0].words.title)
    return words("alarm.subject", n=len(parts), what=parts[0].words.title)


def _plain(one: Part, words: Words) -> str:
    said = one.words
    lines = [said.title.upper(), said.sentence, said.stake, f"{words('alarm.do')}: {said.advice}", one.deals]
    return "\n".join(line for line in lines if line)


def _caption(parts: Sequence[Part], page: str) -> str:
    """As short as a messenger wants it."""
    told_of = [f"{one.words.title}\n{one.words.sentence} {one.words.stake}".strip() for one in parts]
    text = "\n\n".join([*told_of, *([page] if page else [])])
    return text if len(text) <= LONGEST_CAPTION else text[: LONGEST_CAPTION - 1].rstrip() + "…"

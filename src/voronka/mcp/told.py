"""Answers as an assistant gets them: words and a table to be read, and the same as plain values; never more than it asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voronka.language import Phrase, say, translated
from voronka.mcp.asker import Asker
from voronka.mcp.links import list_of, page_of
from voronka.metrics.catalog import METRICS
from voronka.metrics.kinds import Metric
from voronka.model.answer import Answer, Row, plain
from voronka.model.deal_list import DealList
from voronka.render import numbers, remarks, tables
from voronka.render.terminal import headline
from voronka.render.views import Column, columns_of, deal_columns, segments

#: Digits that count of a number without a unit of its own: more would say nothing and cost the assistant's attention.
DIGITS = 6
Told = tuple[str, dict[str, Any]]


def told(answer: Answer, asker: Asker, limit: int, offset: int = 0) -> Told:
    """An answer in words and as plain values."""
    metric, language = METRICS[answer.metric], asker.language
    page = _page(answer, asker, limit, offset)
    findings = [remarks.said(one, language) for one in answer.findings]
    if remarks.is_empty(answer):
        findings = findings or [remarks.nothing(answer, language)]
    below = remarks.remarks(answer, language)
    left = left_out(len(page.rows), offset, len(answer.rows), language)
    link = asker.link(page_of(answer.question, asker.timezone))
    text = [
        f"**{metric.title.in_(language)}** · {headline(answer, language, asker.timezone)}",
        *findings,
        _table(page, answer, asker) if page.rows and not remarks.is_empty(answer) else "",
        *below,
        *left,
        *sources(metric, answer, asker, link),
    ]
    return asker.hidden("\n\n".join(part for part in text if part)), {
        "metric": metric.name,
        "title": metric.title.in_(language),
        "question": asker.hidden(answer.question.to_dict() | {"population": answer.population}),
        "as_of": answer.as_of.isoformat() + "Z",
        "definition": {"version": answer.definition, "formula": str(translated(metric.formula, language))},
        "store_version": answer.store_version,
        "findings": asker.hidden(findings),
        "trust": answer.trust.to_dict() | {"said": asker.hidden(below)},
        "columns": [
            {"name": one.name, "title": one.title.in_(language), "kind": one.kind} for one in answer.columns
        ],
        "rows": [asker.hidden(_plain(row, answer)) for row in page.rows],
        "rows_total": len(answer.rows),
        "offset": offset,
        "totals": asker.hidden(rounded({name: plain(value) for name, value in answer.totals.items()})),
        "cells": cells_of(metric, answer.question.by is not None),
        "link": link,
    }


def told_deals(found: DealList, asker: Asker, limit: int) -> Told:
    """The deals behind a number, in words and as plain values."""
    metric, language = METRICS[found.question.metric], asker.language
    rows = asker.veil.rows(found) if asker.veil else found.rows
    figure = next(one.title for one in metric.figures if one.name == found.cell.figure)
    total = say(
        "{n} in all, {sum}", n=numbers.count(found.total, language), sum=numbers.money(found.amount, language)
    ).in_(language)
    link = asker.link(list_of(found.question, found.cell, asker.timezone))
    as_of = found.question.as_of or asker.names.known_until
    columns = deal_columns(found, language, asker.company.deal_address())
    text = [
        f"**{metric.title.in_(language)}: {figure.in_(language)}** (`{found.cell}`) · {total}",
        _markdown(rows, columns) if rows else "",
        *left_out(len(rows), found.offset, found.total, language),
        say("As of {moment}.", moment=asker.moment(as_of)).in_(language),
        link,
    ]
    return asker.hidden("\n\n".join(part for part in text if part)), {
        "metric": metric.name,
        "cell": asker.hidden(str(found.cell)),
        "question": asker.hidden(found.question.to_dict()),
        "as_of": as_of.isoformat() + "Z",
        "total": found.total,
        "amount": found.amount.to_dict(),
        "no_amount": found.no_amount,
        "order": found.order,
        "offset": found.offset,
        "limit": limit,
        "rows": [asker.hidden(rounded({name: plain(value) for name, value in row.items()})) for row in rows],
        "link": link,
    }


def left_out(count: int, offset: int, total: int, language: str) -> list[str]:
    """That there is more than what is shown, and how to get at it; nothing where all is shown."""
    if offset + count >= total and not offset:
        return []
    told = say(
        "Rows {first}–{last} of {total}. Ask for less (period, where, options.top), or for the next ones with offset={next}.",
        first=min(offset + 1, total),
        last=offset + count,
        total=total,
        next=offset + count,
    )
    if offset + count >= total:
        told = say(
            "Rows {first}–{last} of {total}, the last ones.",
            first=min(offset + 1, total),
            last=offset + count,
            total=total,
        )
    return [told.in_(language)]


def sources(metric: Metric, answer: Answer, asker: Asker, link: str) -> list[str]:
    """What an answer stands on: how it is counted, by which definitions, from which data, where it is to be seen."""
    language = asker.language
    formula = str(translated(metric.formula, language))
    version = say(
        "Definitions {definition}, data version {store}, known until {moment}.",
        definition=answer.definition,
        store=answer.store_version,
        moment=asker.moment(min(answer.as_of, asker.names.known_until)),
    ).in_(language)
    return [
        say("How it is counted: {formula}", formula=formula).in_(language) if formula else "",
        version,
        link,
    ]


def cells_of(metric: Metric, is_split: bool) -> dict[str, str]:
    """Figure → how to write the cell that opens its deals, with the names of columns in braces."""
    at = "@{segment}" if is_split else ""
    return {
        one.name: one.name + (":" + ">".join(f"{{{key}}}" for key in one.keys) if one.keys else "") + at
        for one in metric.figures
    }


@dataclass(frozen=True)
class _Page:
    """The rows that are shown of an answer, with the names of their segments where it is split."""

    rows: Sequence[Row]
    groups: Sequence[str] | None


def _page(answer: Answer, asker: Asker, limit: int, offset: int) -> _Page:
    rows = asker.veil.rows(answer) if asker.veil else answer.rows
    groups = segments(answer, asker.language)
    end = offset + limit
    return _Page(rows[offset:end], groups[offset:end] if groups else None)


def _table(page: _Page, answer: Answer, asker: Asker) -> str:
    """Every column that the catalogue knows of, since an assistant has no room to care for."""
    currency = answer.totals["amount"].currency
    columns = columns_of(answer.columns, page.rows, currency, asker.language, asker.timezone)
    if page.groups is not None:
        names = dict(zip(map(id, page.rows), page.groups, strict=True))
        columns = [Column("", lambda row: names[id(row)], is_number=False), *columns]
    return _markdown(page.rows, columns)


def _markdown(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    cells = [[str(column.cell(row)) for column in columns] for row in rows]
    numeric = [index for index, column in enumerate(columns) if column.is_number]
    return tables.markdown([column.title for column in columns], cells, numeric)


def _plain(row: Row, answer: Answer) -> dict[str, Any]:
    """What the catalogue tells of a row, what its cells are made of, and how it compares; curves and draws behind it are left to the pages."""
    kept = {"segment", "versus", "deal_id", *(one.name for one in answer.columns)}
    kept |= {
        name for figure in METRICS[answer.metric].figures for key in figure.keys for name in key.split("|")
    }
    kept |= {"unit", "result_unit"}
    return {name: rounded(plain(value)) for name, value in row.items() if name in kept}


def rounded(value: Any) -> Any:
    """Numbers without digits that say nothing.

    >>> rounded({"low": 0.103724991, "n": 1234567})
    {'low': 0.103725, 'n': 1234567}
    """
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, Mapping):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return str(value) if isinstance(value, Phrase) else value

"""Whose pages these are: the company as the reader may see it, and the last day it knows of."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request

from voronka.render import dates
from voronka.web.company import Company


def company_of(request: Request) -> Company:
    """The company behind this application."""
    company: Company = request.app.state.company
    return company


def today_of(company: Company) -> date:
    """The last day of which anything is known."""
    return dates.today(company.dictionary().known_until, company.timezone)


def deal_address(company: Company) -> str:
    """What the link of a deal in the CRM begins with, its id being the end; "" where deals came from files."""
    account = next(iter(company.dictionary().accounts), None)
    if account is None or account.source_kind != "amocrm":
        return ""
    return f"{account.base_url.rstrip('/')}/leads/detail/"

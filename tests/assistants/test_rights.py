"""An assistant sees what its asker sees: with a manager's token other people's deals are in no answer of any tool."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import every
from naive import tables
from rights.own import only
from rights.test_surface import shuffled
from tests.assistants.asking import Asked, ask, bearer, office, one, token
from voronka.clock import now
from voronka.mcp.office import by_token
from voronka.metrics.catalog import METRICS
from voronka.metrics.opening import cell_of
from voronka.model.reader import Own
from voronka.team.api_tokens import ApiTokens
from voronka.workspace import Workspace
from web.people import TEAM, stored

EVERYWHERE = [("names", {}), ("metrics", {}), ("forecast", {}), ("plan", {}), ("score", {"top": 50})]


def calls(company: Workspace, deals: list[int], half: int) -> list[tuple[str, dict[str, Any]]]:
    """Every tool, with every other metric where it takes one."""
    asked: list[tuple[str, dict[str, Any]]] = [
        *EVERYWHERE,
        *(("deal", {"number": str(one)}) for one in deals),
    ]
    asked += [("values", {"dimension": name}) for name in ("manager", "source", "tag", "loss_reason")]
    for number, name in enumerate(list(METRICS)[half::2]):
        question = every.question(name)
        period = str(question.period) if question.period else None
        given = {"metric": name, "period": period, "options": dict(question.options)}
        by = (
            {"by": "manager"}
            if METRICS[name].can_split and number % 2 and not METRICS[name].dimensions
            else {}
        )
        asked.append(("ask", given | by | {"limit": 200}))
        if number % 4 == 0:
            asked += [("compare", given | {"period": "2026-02"}), ("explain", given)]
    for name in ("funnel", "losses", "win_rate"):
        answer = company.ask(every.question(name))
        for column in METRICS[name].columns:
            if (cell := cell_of(METRICS[name], column, answer.rows[0])) is not None:
                asked.append(("deals", {"metric": name, "cell": str(cell), "limit": 200}))
    return asked


def owned(company: Workspace) -> None:
    """Somebody has to sign in from now on."""
    readers = company.access().readers
    if readers.is_empty():
        readers.add_first("owner@example.com", "", "три синие чашки", now())


def said(found: Asked) -> str:
    """An answer without what differs from one store to another."""
    return found.text + json.dumps(found.values, ensure_ascii=False, sort_keys=True)


@pytest.mark.parametrize(("seed", "role"), [(1, "manager"), (2, "head")])
def test_a_token_of_a_reader_is_told_what_a_company_of_their_deals_alone_would_be(
    seed: int, role: str, tmp_path: Path
) -> None:
    """Each of the two asks for every other metric: together for all."""
    told = shuffled(seed)
    with Workspace(stored(told, tmp_path / "whole")) as whole:
        rights = whole.rights_of(TEAM[role])
        with Workspace(stored(only(told, rights), tmp_path / "cut")) as cut:
            servers = []
            for company in (whole, cut):
                owned(company)
                reader = company.access().readers.add("a@example.com", "A", role, TEAM[role], now())
                servers.append(bearer(company, reader=reader))
            owners = {row["deal_id"]: (row["account_id"], row["owner_id"]) for row in tables(told)["deals"]}
            own = [deal for deal, owner in owners.items() if owner in (rights.people or ())]
            others = sorted({*owners} - {*own})
            names = re.compile("|".join(f"deal{number:03}x" for number in others))
            asked = calls(whole, [own[0], others[0], 999_999], seed % 2)
            here, there, owner = (ask(server, *asked) for server in (*servers, office(whole)))
            differing = 0
            for call, mine, cut_to_mine, all_of_it in zip(asked, here, there, owner, strict=True):
                assert said(mine) == said(cut_to_mine), call
                assert not names.search(said(mine)), call
                differing += said(mine) != said(all_of_it)
            assert differing > len(asked) / 4


def test_a_scope_opens_its_tools_alone(company: Workspace) -> None:
    figures, lists = bearer(company, "read"), bearer(company, "deals")
    assert not one(figures, "ask", metric="funnel").is_refused
    refused = one(figures, "deals", metric="funnel", cell="won")
    assert refused.is_refused
    assert "this token does not allow that" in refused.text
    assert one(lists, "ask", metric="funnel").is_refused
    assert not one(lists, "deals", metric="funnel", cell="won").is_refused


def test_a_token_taken_back_or_over_ends_at_once(company: Workspace) -> None:
    secret = token(company)
    server = office(company, by_token(company, secret))
    assert not one(server, "names").is_refused
    tokens = ApiTokens(company.database())
    tokens.take_back(tokens.find(secret, now()).number)  # type: ignore[union-attr]
    assert "the token is not accepted" in one(server, "names").text
    _, over = tokens.make("old", ["read"], now() - timedelta(days=3), days=1)
    assert one(office(company, by_token(company, over)), "ask", metric="board").is_refused


def test_a_role_that_takes_nothing_out_is_refused_and_one_without_statements_gets_none(
    company: Workspace,
) -> None:
    owned(company)
    readers = company.access().readers
    viewer = readers.add("v@example.com", "V", "viewer", Own(people=frozenset({(1, 1)})), now())
    manager = readers.add("m@example.com", "M", "manager", Own(people=frozenset({(1, 1)})), now())
    refused = one(bearer(company, reader=viewer), "ask", metric="funnel")
    assert "your role does not allow this" in refused.text
    explained = one(bearer(company, reader=manager), "explain", metric="funnel")
    assert not explained.is_refused
    assert "sql" not in explained.values


def test_lists_of_deals_are_written_into_the_log_without_names(company: Workspace) -> None:
    owned(company)
    one(bearer(company), "deals", metric="funnel", by="manager", cell="won@anna")
    latest = company.access().audit.read(1)[0]
    assert (latest.action, latest.about) == ("exported", "mcp: deals funnel won")

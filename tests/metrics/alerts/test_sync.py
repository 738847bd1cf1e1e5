"""A CRM that cannot be read is told of after two hours, to whoever sees all deals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import voronka
from naive import write_duckdb
from story import company
from voronka.model.alert import RULES, Alert, Lines, Rule
from voronka.model.rights import Rights
from voronka.workspace import Workspace

GOOD = datetime(2026, 2, 28, 20)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    write_duckdb(company("a lead 01-02"), tmp_path / "store-1.duckdb")
    (tmp_path / "store.duckdb").symlink_to("store-1.duckdb")
    with voronka.open(tmp_path) as opened:
        runs = opened.runs()
        runs.end(runs.begin("sync", "schedule", GOOD), GOOD)
        yield opened


def fail(of: Workspace, hour: int) -> None:
    at = datetime(2026, 2, 28, hour)
    of.runs().end(of.runs().begin("sync", "schedule", at), at, error={"en": ["no access"]})


def rung(of: Workspace, hour: int, *off: Rule) -> list[Alert]:
    found = of.alerts(datetime(2026, 2, 28, hour), Lines(off=(frozenset(RULES) - {"sync"}) | frozenset(off)))
    return [one for one in found if one.rule == "sync"]


def test_one_failure_is_none_and_two_hours_of_them_are_one(workspace: Workspace) -> None:
    assert rung(workspace, 23) == []
    fail(workspace, 21)
    assert rung(workspace, 21) == []
    fail(workspace, 22)
    [alert] = rung(workspace, 23)
    assert (alert.key, alert.observed, alert.since) == ("sync", 3, GOOD)
    assert alert.told == "The CRM could not be read for 3 h: all figures are from before that."
    assert rung(workspace, 23, "sync") == []


def test_it_ends_with_the_next_good_look(workspace: Workspace) -> None:
    fail(workspace, 22)
    at = datetime(2026, 2, 28, 23)
    workspace.runs().end(workspace.runs().begin("sync", "person", at), at)
    assert rung(workspace, 23) == []


def test_who_sees_some_deals_is_not_told(workspace: Workspace) -> None:
    fail(workspace, 22)
    assert rung(workspace, 23)
    assert rung(workspace.seen_by(Rights(frozenset({(1, 1)}))), 23) == []

"""Laws of derivation on random companies: equal to plain loops, to a rebuild, and to what was known at any moment."""

from __future__ import annotations

import random
import tempfile
from contextlib import ExitStack
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies import companies, moments
from naive import SCHEMAS, Company, tables
from tests.store.facts import facts, plain, record
from tests.store.fresh import fresh
from voronka.store import derive as derive_module
from voronka.store import slices as slices_module
from voronka.store.derive import derive
from voronka.store.fingerprint import fingerprints
from voronka.store.order import Change, in_order
from voronka.store.replay import stays as stays_module
from voronka.store.work import WorkStore

#: Not compared: `known` and authors are richer than the plain loops', which also take the owner of an amount at the stage's entry.
LEFT_OUT = {
    "moves": {"known", "author_id"},
    "amounts": {"owner_id"},
    "stays": {"currency"},
    "enquiries": {"sorted_by"},
}
COMPARED = ("deals", "moves", "amounts", "owners", "enquiries", "stays", "journeys")
slow = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def derived(work: WorkStore, table: str) -> list[tuple[Any, ...]]:
    names = [name for name in SCHEMAS[table].names if name not in LEFT_OUT.get(table, ())]
    return sorted(
        work.connection.execute(f"select {', '.join(names)} from derived.main.{table}").fetchall(), key=repr
    )


def expected(company: Company, table: str) -> list[tuple[Any, ...]]:
    names = [name for name in SCHEMAS[table].names if name not in LEFT_OUT.get(table, ())]
    rows = pa.Table.from_pylist(tables(company)[table], schema=SCHEMAS[table]).to_pylist()
    return sorted((tuple(row[name] for name in names) for row in rows), key=repr)


def assert_equals_plain_loops(work: WorkStore, company: Company) -> None:
    for table in COMPARED:
        assert derived(work, table) == expected(company, table), table


@slow
@given(companies().map(plain))
def test_derived_tables_equal_plain_loops(company: Company) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh(folder) as work:
        record(work, facts(company), 0)
        derive(work, company.until)
        assert_equals_plain_loops(work, company)


@slow
@given(companies().map(plain), st.randoms(use_true_random=False), st.integers(1, 6))
def test_facts_in_any_order_and_slices_come_out_the_same(
    company: Company, chance: random.Random, slices: int
) -> None:
    groups = facts(company)
    chance.shuffle(groups)
    cuts = sorted(chance.randrange(len(groups) + 1) for _ in range(slices - 1))
    with tempfile.TemporaryDirectory() as folder, fresh(folder) as work:
        seq = 0
        for begin, end in zip([0, *cuts], [*cuts, len(groups)], strict=True):
            seq = record(work, groups[begin:end], seq)
            derive(work, company.until)
        step_by_step = fingerprints(work.connection, "derived.main")
        assert_equals_plain_loops(work, company)
        work.reset_derived()
        derive(work, company.until)
        assert fingerprints(work.connection, "derived.main") == step_by_step


@settings(slow, max_examples=8)
@given(companies(fewest=2).map(plain))
def test_a_rebuild_in_parallel_slices_comes_out_the_same(company: Company) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh(folder) as work:
        record(work, facts(company), 0)
        small = (
            (derive_module, "SLICE", 1),
            (slices_module, "SLICE", 4),
            (slices_module, "SMALL", 0),
            (stays_module, "PART", 3),
        )
        with ExitStack() as stack:
            for module, name, size in small:
                stack.enter_context(patch.object(module, name, size))
            derive(work, company.until)
        assert_equals_plain_loops(work, company)
        assert derive(work, company.until).changed_deals == 0
        in_slices = fingerprints(work.connection, "derived.main")
        work.reset_derived()
        derive(work, company.until)
        assert fingerprints(work.connection, "derived.main") == in_slices


@slow
@given(companies().map(plain), moments)
def test_what_was_known_at_a_moment_is_the_history_cut_there(company: Company, moment: datetime) -> None:
    known = company.cut(moment)
    with tempfile.TemporaryDirectory() as folder, fresh(folder) as work:
        record(work, facts(company), 0)
        derive(work, moment)
        for table in COMPARED:
            assert derived(work, table) == expected(known, table), table
        # and going on from there gives the whole
        derive(work, company.until)
        assert_equals_plain_loops(work, company)


@given(st.lists(st.integers(0, 4), min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_any_walk_is_put_back_in_order(walk: list[int], chance: random.Random) -> None:
    steps = [(before, after) for before, after in pairwise(walk) if before != after]
    changes = [
        Change(number, chance.randrange(10**6) * 100 + number, *step) for number, step in enumerate(steps)
    ]
    chance.shuffle(changes)
    ordered = in_order(changes, walk[0])
    assert sorted(change.ref for change in ordered) == list(range(len(steps)))
    state = walk[0]
    for change in ordered:
        assert change.before == state
        state = change.after


def test_the_published_file_of_a_new_store_has_every_table(tmp_path: Path) -> None:
    with WorkStore(tmp_path) as work:
        assert set(fingerprints(work.connection, "derived.main").values()) == {(0, 0)}

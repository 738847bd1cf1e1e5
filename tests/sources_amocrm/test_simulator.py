"""Against the simulated amoCRM, over HTTP: what is read equals the company, whatever the service does meanwhile."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import numpy as np
import pytest

from sources_amocrm.landing import Landing
from voronka.errors import AccessError
from voronka.simulator.amocrm.serve import Server, serve
from voronka.simulator.amocrm.switches import parse
from voronka.simulator.company import make_company
from voronka.simulator.shape import Columns, Company
from voronka.sources.amocrm import auth
from voronka.sources.amocrm.client import Client, Retry
from voronka.sources.amocrm.source import AmoSource, Options
from voronka.sources.amocrm.tokens import FILE_NAME, LongLivedToken, OAuthToken, load

EVERYTHING = "moving,late,500=0.03,504=0.02,truncated=0.03,dropped=0.02,slow=0.01,pause=0.05"
MONTH = 30 * 86_400


@pytest.fixture(scope="module")
def company() -> Company:
    return make_company(deals=300, seed=4, until=datetime(2026, 10, 1))


def source(server: Server, token: str | None = None, rate: float = 2000, **options: Any) -> AmoSource:
    """A source that reads as fast as it can, and does not wait long after a fault."""
    client = Client(
        server.base_url,
        LongLivedToken(token or server.long_lived_token),
        rate=rate,
        retry=Retry(first=0.02, most=0.5),
        random=Random(1),
    )
    return AmoSource(
        client,
        lambda: datetime.fromtimestamp(server.world.now(), UTC).replace(tzinfo=None),
        Options(**options),
    )


def as_rows(columns: Columns, *names: str, mask: Any = None) -> list[tuple[int, ...]]:
    picked = [columns[name] if mask is None else columns[name][mask] for name in names]
    return sorted(tuple(int(value) for value in row) for row in zip(*picked, strict=True))


NEWEST = (
    "(select * from recorded_deals qualify row_number() over (partition by deal_id order by seq desc) = 1)"
)


def assert_equals(landing: Landing, company: Company) -> None:
    """Deals, moves, amounts, owners and activities are those of the company."""

    def found(sql: str) -> list[tuple[Any, ...]]:
        return sorted(landing.rows(sql))

    changes = "from recorded_changes where kind ="
    at = "epoch(happened_at)::bigint"
    assert found(
        f"select deal_id, {at}, author_id, before_pipeline_id, before_stage_id, after_pipeline_id, after_stage_id {changes} 'stage'"
    ) == as_rows(
        company.stage_changes,
        "deal_id",
        "at",
        "author_id",
        "before_pipeline_id",
        "before_status_id",
        "after_pipeline_id",
        "after_status_id",
    )
    assert found(
        f"select deal_id, {at}, author_id, before_value // 100, after_value // 100 {changes} 'amount'"
    ) == as_rows(company.amount_changes, "deal_id", "at", "author_id", "before", "after")
    assert found(f"select deal_id, {at}, author_id, before_value, after_value {changes} 'owner'") == as_rows(
        company.owner_changes, "deal_id", "at", "author_id", "before", "after"
    )
    deals = company.deals
    assert found(f"select deal_id, {at} {changes} 'added'") == as_rows(deals, "id", "added_at")
    is_alive = deals["is_deleted"] == 0
    assert found(
        f"""select deal_id, epoch(created_at)::bigint, pipeline_id, stage_id, owner_id, amount_minor // 100, coalesce(epoch(closed_at)::bigint, 0)
        from {NEWEST} where not is_deleted"""
    ) == as_rows(
        deals, "id", "created_at", "pipeline_id", "status_id", "owner_id", "price", "closed_at", mask=is_alive
    )
    assert found(f"select deal_id from {NEWEST} where is_deleted") == as_rows(deals, "id", mask=~is_alive)
    sources = {one.id: one.name for one in company.sources}
    assert found(f"select deal_id, source from {NEWEST} where not is_deleted and source is not null") == [
        (deal_id, sources[source_id])
        for deal_id, source_id in as_rows(deals, "id", "source_id", mask=is_alive)
        if source_id
    ]
    gone = set(deals["id"][~is_alive].tolist())
    calls = as_rows(company.calls, "id", "at", "person_id", "seconds", "is_incoming", "deal_id")
    activities = "(select * from recorded_activities qualify row_number() over (partition by activity_id order by seq desc) = 1)"
    assert found(
        f"select activity_id[6:]::bigint, {at}, person_id, seconds, (direction = 'in')::bigint from {activities} where kind = 'call' and seconds is not null"
    ) == [call[:5] for call in calls if call[5] not in gone]
    tasks, done = company.tasks, company.tasks["completed_at"] > 0
    is_meeting = tasks["task_type"] == 2
    lives = ~np.isin(tasks["deal_id"], sorted(gone))
    assert found(f"select activity_id[6:]::bigint, {at} from {activities} where kind = 'meeting'") == as_rows(
        tasks, "id", "completed_at", mask=done & is_meeting & lives
    )
    assert len(found("select 1 from recorded_answers")) == len(company.answers["at"])


@pytest.fixture
def calm(company: Company) -> Iterator[Server]:
    with serve(company, rate=0) as server:
        yield server


def test_a_full_read_equals_the_company(calm: Server, company: Company) -> None:
    landing, reading = Landing(), source(calm)
    landing.sync(reading)
    landing.map(reading.mapping_sql())
    assert_equals(landing, company)
    assert not [key for entity, key, _ in landing.bodies if entity == "refused"]
    names = landing.rows("select kind, count(*) > 0 from amocrm_names group by 1 order by 1")
    assert names == [(kind, True) for kind in ("company", "contact", "field", "loss_reason")]
    before = dict(landing.state)
    assert landing.sync(source(calm)) == 0
    assert landing.state == before


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_stopped_at_random_pages_with_every_fault_on_it_ends_equal(company: Company, seed: int) -> None:
    random, landing = Random(seed), Landing()
    with serve(
        company, rate=0, until=company.until - MONTH, faults=parse(f"{EVERYTHING},seed={seed}")
    ) as server:
        for _ in range(10):
            until = landing.pages + random.randint(1, 15)
            landing.sync(source(server), lambda pages, until=until: pages >= until)  # type: ignore[misc]
        landing.sync(source(server))
        landing.map(source(server).mapping_sql())
        server.move_to(company.until)
        landing.sync(source(server))
        # Late rows come through while others are read; a next sync finds them by the overlap.
        landing.sync(source(server))
        landing.map(source(server).mapping_sql())
        assert landing.sync(source(server)) == 0
    assert_equals(landing, company)


def test_a_next_sync_reads_only_what_the_month_brought(company: Company) -> None:
    landing = Landing()
    with serve(company, rate=0, until=company.until - MONTH) as server:
        landing.sync(source(server))
        first = server.world.requests
        server.move_to(company.until)
        reading = source(server)
        landed = landing.sync(reading)
        second = server.world.requests - first
        landing.map(reading.mapping_sql())
    assert 0 < landed < len(landing.bodies) / 5
    assert second < first / 2
    assert_equals(landing, company)


@pytest.mark.parametrize("seed", [1, 2])
def test_one_sync_is_enough_while_deals_move(company: Company, seed: int) -> None:
    with serve(company, rate=0, faults=parse(f"moving,500=0.02,seed={seed}")) as server:
        landing, reading = Landing(), source(server)
        landing.sync(reading)
        landing.map(reading.mapping_sql())
        read = dict(
            landing.rows(f"select deal_id, epoch(updated_at)::bigint from {NEWEST} where not is_deleted")
        )
        state, ids = server.world.state, server.world.tables.deal_ids
    assert_equals(landing, company)
    shown = {int(key): int(at) for key, at in zip(ids, state.updated_at, strict=True) if int(key) in read}
    assert sum(shown[key] != at for key, at in read.items()) <= 3  # touched by the very last request


def test_below_the_limit_nothing_is_refused(company: Company) -> None:
    with serve(company, rate=40) as server:
        landing, reading = Landing(), source(server, rate=36)
        landing.sync(reading)
        landing.map(reading.mapping_sql())
    assert_equals(landing, company)


def test_above_the_limit_it_slows_down_and_loses_nothing(company: Company) -> None:
    with serve(company, rate=40, block_after=0) as server:
        landing, reading = Landing(), source(server, rate=120)
        landing.sync(reading)
        landing.map(reading.mapping_sql())
    assert_equals(landing, company)


def test_a_blocked_account_stops_at_once(company: Company) -> None:
    with (
        serve(company, rate=1, block_after=1) as server,
        pytest.raises(AccessError, match=r"blocked|заблокировала"),
    ):
        Landing().sync(source(server))


@pytest.mark.parametrize(("fault", "words"), [("402=30", "not paid"), ("403=30", "no rights")])
def test_what_ends_a_sync_leaves_what_it_had(company: Company, fault: str, words: str) -> None:
    landing = Landing()
    with serve(company, rate=0, faults=parse(fault)) as server, pytest.raises(AccessError, match=words):
        landing.sync(source(server))
    with serve(company, rate=0) as server:
        landing.sync(source(server))
        landing.map(source(server).mapping_sql())
    assert_equals(landing, company)


def test_a_salespersons_token_is_told_to_see_a_part(calm: Server) -> None:
    reading = source(calm, calm.salesperson_token)
    assert reading.info().parameters["rights"] == "partial"
    landing = Landing()
    landing.sync(reading)
    assert ("refused", "users") in landing.newest
    assert 0 < len([1 for entity, _, _ in landing.bodies if entity == "lead"]) < 300


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_access_by_oauth_and_tokens_that_die_before_their_time(company: Company, tmp_path: Path) -> None:
    port = free_port()
    callback = f"http://127.0.0.1:{port}/callback"
    with serve(company, rate=0, faults=parse("expired=20"), redirect_uri=callback) as server:
        url, shown = server.base_url, list[str]()
        now = lambda: datetime.now(UTC).replace(tzinfo=None)  # noqa: E731
        asking = threading.Thread(
            target=auth.authorize,
            args=(tmp_path, url, server.client_id, server.client_secret, port, shown.append, now),
        )
        asking.start()
        while not shown:
            asking.join(0.01)
        page = next(word for word in shown[0].split() if word.startswith("http"))
        state = httpx2.URL(page).params["state"]
        httpx2.get(callback, params={"code": server.code(), "state": state})
        asking.join(20)
        first = load(tmp_path / FILE_NAME)
        token = auth.kept_token(tmp_path, url, now)
        assert isinstance(token, OAuthToken)
        client = Client(url, token, rate=2000, retry=Retry(first=0.02))
        reading = AmoSource(
            client, lambda: datetime.fromtimestamp(server.world.now(), UTC).replace(tzinfo=None)
        )
        landing = Landing()
        landing.sync(reading)
        landing.map(reading.mapping_sql())
    assert load(tmp_path / FILE_NAME).refresh_token != first.refresh_token
    assert_equals(landing, company)


def test_a_repair_of_a_calm_account_changes_nothing(calm: Server) -> None:
    landing = Landing()
    landing.sync(source(calm, repair=True))
    assert landing.sync(source(calm)) == 0
    assert landing.sync(source(calm, repair=True)) == 0

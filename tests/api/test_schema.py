"""The description is kept: whatever is sent, answers have the shapes that it promises, and nothing breaks the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import CHECKS

from tests.api.served import serve
from voronka.api.app import create_api
from voronka.api.pace import Pace
from voronka.clock import now
from voronka.metrics.catalog import METRICS
from voronka.model.option import OPTIONS
from voronka.team.api_tokens import ApiTokens


class Late:
    """The application, once it is there: the tests are told from the description before."""

    app: Any = None

    async def __call__(self, *asgi: Any) -> None:
        await self.app(*asgi)


LATE = Late()
schema = schemathesis.openapi.from_dict(
    create_api(None).described("en") | {"servers": [{"url": "http://testserver/api"}]}
)
schema.app = LATE
#: Whether a name is known the data say, not the description: such a question is refused though it is of the right shape.
UNPROMISED = [check for check in CHECKS.get_all() if check.__name__ == "positive_data_acceptance"]
quick = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with serve(tmp_path_factory.mktemp("api")) as served:
        LATE.app = served.app
        company = served.app.state.company
        company.access().readers.add_first("owner@example.com", "", "три синие чашки", now())
        _, secret = ApiTokens(company.database()).make("test", ["read", "deals", "export", "goals"], now())
        served.headers["authorization"] = f"Bearer {secret}"
        mounted = next(route.app for route in served.app.routes if getattr(route, "path", "") == "/api")
        mounted.state.pace = Pace(rate=1e9, burst=10**9)
        yield served


@schema.parametrize()
@settings(quick, max_examples=12)
def test_every_answer_is_as_described(client: Any, case: Case) -> None:
    token = {"Authorization": client.headers["authorization"]}
    case.call_and_validate(headers=token, excluded_checks=UNPROMISED)


ODD = [
    "",
    " ",
    "\0",
    "'",
    "a'b;--",
    "0",
    "-1",
    "1e400",
    "nan",
    "9" * 30,
    "Ünïcode\u202e",
    "%",
    "=",
    "=x",
    "x=",
    "x!=",
    ",",
]
MOMENTS = ["0001", "9999", "2026", "closed:2026-01", "2026-01-05..2026-02-01", "0001-01-01..9999-12-31", "2026-W53", "2026-01-20T12:00", "٢٠٢٦", "9999-12-31", "0001-01-01"]  # fmt: skip
NAMES = ["Sales", "repeat", "10", "manager", "source", "tag", "industry", "anna", "lead", "proposal", "source=site", "manager!=anna", "tag=", "previous", "year", "flow", "snapshot", "cohort", "week", "working", "win_rate", "step:lead=+5pp", "inflow=+10%", "90"]  # fmt: skip
PARTS = ["pipeline", "population", "period", "as_of", "by", "where", "versus", "colour", *OPTIONS]


@given(
    metric=st.sampled_from([*METRICS]),
    parts=st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from([*ODD, *MOMENTS, *NAMES])), max_size=4),
    cell=st.sampled_from(["", "won", "lost_here:3", "reached:99", "moves:a>b", "stays:2@anna", "deals:\0", "open@", "won:1>2>3"]),
    order=st.sampled_from(["", "-amount", "name", "'"]),
)  # fmt: skip
@settings(quick, max_examples=60)
def test_no_question_breaks_the_server(
    client: Any, metric: str, parts: list[tuple[str, str]], cell: str, order: str
) -> None:
    for path in ("ask", "explain", "deals"):
        own = [("cell", cell), ("order", order)] if path == "deals" else []
        answer = client.get(f"/api/v1/{path}/{metric}", params=[*parts, *own])
        assert answer.status_code in (200, 400, 422), (path, metric, parts, own, answer.text)
        if answer.status_code != 200:
            assert {*answer.json()} == {"what", "why", "do"}

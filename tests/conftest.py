"""Shared by all tests: the public data sets, and what a missing one means."""

from __future__ import annotations

import os
from pathlib import Path

# Before numpy is imported: threads of linear algebra that wait for each other on a busy machine take a hundred times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

# A busy machine must not fail a test; and a change must not fail for what chance finds: that is looked for outside CI, where examples are random.
settings.register_profile(
    "voronka",
    deadline=None,
    derandomize=os.environ.get("CI") == "true",
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("voronka")

DATA = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of public data sets; absent it skips the test, and fails it in CI."""
    if not DATA.is_dir():
        missing(f"the public data sets are not at {DATA}")
    return DATA


def missing(what: str) -> None:
    """Skip, with the reason; fail where CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have it: {what}")
    pytest.skip(what)

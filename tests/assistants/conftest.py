"""A small company for assistants."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.served import workspace
from voronka.workspace import Workspace


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with Workspace(workspace(tmp_path_factory.mktemp("assistants"))) as made:
        yield made

"""Shared by the tests of pages: a simulated company as a published workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.simulated import published


@pytest.fixture(scope="session")
def simulated_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of 1500 deals with calls, mails and messages; what tests write down in it they take back."""
    folder = tmp_path_factory.mktemp("simulated")
    published(folder, 7, deals=1500, with_touches=True)
    return folder

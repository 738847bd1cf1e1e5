"""A small demo company, made once by the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run the `voronka` command in a process of its own; English unless told otherwise."""

    def call(
        *words: str | Path, language: str = "en", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "voronka", *map(str, words)],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "VORONKA_LANG": language, **environment},
        )

    return call


@pytest.fixture(scope="session")
def company(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "company"
    done = run("demo", "--deals", "150", "--no-serve", "--workspace", folder)
    assert done.returncode == 0, done.stderr
    return folder

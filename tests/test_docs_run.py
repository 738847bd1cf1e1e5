"""The commands of the docs that are marked `sh run` are run, page by page and in order, against the simulated amoCRM."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
_RUN = re.compile(r"```sh run\n(.*?)```", re.DOTALL)


def blocks(page: Path) -> list[str]:
    """The blocks of a page that are run."""
    return _RUN.findall(page.read_text("utf-8"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def followed(commands: list[str], folder: Path, language: str) -> subprocess.CompletedProcess[str]:
    """A shell that does what is written, word by word, and stops at the first command that fails; what it left running is ended."""
    # a company of a few deals says as much, and the port is one that nobody has
    told = "\n".join(commands).replace("8080", str(free_port())).replace("--deals 300", "--deals 60")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VORONKA_")}
    process = subprocess.Popen(
        ["bash", "-euo", "pipefail", "-x", "-c", told],
        cwd=folder,
        env={
            **environment,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "VORONKA_LANG": language,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        process.wait(600)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
    said, failed = process.communicate(timeout=30)
    return subprocess.CompletedProcess(told, process.returncode, said, failed)


@pytest.mark.parametrize("tutorial", ["tutorial.ru.md", "tutorial.md"])
def test_the_twins_do_the_same(tutorial: str) -> None:
    words = [re.sub(r'"[^"]*"|\S*1500000', "…", block) for block in blocks(DOCS / tutorial)]
    assert words == [re.sub(r'"[^"]*"|\S*1500000', "…", block) for block in blocks(DOCS / "tutorial.md")]
    assert len(words) >= 6


def test_the_tutorial_and_the_how_to_pages_do_what_they_say(tmp_path: Path) -> None:
    """The tutorial from nothing to Monday's report; then, on the same company, backup and restoration."""
    commands = [*blocks(DOCS / "tutorial.ru.md"), *blocks(DOCS / "install.ru.md")]
    done = followed(commands, tmp_path, "ru")
    assert done.returncode == 0, done.stderr[-3000:]
    for said in ("Воронка", "monday.pdf", "Все цифры сходятся", "доставлено", "monday.tar.gz", "Система"):
        assert said in done.stdout, said
    assert (tmp_path / "monday.pdf").read_bytes().startswith(b"%PDF")
    assert list((tmp_path / "company/reports/monday").glob("*.pdf"))
    assert (tmp_path / "company-again/voronka.toml").is_file()

"""What starts the server elsewhere names commands and files that there are; behind a proxy the server answers to the team's name."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml
from fastapi.testclient import TestClient

from tests.api.served import workspace
from voronka.cli.main import group
from voronka.settings import Settings
from voronka.web.app import create_app
from voronka.web.serve import LOCAL, names_of

DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def words_of(name: str) -> list[str]:
    """The voronka command of a file, without what is in front of it."""
    text = (DEPLOY / name).read_text("utf-8")
    if name == "Dockerfile":
        words: list[str] = yaml.safe_load(re.findall(r"^CMD (\[.*\])", text, re.MULTILINE)[-1])
        return words[1:]
    line = re.search(r"bin/voronka ([^'\n]+)", text)
    assert line is not None
    return shlex.split(re.sub(r"\$\([^)]*\)", "day", line[1]))


@pytest.mark.parametrize("name", ["Dockerfile", "voronka.service", "voronka-backup.service"])
def test_the_commands_exist_with_these_options(name: str) -> None:
    command, *rest = words_of(name)
    found = group.get_command(click.Context(group), command)
    assert found is not None
    found.make_context(command, rest)


def test_the_files_that_are_named_are_there() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    build = told["services"]["voronka"]["build"]
    root = (DEPLOY / build["context"]).resolve()
    assert (root / build["dockerfile"]).is_file()
    assert (DEPLOY / told["services"]["proxy"]["volumes"][0].split(":")[0]).is_file()
    copied = re.findall(
        r"^COPY (?!--from|\. )(\S+)", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    assert copied
    assert all((root / name).exists() for name in copied)


def test_behind_a_proxy_the_server_answers_to_the_name_of_the_team(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "company")
    assert names_of(folder) == LOCAL
    Settings({"web.address": "https://sales.example.com"}).save(folder)
    client = TestClient(create_app(folder, hosts=names_of(folder)), follow_redirects=False)
    for host, status in (("sales.example.com", 200), ("localhost:8000", 200), ("evil.example.com", 400)):
        assert client.get("/health", headers={"host": host}).status_code == status
    # whoever comes through the proxy is from outside, and has to be somebody
    passed_on = {"host": "sales.example.com", "x-forwarded-for": "203.0.113.9"}
    assert client.get("/funnel", headers=passed_on).headers["location"] == "/first"

"""Answers kept: counted once for all who ask, and again when there is a new store."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

import voronka
from naive import write_duckdb
from story import company
from voronka.answers import Answers
from voronka.errors import InputError
from voronka.model.answer import Answer, Trust
from voronka.model.question import Question
from voronka.model.rights import EVERYTHING, Rights
from voronka.web.warming import warming

QUESTION = Question("funnel")
ANSWER = Answer(
    "funnel", QUESTION, datetime(2026, 1, 1), "1", Trust(0, 0, 0, None, None, None, "good"), "", ()
)


def key(version: int, text: str = "metric=funnel") -> tuple[int, str, str]:
    return version, text, ""


def test_two_who_ask_at_once_wait_for_one_count() -> None:
    answers, counted = Answers(8), []

    def count() -> Answer:
        counted.append(threading.get_ident())
        time.sleep(0.05)
        return ANSWER

    with ThreadPoolExecutor(8) as people:
        found = [people.submit(answers.get, key(1), QUESTION, EVERYTHING, count) for _ in range(8)]
        assert {id(one.result()) for one in found} == {id(ANSWER)}
    assert len(counted) == 1


def test_an_error_is_kept_for_nobody() -> None:
    answers = Answers(8)

    def fail() -> Answer:
        raise InputError("no such stage")

    with pytest.raises(InputError):
        answers.get(key(1), QUESTION, EVERYTHING, fail)
    assert answers.asked_of_others(2) == []
    assert answers.get(key(1), QUESTION, EVERYTHING, lambda: ANSWER) is ANSWER


def test_the_latest_are_kept_and_asked_again_first() -> None:
    answers, some = Answers(3), Rights(frozenset({(1, 7)}))
    for name, rights in (("a", EVERYTHING), ("b", EVERYTHING), ("c", some), ("d", EVERYTHING)):
        answers.get(key(1, name), QUESTION.with_(by=name), rights, lambda: ANSWER)
    answers.get(key(2, "d"), QUESTION.with_(by="d"), EVERYTHING, lambda: ANSWER)
    # a and b are the oldest of five; d was asked of the new store already
    assert answers.asked_of_others(2) == [(some, QUESTION.with_(by="c"))]
    assert [question.by for _, question in answers.asked_of_others(3)] == ["d", "c"]


def publish(story: str, folder: Path, version: int) -> None:
    write_duckdb(company(story), folder / f"store-{version}.duckdb")
    (folder / "link").symlink_to(f"store-{version}.duckdb")
    (folder / "link").rename(folder / "store.duckdb")


def test_what_was_asked_is_counted_again_when_a_new_store_comes(tmp_path: Path) -> None:
    publish("anna lead 01-02 won 01-20", tmp_path, 1)
    with voronka.open(tmp_path) as known, warming(known, seconds=0.02):
        assert known.ask("funnel").rows[0]["reached"] == 1
        time.sleep(0.1)
        publish("anna lead 01-02 won 01-20\nboris lead 01-03", tmp_path, 2)
        ends = time.monotonic() + 20
        while known._answers.asked_of_others(2) and time.monotonic() < ends:
            time.sleep(0.02)
        assert known._answers.asked_of_others(2) == []
        assert known.ask("funnel").rows[0]["reached"] == 2

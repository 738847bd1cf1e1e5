"""Activities: one row each, however many records tell of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.story import UNTIL, Story, moment
from voronka.store.fingerprint import fingerprints

EVENT: dict[str, Any] = {"person_id": 2}
NOTE: dict[str, Any] = {"person_id": 1, "seconds": 65, "outcome": "answered"}


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with Story(tmp_path / "shop") as made:
        made.tell("anna   new 01-02")
        yield made


def call(story: Story, **more: Any) -> None:
    story.insert(
        "activities",
        activity_id="note:5",
        deal_id=1,
        kind="call",
        direction="in",
        happened_at=moment("01-03"),
        **more,
    )


def calls(story: Story) -> list[tuple[Any, ...]]:
    return story.rows("select activity_id, person_id, seconds, outcome from activities")


@pytest.mark.parametrize("records", list(itertools.permutations([EVENT, NOTE])))
@pytest.mark.parametrize("is_derived_between", [False, True])
def test_a_call_told_by_its_event_and_its_note_is_the_note(
    story: Story, records: tuple[dict[str, Any], ...], is_derived_between: bool
) -> None:
    for record in records:
        call(story, **record)
        if is_derived_between:
            story.derive(UNTIL)
    story.derive(UNTIL)
    assert calls(story) == [("note:5", 1, 65, "answered")]
    before = fingerprints(story.work.connection, "derived.main")
    story.work.reset_derived()
    story.derive(UNTIL)
    assert fingerprints(story.work.connection, "derived.main") == before


def test_a_call_known_by_its_event_alone_is_there_without_its_length(story: Story) -> None:
    call(story, **EVENT)
    story.derive(UNTIL)
    assert calls(story) == [("note:5", 2, None, None)]

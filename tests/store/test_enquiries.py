"""Enquiries: who came in unsorted, and when each was accepted or declined."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.store.story import Story, moment
from voronka.store.fingerprint import fingerprints


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with Story(tmp_path / "shop", incoming=True) as made:
        yield made


def listed(story: Story, deal: str, at: str, uid: str = "", **more: Any) -> None:
    """The CRM's list of unsorted enquiries had this one."""
    number = story.deals.setdefault(deal, len(story.deals) + 1)
    story.insert(
        "enquiries",
        enquiry_id=uid or f"u{number}",
        deal_id=number,
        pipeline_id=1,
        created_at=moment(at),
        **more,
    )


def enquiries(
    story: Story,
    columns: str = "strftime(created_at, '%d'), strftime(accepted_at, '%d'), strftime(declined_at, '%d')",
) -> dict[str, tuple[Any, ...]]:
    names = {number: name for name, number in story.deals.items()}
    return {names[deal]: tuple(row) for deal, *row in story.rows(f"select deal_id, {columns} from enquiries")}


def test_an_enquiry_is_accepted_declined_or_waits(story: Story) -> None:
    story.tell("""
        anna   incoming 01-02, qualified 01-03, lost 01-05
        boris  incoming 01-02, lost 01-04
        vera   incoming 01-02
        gleb   new 01-02, won 01-03
        dina   incoming 01-02, lost 01-04, new 01-06
        egor   incoming 01-02, repeat.first 01-07
    """)
    story.record("zoya", "incoming", created="01-02", updated="01-08", is_deleted=True)
    story.change("zoya", "deleted", "01-08")
    story.derive()
    assert enquiries(story) == {
        "anna": ("02", "03", None),  # what happened after it was accepted is the deal's own story
        "boris": ("02", None, "04"),
        "vera": ("02", None, None),
        "dina": ("02", "06", "04"),  # declined, and taken up after all
        "egor": ("02", "07", None),
        "zoya": ("02", None, "08"),
    }


def test_who_took_it_is_the_owner_it_was_given_and_who_sorted_it_the_author(story: Story) -> None:
    story.record("anna", "new", created="01-02", updated="01-03", owner=2)
    story.change("anna", "owner", "01-03", 1, 2, author=1)
    story.change("anna", "stage", "01-03", "incoming", "new", author=1)
    story.record("boris", "lost", created="01-02", updated="01-03")
    story.change("boris", "stage", "01-03", "incoming", "lost", author=0)
    story.derive()
    assert enquiries(story, "taken_by, sorted_by") == {"anna": (2, 1), "boris": (None, None)}


def test_what_the_list_tells_is_kept_when_the_enquiry_has_left_it(story: Story) -> None:
    story.tell("anna   incoming 01-02, new 01-03")
    listed(story, "anna", "01-02", category="form", source="Site")
    story.derive()
    assert enquiries(story, "enquiry_id, category, source, strftime(accepted_at, '%d')") == {
        "anna": ("u1", "form", "Site", "03")
    }


def test_an_enquiry_told_by_the_list_alone_is_followed_as_far_as_its_deal_is_known(story: Story) -> None:
    listed(story, "anna", "01-02", category="call")
    listed(story, "boris", "01-02", category="mail")
    listed(story, "vera", "01-02", category="chat")
    story.trashed("boris", "01-05")
    story.tell("vera   new 01-03")  # its history was never seen on the incoming stage
    story.derive()
    assert enquiries(story) == {
        "anna": ("02", None, None),
        "boris": ("02", None, "05"),
        "vera": ("02", "03", None),
    }


def test_an_enquiry_is_known_from_its_moment_on(story: Story) -> None:
    listed(story, "anna", "01-05")
    story.derive(datetime(2026, 1, 5))
    assert enquiries(story) == {}
    story.derive(datetime(2026, 1, 6))
    assert enquiries(story) == {"anna": ("05", None, None)}


def test_step_by_step_comes_out_as_at_once(story: Story) -> None:
    story.tell("anna   incoming 01-02")
    story.derive()
    listed(story, "anna", "01-02", category="form")
    story.derive()
    assert enquiries(story, "category") == {"anna": ("form",)}
    story.change("anna", "stage", "01-09", "incoming", "new")
    story.derive()
    listed(story, "boris", "01-07", category="mail")
    story.derive()
    assert enquiries(story) == {"anna": ("02", "09", None), "boris": ("07", None, None)}
    step_by_step = fingerprints(story.work.connection, "derived.main")
    story.work.reset_derived()
    story.derive()
    assert fingerprints(story.work.connection, "derived.main") == step_by_step

"""Activity: story by story with numbers worked out by hand, then against plain loops."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import mean, median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import laws
from companies import companies, moments
from metrics.activity import plain
from metrics.test_laws import opened
from naive import Company
from naive_figures import Ask
from story import SALES, engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer, Row
from voronka.model.cell import Cell
from voronka.model.question import Question

STORY = """
    anna   owner=anna lead 01-02  >call/60@ivan 01-03T10:00  >call/no_answer@ivan 01-03T12:00  >mail@anna 01-04  <mail 01-05  meeting@anna 01-06  won 01-10  >call/30@anna 01-12
    boris  owner=ivan lead 01-02  <call/no_answer@ivan 01-03  <call/90@ivan 01-04  >message@ivan 01-20  lost 01-25
    vera   owner=ivan lead 01-05  >message@nobody 01-06  task@ivan 01-07
    -      >call/120@ivan 01-08
"""


@pytest.fixture(autouse=True)
def folders(tmp_path: Path) -> None:
    for name in "abcd":
        (tmp_path / name).mkdir()


def asked(text: str, folder: Path, parts: str = "") -> Answer:
    return ask(engine(text, folder), Question.from_text(f"metric=activity&{parts}"))


def only(answer: Answer) -> Row:
    [row] = answer.rows
    return row


def test_what_was_done_is_counted_by_what_it_was(tmp_path: Path) -> None:
    row = only(asked(STORY, tmp_path))
    counts = ("calls_out", "calls_in", "calls_missed", "meetings", "mails_out", "mails_in", "messages_out", "messages_in", "tasks")  # fmt: skip
    assert [row[name] for name in counts] == [4, 2, 1, 1, 1, 1, 2, 0, 1]
    assert (row["missed"].hits, row["missed"].trials) == (1, 2)
    # 60, 30, 120 and 90 seconds
    assert (row["talk_seconds"], row["talk_median_seconds"]) == (300, 75.0)
    # anna on 4, 6 and 12 January; ivan on 3, 4, 7, 8 and 20; anna by default on 6 for the robot's message
    assert row["touches"] == 4 + 1 + 1 + 1 + 2
    assert row["days"] == 8


def test_it_is_theirs_who_acted_not_who_owns_the_deal(tmp_path: Path) -> None:
    rows = {row["segment"]: row for row in asked(STORY, tmp_path, "by=manager").rows}
    assert set(rows) == {"anna", "ivan", ""}
    assert (rows["ivan"]["calls_out"], rows["anna"]["calls_out"]) == (3, 1)
    assert rows[""]["mails_in"] == 1, "what a client writes has no author of ours"
    assert rows["ivan"]["days"] == 5
    assert rows["ivan"]["per_day"] == 5 / 5


def test_of_closed_deals_all_touches_up_to_the_closing_count(tmp_path: Path) -> None:
    """anna's win: two calls, a mail, a meeting; the call after the win is none. boris: the call taken and the message."""
    row = only(asked(STORY, tmp_path))
    assert (row["touches_per_win"].n, row["touches_per_win"].value) == (1, 4.0)
    assert (row["touches_per_loss"].n, row["touches_per_loss"].value) == (1, 2.0)
    # two calls and a mail before anna's client answered; the client of boris called before anything was sent, and not after
    assert (row["touches_to_reply"].n, row["touches_to_reply"].value) == (1, 3.0)


def test_a_touch_of_before_the_period_counts_for_a_win_in_it(tmp_path: Path) -> None:
    text = "anna lead 01-02  >call 01-20  won 02-03"
    row = only(asked(text, tmp_path, "period=2026-02"))
    assert (row["calls_out"], row["touches_per_win"].value) == (0, 1.0)


@pytest.mark.parametrize(
    ("as_of", "horizon", "hits", "trials"),
    [
        ("2026-01-07", "3", 1, 1),
        ("2026-01-06", "3", 0, 0),
        ("2026-01-08", "1", 0, 2),
        ("2026-02-01", "3", 1, 3),
    ],
)
def test_a_reply_counts_within_its_days_and_what_was_sent_lately_waits(
    as_of: str, horizon: str, hits: int, trials: int, tmp_path: Path
) -> None:
    """The mail of the 4th was answered a day later, on the 5th; a day is not within a day."""
    replies = only(asked(STORY, tmp_path, f"as_of={as_of}&horizon={horizon}"))["replies"]
    assert (replies.hits, replies.trials) == (hits, trials)


def test_what_no_source_has_told_is_unknown_and_not_zero(tmp_path: Path) -> None:
    text = "anna lead 01-02  >mail 01-03\nboris lead 01-02  <call 02-01"
    before, after = (
        only(asked(text, tmp_path / name, f"period=2026-{month}"))
        for name, month in (("a", "01"), ("b", "02"))
    )
    assert (before["calls_in"], before["missed"], before["talk_seconds"], before["meetings"]) == (None,) * 4
    assert before["mails_out"] == 1
    assert (after["calls_in"], after["calls_out"], after["meetings"]) == (1, 0, None)
    answer = asked(text, tmp_path / "c", "period=2026-01")
    assert "calls_unknown" in answer.notes
    assert answer.findings[0].in_("en") == "Calls are not known: no telephony has told of any by then."


def test_without_any_activity_all_is_unknown(tmp_path: Path) -> None:
    row = only(asked("anna lead 01-02  won 01-04", tmp_path))
    assert {
        row[name] for name in ("calls_out", "mails_in", "replies", "touches", "touches_per_win", "tasks")
    } == {None}


def test_a_question_about_deals_leaves_out_what_has_no_deal(tmp_path: Path) -> None:
    told = [("a", ""), ("b", "pipeline=Sales"), ("c", "where=manager%3Divan"), ("d", "where=manager!%3Dolga")]
    calls = [only(asked(STORY, tmp_path / name, parts))["calls_out"] for name, parts in told]
    assert calls == [4, 3, 0, 3]


def test_a_deleted_deal_takes_its_activities_with_it(tmp_path: Path) -> None:
    text = "anna lead 01-02  >call 01-03  deleted 01-05\nboris lead 01-02  >call 01-03"
    assert only(asked(text, tmp_path / "a"))["calls_out"] == 1
    assert only(asked(text, tmp_path / "b", "as_of=2026-01-04T12:00Z"))["calls_out"] == 2


def test_numbers_open_their_activities_with_who_and_when(tmp_path: Path) -> None:
    store = engine(STORY, tmp_path)
    found = deals(store, Question("activity"), Cell.parse("missed"))
    [row] = found.rows
    assert (row["name"], row["person"], row["result"], row["happened_at"]) == (
        "boris",
        "ivan",
        "no_answer",
        datetime(2026, 1, 3),
    )
    assert (
        deals(store, Question.from_text("metric=activity&by=manager"), Cell.parse("touches@ivan")).total == 5
    )
    assert deals(store, Question("activity"), Cell.parse("replied")).total == 1
    assert deals(store, Question("activity"), Cell.parse("calls_out")).rows[0]["name"] == "anna", (
        "the newest first"
    )


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(companies(6), moments, st.data())
def test_activity_is_the_plain_one(company: Company, moment: datetime, data: st.DataObject) -> None:
    company = replace(company, activities=data.draw(plain.done(company)))
    with opened(company) as store:
        for period, way in (
            (None, Ask(SALES, moment)),
            (laws.JANUARY, Ask(SALES, moment, laws.FIRST, laws.LAST)),
        ):
            way.population = "flow"
            question = Question("activity", as_of=moment, period=period)
            row = only(ask(store, question))
            work = plain.activity(company, SALES, moment, way.first, way.last, False, True)[None]
            _same(company, row, work, moment if way.last is None else min(moment, way.last))
            for name, outcome in (("touches_per_win", "won"), ("touches_per_loss", "lost")):
                _same_mean(row[name], plain.touches(company, way, outcome), bool(_told(company, moment, way)))
            _same_mean(
                row["touches_to_reply"], plain.to_first_reply(company, way), bool(_told(company, moment, way))
            )
            works = plain.activity(company, SALES, moment, way.first, way.last, True, True)
            for shown in ask(store, question.with_(by="manager")).rows:
                person = next(
                    (p for p, (name, _) in company.people.items() if name == shown["segment"]), None
                )
                if shown["segment"] == "" or person is not None:
                    _same(
                        company, shown, works[person], moment if way.last is None else min(moment, way.last)
                    )


def _told(company: Company, moment: datetime, way: Ask) -> set[str]:
    end = moment if way.last is None else min(moment, way.last)
    return {one.kind for one in plain.seen(company, end)} & {"call", "mail", "message", "meeting"}


def _same(company: Company, row: Row, work: plain.Work, end: datetime) -> None:
    known = {one.kind for one in plain.seen(company, end)}
    for name in (
        "calls_out",
        "calls_in",
        "meetings",
        "mails_out",
        "mails_in",
        "messages_out",
        "messages_in",
        "tasks",
    ):
        kind = name.partition("_")[0].removesuffix("s")
        assert row[name] == (work.things[name] if kind in known else None), name
    if "call" in known:
        assert row["calls_missed"] == work.missed
        assert row["talk_seconds"] == sum(work.talk)
        assert row["talk_median_seconds"] == (median(work.talk) if work.talk else None)
    if known & {"mail", "message"}:
        assert (row["replies"].hits, row["replies"].trials) == (work.answered, work.sent)
    assert row["days"] == len(work.days)
    if known & {"call", "mail", "message", "meeting"}:
        assert row["touches"] == work.touches


def _same_mean(shown: object, touches: list[int], is_known: bool) -> None:
    value = getattr(shown, "value", None)
    assert value == (pytest.approx(mean(touches)) if touches and is_known else None)

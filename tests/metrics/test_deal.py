"""One deal with its whole path, against stories worked out by hand and against what is counted of all deals."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from acceptance.simulated import simulated
from story import engine
from voronka.errors import AbsentError
from voronka.metrics.ask import ask
from voronka.metrics.deal import deal
from voronka.metrics.lookup import find_deal
from voronka.model.answer import Answer
from voronka.model.context import Context, Snooze
from voronka.model.deal import Deal
from voronka.model.money import Money
from voronka.model.question import Question
from voronka.render.deal import chapters, path_row, said

STORY = """
    anna  source=site tag=vip amount=500 inbox 01-02  lead 01-05  >call/60 01-06  amount=700 01-07  proposal 01-10  owner=ivan 01-11  lead 01-12  proposal 01-14  won 01-20
    boris lead 01-03  lost 01-06T12:00  loss_reason=price 01-06
    vera  amount=900 lead 02-27
    gleb  lead 01-03  repeat/new 02-01
"""


def plain(texts: list[str]) -> list[str]:
    return [
        text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ") for text in texts
    ]


def told(built: Any, number: int, context: Context | None = None) -> Deal:
    def of(metric: str, pipeline: str) -> Answer:
        return ask(built, Question(metric, pipeline=pipeline), context or Context())

    return deal(built, 1, number, of, context or Context())


def test_a_path_has_each_stay_skip_and_return_with_what_happened_meanwhile(tmp_path: Path) -> None:
    with closing(engine(STORY, tmp_path)) as built:
        anna = told(built, 1)
    assert [(one.stage, one.days, one.is_skipped, one.exit) for one in anna.stays] == [
        ("inbox", 3.0, False, "advanced"),
        ("lead", 5.0, False, "advanced"),
        ("qualified", 0.0, True, "advanced"),
        ("proposal", 2.0, False, "moved_back"),
        ("lead", 2.0, False, "advanced"),
        ("proposal", 6.0, False, "won"),
        ("won", 40.0, False, "open"),
    ]
    assert [(one.kind, one.before, one.after) for one in anna.changes] == [
        ("amount", Money(50_000, "RUB"), Money(70_000, "RUB")),
        ("owner", "anna", "ivan"),
    ]
    assert (anna.outcome, anna.days, anna.owner) == ("won", 18.0, "ivan")
    assert anna.attributes == (("source", "site"), ("tag", "vip"))
    path = [path_row(one, "UTC", "en") for one in chapters(anna)]
    assert plain([row["happened"] for row in path]) == [
        "",
        "Amount: ₽500 → ₽700; 1 call",
        "skipping “qualified”; Manager: anna → ivan",
        "moved back",
        "",
        "",
    ]


def test_how_a_deal_ended_is_said_with_its_reason(tmp_path: Path) -> None:
    with closing(engine(STORY, tmp_path)) as built:
        assert plain(said(told(built, 2), "en")) == [
            "Lost on 6 Jan 2026 after 3.5 days, at “lead”. The reason: price."
        ]
        gleb = told(built, 4)
    assert (gleb.pipeline, gleb.stage, gleb.outcome) == ("repeat", "new", "open")
    assert chapters(gleb)[1].began == "arrived"


def test_a_deal_set_aside_says_until_when_and_why(tmp_path: Path) -> None:
    aside = Context(
        snoozes=(Snooze(1, 3, date(2026, 3, 9), "holiday"), Snooze(1, 1, date(2026, 3, 9), "other"))
    )
    over = Context(snoozes=(Snooze(1, 3, date(2026, 3, 1), "holiday"),))
    with closing(engine(STORY, tmp_path)) as built:
        vera = told(built, 3, aside)
        assert plain(said(vera, "en")) == [
            "It has stood on “lead” for 2 days.",
            "Set aside until 9 Mar 2026: holiday.",
        ]
        standing = told(built, 3, over).standing
    assert standing is not None
    assert standing.snoozed_until is None
    assert vera.to_dict()["standing"]["snoozed_until"] == "2026-03-09"


def test_each_open_deal_stands_as_the_list_of_stuck_deals_says() -> None:
    with simulated(11, deals=1500) as (built, made):
        answers: dict[tuple[str, str], Answer] = {}

        def of(metric: str, pipeline: str) -> Answer:
            key = metric, pipeline
            if key not in answers:
                answers[key] = ask(built, Question(metric, pipeline=pipeline))
            return answers[key]

        rows = ask(built, Question("stuck", options=(("top", "5000"),))).rows
        assert len({row["why"] for row in rows}) > 1
        for row in rows[:: max(1, len(rows) // 80)]:
            standing = deal(built, made.account_id, row["deal_id"], of).standing
            assert standing is not None
            assert (standing.why, standing.at_risk, standing.days) == (
                row["why"],
                row["at_risk"],
                row["age_days"],
            )
            assert (standing.chance, standing.fresh_chance) == (row["chance"], row["fresh_chance"])
            assert standing.norm_days == pytest.approx(row["norm_days"], abs=1 / 24)


def test_a_deal_is_found_by_its_number_with_or_without_its_account(tmp_path: Path) -> None:
    with closing(engine(STORY, tmp_path)) as built:
        assert find_deal(built, "2") == find_deal(built, "1/2") == find_deal(built, "1-2") == (1, 2)
        for absent in ("99", "2/2", "-2", "1-", "x", "9" * 30, "'", ""):
            with pytest.raises(AbsentError):
                find_deal(built, absent)
        with pytest.raises(AbsentError):
            deal(built, 1, 99, lambda metric, pipeline: ask(built, Question(metric, pipeline=pipeline)))


def test_a_deal_without_any_history_of_its_stage_is_fine(tmp_path: Path) -> None:
    with closing(engine("anna lead 01-02", tmp_path, until=datetime(2026, 1, 3))) as built:
        anna = told(built, 1)
    assert anna.standing is not None
    assert anna.standing.chance is None
    assert anna.standing.why == "fine"

"""Satisfaction: stories with numbers worked out by hand, then against plain loops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import laws
from companies import START, companies, moments
from metrics.test_laws import opened
from naive import Company, Rated, ending
from naive_figures import Ask, owner
from story import SALES, engine
from voronka.metrics.ask import ask
from voronka.metrics.facts import deals
from voronka.model.answer import Answer, Row
from voronka.model.cell import Cell
from voronka.model.question import Question

STORY = """
    anna   source=site owner=anna lead 01-02  won 01-10  nps=9 01-12
    boris  source=site owner=anna lead 01-02  won 01-11  nps=3 01-13  nps=8 01-20
    vera   owner=ivan lead 01-02  won 01-12  nps=6 02-20  csat=5 01-14
    gleb   owner=ivan lead 01-02  won 01-13
    daria  lead 01-02  lost 01-14  nps=0 01-15
    egor   lead 01-02  won 02-03  csat=2 02-04
"""


def asked(folder: Path, parts: str = "", text: str = STORY) -> Answer:
    folder.mkdir(exist_ok=True)
    return ask(engine(text, folder), Question.from_text(f"metric=satisfaction&{parts}"))


def only(answer: Answer) -> Row:
    [row] = answer.rows
    return row


def told(row: Row) -> dict[str, Any]:
    return {
        "won": row["won"],
        "answered": row["answered"].hits,
        "nps": row["nps"].value,
        "marks": (row["promoters"], row["passives"], row["detractors"]),
        "content": (row["content"].hits, row["content"].trials),
    }


def test_the_last_answers_of_won_deals_count(tmp_path: Path) -> None:
    """9, 8 and 6 are one promoter, one passive and one detractor; a lost deal's 0 is nobody's who bought."""
    row = only(asked(tmp_path))
    assert told(row) == {"won": 5, "answered": 4, "nps": 0.0, "marks": (1, 1, 1), "content": (1, 2)}
    assert row["answered"].trials == 5
    # Adjusted Wald of 1, 1, 1: (1.75 − 1.75) / 6 ± 1.96 √(3.5 / 36)
    assert round(row["nps"].high, 1) == 61.1


def test_the_period_is_that_of_the_win_and_the_moment_knows_no_later_answer(tmp_path: Path) -> None:
    assert told(only(asked(tmp_path / "a", "period=2026-01")))["won"] == 4
    early = only(asked(tmp_path / "b", "as_of=2026-01-15"))
    assert told(early) == {"won": 4, "answered": 3, "nps": 0.0, "marks": (1, 0, 1), "content": (1, 1)}


def test_what_nobody_has_been_asked_is_unknown(tmp_path: Path) -> None:
    row = only(asked(tmp_path / "a", text="anna lead 01-02  won 01-04"))
    assert [row[name] for name in ("won", "answered", "nps", "promoters", "content")] == [
        1,
        None,
        None,
        None,
        None,
    ]
    answer = asked(tmp_path / "b", "period=2026-01", "anna lead 01-02  won 01-04  csat=5 01-05")
    assert (only(answer)["nps"], only(answer)["content"].hits) == (None, 1)
    assert answer.notes == ("nps_unknown",)
    [said] = asked(tmp_path / "c", text="anna lead 01-02").findings
    assert said.in_("ru").startswith("Насколько довольны клиенты, неизвестно")


def test_marks_outside_of_their_scale_are_left_out(tmp_path: Path) -> None:
    row = only(
        asked(
            tmp_path,
            text="anna lead 01-02  won 01-04  nps=11 01-05  csat=3 01-05\nboris lead 01-02  won 01-04  nps=10 01-05",
        )
    )
    assert (row["nps"].n, row["promoters"]) == (1, 1)


def test_findings_are_honest_about_few_answers(tmp_path: Path) -> None:
    said = [one.in_("en") for one in asked(tmp_path).findings]
    assert said == [
        "NPS is 0 from 3 answers, too few to tell: it may be anything from −61 to 61.",
        "4 of 5 clients of won deals answered: 80%. What the others think is not known.",
    ]


def test_managers_are_called_different_only_where_they_are(tmp_path: Path) -> None:
    def company(marks: tuple[int, int]) -> str:
        return "\n".join(
            f"d{person}{n} owner={person} lead 01-02  won 01-10  nps={10 if n % 10 < mark else 5} 01-12"
            for person, mark in zip(("anna", "ivan"), marks, strict=True)
            for n in range(40)
        )

    [alike] = asked(tmp_path / "a", "by=manager", company((6, 5))).findings
    assert alike.in_("en").startswith("No reliable difference")
    [different] = asked(tmp_path / "b", "by=manager", company((9, 3))).findings
    assert different.in_("en") == "NPS of “anna” (80) is reliably higher than that of “ivan” (−40)."
    [few] = asked(tmp_path / "c", "by=manager").findings
    assert few.in_("en").startswith("Too few answers")


def test_numbers_open_their_deals(tmp_path: Path) -> None:
    store = engine(STORY, tmp_path)
    for cell, names in (
        ("promoters", {"anna"}),
        ("content", {"vera"}),
        ("answered", {"anna", "boris", "vera", "egor"}),
    ):
        assert {row["name"] for row in deals(store, Question("satisfaction"), Cell.parse(cell)).rows} == names
    assert (
        deals(store, Question.from_text("metric=satisfaction&by=source"), Cell.parse("won@site")).total == 2
    )


@st.composite
def ratings(draw: st.DrawFn, company: Company) -> tuple[Rated, ...]:
    numbers = [deal.deal_id for deal in company.deals if deal.account_id == 1]
    return tuple(
        Rated(START + timedelta(hours=hour), draw(st.sampled_from(numbers)), draw(st.sampled_from(["nps", "csat"])), draw(st.integers(0, 10)))
        for hour in sorted(draw(st.sets(st.integers(0, 59 * 24 - 1), max_size=10))) if numbers
    )  # fmt: skip


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(companies(8), moments, st.data())
def test_satisfaction_is_the_plain_one(company: Company, moment: datetime, data: st.DataObject) -> None:
    company = replace(company, answers=data.draw(ratings(company)))
    with opened(company) as store:
        for parts, way in laws.populations(SALES, moment):
            parts.setdefault("population", "cohort")
            for by in (None, "manager"):
                for row in ask(store, laws.question("satisfaction", SALES, moment, by=by, **parts)).rows:
                    person = next(
                        (p for p, (name, _) in company.people.items() if name == row["segment"]), None
                    )
                    if by is None or person is not None:
                        _same(row, _plain(company, way, None if by is None else person), _known(company, way))


def _known(company: Company, way: Ask) -> set[str]:
    until = min(moment for moment in (way.moment, way.last if way.population == "flow" else None) if moment)
    return {one.kind for one in company.answers if one.at < until and _is_on_scale(one)}


def _is_on_scale(one: Rated) -> bool:
    return 0 <= one.score <= 10 if one.kind == "nps" else 1 <= one.score <= 5


def _plain(company: Company, way: Ask, person: int | None) -> dict[str, list[int | None]]:
    """Last marks of each won deal."""
    found: dict[str, list[int | None]] = defaultdict(list)
    for deal, own in way.paths(company):
        end = ending(own)
        if end.outcome != "won" or (way.population == "flow" and not way.has(end.at)):
            continue
        if person is not None and owner(own, deal) != person:
            continue
        for kind in ("nps", "csat"):
            marks = [(o.at, o.score) for o in company.answers if o.deal_id == deal.deal_id and o.kind == kind and o.at < way.moment and _is_on_scale(o)]  # fmt: skip
            found[kind].append(max(marks)[1] if marks else None)
    return found


def _same(row: Row, expected: dict[str, list[int | None]], known: set[str]) -> None:
    scores, content = expected["nps"], expected["csat"]
    assert row["won"] == len(scores)
    if known:
        assert row["answered"].hits == sum(
            a is not None or b is not None for a, b in zip(scores, content, strict=True)
        )
    if "nps" in known:
        given = [mark for mark in scores if mark is not None]
        up, down = sum(mark >= 9 for mark in given), sum(mark <= 6 for mark in given)
        assert (row["promoters"], row["detractors"], row["nps"].n) == (up, down, len(given))
        assert row["nps"].value == (100 * (up - down) / len(given) if given else None)
    else:
        assert row["nps"] is None
    if "csat" in known:
        assert (row["content"].hits, row["content"].trials) == (
            sum(mark >= 4 for mark in content if mark is not None), sum(mark is not None for mark in content)
        )  # fmt: skip

"""Without names: nobody's name leaves, and questions are asked with what stands for them."""

from __future__ import annotations

import re
from typing import Any

import every
from tests.assistants.asking import Asked, ask, office, one
from voronka.metrics.catalog import METRICS
from voronka.workspace import Workspace

NAMES = re.compile(r"\b(anna|ivan|olga|boris|vera|gleb|zoya|inna)\b")


def nameless(company: Workspace, *calls: tuple[str, dict[str, Any]]) -> list[Asked]:
    return ask(office(company, has_names=False), *calls)


def test_no_name_is_in_any_answer(company: Workspace) -> None:
    calls: list[tuple[str, dict[str, Any]]] = [
        ("names", {}),
        ("values", {"dimension": "manager"}),
        ("deals", {"metric": "funnel", "cell": "deals"}),
        ("deal", {"number": "1"}),
        ("score", {}),
        ("ask", {"metric": "funnel", "where": ["manager=nobody"]}),
    ]
    for name in METRICS:
        question = every.question(name)
        period = str(question.period) if question.period else None
        calls.append(("ask", {"metric": name, "period": period, "options": dict(question.options)}))
        calls.append(("ask", {"metric": name, "period": period, "by": "manager", "limit": 200}))
    for call, found in zip(calls, nameless(company, *calls), strict=True):
        assert not NAMES.search(found.everything()), (call, found.everything())


def test_a_stand_in_asks_for_whom_it_stands(company: Workspace) -> None:
    people, split, narrowed, listed = nameless(
        company,
        ("names", {}),
        ("ask", {"metric": "win_rate", "by": "manager"}),
        ("ask", {"metric": "win_rate", "where": ["manager=person 1"]}),
        ("deals", {"metric": "win_rate", "by": "manager", "cell": "won@person 1"}),
    )
    assert people.values["people"] == ["person 1", "person 2", "person 3"]
    own = next(row for row in split.values["rows"] if row["segment"] == "person 1")
    assert narrowed.values["rows"][0]["deals"] == own["deals"] == 2
    assert listed.values["total"] == own["won"] == 1
    assert listed.values["rows"][0]["name"] is None
    assert listed.values["rows"][0]["owner"] == "person 1"
    # an address of the page would hold the name
    assert narrowed.values["link"] == ""


def test_fields_of_ones_own_are_not_asked_by(company: Workspace) -> None:
    for found in nameless(
        company,
        ("ask", {"metric": "funnel", "by": "industry"}),
        ("ask", {"metric": "funnel", "where": ["industry=steel"]}),
        ("values", {"dimension": "industry"}),
    ):
        assert found.is_refused
        assert "the field “industry” is not shown here" in found.text
    assert one(office(company, has_names=False), "names").values["fields"] == []

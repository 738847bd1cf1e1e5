"""The score's rules and models, kept: what is stored serves everybody, and nothing that it could not have known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import voronka
from acceptance.simulated import published
from voronka.errors import AbsentError, InputError, RightsError
from voronka.model.rights import Rights
from voronka.workspace import Workspace


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A simulated company with a model of its main pipeline."""
    folder = tmp_path_factory.mktemp("scores")
    published(folder, 4, 2500)
    with voronka.open(folder) as opened:
        yield opened


def some_person(company: Workspace) -> Rights:
    return Rights(frozenset({(one.account_id, one.person_id) for one in company.members()[2:3]}))


def test_a_stored_model_tells_everybody_the_same_chance_and_older_ones_stay(company: Workspace) -> None:
    manager = company.seen_by(some_person(company))
    alone = manager.ask("score", top=5000)
    assert alone.totals["state"] == "too_few"
    fresh = company.ask("score", top=5000)
    [first] = [one.model for one in company.scorer("anna").train("Продажи") if one.model]
    told = company.ask("score", top=5000)
    assert told.totals["model"] == first.number
    assert first.metrics["auc"]["value"] > 0.7
    assert first.store_version == company.version
    # kept and read back, it tells the very digits that were learned
    assert [row["chance"].value for row in told.rows] == [row["chance"].value for row in fresh.rows]
    whole = {row["deal_id"]: row for row in told.rows}
    own = manager.ask("score", top=5000).rows
    assert own
    for row in own:
        assert row["chance"] == whole[row["deal_id"]]["chance"]
        assert row["reasons"] == whole[row["deal_id"]]["reasons"]
    [second] = [one.model for one in company.scorer().train("Продажи") if one.model]
    assert second.body == first.body
    assert [one.number for one in company.scores().models()] == [second.number, first.number]
    assert company.scores().model(first.number).metrics == first.metrics


def test_it_tells_nothing_of_a_past_in_which_it_was_not_known(company: Workspace) -> None:
    company.scorer().train("Продажи")
    earlier = datetime(2026, 6, 1)
    assert company.ask("score").totals["model"] is not None
    assert company.ask("score", as_of=earlier).totals["model"] is None
    assert company.ask("score", horizon=30).totals["model"] is None


def test_reasons_add_up_on_every_row(company: Workspace) -> None:
    answer = company.ask("score", top=5000)
    average = answer.totals["average"]
    for row in answer.rows:
        assert average + sum(one["share"] for one in row["reasons"]) == pytest.approx(
            row["chance"].value, abs=1e-9
        )
        assert row["chance"].low <= row["chance"].value <= row["chance"].high
        assert row["expected"] is None or row["expected"].minor == round(
            row["chance"].value * row["amount"].minor
        )


def test_the_next_five_are_each_persons_own(company: Workspace) -> None:
    rows = [row for row in company.ask("score", top=5000).rows if row["next"]]
    for person in {row["manager_id"] for row in rows}:
        own = [row for row in rows if row["manager_id"] == person]
        assert [row["next"] for row in own] == list(range(1, len(own) + 1))
        assert len(own) <= 5
        assert [row["gain"].minor for row in own] == sorted((row["gain"].minor for row in own), reverse=True)


def test_who_sees_a_part_trains_nothing(company: Workspace) -> None:
    with pytest.raises(RightsError):
        company.seen_by(some_person(company)).scorer().train()


def test_a_small_pipeline_is_refused_with_the_reason(company: Workspace) -> None:
    [told] = company.scorer().train("Тендеры (архив)")
    assert told.model is None
    assert told.why is not None
    assert "200" in told.why.in_("ru")


def test_rules_are_set_counted_and_taken_back(company: Workspace) -> None:
    scorer = company.scorer("anna")
    rule = scorer.add_rule("stage_days <= 7", 15)
    other = scorer.add_rule("source = Сайт", -5)
    with pytest.raises(InputError, match="already"):
        scorer.add_rule("stage_days<=7", 3)
    with pytest.raises(InputError, match="no trait"):
        scorer.add_rule("colour=red", 3)
    with pytest.raises(InputError, match="0 points"):
        scorer.add_rule("source=phone", 0)
    rows = company.ask("score", top=5000).rows
    assert all(
        (row["points"] in (15, 10)) == (row["age_days"] <= 7) for row in rows if row["age_days"] is not None
    )
    told = company.ask("score_rules").rows
    assert [row["number"] for row in told] == [rule.number, other.number]
    assert told[0]["verdict"] == "reliable"
    for one in (rule, other):
        scorer.remove_rule(one.number)
    with pytest.raises(AbsentError):
        scorer.remove_rule(rule.number)
    assert company.ask("score").rows[0]["points"] is None


def test_it_is_trained_anew_when_it_is_old(company: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    company.scorer().train("Продажи")
    assert not company.scorer().is_due()
    later = company.scores().models()[0].made_at + timedelta(days=31)
    monkeypatch.setattr("voronka.workspace.scoring.clock_now", lambda: later)
    assert company.scorer().is_due()
    assert company.scorer().retrain()[0].model is not None
    assert not company.scorer().is_due()


def test_a_company_without_a_model_is_never_due(tmp_path: Path) -> None:
    with voronka.open(tmp_path) as empty:
        assert not empty.scorer().is_due()

"""The company looks like one: people, rhythm, money, and every kind of mess in about the amount that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.simulator.company import Mess, check, client_name, contact_name, deal_name, make_company
from voronka.simulator.people import HEAD_ID, MANAGERS
from voronka.simulator.shape import Company, rows
from voronka.simulator.stages import DELETED_ID, LOST_ID, MAIN_ID, REPEAT_ID, TENDERS_ID, WON_ID

DAY, MOSCOW = 86_400, 3 * 3600


@pytest.fixture(scope="module")
def company() -> Company:
    return make_company(seed=11)


@pytest.fixture(scope="module")
def large() -> Company:
    return make_company(deals=60_000, seed=12)


def weekday(at: np.ndarray) -> np.ndarray:
    return ((at + MOSCOW) // DAY + 3) % 7


def local_date(at: np.ndarray) -> np.ndarray:
    return ((at + MOSCOW) // DAY).astype("datetime64[D]")


def test_two_pipelines_and_an_archived_one_each_with_all_its_system_stages(company: Company) -> None:
    assert [pipeline.name for pipeline in company.pipelines] == [
        "Продажи",
        "Повторные продажи",
        "Тендеры (архив)",
    ]
    assert [pipeline.is_main for pipeline in company.pipelines] == [True, False, False]
    assert [pipeline.is_archive for pipeline in company.pipelines] == [False, False, True]
    for pipeline in company.pipelines:
        assert [stage.type for stage in pipeline.stages] == [1] + [0] * (len(pipeline.stages) - 1)
        assert [stage.id for stage in pipeline.stages[-2:]] == [WON_ID, LOST_ID]
        assert len({stage.id for stage in pipeline.stages}) == len(pipeline.stages)
    assert [stage.name for stage in company.pipelines[0].stages] == [
        "Неразобранное",
        "Новый лид",
        "Взяли в работу",
        "Квалифицирован",
        "Отправлено КП",
        "Согласование",
        "Реквизиты получены",
        "Договор/счет отправлен",
        "Оплата получена",
        "Успешно реализовано",
        "Закрыто и не реализовано",
    ]


def test_fourteen_managers_in_three_teams_with_leavers_one_of_whom_vanished(company: Company) -> None:
    managers = [user for user in company.users if not user.is_admin]
    assert len(managers) == 14
    assert len({user.group_id for user in managers}) == 3
    assert sum(not user.is_active for user in managers) == 4
    assert sum(user.is_vanished for user in company.users) == 1
    assert len({user.id for user in company.users}) == len(company.users)


def test_who_has_left_owns_no_open_deal_and_does_nothing_any_more(large: Company) -> None:
    left = {user.id for user in large.users if not user.is_active}
    closed = np.isin(large.deals["status_id"], (WON_ID, LOST_ID))
    archived = large.deals["pipeline_id"] == TENDERS_ID
    theirs = np.isin(large.deals["owner_id"], list(left))
    assert theirs.sum() > 1000
    assert not np.any(theirs & ~closed & ~archived)
    for table in ("stage_changes", "calls", "tasks"):
        columns = getattr(large, table)
        at = columns["at" if "at" in columns else "created_at"]
        who = columns["author_id" if "author_id" in columns else "person_id"]
        last = max(int(at[who == person].max()) for person in left)
        assert last < large.until - 0.19 * 3 * 365 * DAY


def test_managers_come_and_go_so_each_month_has_its_own(large: Company) -> None:
    owners = large.owner_changes
    leavers = [user.id for user in large.users if not user.is_active]
    for person in leavers:
        at = owners["at"][(owners["before"] == person) & (owners["author_id"] == HEAD_ID)]
        assert np.bincount(at - at.min()).max() > 20, "his open deals go to others in one moment"
    assert sum(manager.joins > 0 for manager in MANAGERS) == 4


def test_work_is_done_on_working_days_and_enquiries_follow_season_and_growth(large: Company) -> None:
    moves = np.bincount(weekday(large.stage_changes["at"]), minlength=7)
    assert moves[5:].sum() < 0.03 * moves.sum()
    hour = (large.stage_changes["at"] + MOSCOW) % DAY // 3600
    assert np.mean((hour >= 9) & (hour < 19)) > 0.94
    born = ~large.deals["is_imported"]
    created = local_date(large.deals["created_at"][born])
    per_day = np.bincount(weekday(large.deals["created_at"][born]), minlength=7)
    assert per_day[5:].sum() < 0.1 * per_day.sum()
    month = created.astype("datetime64[M]").astype(int) % 12
    assert np.sum(month == 0) < 0.75 * np.sum(month == 9)
    year = np.histogram(large.deals["created_at"][born], 3)[0]
    assert year[0] < year[1] < year[2]
    new_year = np.isin(created, [np.datetime64(f"{year}-01-02") for year in (2024, 2025, 2026)])
    assert new_year.sum() < 0.3 * len(created) / 365


def test_the_figures_are_those_of_a_believable_department(company: Company) -> None:
    deals = company.deals
    main = deals["pipeline_id"] == MAIN_ID
    ripe = main & (deals["created_at"] < company.until - 200 * DAY)
    assert 0.12 < np.mean(deals["status_id"][ripe] == WON_ID) < 0.20
    won = main & (deals["status_id"] == WON_ID) & ~deals["is_imported"]
    assert 300_000 < deals["price"][won & (deals["price"] > 0)].mean() < 600_000
    assert 30 < np.median((deals["closed_at"] - deals["created_at"])[won]) / DAY < 60
    fresh = main & (deals["created_at"] > company.until - 30 * DAY)
    assert np.mean(deals["closed_at"][fresh] == 0) > 0.4
    priced = deals["price"] > 0
    assert 0.05 < np.mean(~priced) < 0.4
    assert np.all(deals["price"] % 500 == 0)


def test_dead_deals_that_nobody_closes_are_about_a_third_of_the_dead(company: Company) -> None:
    deals = company.deals
    ripe = (deals["pipeline_id"] == MAIN_ID) & (deals["created_at"] < company.until - 365 * DAY)
    dead = ripe & (deals["status_id"] != WON_ID)
    assert 0.28 < np.mean(deals["closed_at"][dead] == 0) < 0.42


def test_paths_have_skips_returns_reopenings_and_hand_overs(company: Company) -> None:
    changes = company.stage_changes
    order = {(p.id, s.id): s.sort for p in company.pipelines for s in p.stages}
    before = np.array(
        [order[key] for key in zip(changes["before_pipeline_id"], changes["before_status_id"], strict=True)]
    )
    after = np.array(
        [order[key] for key in zip(changes["after_pipeline_id"], changes["after_status_id"], strict=True)]
    )
    same = changes["before_pipeline_id"] == changes["after_pipeline_id"]
    forward = same & (after > before) & (after < 10_000)
    assert np.mean(after[forward] - before[forward] > 10) > 0.05
    assert np.sum(same & (after < before) & (before < 10_000)) > 100
    assert np.sum(changes["before_status_id"] == LOST_ID) > 50
    assert np.sum(changes["before_status_id"] == WON_ID) >= 1
    to_repeat = (changes["before_pipeline_id"] == MAIN_ID) & (changes["after_pipeline_id"] == REPEAT_ID)
    assert np.sum(to_repeat) > 50
    instant = (np.diff(changes["at"]) == 0) & (np.diff(changes["deal_id"]) == 0)
    assert np.sum(instant) > 20


def test_repeat_deals_follow_wins_of_the_same_client(company: Company) -> None:
    deals, changes = company.deals, company.stage_changes
    start = np.flatnonzero(np.diff(changes["deal_id"], prepend=0) != 0)
    born_in = dict(
        zip(changes["deal_id"][start].tolist(), changes["before_pipeline_id"][start].tolist(), strict=True)
    )
    won_at: dict[int, int] = {}
    followed = total = 0
    for row in range(rows(deals)):
        client = int(deals["name_no"][row])
        if born_in.get(int(deals["id"][row]), int(deals["pipeline_id"][row])) == REPEAT_ID:
            total += 1
            followed += won_at.get(client, company.until) < deals["created_at"][row]
        if deals["status_id"][row] == WON_ID:
            won_at[client] = min(won_at.get(client, company.until), int(deals["closed_at"][row]))
    assert total == pytest.approx(600, abs=5)
    assert 0.6 < followed / total < 0.8


def test_the_import_came_in_one_go_with_false_dates(company: Company) -> None:
    deals, changes = company.deals, company.stage_changes
    imported = deals["is_imported"]
    assert imported.sum() == 150
    assert np.ptp(deals["added_at"][imported]) < 60
    assert np.all(deals["created_at"][imported] < deals["added_at"][imported] - 10 * DAY)
    first = np.isin(changes["deal_id"], deals["id"][imported]) & (changes["author_id"] == 0)
    day = deals["added_at"][imported].min()
    bulk = first & (changes["at"] < day + 60)
    assert bulk.sum() > 100
    assert np.bincount(changes["at"][bulk] - day).max() > 5


def test_the_deleted_stage_is_known_to_history_alone(company: Company) -> None:
    changes, deals = company.stage_changes, company.deals
    assert not np.any(deals["status_id"] == DELETED_ID)
    on_it = changes["after_status_id"] == DELETED_ID
    assert on_it.sum() > 200
    assert changes["at"][on_it].max() < company.until - 360 * DAY
    same_deal = np.diff(changes["deal_id"]) == 0
    silent = same_deal & on_it[:-1] & (changes["before_status_id"][1:] != DELETED_ID)
    assert silent.sum() > 5, "some were moved off it without an event"


def test_the_archived_pipeline_was_closed_at_once_and_nothing_moves_there_any_more(company: Company) -> None:
    deals = company.deals
    tenders = deals["pipeline_id"] == TENDERS_ID
    assert tenders.sum() == 150
    assert np.all(deals["closed_at"][tenders] > 0)
    last = deals["closed_at"][tenders].max()
    assert last < company.started_at + 0.35 * (company.until - company.started_at)
    assert np.sum(deals["closed_at"][tenders] > last - 60) > 10
    assert deals["added_at"][tenders].max() <= last


def test_losses_incoming_leads_and_deletions_have_their_shares(large: Company) -> None:
    deals, incoming = large.deals, large.unsorted
    lost = deals["status_id"] == LOST_ID
    assert 0.12 < np.mean(deals["loss_reason_id"][lost] == 0) < 0.35
    taken, declined = incoming["accepted_at"] > 0, incoming["declined_at"] > 0
    assert np.mean(taken) == pytest.approx(0.87, abs=0.02)
    assert np.mean(declined) == pytest.approx(0.075, abs=0.02)
    assert np.mean(~taken & ~declined) == pytest.approx(0.06, abs=0.02)
    assert np.mean(deals["is_deleted"]) == pytest.approx(0.01, abs=0.003)
    restored = len(large.deletions["deal_id"]) - len(np.unique(large.deletions["deal_id"]))
    assert restored / np.sum(deals["is_deleted"]) == pytest.approx(0.25, abs=0.08)
    assert np.mean(deals["source_id"] == 0) == pytest.approx(0.04, abs=0.005)


def test_mess_is_as_much_as_was_asked_for() -> None:
    tidy = make_company(seed=2, untidy=Mess.none())
    assert not tidy.deals["is_imported"].any()
    assert not tidy.deals["is_deleted"].any()
    assert not np.any(tidy.stage_changes["after_status_id"] == DELETED_ID)
    assert not np.any(tidy.deals["pipeline_id"] == TENDERS_ID)
    changes = tidy.stage_changes
    same = (changes["before_status_id"] == changes["after_status_id"]) & (
        changes["before_pipeline_id"] == changes["after_pipeline_id"]
    )
    assert not same.any()
    half = make_company(seed=2, untidy=Mess(imported=0.5, tenders=0.1))
    assert half.deals["is_imported"].sum() == 2500


def test_activities_belong_to_the_person_who_owns_the_deal_then(company: Company) -> None:
    owners = company.owner_changes
    owner_now = dict(zip(company.deals["id"].tolist(), company.deals["owner_id"].tolist(), strict=True))
    for row in range(0, rows(company.calls), 50):
        deal, at = company.calls["deal_id"][row], company.calls["at"][row]
        mine = np.flatnonzero(owners["deal_id"] == deal)
        past, future = mine[owners["at"][mine] <= at], mine[owners["at"][mine] > at]
        owner = (
            owners["after"][past[-1]] if len(past) else owners["before"][future[0]] if len(future) else None
        )
        assert company.calls["person_id"][row] == (owner if owner is not None else owner_now[int(deal)])


def test_there_are_calls_mails_messages_meetings_and_tasks_some_never_done(company: Company) -> None:
    calls = company.calls
    assert 2 < rows(calls) / rows(company.deals) < 8
    talked = calls["seconds"] > 0
    assert np.array_equal(talked, calls["status"] == 4)
    assert 0.5 < talked.mean() < 0.75
    assert 0.15 < calls["is_incoming"].mean() < 0.45
    assert rows(company.mails) > 3000
    assert rows(company.messages) > 3000
    meetings = company.tasks["task_type"] == 2
    assert 0.03 < meetings.mean() < 0.25
    assert 0.5 < np.mean(company.tasks["completed_at"] > 0) < 0.9


def test_costs_are_paid_every_day_and_answers_follow_wins(company: Company) -> None:
    days = np.unique(company.costs["day"])
    assert np.all((days + MOSCOW) % DAY == 0)
    assert len(days) in (1096, 1097)
    wins = np.sum(company.deals["status_id"] == WON_ID)
    assert 4_000 < company.costs["roubles"].sum() / wins < 40_000
    row = np.searchsorted(company.deals["id"], company.answers["deal_id"])
    assert np.all(company.deals["status_id"][row] == WON_ID)
    assert np.all(company.answers["at"] > company.deals["closed_at"][row])
    assert 0.25 < rows(company.answers) / wins < 0.45


def test_names_are_plausible_and_do_not_change(company: Company) -> None:
    names = [deal_name(company, row) for row in range(300)]
    assert names == [deal_name(company, row) for row in range(300)]
    assert len(set(names)) > 290
    assert all(":" in name for name in names)
    assert len({client_name(number) for number in range(1000)}) > 900
    assert len({contact_name(number) for number in range(1000)}) > 300


def test_the_sum_of_money_is_the_sum_of_its_changes(company: Company) -> None:
    assert check(company) == []
    changes = company.amount_changes
    down = changes["after"] < changes["before"]
    grown = (changes["before"] > 0) & (changes["after"] > changes["before"])
    assert down.sum() > 200
    assert grown.sum() > 200
    assert np.sum(changes["before"] == 0) > 500

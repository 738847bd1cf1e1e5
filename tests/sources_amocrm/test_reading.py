"""No row is lost while rows move, whatever the server does with order and filters; what was read is never read for nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import Any

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources_amocrm.fake import LATE, Fake, event, json_response, lead, moved, pipeline
from sources_amocrm.landing import Landing
from voronka.errors import InputError, SourceError
from voronka.model.source import Page
from voronka.sources.amocrm.reading import MOST_PAGES, read_by_pages, read_in_order
from voronka.sources.amocrm.spans import Span, Spans
from voronka.sources.amocrm.tables import DEALS, MOVES

DAY = 86_400


def ids(landing: Landing, entity: str) -> set[str]:
    return {key for kind, key, _ in landing.bodies if kind == entity}


def many_leads(count: int, step: int = 3600) -> list[dict[str, Any]]:
    return [
        lead(number, updated_at=LATE - number * step, created_at=LATE - number * step)
        for number in range(1, count + 1)
    ]


def many_moves(count: int, step: int = 600) -> list[dict[str, Any]]:
    return [
        moved(f"e{number:06}", number, LATE - number * step, (7, 1), (7, 2)) for number in range(1, count + 1)
    ]


# -- lists sorted by the moment


def test_deals_touched_while_they_are_read_are_all_read() -> None:
    fake = Fake()
    fake.lists["leads"] = many_leads(1200)
    random = Random(1)

    def touch(request: httpx2.Request, query: dict[str, str]) -> None:
        if request.url.path.endswith("/leads"):
            for row in random.sample(fake.lists["leads"], 5):
                row["updated_at"] = LATE + len(fake.asked)

    fake.bend = touch
    landing = Landing()
    landing.sync(fake.source())
    assert ids(landing, "lead") == {str(number) for number in range(1, 1201)}


def test_deals_deleted_while_others_are_read_shift_nobody_out() -> None:
    fake = Fake()
    fake.lists["leads"] = many_leads(1000)

    def delete(request: httpx2.Request, query: dict[str, str]) -> None:
        if request.url.path.endswith("/leads") and len(fake.lists["leads"]) > 900:
            oldest = max(fake.lists["leads"], key=lambda row: row["id"])
            fake.lists["leads"].remove(oldest)

    fake.bend = delete
    landing = Landing()
    landing.sync(fake.source())
    assert ids(landing, "lead") >= {str(row["id"]) for row in fake.lists["leads"]}


def test_thousands_of_deals_of_one_second_are_read_by_pages() -> None:
    fake = Fake()
    fake.lists["leads"] = [lead(number, updated_at=LATE - DAY) for number in range(1, 1001)] + [lead(2000)]
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "lead")) == 1001


def test_a_list_that_is_not_sorted_after_all_is_read_by_windows() -> None:
    fake = Fake()
    fake.orders = False
    fake.lists["leads"] = many_leads(700)
    Random(2).shuffle(fake.lists["leads"])
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "lead")) == 700


def test_an_account_without_filters_is_read_whole() -> None:
    fake = Fake()
    fake.filters = False
    fake.lists["leads"] = many_leads(600)
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "lead")) == 600
    fake.lists["leads"][-1]["price"] = 1
    assert landing.sync(fake.source()) == 1


def test_an_account_that_says_it_has_no_filters_is_not_asked_to_filter() -> None:
    fake = Fake()
    fake.account["is_api_filter_enabled"] = False
    fake.lists["leads"] = many_leads(600)
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "lead")) == 600
    assert not [
        name for path, query in fake.asked if path == "leads" for name in query if name.startswith("filter")
    ]


# -- lists without order


def test_events_in_no_order_are_all_read() -> None:
    fake = Fake()
    fake.lists["events"] = many_moves(3000)
    Random(3).shuffle(fake.lists["events"])
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "event")) == 3000


def test_a_burst_of_events_is_cut_into_narrower_windows() -> None:
    fake = Fake()
    burst = [
        moved(f"b{number}", number, LATE - 200 * DAY + number // 10, (7, 1), (7, 2)) for number in range(9000)
    ]
    fake.lists["events"] = many_moves(200, step=DAY) + burst
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "event")) == 9200
    assert max(int(query["page"]) for path, query in fake.asked if path == "events") <= MOST_PAGES


def test_a_second_with_thousands_of_events_is_read_by_pages() -> None:
    fake = Fake()
    fake.lists["events"] = [moved(f"b{number}", number, LATE - DAY, (7, 1), (7, 2)) for number in range(5000)]
    landing = Landing()
    landing.sync(fake.source())
    assert len(ids(landing, "event")) == 5000
    assert sum(path == "events" for path, _ in fake.asked) < 300


def pages_of(steps: list[list[dict[str, Any]]], limit: int = 100) -> Callable[..., dict[str, Any] | None]:
    """A list that is another one at each request: the n-th request sees `steps[n]`, later ones the last."""
    asked = iter(range(10_000))

    def get(path: str, params: Any) -> dict[str, Any] | None:
        rows = steps[min(next(asked), len(steps) - 1)]
        page = dict(params)["page"]
        part = rows[(page - 1) * limit : page * limit]
        links = {"next": {"href": "…"}} if len(rows) > page * limit else {}
        return (
            {"_links": links, "_embedded": {"events": part, "tasks": part, "leads": part}} if part else None
        )

    return get


def test_a_row_seen_twice_tells_of_a_shift_and_the_window_is_read_again() -> None:
    rows = many_moves(150)
    late = moved("late", 1, LATE - 1, (7, 1), (7, 2))
    reading = read_by_pages(pages_of([rows, [late, *rows]]), MOVES, Span(0, LATE))
    assert reading.done == Span(0, LATE)
    assert "late" in reading.rows
    assert len(reading.rows) == 151


def test_an_empty_page_where_one_was_promised_starts_the_window_again() -> None:
    rows = many_moves(101)
    reading = read_by_pages(pages_of([rows, rows[1:], rows[1:]]), MOVES, Span(0, LATE))
    assert reading.pages == 3
    assert len(reading.rows) == 101


def test_a_task_that_leaves_the_window_takes_no_other_with_it() -> None:
    fake = Fake()
    fake.orders = False
    fake.lists["tasks"] = [
        {"id": number, "updated_at": LATE - number * 600, "is_completed": False} for number in range(1, 1501)
    ]
    Random(5).shuffle(fake.lists["tasks"])
    random = Random(1)

    def touch(request: httpx2.Request, query: dict[str, str]) -> None:
        if request.url.path.endswith("/tasks"):
            for row in random.sample(fake.lists["tasks"], 5):
                row["updated_at"] = LATE + len(fake.asked)

    fake.bend = touch
    landing = Landing()
    landing.sync(fake.source())
    assert ids(landing, "task") == {str(number) for number in range(1, 1501)}
    assert {query["page"] for path, query in fake.asked if path == "tasks"} == {"1"}


def test_a_window_that_stays_restless_is_given_back() -> None:
    rows = many_moves(250)
    steps = []
    for turn in range(60):
        mixed = list(rows)
        Random(turn).shuffle(mixed)
        steps.append(mixed)
    assert read_by_pages(pages_of(steps), MOVES, Span(0, LATE)).done is None


def test_a_second_whose_rows_are_shuffled_at_each_request_is_read_until_nothing_new_comes() -> None:
    rows = [moved(f"b{number}", number, LATE, (7, 1), (7, 2)) for number in range(250)]
    steps = []
    for turn in range(60):
        mixed = list(rows)
        Random(turn).shuffle(mixed)
        steps.append(mixed)
    reading = read_by_pages(pages_of(steps), MOVES, Span(LATE, LATE + 1))
    assert len(reading.rows) == 250


def test_a_long_list_in_order_is_given_back_with_what_is_left() -> None:
    fake = Fake()
    fake.lists["leads"] = many_leads(1000)
    reading = read_in_order(fake.client().get, DEALS, Span(0, LATE), 2)
    assert reading.done == Span(0, LATE - 502 * 3600)


# -- spans


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(1, 20)), max_size=12))
def test_spans_hold_what_was_put_in_and_not_taken_out(steps: list[tuple[bool, int, int]]) -> None:
    spans, inside = Spans(), set[int]()
    for is_added, start, length in steps:
        span, seconds = Span(start, start + length), set(range(start, start + length))
        if is_added:
            spans.add(span)
            inside |= seconds
        else:
            spans.remove(span)
            inside -= seconds
    assert {second for span in spans.spans for second in range(span.start, span.end or 0)} == inside
    assert Spans.from_lists(json.loads(json.dumps(spans.to_lists()))).spans == spans.spans


# -- stopping and going on


def account_with_everything() -> Fake:
    fake = Fake()
    fake.lists["leads/pipelines"] = [pipeline(7, (1, "Новый"), (2, "КП"))]
    fake.lists["leads"] = many_leads(900)
    fake.lists["events"] = many_moves(900) + [
        event(f"a{n}", "lead_added", n, LATE - n * 3600) for n in range(1, 901)
    ]
    fake.lists["contacts"] = [
        {"id": n, "name": f"Клиент {n}", "updated_at": LATE - n * 60} for n in range(1, 301)
    ]
    fake.lists["tasks"] = [
        {"id": n, "entity_id": n, "entity_type": "leads", "updated_at": LATE - n * 60} for n in range(1, 301)
    ]
    return fake


def contents(landing: Landing) -> Counter[tuple[str, str, str]]:
    return Counter(landing.bodies)


WHOLE = Landing()
WHOLE.sync(account_with_everything().source())


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(1, 12), min_size=1, max_size=6))
def test_a_first_sync_stopped_at_any_pages_ends_the_same(stops: list[int]) -> None:
    fake, landing = account_with_everything(), Landing()
    for stop in stops:
        until = landing.pages + stop
        landing.sync(fake.source(), lambda pages, until=until: pages >= until)  # type: ignore[misc]
    landing.sync(fake.source())
    assert contents(landing) == contents(WHOLE)
    assert landing.state == WHOLE.state


def test_a_first_sync_makes_recent_months_whole_before_it_reads_years() -> None:
    """Deals changed once an hour for 900 hours, that is 37.5 days; the last month of deals and moves comes before the rest."""
    fake, landing = account_with_everything(), Landing()
    landing.sync(fake.source(), lambda _: len(landing.known) == 1)
    [known] = landing.known
    since = int(known.since.replace(tzinfo=UTC).timestamp())
    recent = {str(row["id"]) for row in fake.lists["leads"] if row["updated_at"] >= since}
    assert recent
    assert recent <= ids(landing, "lead")
    moves = (row for row in fake.lists["events"] if row["type"] == "lead_status_changed")
    assert {row["id"] for row in moves if row["created_at"] >= since} <= ids(landing, "event")
    assert len(ids(landing, "contact")) == 300
    assert not ids(landing, "task")
    landing.sync(fake.source(), lambda _: landing.state.get("tasks") is not None)
    assert landing.known[-1].since == datetime.fromtimestamp(fake.account["created_at"], UTC).replace(
        tzinfo=None
    )
    assert len(ids(landing, "lead")) == 900


def test_a_stopped_sync_does_not_read_again_what_it_had() -> None:
    fake, landing = account_with_everything(), Landing()
    # Lists are read side by side, so that another list has begun does not mean that this one is over.
    landing.sync(fake.source(), lambda _: landing.state.get("deals", {}).get("left") == [])
    fake.asked.clear()
    landing.sync(fake.source())
    assert sum(path == "leads" for path, query in fake.asked if query.get("with") != "only_deleted") == 1


def test_a_second_sync_without_a_change_lands_nothing_and_leaves_every_state() -> None:
    fake, landing = account_with_everything(), Landing()
    landing.sync(fake.source())
    before, first = dict(landing.state), len(fake.asked)
    assert landing.sync(fake.source()) == 0
    assert landing.state == before
    assert len(fake.asked) - first < 30


def test_a_next_sync_asks_only_for_what_changed() -> None:
    fake, landing = account_with_everything(), Landing()
    landing.sync(fake.source())
    fake.asked.clear()
    fake.lists["leads"][4].update(price=1, updated_at=LATE + 5)
    fake.lists["events"].append(event("new", "sale_field_changed", 5, LATE + 5))
    assert landing.sync(fake.source()) == 2
    asked = [query for path, query in fake.asked if path == "leads" and query.get("with") != "only_deleted"]
    assert [query["filter[updated_at][from]"] for query in asked] == [str(LATE - 3600 - 600)]


def test_a_clock_that_is_wrong_by_a_day_loses_nothing() -> None:
    fake, landing = Fake(), Landing()
    fake.lists["leads"] = [lead(1, updated_at=LATE + DAY)]
    fake.lists["events"] = [moved(f"f{n}", n, LATE + DAY + n, (7, 1), (7, 2)) for n in range(6000)]
    landing.sync(fake.source())
    assert (len(ids(landing, "lead")), len(ids(landing, "event"))) == (1, 6000)
    fake.lists["leads"].append(lead(2, updated_at=LATE + DAY - 60))
    landing.sync(fake.source())
    assert len(ids(landing, "lead")) == 2


def test_links_and_the_next_task_are_no_change() -> None:
    fake, landing = Fake(), Landing()
    fake.lists["leads"] = [lead(1)]
    landing.sync(fake.source())
    fake.lists["leads"] = [lead(1, closest_task_at=LATE, _links={"self": {"href": "another"}})]
    assert landing.sync(fake.source()) == 0


def test_progress_counts_and_says_how_long() -> None:
    landing = Landing()
    landing.sync(account_with_everything().source())
    last = {one.stream: one for one in landing.progress}
    assert (last["deals"].done >= 900, last["deals"].unit, last["deals"].seconds_left) == (True, "deals", 0.0)
    assert any(one.total and one.total > one.done for one in landing.progress)


# -- what cannot be read


def test_a_list_that_the_account_does_not_know_is_told_and_left_out() -> None:
    fake, landing = Fake(), Landing()
    fake.lists["leads"] = [lead(1)]
    fake.bend = lambda request, _query: (
        json_response({"detail": "?"}, 404) if request.url.path.endswith("/sources") else None
    )
    landing.sync(fake.source())
    assert ids(landing, "refused") == {"sources"}
    assert ids(landing, "lead") == {"1"}


@pytest.mark.parametrize("path", ["/leads", "/leads/pipelines", "/events"])
def test_without_deals_stages_or_moves_there_is_no_sync(path: str) -> None:
    fake = Fake()
    fake.bend = lambda request, _query: (
        json_response({"status": 403}, 403) if request.url.path.endswith(path) else None
    )
    with pytest.raises(SourceError, match="no rights"):
        Landing().sync(fake.source())


def test_something_else_than_amocrm_is_told() -> None:
    fake = Fake()
    fake.account = {"hello": "world"}
    with pytest.raises(SourceError, match="no amoCRM account"):
        fake.source().info()


# -- people's data


PHONE = {
    "field_id": 1,
    "field_name": "Телефон",
    "field_code": "PHONE",
    "field_type": "multitext",
    "values": [{"value": "+7 900 000-00-00"}],
}


def private_account() -> Fake:
    fake = Fake()
    fake.lists["contacts"] = [{"id": 5, "name": "Иван", "updated_at": LATE, "custom_fields_values": [PHONE]}]
    fake.lists["leads"] = [lead(1, custom_fields_values=[PHONE])]
    fake.lists["leads/notes"] = [
        {
            "id": 3,
            "entity_id": 1,
            "note_type": "call_in",
            "created_at": LATE,
            "updated_at": LATE,
            "params": {"duration": 5, "phone": "+7 900 000-00-00"},
        }
    ]
    fake.lists["leads/unsorted"] = [
        {"uid": "u", "category": "sip", "metadata": {"from": "+7 900 000-00-00", "duration": 3}}
    ]
    fake.lists["tasks"] = [
        {"id": 4, "text": "позвонить +7 900 000-00-00", "updated_at": LATE, "is_completed": False}
    ]
    return fake


def test_phones_do_not_land_unless_asked_for() -> None:
    landing = Landing()
    landing.sync(private_account().source())
    assert not [body for _, _, body in landing.bodies if "+7 900" in body]
    assert '"duration":5' in landing.newest["lead_note", "3"]


def test_phones_land_when_asked_for() -> None:
    landing = Landing()
    landing.sync(private_account().source(contact_details=True))
    assert len({entity for entity, _, body in landing.bodies if "+7 900" in body}) == 5


# -- fields and repair


def test_the_history_of_chosen_fields_is_asked_for_one_field_at_a_time() -> None:
    fake = Fake()
    fake.lists["leads/custom_fields"] = [{"id": 501, "name": "Отрасль"}, {"id": 502, "name": "Город"}]
    Landing().sync(fake.source(fields=("Отрасль", "502")))
    kinds = {query["filter[type][]"] for path, query in fake.asked if path == "events"}
    assert {"custom_field_501_value_changed", "custom_field_502_value_changed"} <= kinds


def test_a_field_that_there_is_not_is_told_with_those_that_there_are() -> None:
    fake = Fake()
    fake.lists["leads/custom_fields"] = [{"id": 501, "name": "Отрасль"}]
    with pytest.raises(InputError, match="Отрасль"):
        Landing().sync(fake.source(fields=("Отрсль",)))


class Stages(Fake):
    """Knows the filters that a repair uses, too."""

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        whole = self.lists["leads"]
        pairs = request.url.params.multi_items()
        stage = dict(pairs).get("filter[statuses][0][status_id]")
        numbers = [int(value) for name, value in pairs if name == "filter[id][]"]
        if self.filters:
            self.lists["leads"] = [
                row
                for row in whole
                if (stage is None or row["status_id"] == int(stage)) and (not numbers or row["id"] in numbers)
            ]
        try:
            return super().answer(request)
        finally:
            self.lists["leads"] = whole


@pytest.fixture
def repaired() -> tuple[Stages, Landing]:
    fake, landing = Stages(), Landing()
    fake.lists["leads/pipelines"] = [pipeline(7, (1, "Новый"), (2, "КП"))]
    fake.lists["leads"] = [lead(number, updated_at=LATE - 90 * DAY) for number in range(1, 6)] + [lead(6)]
    landing.sync(fake.source(repair=True))
    return fake, landing


def test_a_repair_finds_an_open_deal_that_was_absorbed(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.lists["leads"] = [row for row in fake.lists["leads"] if row["id"] != 3]
    landing.sync(fake.source())
    assert not json.loads(landing.newest["lead", "3"])["is_deleted"]
    landing.sync(fake.source(repair=True))
    assert json.loads(landing.newest["lead", "3"])["is_vanished"]
    assert landing.sync(fake.source(repair=True)) == 0


def test_a_repair_sees_a_change_that_no_updated_at_told_of(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.lists["leads"][0]["price"] = 1
    assert landing.sync(fake.source()) == 0
    assert landing.sync(fake.source(repair=True)) == 1


def test_a_repair_asks_for_deals_that_are_open_no_longer(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.lists["leads"][0]["status_id"] = 142
    assert landing.sync(fake.source(repair=True)) == 1
    assert json.loads(landing.newest["lead", "1"])["status_id"] == 142


def test_a_repair_concludes_nothing_where_filters_are_ignored(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.filters = False
    fake.lists["leads"] = fake.lists["leads"][1:]
    landing.sync(fake.source(repair=True))
    assert not [body for _, _, body in landing.bodies if "is_vanished" in body]


def test_a_hint_finds_at_once_what_only_a_repair_would(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.lists["leads"] = [row for row in fake.lists["leads"] if row["id"] != 3]
    fake.lists["leads"][0]["price"] = 1
    assert landing.sync(fake.source()) == 0
    # of 99, which was never seen, nothing can be concluded
    assert landing.sync(fake.source(hinted=(3, 1, 99))) == 2
    assert json.loads(landing.newest["lead", "3"])["is_vanished"]
    assert json.loads(landing.newest["lead", "1"])["price"] == 1
    assert ("lead", "99") not in landing.newest
    assert landing.sync(fake.source(hinted=(3, 1, 99))) == 0


def test_hinted_deals_and_their_moves_are_read_before_all_else(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.asked.clear()
    landing.sync(fake.source(hinted=tuple(range(1, 13))))
    asked = [(path, query) for path, query in fake.asked if path in ("leads", "events")]
    assert [path for path, _ in asked[:4]] == ["leads", "leads", "events", "events"]
    assert all("filter[id][]" in query for _, query in asked[:2])
    assert all(query["filter[entity]"] == "lead" for _, query in asked[2:4])


def test_a_hint_concludes_nothing_where_filters_are_ignored(repaired: tuple[Stages, Landing]) -> None:
    fake, landing = repaired
    fake.filters = False
    fake.lists["leads"] = fake.lists["leads"][1:]
    landing.sync(fake.source(hinted=(1,)))
    assert not [body for _, _, body in landing.bodies if "is_vanished" in body]


def test_pages_have_the_columns_of_landing() -> None:
    pages = [page for page in account_with_everything().source().pages({}) if isinstance(page, Page)]
    assert {tuple(page.records.column_names) for page in pages} == {("entity", "id", "body")}
    assert all(page.state is None or json.loads(json.dumps(page.state)) == page.state for page in pages)

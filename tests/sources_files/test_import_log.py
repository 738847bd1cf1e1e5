"""A log becomes landing rows: which rows are taken, ignored, repeated or rejected, and what an event is known by."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources_files.importing import LOG_MAPPING, Imported
from voronka.errors import InputError

Import = Callable[..., Imported]

LOG = """deal,stage,ts,owner
1,new,2025-01-01 10:00,Anna
1,offer,2025-01-02 10:00,Boris
1,won,2025-01-05 10:00,Boris
2,new,2025-01-03 10:00,Anna
2,call,2025-01-03 11:00,Anna
2,lost,2025-01-04 10:00,Anna
"""


def test_events_land_with_utc_times_and_people_by_name(import_: Import) -> None:
    result = import_(LOG_MAPPING, log__csv=LOG)
    first = result.bodies("event")[0]
    assert first == {
        "pipeline": "Sales", "at": "2025-01-01 07:00:00", "deal": "1", "stage": "new", "owner": "Anna", "loss_reason": None,
    }  # fmt: skip
    assert [person["name"] for person in result.bodies("person")] == ["Anna", "Boris"]
    assert [deal["deal"] for deal in result.bodies("deal")] == ["1", "2"]


def test_a_stage_outside_the_pipeline_is_ignored_and_counted(import_: Import) -> None:
    result = import_(LOG_MAPPING, log__csv=LOG)
    counts = result.source.counts
    assert (counts.rows, counts.events, counts.ignored, counts.rejected) == (6, 5, 1, 0)
    assert counts.ignored_stages == ["call"]
    assert result.rejects() == []


def test_bad_rows_are_rejected_with_line_and_reason(import_: Import) -> None:
    text = (
        LOG
        + "3,new,yesterday,Anna\n,new,2025-01-01,Anna\n4,,2025-01-01,Anna\n5,new,,Anna\n6,new\n7,new,9999-12-31,A\n8,call,bad,A\n"
    )
    result = import_(LOG_MAPPING, log__csv=text)
    assert result.rejects() == [
        "log.csv,8,cannot read the time yesterday,",
        "log.csv,9,no deal in the column deal,",
        "log.csv,10,no stage in the column stage,",
        "log.csv,11,no time in the column ts,",
        'log.csv,12,2 cells where 4 are expected,"6,new"',
        "log.csv,13,cannot read the time 9999-12-31,",
    ]
    counts = result.source.counts
    assert counts.rows == counts.events + counts.ignored + counts.repeated + counts.rejected


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(seed=st.integers(0, 10**6), cut=st.integers(0, 6))
def test_shuffled_repeated_or_cut_in_two_lands_the_same(import_: Import, seed: int, cut: int) -> None:
    header, *rows = LOG.splitlines(keepends=True)
    whole = import_(LOG_MAPPING, log__csv=LOG).records
    shuffled = random.Random(seed).sample(rows + rows, len(rows) * 2)
    assert import_(LOG_MAPPING, log__csv=header + "".join(shuffled)).records == whole
    some = rows[:cut]
    halves = [
        import_(LOG_MAPPING, log__csv=header + "".join(half)).records for half in (some, rows[cut:]) if half
    ]
    assert {key: body for half in halves for key, body in half.items()} == whole


def test_the_same_deal_moment_and_stage_twice_is_one_event(import_: Import) -> None:
    result = import_(LOG_MAPPING, log__csv=LOG + "1,new,2025-01-01T07:00:00Z,Anna\n")
    assert (result.source.counts.events, result.source.counts.repeated) == (5, 1)


def test_a_file_with_no_stage_of_the_pipeline_is_an_error(import_: Import) -> None:
    with pytest.raises(InputError) as error:
        import_(LOG_MAPPING, log__csv="deal,stage,ts,owner\n1,New,2025-01-01,A\n")
    assert str(error.value) == (
        "no row of log.csv is on a stage of the pipeline\nthe file has the stages: New\ndid you mean “New”?"
    )


def test_an_empty_log_gives_no_deals(import_: Import) -> None:
    result = import_(LOG_MAPPING, log__csv="deal,stage,ts,owner\n")
    assert {entity for entity, _ in result.records} == {"account", "pipeline"}


def test_one_lost_stage_is_no_reason_and_several_are(import_: Import) -> None:
    text = LOG + "3,refused,2025-01-05,Anna\n"
    one = import_(LOG_MAPPING, log__csv=text)
    two = import_(LOG_MAPPING.replace('lost = ["lost"]', 'lost = ["lost", "refused"]'), log__csv=text)
    assert {event["loss_reason"] for event in one.bodies("event")} == {None}
    assert {event["deal"]: event["loss_reason"] for event in two.bodies("event") if event["loss_reason"]} == {
        "2": "lost",
        "3": "refused",
    }


def test_columns_of_the_case_belong_to_the_deal_and_others_to_the_event(import_: Import) -> None:
    mapping = LOG_MAPPING.replace(
        'owner = "owner"',
        'amount = "sum"\nsource = "case:source"\nfields = ["case:city", "room"]\ncurrency = "RUB"',
    )
    text = "deal,stage,ts,sum,case:source,case:city,room\n1,new,2025-01-01,10,site,Омск,a\n1,offer,2025-01-02,20,site,Омск,b\n"
    result = import_(mapping, log__csv=text)
    deal = result.bodies("deal")[0]
    assert (deal["source"], deal["amount"], deal["fields"]) == ("site", None, {"city": "Омск"})
    assert [(event["amount"], event["fields"]) for event in result.bodies("event")] == [
        (1000, {"room": "a"}),
        (2000, {"room": "b"}),
    ]


def test_dates_that_may_begin_with_the_month_are_asked_for(import_: Import) -> None:
    header = "deal,stage,ts,owner\n"
    american = import_(LOG_MAPPING, log__csv=header + "1,new,01/02/2025,A\n1,won,01/13/2025,A\n")
    assert [event["at"] for event in american.bodies("event")] == [
        "2025-01-01 21:00:00",
        "2025-01-12 21:00:00",
    ]
    with pytest.raises(InputError, match="cannot tell day from month"):
        import_(LOG_MAPPING, log__csv=header + "1,new,01/02/2025,A\n")


def test_another_time_zone_for_the_same_pipeline_is_refused(import_: Import) -> None:
    source = import_(LOG_MAPPING, log__csv=LOG).source
    with pytest.raises(InputError, match="was imported with the time zone Europe/Berlin"):
        list(source.pages({"file Sales": {"timezone": "Europe/Berlin"}}))


def test_typed_columns_of_parquet_say_the_same_as_text(import_: Import) -> None:
    table = pa.table(
        {
            "deal": pa.array([1.0, 1.0, 2.0]),
            "stage": pa.array(["new", "won", "new"]).dictionary_encode(),
            "ts": pa.array([1735714800, 1735801200, 1735887600]),
            "owner": pa.array(["Anna", None, "Anna"], pa.large_string()),
            "sum": pa.array([Decimal("1.50"), None, Decimal("2")]),
        }
    )
    stream = BytesIO()
    pq.write_table(table, stream)
    mapping = LOG_MAPPING.replace('owner = "owner"', 'owner = "owner"\namount = "sum"\ncurrency = "RUB"')
    typed = import_(mapping, log__parquet=stream.getvalue()).records
    text = "deal,stage,ts,owner,sum\n1,new,2025-01-01 10:00,Anna,1.50\n1,won,2025-01-02 10:00,,\n2,new,2025-01-03 10:00,Anna,2\n"
    assert typed == import_(mapping, log__csv=text).records


def test_a_column_that_cannot_be_money_is_rejected_row_by_row(import_: Import) -> None:
    mapping = LOG_MAPPING.replace('owner = "owner"', 'amount = "ts"')
    result = import_(mapping, log__csv="deal,stage,ts\n1,new,2025-01-01\n")
    assert result.rejects() == ["log.csv,2,cannot read the amount 2025-01-01,"]


def test_a_time_format_that_is_none_is_told(import_: Import) -> None:
    mapping = LOG_MAPPING.replace('at = "ts"', 'at = "ts"\ntime_format = "%Q"')
    with pytest.raises(InputError, match="the mapping does not fit the files"):
        import_(mapping, log__csv=LOG)

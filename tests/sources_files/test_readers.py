"""CSV in all its dialects, Parquet, XES, packed or not."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voronka.errors import InputError, SourceError
from voronka.sources.files.rows import read

TABLE = [{"сделка": "1", "этап": "Новый, лид"}, {"сделка": "2", "этап": "КП"}]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_and_encoding_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = f'сделка{delimiter}этап\n1{delimiter}"Новый, лид"\n2{delimiter}КП\n'
    assert read(written(tmp_path / "a.csv", text, encoding)).table.to_pylist() == TABLE


def test_a_packed_file_reads_like_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress('сделка,этап\n1,"Новый, лид"\n2,КП\n'.encode()))
    assert read(path).table.to_pylist() == TABLE


def test_rows_of_another_width_are_broken_and_the_lines_of_the_others_stay_right(tmp_path: Path) -> None:
    text = 'a,b\n1,"two\nlines"\n\n3,4,5\n6\n7,8\n'
    rows = read(written(tmp_path / "a.csv", text))
    assert rows.table.to_pylist() == [{"a": "1", "b": "two\nlines"}, {"a": "7", "b": "8"}]
    assert [(one.line, one.reason) for one in rows.broken] == [
        (5, "3 cells where 2 are expected"),
        (6, "1 cells where 2 are expected"),
    ]
    assert rows.lines([0, 1]) == {0: 2, 1: 7}


def test_blank_lines_and_a_line_for_excel_may_stand_before_the_header(tmp_path: Path) -> None:
    rows = read(written(tmp_path / "a.csv", '\nsep=;\r\n"a\nb";c\r\n1;2\r\n'))
    assert rows.table.to_pylist() == [{"a\nb": "1", "c": "2"}]
    assert rows.lines([0]) == {0: 5}


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a quote in line 3 is never closed"):
        read(written(tmp_path / "a.csv", 'a,b\n1,2\n3,"x\n4,y\n'))


def test_an_inch_mark_is_no_quote(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.csv", 'a,b\n1,5" pipe\n')).table.to_pylist() == [
        {"a": "1", "b": '5" pipe'}
    ]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.csv", "a;b\n")).table.num_rows == 0


def test_an_empty_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.csv is empty"):
        read(written(tmp_path / "a.csv", "\n"))


def test_two_columns_of_one_name_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two columns called a"):
        read(written(tmp_path / "a.csv", "a,b,a\n1,2,3\n"))


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path: Path) -> None:
    path = written(tmp_path / "cases.csv", "case_id,amount_req\n1,2\n")
    with pytest.raises(InputError) as error:
        read(path, ["case_id", "amount"])
    assert str(error.value) == (
        "no column called “amount” in cases.csv\nthere are: case_id, amount_req\ndid you mean “amount_req”?"
    )


def test_a_missing_file_is_told_with_a_name_like_it(tmp_path: Path) -> None:
    written(tmp_path / "cases.csv.gz", "")
    with pytest.raises(InputError, match=r"did you mean “cases.csv.gz”"):
        read(tmp_path / "cases.csv")


def test_a_file_of_no_known_kind_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot tell what a\.pdf is"):
        read(written(tmp_path / "a.pdf", "x"))


def test_a_cut_gzip_file_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 10_000)[:-20])
    with pytest.raises(SourceError, match="cannot unpack"):
        read(path)


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    table = pa.table({"a": pa.array([1, None]), "b": pa.array(["x", "y"])})
    pq.write_table(table, tmp_path / "a.parquet")
    rows = read(tmp_path / "a.parquet", ["a"])
    assert rows.table.schema.field("a").type == pa.int64()
    assert rows.columns == ("a", "b")
    assert rows.lines([1]) == {1: 2}


def test_a_file_that_only_says_it_is_parquet_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read a\.parquet as Parquet"):
        read(written(tmp_path / "a.parquet", "a,b\n"))


XES = """<?xml version="1.0"?>
<log xmlns="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <string key="of the log" value="x"/>
  <trace>
    <string key="concept:name" value="1"><string key="nested" value="no"/></string>
    <event><string key="concept:name" value="new"/><date key="time:timestamp" value="2025-01-01T00:00:00Z"/></event>
    <event>
      <string key="concept:name" value="won"/>
    </event>
    <int key="late" value="7"/>
  </trace>
  <trace><string key="concept:name" value="2"/><event><string key="concept:name" value="lost"/></event></trace>
  <event><string key="concept:name" value="without a trace"/></event>
</log>
"""


def test_xes_gives_a_row_per_event_with_the_attributes_of_its_trace(tmp_path: Path) -> None:
    rows = read(written(tmp_path / "a.xes", XES))
    assert rows.columns == ("case:concept:name", "case:late", "concept:name", "time:timestamp")
    events = [
        (row["case:concept:name"], row["case:late"], row["concept:name"]) for row in rows.table.to_pylist()
    ]
    assert events == [
        ("1", "7", "new"),
        ("1", "7", "won"),
        ("2", None, "lost"),
        (None, None, "without a trace"),
    ]
    assert rows.lines([0, 1, 3]) == {0: 7, 1: 8, 3: 14}


def test_xes_that_is_cut_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot read a.xes as XES\n.*line"):
        read(written(tmp_path / "a.xes", XES[:400]))

"""The first mapping that is suggested can be imported as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from voronka.errors import InputError
from voronka.sources.files import Mapping, suggest
from voronka.sources.files.words import ending

LOG = "ID сделки;Этап;Дата перехода;Ответственный;Бюджет;Источник\n" + "".join(
    f"{deal};{stage};{day:02}.01.2025 10:00;{'Анна' if deal % 2 else 'Борис'} П.;{deal} 000,00;{'сайт' if deal % 3 else 'звонок'}\n"
    for deal in range(1, 41)
    for day, stage in enumerate(
        ["Новая заявка", "КП отправлено", "Закрыто и не реализовано" if deal % 4 else "Успешно реализовано"],
        1,
    )
)


def test_a_russian_log_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "выгрузка.csv"
    path.write_bytes(LOG.encode("cp1251"))
    mapping = Mapping.parse(suggest(path))
    assert mapping.log is not None
    log = mapping.log
    assert (log.deal, log.stage, log.at, log.owner) == ("ID сделки", "Этап", "Дата перехода", "Ответственный")
    assert (log.amount, log.source) == ("Бюджет", "Источник")
    assert mapping.pipeline.stages == ("Новая заявка", "КП отправлено")
    assert mapping.pipeline.won == ("Успешно реализовано",)
    assert mapping.pipeline.lost == ("Закрыто и не реализовано",)


def test_a_table_of_deals_is_told_from_a_log(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    rows = "".join(
        f"{n},{'Won' if n % 2 else 'Open'},2025-01-{n % 28 + 1:02},2025-02-01\n" for n in range(100)
    )
    path.write_text("deal_id,deal_stage,created_at,close_date\n" + rows)
    mapping = Mapping.parse(suggest(path))
    assert mapping.log is None
    assert mapping.deals is not None
    assert (mapping.deals.deal, mapping.deals.stage, mapping.deals.created, mapping.deals.closed) == (
        "deal_id",
        "deal_stage",
        "created_at",
        "close_date",
    )


def test_a_stage_that_few_deals_had_is_left_out_but_shown(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    rows = "".join(f"{n},{stage},2025-01-0{day}\n" for n in range(100) for day, stage in enumerate("ab", 1))
    path.write_text("case_id,activity,ts\n" + rows + "7,rare,2025-01-03\n7,rare,2025-01-04\n")
    text = suggest(path)
    assert '# "rare",  # 1 deals' in text
    assert "rare" not in Mapping.parse(text).pipeline.stages


def test_a_file_with_nothing_to_tell_deals_apart_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="can be the deal"):
        suggest(path)


@pytest.mark.parametrize(
    ("stage", "kind"),
    [
        ("Closed won", "won"),
        ("Closed lost", "lost"),
        ("A_CANCELLED", "lost"),
        ("Отказ клиента", "lost"),
        ("Оплачено", "won"),
        ("Подготовка КП", "open"),
    ],
)
def test_words_tell_how_a_stage_ends(stage: str, kind: str) -> None:
    assert ending(stage) == kind

"""Missing amounts and zombies are noted with the figures that they spoil, and leave the level of trust alone."""

from __future__ import annotations

from pathlib import Path

from story import engine
from voronka.engines.duckdb import DuckDBEngine
from voronka.metrics.ask import ask
from voronka.model.answer import Trust
from voronka.model.question import Question
from voronka.render.remarks import remarks, trusted


def sold(wins: int, more: str, folder: Path) -> DuckDBEngine:
    """So many deals won after 1 to 10 days, the first three without an amount, and others."""
    won = [f"won{n} {'' if n < 3 else 'amount=5'} lead 01-01 won 01-{n % 10 + 2:02}" for n in range(wins)]
    return engine("\n".join([*won, more]), folder)


def test_open_deals_older_than_the_won_ones_ever_were_are_zombies(tmp_path: Path) -> None:
    # asked on 1 March: boris is 49 days old, vera 19, gleb 5; nobody was won after more than 10 days
    store = sold(20, "boris lead 01-11\nvera lead 02-10\ngleb lead 02-24", tmp_path)
    told = ask(store, Question("board")).trust
    assert told.zombies == 2 / 3
    assert "zombies" in told.notes
    assert told.level == "good"


def test_few_wins_tell_nothing_of_zombies(tmp_path: Path) -> None:
    assert ask(sold(19, "boris lead 01-11", tmp_path), Question("board")).trust.zombies is None


def test_wins_without_amount_matter_to_money_only(tmp_path: Path) -> None:
    store = sold(20, "gleb lead 02-24", tmp_path)
    money, count = (ask(store, Question(name)).trust for name in ("results", "win_rate"))
    assert (money.no_amount, count.no_amount) == (3 / 20, None)
    assert "no_amount" in money.notes
    assert "no_amount" not in count.notes


def test_what_spoils_a_figure_is_said_with_a_way_out(tmp_path: Path) -> None:
    store = sold(20, "boris lead 01-11", tmp_path)
    lines = remarks(ask(store, Question("board")), "en")
    assert (
        "Mind: 100% of open deals are older than nearly any won deal ever was; voronka doctor lists them."
        in lines
    )
    assert lines[-1].startswith("Trust in the data: ")


def test_a_level_comes_with_its_reasons() -> None:
    trust = Trust(200, 30, 0, 0.3, None, None, "poor", ("broken", "filled_in"))
    assert trusted(trust, "ru").replace("\u202f", " ") == (
        "Доверие к данным: низкое — у 15 % сделок в истории пробелы, 30 % этапов пропущено."
    )

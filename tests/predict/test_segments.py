"""What owner and source say of a chance, by hand and on made deals."""

from __future__ import annotations

import numpy as np
import pytest

from voronka.predict.segments import WINS, Segmented, fit_segments


def seen(*rows: tuple[int, str, int, int]) -> Segmented:
    """Rows of owner, source, stays and wins on one stage."""
    owner, source, stays, wins = zip(*rows, strict=True)
    state = np.zeros(len(rows), dtype=np.int64)
    return Segmented(state, np.array(owner), np.array(source, dtype=object), np.array(stays), np.array(wins))


def test_a_segment_is_drawn_towards_all_by_twenty_wins() -> None:
    """100 of 400 are won. Of 200 on the site 60 are, where 50 were to be expected: (60 + 20) / (50 + 20); by telephone 40: 60 / 70. Owners then did what their sources let expect."""
    found = fit_segments(seen((1, "site", 200, 60), (1, "phone", 200, 40)), 1)
    assert WINS == 20
    assert found.sources.tolist() == ["phone", "site"]
    assert found.of_source == pytest.approx([60 / 70, 80 / 70], rel=0.02)
    assert found.of_owner == pytest.approx([1.0], abs=0.02)


def test_who_gets_the_good_source_is_not_taken_for_the_better_seller() -> None:
    """Half of the deals by word of mouth are won and a tenth of the others, whoever has them; Anna has three quarters of the former."""
    rows = [(1, "friend", 3000, 1500), (2, "friend", 1000, 500), (1, "ad", 1000, 100), (2, "ad", 3000, 300)]
    found = fit_segments(seen(*rows), 1)
    anna, boris = found.of_owner
    assert anna / boris == pytest.approx(1.0, abs=0.1)
    assert found.of_source[1] / found.of_source[0] > 3.5


def test_a_deal_that_stood_on_three_stages_is_one_win() -> None:
    """The same deals, counted on three stages each, are no surer record."""
    once = fit_segments(seen((1, "a", 200, 60), (2, "a", 200, 40)), 1)
    rows = [np.tile(one, 3) for one in ([1, 2], [200, 200], [60, 40])]
    state, source = np.repeat(np.arange(3), 2), np.array(["a"] * 6, dtype=object)
    thrice = fit_segments(Segmented(state, rows[0], source, rows[1], rows[2]), 3)
    assert thrice.of_owner == pytest.approx(once.of_owner)


def test_who_has_no_record_counts_as_all_others() -> None:
    found = fit_segments(seen((1, "site", 100, 50), (2, "site", 100, 10)), 1)
    alike, other = found.of(np.array([1, 3]), np.array(["site", "unheard of"], dtype=object))
    assert alike > 1.2
    assert other == 1.0


def test_without_wins_and_without_deals_nothing_bears_on_anything() -> None:
    assert fit_segments(seen((1, "site", 100, 0)), 1).of(np.array([1]), np.array(["site"])).tolist() == [1.0]
    none = np.zeros(0, dtype=np.int64)
    empty = fit_segments(Segmented(none, none, none.astype(object), none, none), 2)
    assert empty.of(np.array([1]), np.array(["site"], dtype=object)).tolist() == [1.0]

"""Owner and source bear on which open deals will be won, and not on how many or how much."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from story import engine
from voronka.metrics.future.frame import frame
from voronka.metrics.future.from_open import _open
from voronka.metrics.future.ground import ground
from voronka.metrics.future.horizon import horizon
from voronka.metrics.future.told import standing, told
from voronka.metrics.names import dictionary
from voronka.metrics.scope import asked
from voronka.model.question import Question
from voronka.predict.segments import Segments

UNTIL = datetime(2027, 1, 1)


def year() -> str:
    """A deal a day through 2026, over after a week: Anna wins two of three, Ivan one of six; then eight of each stand since yesterday, Anna's of 100 and Ivan's of 300."""
    lines = []
    for number in range(350):
        came = date(2026, 1, 1) + timedelta(days=number)
        mine = number % 2
        end = "won" if (number // 2 % 3 if mine else number // 2 % 6 == 0) else "lost"
        owner, amount = ("anna", 100) if mine else ("ivan", 300)
        lines.append(
            f"d{number} amount={amount} owner={owner} lead {came:%m-%d} {end} {came + timedelta(days=7):%m-%d}"
        )
    for number in range(16):
        owner, amount = ("anna", 100 + number) if number % 2 else ("ivan", 300 - number)
        lines.append(f"open{number} amount={amount} owner={owner} lead 12-30")
    return "\n".join(lines)


def test_deals_of_who_wins_more_are_likelier_and_the_whole_stays(tmp_path: Path) -> None:
    with closing(engine(year(), tmp_path, UNTIL)) as store:
        known = asked(Question("forecast"), dictionary(store))
        here, deals = ground(store, known), standing(store, known)
        [line] = [one for one in here.lines if len(one.stays.state)]
        made = frame(here, line, deals, horizon(here.today, [(here.today, here.today + 31)]), "RU", 1.0)
        none = np.zeros(0)
        with_them, without = (_open(one) for one in (made, replace(made, segments=Segments(*[none] * 4))))
    owners, factor = made.segments.owners.tolist(), made.segments.of_owner
    assert len(owners) == 2
    assert factor.max() > 1.3
    assert factor.min() < 0.7
    first = next(made.horizon.blocks())
    chance, plain = (one.chance[:, first].sum(axis=1) for one in (with_them, without))
    assert chance.sum() == pytest.approx(plain.sum())
    amounts = made.told.open["amount"]
    assert (chance * amounts).sum() == pytest.approx((plain * amounts).sum())
    # Two groups of two sizes: size and owner tell the same here, and a line in the amount takes most of it off; what is left goes the owners' way.
    better = made.told.open["owner_id"] == owners[int(factor.argmax())]
    assert better.sum() == 8


@pytest.mark.parametrize("by", [None, "current_manager", "source"])
def test_whose_a_deal_is_and_its_source_are_the_same_whatever_is_asked(
    tmp_path: Path, by: str | None
) -> None:
    """From the stays alone, from the journeys and of a past moment: a deal handed over while it stands on a stage counts there as of who had it when it came."""
    text = (
        "a amount=5 owner=anna source=site lead 01-10\nb owner=ivan source=call lead 01-12 owner=anna 01-20\n"
        "c owner=ivan lead 01-13 won 01-20\nd owner=anna source=site lead 01-14 lost 01-16"
    )
    with closing(engine(text, tmp_path)) as store:
        names = dictionary(store)
        for as_of in (None, datetime(2026, 1, 25)):
            known = asked(Question("forecast", as_of=as_of), names)
            plain = standing(store, known).open
            split = told(store, replace(known, by=names.dimension(by) if by else None)).open
            for name in ("deal_id", "stage_id", "day", "owner_id", "source", "amount"):
                assert split[name].tolist() == plain[name].tolist(), (as_of, name)
            assert plain["owner_id"].tolist() == [names_of(names)["anna"], names_of(names)["ivan"]]
            assert plain["source"].tolist() == ["site", "call"]


def names_of(names: object) -> dict[str, int]:
    """Ids of people by name."""
    people: dict[tuple[int, int], str] = names.people  # type: ignore[attr-defined]
    return {name: person for (_, person), name in people.items()}

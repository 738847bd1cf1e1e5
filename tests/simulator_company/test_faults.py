"""What goes wrong in a simulated company goes wrong where and when it was planted, and nowhere else."""

from __future__ import annotations

from datetime import UTC

from voronka.simulator.company import UNTIL, make_company
from voronka.simulator.faults import Fault
from voronka.simulator.mess import Mess
from voronka.simulator.shape import Company
from voronka.simulator.sources import SOURCE_IDS
from voronka.simulator.stages import MAIN, TABLE
from voronka.simulator.worktime import DAY

END = int(UNTIL.replace(tzinfo=UTC).timestamp())
AT, OVER = END - 120 * DAY, END - 60 * DAY
STAGE = TABLE.first[MAIN] + 2
_TABLES = ("deals", "stage_changes", "amount_changes", "owner_changes", "calls", "mails", "messages", "tasks")


def made(*faults: Fault) -> Company:
    return make_company(800, 5, untidy=Mess.none(), faults=faults)


def left(company: Company, after: int | None = None) -> int:
    """Moves from the stage while the fault lasts, or those among them to a status."""
    moves = company.stage_changes
    here = (moves["before_status_id"] == TABLE.stage_id[STAGE]) & (moves["at"] >= AT) & (moves["at"] < OVER)
    return int((here & ((after is None) | (moves["after_status_id"] == after))).sum())


def test_without_faults_the_company_is_the_same_to_the_byte() -> None:
    one, other = make_company(300, 4), make_company(300, 4, faults=())
    for name in _TABLES:
        for column, values in getattr(one, name).items():
            assert values.tobytes() == getattr(other, name)[column].tobytes(), (name, column)


def test_a_source_that_stops_brings_nothing_until_it_is_mended() -> None:
    deals = made(Fault("inflow", AT, OVER, 1.0, source=0)).deals
    site = deals["source_id"] == SOURCE_IDS[0]
    during = (deals["added_at"] >= AT) & (deals["added_at"] < OVER)
    first = deals["pipeline_id"] == TABLE.pipeline_id[STAGE]
    # one in two hundred repeat deals is handed over to the main pipeline
    assert (site & during & first).sum() <= 2
    assert (~site & during & first).sum() > 20
    assert (site & first & (deals["added_at"] >= OVER)).sum() > 5


def test_where_nothing_goes_on_all_is_lost_or_goes_back() -> None:
    plain, broken = made(), made(Fault("conversion", AT, OVER, 1.0, stage=STAGE))
    assert left(broken, 143) > 2 * left(plain, 143) > 0
    ids = [int(one) for one in TABLE.stage_id[STAGE + 1 : STAGE + 6]]
    assert sum(left(broken, one) for one in ids) == 0 < sum(left(plain, one) for one in ids)


def test_where_work_is_slower_fewer_leave() -> None:
    plain, slow = made(), made(Fault("stay", AT, OVER, 0.95, stage=STAGE))
    assert left(slow) < 0.4 * left(plain)


def test_late_answers_come_late() -> None:
    company = made(Fault("response", AT, OVER, 48.0))
    born = dict(zip(company.deals["id"].tolist(), company.deals["added_at"].tolist(), strict=True))
    late = {deal for deal, at in born.items() if AT <= at < OVER}
    for table in (company.calls, company.mails, company.messages):
        out = ~table["is_incoming"]
        for deal, at in zip(table["deal_id"][out].tolist(), table["at"][out].tolist(), strict=True):
            assert deal not in late or at < born[deal] or at - born[deal] >= 24 * 3600

"""`python -m bench.arrivals [--seeds 6]`: draws of new deals against what came, and against last month and the same month last year, on simulated companies."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from voronka.predict.arrivals import fit_arrivals
from voronka.predict.judge import judge, wape
from voronka.simulator.company import Mess, make_company

DAY, MOSCOW, DRAWS, ORIGINS, STEP = 86_400, 3 * 3600, 1000, 12, 30
#: Company size and whether its CRM is messy.
COMPANIES = ((500, False), (5000, False), (5000, True), (50_000, False))


def daily(deals: int, seed: int, is_messy: bool) -> tuple[npt.NDArray[np.int64], date]:
    """Deals by local day of creation, and the first day."""
    company = make_company(deals=deals, seed=seed, untidy=Mess() if is_messy else Mess.none())
    day = (company.deals["created_at"] + MOSCOW) // DAY
    first = int(day.min())
    return np.bincount(day - first), date(1970, 1, 1) + timedelta(days=first)


def forecasts(deals: int, seeds: int, is_messy: bool, month: int) -> Iterator[tuple[float, ...]]:
    """Fact, mean, P10, P50, P90, last month, same month last year: of the `month`-th month ahead from twelve origins per company."""
    days = slice(STEP * month, STEP * (month + 1))
    for seed in range(1, seeds + 1):
        counts, first = daily(deals, seed, is_messy)
        for back in range(ORIGINS):
            cut = len(counts) - STEP * (back + 3)
            drawn = fit_arrivals(counts[:cut], first, "RU").draw(np.random.default_rng(back), 3 * STEP, DRAWS)
            months = drawn[:, days].sum(axis=1)
            year = slice(cut + days.start - 365, cut + days.stop - 365)
            yield (
                counts[cut:][days].sum(),
                months.mean(),
                *np.quantile(months, [0.1, 0.5, 0.9]),
                counts[cut - STEP : cut].sum(),
                counts[year].sum(),
            )


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(prog="python -m bench.arrivals", description=__doc__)
    parser.add_argument("--seeds", type=int, default=6)
    seeds = parser.parse_args().seeds
    print("| deals in 3 years | month | WAPE | last month | last year | bias | P10–P90 holds | width |")
    print("|---|---|---|---|---|---|---|---|")
    start = time.process_time()
    for deals, is_messy in COMPANIES:
        for month in range(3):
            fact, mean, low, middle, high, last, year = np.array(
                list(forecasts(deals, seeds, is_messy, month))
            ).T
            found = judge(fact, mean, [low, middle, high])
            errors = [wape(fact, said) or 0.0 for said in (middle, last, year)]
            print(
                f"| {deals:,}{', messy' if is_messy else ''} | {month + 1} | "
                + " | ".join(f"{error:.1%}" for error in errors)
                + f" | {found.bias:+.1%} | {found.coverage.value:.0%} | {found.width:.0%} |"
            )
    print(f"{(time.process_time() - start):.0f} s")


if __name__ == "__main__":
    main()

"""`python -m bench.series`: the classical method and the baselines on all 1,428 monthly series of the M3 competition, and on weekly revenue of 45 shops."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from voronka.predict.judge import mase, smape, wape
from voronka.predict.series import methods, points

Floats = npt.NDArray[np.float64]
DATA = Path(__file__).parent.parent.parent / "shared" / "data"
AHEAD, YEAR = 18, 12


def m3_monthly(data: Path) -> list[tuple[Floats, Floats]]:
    """Past and the 18 months held out of each series, in order of their numbers."""
    found = duckdb.execute(
        "select id, array_agg(value order by t) filter (not is_test), array_agg(value order by t) filter (is_test)"
        " from read_parquet(?) group by id order by id",
        [str(data / "m3" / "M3_monthly_long.parquet")],
    ).fetchall()
    return [(np.array(past), np.array(fact)) for _, past, fact in found]


def shops(data: Path) -> list[Floats]:
    """The weeks of each shop."""
    found = duckdb.execute(
        "select Store, array_agg(Weekly_Sales order by strptime(Date, '%d/%m/%Y')) from read_csv(?, types={'Date': 'varchar'}) group by Store order by Store",
        [str(data / "walmart-weekly" / "Walmart.csv")],
    ).fetchall()
    return [np.array(weeks) for _, weeks in found]


def naive2(past: Floats) -> Floats:
    """The competition's yardstick: the last value, with the season of a classical decomposition where the autocorrelation test (90 %) finds one."""
    index = _season(past)
    months = np.arange(len(past), len(past) + AHEAD) % YEAR
    return np.asarray(past[-1] / index[(len(past) - 1) % YEAR] * index[months])


def _season(past: Floats) -> Floats:
    """Seasonal indices by ratio to the moving average, 1 for each month without a season."""
    off = past - past.mean()
    lags = np.array([(off[lag:] * off[:-lag]).sum() for lag in range(1, YEAR + 1)]) / (off**2).sum()
    if abs(lags[-1]) <= 1.645 * np.sqrt((1 + 2 * (lags[:-1] ** 2).sum()) / len(past)):
        return np.ones(YEAR)
    kernel = np.r_[0.5, np.ones(YEAR - 1), 0.5] / YEAR
    ratio = past[YEAR // 2 : -(YEAR // 2)] / np.convolve(past, kernel, "valid")
    month = (np.arange(len(ratio)) + YEAR // 2) % YEAR
    index = np.bincount(month, ratio, YEAR) / np.bincount(month, minlength=YEAR)
    return np.asarray(index / index.mean())


def main(data: Path) -> None:
    """Print one line per method."""
    series = m3_monthly(data)
    for name in ("naive2", *methods()):
        start = time.process_time()
        said = [
            naive2(past) if name == "naive2" else points(name, past, [len(past)], AHEAD, YEAR)[0]
            for past, _ in series
        ]
        taken = time.process_time() - start
        errors = [
            (mase(fact, one, past, YEAR), smape(fact, one))
            for (past, fact), one in zip(series, said, strict=True)
        ]
        scaled, symmetric = np.array(errors, dtype=np.float64).mean(axis=0)
        print(f"M3 monthly, {name}: MASE {scaled:.3f}, sMAPE {symmetric:.2f}, {taken:.1f} s")
    weeks = shops(data)
    for name in methods():
        said = [points(name, one[:-13], [len(one) - 13], 13, 52)[0] for one in weeks]
        off = wape(np.concatenate([one[-13:] for one in weeks]), np.concatenate(said))
        print(f"45 shops, last 13 weeks, {name}: WAPE {off:.4f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)

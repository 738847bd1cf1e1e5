"""Golden numbers of lifelines, statsmodels and scipy. Made by:

uv venv /tmp/golden && uv pip install --python /tmp/golden/bin/python lifelines==0.30.3 statsmodels==0.15.0 scipy==1.17.1
cd tests/stats/golden && /tmp/golden/bin/python make.py > python.json
"""

import json

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy import optimize, special, stats
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

deals = pd.read_csv("deals.csv")


def plain(values):
    return [None if np.isnan(value) else float(value) for value in np.asarray(values, dtype=float)]


def by_lifelines(found):
    # Ages from 1: lifelines takes an entry at 0 for "from the beginning".
    fit = KaplanMeierFitter().fit(found.stop + 1, found.way > 0, entry=found.start + 1)
    curve, band = fit.survival_function_.iloc[1:], fit.confidence_interval_.iloc[1:]
    return {
        "age": [int(age) - 1 for age in curve.index],
        "still": plain(curve.iloc[:, 0]),
        "low": plain(band.iloc[:, 0]),
        "high": plain(band.iloc[:, 1]),
        "median": float(fit.median_survival_time_) - 1,
        "median_limits": plain(median_survival_times(fit.confidence_interval_).iloc[0] - 1),
    }


def by_statsmodels(found):
    curve = SurvfuncRight(found.stop, (found.way > 0).astype(int))
    ways = CumIncidenceRight(found.stop, found.way)
    return {
        "age": plain(curve.surv_times),
        "still": plain(curve.surv_prob),
        "error": plain(curve.surv_prob_se),
        "ages": plain(ways.times),
        "shares": [plain(share) for share in ways.cinc],
        "errors": [plain(error) for error in ways.cinc_se],
    }


def beta_binomial(hits, trials):
    """The root of the gradient in (log a, log b)."""
    h, n = np.array(hits), np.array(trials)

    def slope(at):
        a, b = np.exp(at)
        both = (special.digamma(a + b) - special.digamma(a + b + n)).sum()
        return [
            a * ((special.digamma(a + h) - special.digamma(a)).sum() + both),
            b * ((special.digamma(b + n - h) - special.digamma(b)).sum() + both),
        ]

    first = optimize.minimize(
        lambda at: -stats.betabinom.logpmf(h, n, *np.exp(at)).sum(), [1.0, 1.0], method="Nelder-Mead"
    )
    a, b = np.exp(optimize.root(slope, first.x, tol=1e-14).x)
    return {"hits": hits, "trials": trials, "mean": a / (a + b), "size": a + b}


amounts = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 90, 4, 7, 8, 12, 2]
pairs = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 4, 12), (500, 1000, 430, 900)]
examples = dict(list(deals.groupby("example")))
print(
    json.dumps(
        {
            "lifelines": {name: by_lifelines(found) for name, found in examples.items()},
            "statsmodels": {
                name: by_statsmodels(found) for name, found in examples.items() if (found.start < 0).all()
            },
            "wilson": [
                [x, n, *proportion_confint(x, n, method="wilson")] for x, n in [(15, 148), (1, 29), (81, 263)]
            ],
            "beta": [[x, n, *proportion_confint(x, n, method="beta")] for x, n in [(15, 148), (1, 29)]],
            "newcombe": [
                [*pair, *confint_proportions_2indep(pair[0], pair[1], pair[2], pair[3], method="newcomb")]
                for pair in pairs
            ],
            "z_test": [
                [*pair, float(proportions_ztest([pair[0], pair[2]], [pair[1], pair[3]])[1])] for pair in pairs
            ],
            "beta_binomial": [
                beta_binomial([1, 40, 90, 7, 12], [20, 100, 200, 60, 31]),
                beta_binomial([0, 2, 5, 30, 1, 0, 8], [4, 10, 11, 31, 90, 2, 40]),
            ],
            "t_interval": [
                amounts,
                *stats.t.interval(0.95, len(amounts) - 1, np.mean(amounts), stats.sem(amounts)),
            ],
            "trimmed": [amounts, float(stats.trim_mean(amounts, 0.1))],
            "digamma": [
                [x, float(special.digamma(x)), float(special.polygamma(1, x))] for x in (0.1, 1.5, 30)
            ],
        },
    )
)

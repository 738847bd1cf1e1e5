"""The beta and gamma distributions as far as exact intervals need them, to about 1e-12, in plain numpy."""

from __future__ import annotations

from collections.abc import Callable
from math import log, pi
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from voronka.stats.gamma import log_gamma

Floats = npt.NDArray[np.float64]

_TINY = 1e-300
_ROUNDS = 20_000
_normal = np.vectorize(NormalDist().inv_cdf, otypes=[np.float64])


def beta_cdf(x: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """I_x(a, b): the chance that a Beta(a, b) falls below `x`; arrays broadcast. `a`, `b` > 0.

    Continued fraction, https://dlmf.nist.gov/8.17#v, by Lentz's method.

    >>> round(float(beta_cdf(0.25, 2, 2)), 12)
    0.15625
    """
    x, a, b = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (x, a, b)))
    # The fraction converges fast below the mean; above it I_x(a, b) = 1 - I_{1-x}(b, a).
    turned = x > (a + 1) / (a + b + 2)
    z, p, q = np.where(turned, 1 - x, x), np.where(turned, b, a), np.where(turned, a, b)
    tail = np.exp(_log_front(z, p, q)) / p * _beta_fraction(z, p, q)
    return np.asarray(np.where(turned, 1 - tail, tail))


def beta_quantile(share: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """The x with I_x(a, b) = `share`, between 0 and 1 and neither; arrays broadcast.

    >>> round(float(beta_quantile(0.15625, 2, 2)), 12)
    0.25
    """
    share, a, b = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (share, a, b)))

    def density(x: Floats, a: Floats, b: Floats) -> Floats:
        return np.exp(_log_front(x, a, b)) / np.maximum(x * (1 - x), _TINY)

    mean = a / (a + b)
    guess = mean + _normal(share) * np.sqrt(mean * (1 - mean) / (a + b + 1))
    guess = np.where((guess > mean / 4) & (guess < (3 + mean) / 4), guess, mean)
    return _solve(beta_cdf, density, share, (a, b), guess, np.ones(share.shape))


def gamma_cdf(x: npt.ArrayLike, a: npt.ArrayLike) -> Floats:
    """P(a, x): the chance that a Gamma(a, 1) falls below `x` > 0; arrays broadcast. https://dlmf.nist.gov/8.11.E4 and 8.9.E2.

    >>> round(float(gamma_cdf(1, 1)), 12)
    0.632120558829
    """
    x, a = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (x, a)))
    front, small = np.exp(_log_power(x, a)), x < a + 1
    found = np.empty(x.shape)
    if small.any():
        found[small] = front[small] / a[small] * _gamma_series(x[small], a[small])
    if not small.all():
        found[~small] = 1 - front[~small] / _gamma_fraction(x[~small], a[~small])
    return found


def gamma_quantile(share: npt.ArrayLike, a: npt.ArrayLike) -> Floats:
    """The x with P(a, x) = `share`, between 0 and 1 and neither; arrays broadcast.

    >>> round(float(gamma_quantile(0.5, 1)), 12)  # log 2
    0.69314718056
    """
    share, a = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (share, a)))

    def density(x: Floats, a: Floats) -> Floats:
        return np.exp(_log_power(x, a)) / np.maximum(x, _TINY)

    # Wilson and Hilferty (1931), PNAS 17, 684-688.
    guess = a * (1 - 1 / (9 * a) + _normal(share) / (3 * np.sqrt(a))) ** 3
    return _solve(
        gamma_cdf, density, share, (a,), np.where(guess > a / 4, guess, a), a + 40 * np.sqrt(a) + 800
    )


def _solve(
    cdf: Callable[..., Floats],
    density: Callable[..., Floats],
    share: Floats,
    shape: tuple[Floats, ...],
    guess: Floats,
    top: Floats,
) -> Floats:
    """The x in [0, top] with cdf(x, *shape) = share: Newton's method within a bracket that halves where a step would leave it."""
    found = np.array(guess.ravel())
    at, low, high = np.arange(found.size), np.zeros(found.size), top.ravel()
    wanted, parts = share.ravel(), [part.ravel() for part in shape]
    for _ in range(200):
        x, those = found[at], [part[at] for part in parts]
        missing = cdf(x, *those) - wanted[at]
        low, high = np.where(missing <= 0, x, low), np.where(missing >= 0, x, high)
        jump = x - missing / np.maximum(density(x, *those), _TINY)
        found[at] = np.where((jump > low) & (jump < high), jump, (low + high) / 2)
        going_on = np.abs(found[at] - x) > 1e-14 * x
        at, low, high = at[going_on], low[going_on], high[going_on]
        if not len(at):
            break
    return found.reshape(share.shape)


def _log_front(x: Floats, a: Floats, b: Floats) -> Floats:
    """log of x^a (1 - x)^b / B(a, b), by Loader's saddle point: large logarithms of Γ would cost 7 digits at a million trials."""
    with np.errstate(divide="ignore"):
        return np.asarray(
            -_deviance(a, (a + b) * x)
            - _deviance(b, (a + b) * (1 - x))
            + (np.log(a) + np.log(b) - np.log(2 * pi * (a + b))) / 2
            + _stirling(a + b)
            - _stirling(a)
            - _stirling(b)
        )


def _log_power(x: Floats, a: Floats) -> Floats:
    """log of x^a e^-x / Γ(a), in the same way."""
    with np.errstate(divide="ignore"):
        return np.asarray(-_deviance(a, x) + np.log(a / (2 * pi)) / 2 - _stirling(a))


def _deviance(a: Floats, mean: Floats) -> Floats:
    """a log(a / mean) + mean - a, small where the two are near each other."""
    off = (mean - a) / a
    near = a * (off - np.log1p(np.maximum(off, -0.5)))
    return np.where(off > -0.5, near, a * np.log(a / mean) + mean - a)


def _stirling(a: Floats) -> Floats:
    """log Γ(a) less Stirling's formula: https://dlmf.nist.gov/5.11.E1."""
    large = np.maximum(a, 15.0)
    square = large * large
    series = (
        1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square
    ) / large
    direct = log_gamma(np.minimum(a, 15.0)) - (a - 0.5) * np.log(a) + a - log(2 * pi) / 2
    return np.asarray(np.where(a >= 15, series, direct))


def _beta_fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    c = np.ones(x.shape)
    d = 1 / _away(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, _ROUNDS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            found = found * c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    return found


def _gamma_series(x: Floats, a: Floats) -> Floats:
    term = total = np.ones(x.shape)
    for m in range(1, _ROUNDS):
        term = term * x / (a + m)
        total = total + term
        if np.all(term <= 1e-17 * total):
            break
    return total


def _gamma_fraction(x: Floats, a: Floats) -> Floats:
    """The denominator x + 1 - a - …, https://dlmf.nist.gov/8.9.E2."""
    whole = _away(x + 1 - a)
    c, d = whole, np.zeros(x.shape)
    for m in range(1, _ROUNDS):
        step, place = -m * (m - a), x + 2 * m + 1 - a
        d = 1 / _away(place + step * d)
        c = _away(place + step / c)
        whole = whole * c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    return whole


def _away(values: Floats) -> Floats:
    """Lentz's method must not divide by zero."""
    return np.where(np.abs(values) < _TINY, _TINY, values)

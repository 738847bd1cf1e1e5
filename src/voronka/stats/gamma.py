"""The logarithm of the gamma function and its derivatives, in plain numpy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def log_gamma(x: npt.ArrayLike) -> Floats:
    """log Γ(x), x > 0: https://dlmf.nist.gov/5.11.E1 after stepping up to 10.

    >>> round(float(log_gamma(6)), 12)  # log 120
    4.787491742782
    """
    x = np.asarray(x, dtype=np.float64)
    low = np.where(x < 10, x, 1.0)
    steps = low.copy()
    for step in range(1, 10):
        steps = steps * (low + step)
    y = np.where(x < 10, x + 10, x)
    square = 1 / (y * y)
    tail = (
        1 / 12
        - square
        * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * 691 / 360360))))
    ) / y
    return np.asarray(
        (y - 0.5) * np.log(y) - y + np.log(2 * np.pi) / 2 + tail - np.where(x < 10, np.log(steps), 0.0)
    )


def digamma(x: npt.ArrayLike) -> Floats:
    """ψ(x), x > 0: https://dlmf.nist.gov/5.11.E2 after stepping up to 10.

    >>> round(float(digamma(1.0)), 12)
    -0.577215664902
    """
    x, shift = np.array(x, dtype=np.float64), np.zeros(np.shape(x))
    for _ in range(10):
        low = x < 10
        shift, x = shift - np.where(low, 1 / x, 0.0), np.where(low, x + 1, x)
    square = 1 / (x * x)
    tail = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    return np.asarray(shift + np.log(x) - 0.5 / x - tail)


def trigamma(x: npt.ArrayLike) -> Floats:
    """ψ'(x), x > 0: the derivative of the series of `digamma`.

    >>> round(float(trigamma(1.0)), 10)  # π² / 6
    1.6449340668
    """
    x, shift = np.array(x, dtype=np.float64), np.zeros(np.shape(x))
    for _ in range(10):
        low = x < 10
        shift, x = shift + np.where(low, 1 / (x * x), 0.0), np.where(low, x + 1, x)
    square = 1 / (x * x)
    tail = square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * 5 / 66))))
    return np.asarray(shift + (1 + 0.5 / x + tail) / x)

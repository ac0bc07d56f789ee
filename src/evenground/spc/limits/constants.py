"""The constants of control charts: c4 exactly, the constants of ranges rounded as they are published.

Range constants keep the rounding of the printed tables (1.128 for d2(2), so 2.66 for an I chart), so that limits match
those worked out by hand and by the programs of the field; the exact d2(2) = 2 / sqrt(pi) would move them by 0.03 %.
"""

from __future__ import annotations

from math import exp, lgamma, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

D2_OF_TWO = 1.128
"""The mean range of two normal values, in standard deviations."""

RANGE_LIMIT = 3.267
"""D4 for ranges of two: the upper limit of a moving range, in mean moving ranges, and where screening cuts."""

MOVING_S_LIMIT = 3.2665
"""The same for the moving s of an I' chart, as its author prints it (exactly 1 + 3 sqrt(pi / 2 - 1) = 3.26653)."""

# The mean (d2) and standard deviation (d3) of the range of n = 2..25 standard normal values.
D2 = (
    1.128, 1.693, 2.059, 2.326, 2.534, 2.704, 2.847, 2.970, 3.078, 3.173, 3.258, 3.336,
    3.407, 3.472, 3.532, 3.588, 3.640, 3.689, 3.735, 3.778, 3.819, 3.858, 3.895, 3.931,
)  # fmt: skip
D3 = (
    0.8525, 0.8884, 0.8798, 0.8641, 0.8480, 0.8332, 0.8198, 0.8078, 0.7971, 0.7873, 0.7785, 0.7704,
    0.7630, 0.7562, 0.7499, 0.7441, 0.7386, 0.7335, 0.7287, 0.7242, 0.7199, 0.7159, 0.7121, 0.7084,
)  # fmt: skip
LARGEST_RANGE = len(D2) + 1


def d2(n: Floats) -> Floats:
    """The mean range of ``n`` normal values in standard deviations; NaN outside 2..25."""
    return _listed(D2, n)


def d3(n: Floats) -> Floats:
    """The standard deviation of that range; NaN outside 2..25."""
    return _listed(D3, n)


def c4(n: Floats) -> Floats:
    """The mean standard deviation of ``n`` normal values, in true standard deviations; NaN below 2."""
    sizes, where = np.unique(n, return_inverse=True)
    found = np.array([_c4(float(size)) for size in sizes])
    return found[where].reshape(n.shape)


def _c4(n: float) -> float:
    if not 2 <= n < np.inf:
        return np.nan
    return sqrt(2 / (n - 1)) * exp(lgamma(n / 2) - lgamma((n - 1) / 2))


def _listed(table: tuple[float, ...], n: Floats) -> Floats:
    inside = (n >= 2) & (n <= LARGEST_RANGE)
    places = np.where(inside, n, 2).astype(np.intp) - 2
    return np.where(inside, np.array(table)[places], np.nan)

"""Made-up series for every kind of chart, and what makes two charts the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from evenground.spc import ControlChart, control_chart
from evenground.spc.limits import KINDS

POINTS = 16
SIZE = 3
LABELS = np.repeat(np.arange(POINTS), SIZE)
NUMBERS = ("value", "centre", "lower", "upper", "sigma", "useful", "longest_run", "crossings", "false_alarm")
LINES = ("value", "centre", "lower", "upper")

kinds = st.sampled_from(sorted(KINDS))
seeds = st.integers(0, 2**32 - 1)


def series(kind: str, seed: int, many: int = 1) -> tuple[np.ndarray, np.ndarray | None, dict[str, Any]]:
    """Numerators (whole numbers, some missing), denominators and keywords for ``many`` series of one kind."""
    rng = np.random.default_rng(seed)
    recipe = KINDS[kind]
    length = POINTS * SIZE if recipe.subgroups else POINTS
    y = rng.integers(0, 12, (many, length)).astype(float)
    y[rng.random(y.shape) < 0.08] = np.nan
    n = rng.integers(12, 40, (many, POINTS)).astype(float) if recipe.denominator == "must" else None
    return y, n, {"subgroup": LABELS} if recipe.subgroups else {}


def chart_of(kind: str, seed: int, many: int = 1, **options: Any) -> ControlChart:
    """A chart of such series."""
    y, n, given = series(kind, seed, many)
    return control_chart(kind, y, n, **given, **options)


def assert_same(one: ControlChart, other: ControlChart, names: tuple[str, ...] = NUMBERS) -> None:
    """Both have the same numbers (to rounding) and the same signals."""
    for name in names:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9, atol=1e-12, err_msg=name)
    np.testing.assert_array_equal(one.signals, other.signals)

"""The run-chart rules of the IHI (Perla, Provost & Murray, BMJ Quality & Safety 2011; 20: 46-51), about the median.

Shift, trend, too few or too many runs. The fourth, an astronomical point, is judged by eye and so not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import comb

import numpy as np

from evenground.spc.rules.anhoej import whole_phase
from evenground.spc.rules.patterns import Pattern, trend_over_ties, useful_one_side
from evenground.spc.rules.runs import Runs
from evenground.spc.rules.signals import Rule

LENGTHS = {"shift": 6, "trend": 5}
TAIL = 0.025
FEWEST_POINTS = 10
"""Below this many useful points the printed tables give no limits for the number of runs."""


def rules(lengths: Mapping[str, int]) -> dict[str, Rule]:
    """Shift (points on the median passed over), trend (equal neighbours count once), too few runs, too many runs."""
    return {
        "shift": lambda points, runs: useful_one_side(points, lengths["shift"]),
        "trend": lambda points, runs: trend_over_ties(points, lengths["trend"]),
        "too few runs": lambda points, runs: _number_of_runs(runs, 0),
        "too many runs": lambda points, runs: _number_of_runs(runs, 1),
    }


@cache
def run_limits(useful: int) -> tuple[int, int]:
    """(fewest, most) runs that chance explains among this many useful points, half of them on each side.

    Exact, 2.5 % at most in each tail (Swed & Eisenhart, Annals of Mathematical Statistics 1943; 14: 66-87).
    """
    low, high = useful // 2, useful - useful // 2
    ways = [_ways(runs, low, high) for runs in range(useful + 2)]
    allowed = TAIL * comb(useful, low)
    fewest = next(r for r in range(useful + 1) if sum(ways[: r + 1]) > allowed)
    most = next(r for r in range(useful + 1, 0, -1) if sum(ways[r:]) > allowed)
    return fewest, most


def _ways(runs: int, low: int, high: int) -> int:
    """In how many orders of ``low`` and ``high`` points there are this many runs."""
    half, odd = divmod(runs, 2)
    if half == 0:
        return 0
    if not odd:
        return 2 * comb(low - 1, half - 1) * comb(high - 1, half - 1)
    return comb(low - 1, half) * comb(high - 1, half - 1) + comb(low - 1, half - 1) * comb(high - 1, half)


def _number_of_runs(runs: Runs, end: int) -> Pattern:
    sizes, where = np.unique(runs.useful, return_inverse=True)
    limits = np.array([run_limits(int(n))[end] if n >= FEWEST_POINTS else np.nan for n in sizes])[where]
    limit = limits.reshape(runs.useful.shape)
    number = runs.crossings + 1
    with np.errstate(invalid="ignore"):
        return whole_phase(runs, number > limit if end else number < limit)

"""Anhøj's rules: an unusually long run or unusually few crossings, and points beyond the limits where there are limits.

The only common rules whose false alarms stay near 5 % as a chart grows. Few crossings speak of the whole phase, so all
its useful points carry the flag and its last one completes it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evenground.spc.rules.patterns import Pattern, beyond_limits
from evenground.spc.rules.points import Bools
from evenground.spc.rules.runs import Runs, box_limits, in_cut_corner
from evenground.spc.rules.signals import Rule

LENGTHS: Mapping[str, int] = {}


def rules(lengths: Mapping[str, int], method: str = "anhoej") -> dict[str, Rule]:
    """Beyond limits, long run and few crossings by ``method``: "anhoej", "bestbox" or "cutbox" (Anhøj & Wentzel-Larsen 2020)."""
    del lengths  # Anhøj's limits follow from the number of points
    found: dict[str, Rule] = {
        "beyond limits": lambda points, runs: beyond_limits(points),
        "long run": lambda points, runs: _long_run(runs, method),
        "few crossings": lambda points, runs: _few_crossings(runs, method),
    }
    if method == "cutbox":
        found["long run with few crossings"] = lambda points, runs: whole_phase(runs, in_cut_corner(runs))
    return found


def whole_phase(runs: Runs, signal: Bools) -> Pattern:
    """A signal of the phase as a whole: every useful point, complete at the last."""
    here = signal[..., None]
    return (runs.whole > 0) & here, runs.last & here


def _long_run(runs: Runs, method: str) -> Pattern:
    limit = runs.longest_max if method == "anhoej" else box_limits(runs, method)[0]
    with np.errstate(invalid="ignore"):
        return runs.whole > limit[..., None], runs.so_far > limit[..., None]


def _few_crossings(runs: Runs, method: str) -> Pattern:
    limit = runs.crossings_min if method == "anhoej" else box_limits(runs, method)[1]
    with np.errstate(invalid="ignore"):
        return whole_phase(runs, runs.crossings < limit)

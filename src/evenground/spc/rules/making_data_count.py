"""The rules of NHS England's Making Data Count: beyond limits, shift of 7, trend of 7 points, and two of three near a limit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evenground.spc.rules.patterns import Pattern, beyond_limits, one_side, trend
from evenground.spc.rules.points import Bools, Points
from evenground.spc.rules.signals import Rule

LENGTHS = {"shift": 7, "trend": 7}


def rules(lengths: Mapping[str, int]) -> dict[str, Rule]:
    """The programme's four rules; its spreadsheet also offers 6 points for ``lengths["shift"]`` and ``lengths["trend"]``."""
    return {
        "beyond limits": lambda points, runs: beyond_limits(points),
        "shift": lambda points, runs: one_side(points, lengths["shift"]),
        "trend": lambda points, runs: trend(points, lengths["trend"]),
        "2 of 3": lambda points, runs: two_of_three(points),
    }


def two_of_three(points: Points) -> Pattern:
    """Two of three points between 2 and 3 sigma, all three on one side of the mean; only the near points are marked."""
    near = points.past(2) & ~points.beyond
    every, completing = np.zeros_like(near), np.zeros_like(near)
    if near.shape[-1] < 3:
        return every, completing
    for side in (1, -1):
        here = points.side == side
        close = near & here
        done = _three(here) & (close[..., :-2].astype(int) + close[..., 1:-1] + close[..., 2:] >= 2)
        completing[..., 2:] |= done
        for place in range(3):
            every[..., place : place + done.shape[-1]] |= done & close[..., place : place + done.shape[-1]]
    return every, completing


def _three(here: Bools) -> Bools:
    both: Bools = here[..., :-2] & here[..., 1:-1] & here[..., 2:]
    return both

"""The four rules of the Western Electric handbook (1956), each point judged against its own zones."""

from __future__ import annotations

from collections.abc import Mapping

from evenground.spc.rules.patterns import beyond_limits, one_side, some_of
from evenground.spc.rules.signals import Rule

LENGTHS = {"one side": 8}


def rules(lengths: Mapping[str, int]) -> dict[str, Rule]:
    """Beyond the limits; 2 of 3 past 2 sigma; 4 of 5 past 1 sigma; 8 (or ``lengths["one side"]``) on one side."""
    side = lengths["one side"]
    return {
        "beyond limits": lambda points, runs: beyond_limits(points),
        "2 of 3": lambda points, runs: some_of(points, 2, 3, 2),
        "4 of 5": lambda points, runs: some_of(points, 4, 5, 1),
        f"{side} on one side": lambda points, runs: one_side(points, side),
    }

"""Nelson's eight rules (Journal of Quality Technology 1984; 16: 237-239), with the lengths of JMP or of Minitab."""

from __future__ import annotations

from collections.abc import Mapping

from evenground.spc.rules.patterns import alternating, beyond_limits, one_side, outside_both, some_of, trend, within
from evenground.spc.rules.signals import Rule

LENGTHS = {"one side": 9, "trend": 6, "alternating": 14, "within 1 sigma": 15, "outside 1 sigma": 8}
CONVENTIONS = {"jmp": LENGTHS, "minitab": {**LENGTHS, "trend": 7, "alternating": 15}}
"""Minitab counts the steps between points (6 and 14), JMP and Nelson the points."""


def rules(lengths: Mapping[str, int]) -> dict[str, Rule]:
    """Nelson's rules 1 to 8 in his order; a point on the 1-sigma line is within it."""
    return {
        "beyond limits": lambda points, runs: beyond_limits(points),
        f"{lengths['one side']} on one side": lambda points, runs: one_side(points, lengths["one side"]),
        "trend": lambda points, runs: trend(points, lengths["trend"]),
        "alternating": lambda points, runs: alternating(points, lengths["alternating"]),
        "2 of 3": lambda points, runs: some_of(points, 2, 3, 2),
        "4 of 5": lambda points, runs: some_of(points, 4, 5, 1),
        "within 1 sigma": lambda points, runs: within(points, lengths["within 1 sigma"]),
        "outside 1 sigma": lambda points, runs: outside_both(points, lengths["outside 1 sigma"]),
    }

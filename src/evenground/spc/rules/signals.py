"""What the rules say of one phase: for each rule the points that signal, and the counts of the runs analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from evenground.spc.rules.patterns import Pattern
from evenground.spc.rules.points import Bools, Floats, Points
from evenground.spc.rules.runs import Runs

Rule = Callable[[Points, Runs], Pattern]
"""What one rule says of the points (and of their runs)."""


@dataclass(frozen=True, slots=True)
class Signals:
    """The answer for arrays of shape (..., t).

    ``flags``: rule name -> every point of a signalling pattern; ``completing``: rule name -> the points at which a pattern
    is complete (the moment at which one could have known). Both (..., t). The counts have the leading shape: ``useful``
    points (judged, not on the line), ``longest_run`` and ``crossings`` with Anhøj's limits (a run longer than
    ``longest_run_max``, or fewer crossings than ``crossings_min``, is unlikely by chance); NaN without useful points.
    """

    flags: Mapping[str, Bools]
    completing: Mapping[str, Bools]
    longest_run: Floats
    longest_run_max: Floats
    crossings: Floats
    crossings_min: Floats
    useful: Floats

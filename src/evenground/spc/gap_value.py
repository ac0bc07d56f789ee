"""The chart of a gap as data: every point with its lines, score and signals, and what the latest pattern means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.model.values import Numbers, Words
from evenground.spc.gap_scores import Bools, Floats

Names = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class GapChart:
    """The gap of group 1 to group 2, of one pair or of many. What is undefined is NaN, and ``note`` says why.

    Of each point, shape (..., t), on the scale shown: ``value``, ``centre``, ``lower``, ``upper``; ``sigma``, the width of the
    band over twice ``width``, nearly the standard deviation of the point (ratio: of its logarithm); ``bias``, what was taken off (difference: 0; ratio: the factor by which
    the plain ratio of so small counts would be too large); ``score``, how far out the point is, as a normal score: the rules
    judge this, since at small counts limits are not symmetric. ``signals``, ``flags``, ``completing``, ``included``,
    ``baseline``, ``phase`` as in ControlChart. ``dispersion``: Laney's sigma z squared (NaN: too few points to say), and
    ``dispersed``, whether limits were widened by it.

    Of each series: ``signal`` ("narrowing", "widening", "closed", "reversed", "none", "too short"), said of the latest
    pattern; ``signal_1`` and ``signal_2``: whether each group's own level got "better", "worse" or "none" in that stretch (a
    narrowing in which only ``signal_2`` is "worse" and group 2 was better off is a levelling down); ``false_alarm``, how often
    these rules signal on such a chart if nothing changed; ``useful``, ``longest_run``, ``longest_run_max``, ``crossings``, ``crossings_min``
    (with phases given, a last axis with one number a phase); ``note``.
    """

    type: str
    scale: str
    rules: str
    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    sigma: Floats
    bias: Floats
    score: Floats
    signals: Names
    flags: Mapping[str, Bools]
    completing: Mapping[str, Bools]
    included: Bools
    baseline: Bools
    phase: NDArray[np.intp]
    dispersion: Floats
    dispersed: Bools
    useful: Numbers
    longest_run: Numbers
    longest_run_max: Numbers
    crossings: Numbers
    crossings_min: Numbers
    signal: Words
    signal_1: Words
    signal_2: Words
    false_alarm: Numbers
    note: Words

    def at(self, index: int | tuple[int, ...]) -> GapChart:
        """The chart of one pair among many."""
        changed: dict[str, Any] = {name: getattr(self, name) for name in ("type", "scale", "rules", "phase")}
        for name in self.__slots__:
            part = getattr(self, name)
            if name in ("flags", "completing"):
                changed[name] = {rule: mask[index] for rule, mask in part.items()}
            elif name not in changed:
                picked = part[index]
                changed[name] = picked.item() if isinstance(picked, np.generic) else picked
        return GapChart(**changed)

"""A control chart as data: every point with its lines, limits, phase and signals, and what must be said of the series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.model.values import Numbers, Words
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.stretches import Mask

Names = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class ControlChart:
    """One chart, or many of one length. What is undefined is NaN, and ``note`` says why.

    Of each point, shape (..., t), on the plotted scale: ``value``, ``centre``, ``lower``, ``upper``; ``sigma``, the
    standard deviation of the plotted point (T charts: of time ** (1 / 3.6)); ``target`` (NaN: none); ``signals``, the rules
    broken joined by ", "; ``included``, False where excluded; ``baseline``, True for the points the limits come from.
    ``flags`` (every point of a pattern) and ``completing`` (the point at which it is complete) have a mask for each rule.
    ``phase``, shape (t,): the number of each point's phase, from 0.

    Of each series, a number for one series; with phases given, a last axis with one number a phase: ``useful`` points (not
    missing, excluded or on the line), ``longest_run`` and ``longest_run_max``, ``crossings`` and ``crossings_min``
    (Anhøj's limits). Of each series as a whole: ``false_alarm``, the chance that these rules signal on so many points of
    pure chance, and ``note``. ``labels``: the subgroups in the order of the points (else None).
    """

    kind: str
    rules: str
    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    sigma: Floats
    target: Floats
    signals: Names
    flags: Mapping[str, Mask]
    completing: Mapping[str, Mask]
    included: Mask
    baseline: Mask
    phase: NDArray[np.intp]
    useful: Numbers
    longest_run: Numbers
    longest_run_max: Numbers
    crossings: Numbers
    crossings_min: Numbers
    false_alarm: Numbers
    note: Words
    labels: NDArray[Any] | None = None

    def at(self, index: int | tuple[int, ...]) -> ControlChart:
        """The chart of one series among many."""
        changed: dict[str, Any] = {name: getattr(self, name) for name in ("kind", "rules", "phase", "labels")}
        for name in self.__slots__:
            if name in ("flags", "completing"):
                changed[name] = {rule: mask[index] for rule, mask in getattr(self, name).items()}
            elif name not in changed:
                changed[name] = _plain(getattr(self, name)[index])
        return ControlChart(**changed)


def _plain(part: Any) -> Any:
    return part.item() if isinstance(part, np.generic) else part

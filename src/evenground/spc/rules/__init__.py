"""Rules of special cause: which points of a series are unlikely to be chance, by several traditions, for many series at once.

Four decisions hold in every set. Both the whole pattern and the points that complete it are given. A trend is strict (two
equal neighbours end it), except on the IHI's run chart, where they count once. A point on the line ends a run, except for
Anhøj and the IHI, who pass over it. A missing point never helps a pattern; an excluded point is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from evenground.spc.rules.points import Bools, pack, read, unpack
from evenground.spc.rules.runs import count_runs, crossings_min, longest_run_max
from evenground.spc.rules.sets import RULE_SETS, lengths_of, rule_set, rules_of
from evenground.spc.rules.signals import Signals

__all__ = [
    "RULE_SETS", "Signals", "crossings_min", "lengths_of", "longest_run_max", "rule_set", "signals",
]  # fmt: skip


def signals(
    value: ArrayLike,
    centre: ArrayLike,
    sigma: ArrayLike,
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    include: Bools | None = None,
    rules: str = "anhoej",
    lengths: Mapping[str, int] | str | None = None,
) -> Signals:
    """What a set of ``rules`` says of one phase.

    ``value``: (..., t), NaN where missing. ``centre``, ``sigma``, ``lower``, ``upper``: broadcast to it; NaN means no
    limits (so no signal beyond them) or no zones (no zone rule). ``include`` False: shown but not judged; patterns pass
    over it. ``lengths``: other lengths for the rules of the set, or for "nelson" the name of a convention ("jmp",
    "minitab"). Raises ValueError for rules or lengths that do not exist.
    """
    chosen = rules_of(rules, lengths)
    given = read(value, centre, sigma, lower=lower, upper=upper, include=include)
    points, order = (given, None) if include is None else pack(given, _all_included(include, given.beyond))
    runs = count_runs(points)
    found = {name: rule(points, runs) for name, rule in chosen.items()}
    return Signals(
        flags={name: unpack(every, order) for name, (every, _) in found.items()},
        completing={name: unpack(completing, order) for name, (_, completing) in found.items()},
        longest_run=runs.longest,
        longest_run_max=runs.longest_max,
        crossings=runs.crossings,
        crossings_min=runs.crossings_min,
        useful=runs.useful,
    )


def _all_included(include: Bools, like: Bools) -> Bools:
    return np.array(np.broadcast_to(include, like.shape), dtype=bool)

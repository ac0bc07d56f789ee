"""One phase drawn and judged: its lines, what the rules say of it, how often they say so by chance, and its notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from evenground.spc.false_alarms import false_alarm_rate, why_no_rate
from evenground.spc.limits import Kind, Lines, Stretch
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.stretches import Mask
from evenground.spc.notes import Caveat, notes_of_phase
from evenground.spc.rules import Signals, signals

BEYOND = "beyond limits"

SIMULATED_AS = {"np": "p", "r": "s", "ms": "mr"}
"""Kinds whose false alarms are those of another kind: the same chart on another scale, or nearly so."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds for every phase: the kind, the rules with their lengths, and where limits are ``cut`` (low, high)."""

    name: str
    kind: Kind
    rules: str
    lengths: Mapping[str, int] | str | None
    cut: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase with its lines, judged; ``false_alarm`` has the leading shape."""

    stretch: Stretch
    lines: Lines
    found: Signals
    false_alarm: Floats
    caveats: list[Caveat]


def judge(asked: Asked, stretch: Stretch) -> Phase:
    """Draws the lines of a phase and applies the rules to it, T charts on the scale on which times are nearly normal."""
    lines = asked.kind.draw(stretch)
    lines = replace(lines, lower=np.maximum(lines.lower, asked.cut[0]), upper=np.minimum(lines.upper, asked.cut[1]))
    value, centre, lower, upper = (
        part if lines.exponent == 1 else part ** (1 / lines.exponent)
        for part in (lines.value, lines.centre, lines.lower, lines.upper)
    )
    include = None if stretch.kept.all() else stretch.kept
    found = signals(
        value, centre, lines.sigma, lower=lower, upper=upper, include=include, rules=asked.rules, lengths=asked.lengths
    )
    if not asked.kind.runs:
        found = replace(found, flags=_only_beyond(found.flags), completing=_only_beyond(found.completing))
    notes = notes_of_phase(asked.name, asked.kind, stretch, lines, value, centre)
    rate, unknown = _false_alarm(asked, stretch, lines)
    return Phase(stretch, lines, found, rate, [*notes, *unknown])


def _only_beyond(flags: Mapping[str, Mask]) -> dict[str, Mask]:
    """Moving ranges share a value with their neighbour, so that patterns among them mean nothing."""
    return {rule: mask for rule, mask in flags.items() if rule == BEYOND}


def _false_alarm(asked: Asked, stretch: Stretch, lines: Lines) -> tuple[Floats, list[Caveat]]:
    """The chance of a false signal among the points judged, and why it is not known where it is not."""
    points = np.sum(~np.isnan(lines.value) & stretch.kept, axis=-1)
    rates, unknown = np.full(points.shape, np.nan), list[Caveat]()
    for size in map(int, np.unique(points)):
        rate, reason = _rate(asked, stretch, size)
        rates[points == size] = rate
        if reason and size > 0:
            unknown.append((np.asarray(points == size), reason))
    return rates, unknown


def _rate(asked: Asked, stretch: Stretch, points: int) -> tuple[float, str]:
    kind = SIMULATED_AS.get(asked.name, asked.name)
    rate = false_alarm_rate(asked.rules, kind, points, screen=stretch.method.screen, lengths=asked.lengths)
    return rate, "" if rate >= 0 else why_no_rate(asked.rules, kind, points, lengths=asked.lengths)

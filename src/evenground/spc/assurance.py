"""Making Data Count's two questions of a chart: has anything changed (variation), and will the target be met (assurance)?

The answers are words, not icons, so that they can be read aloud: the picture is drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.spc.rules import making_data_count as mdc
from evenground.spc.rules.patterns import run_lengths, steps
from evenground.spc.rules.points import Bools, Ints, Points, pack, read, unpack
from evenground.spc.rules.runs import count_runs
from evenground.spc.rules.sets import lengths_of

Words = NDArray[np.object_]

COMMON_CAUSE: Final = "common cause"
IMPROVEMENT: Final = "improvement"
CONCERN: Final = "concern"
HIGH: Final = "special cause, high"
LOW: Final = "special cause, low"
NOT_JUDGED: Final = "not judged"

PASS: Final = "pass"  # noqa: S105 - a word, not a password
FAIL: Final = "fail"
HIT_OR_MISS: Final = "hit or miss"
NO_TARGET: Final = "no target"
NO_DIRECTION: Final = "no direction"
NO_LIMITS: Final = "no limits"

ORDER: Final = ("beyond limits", "trend", "2 of 3", "shift")
"""Which rule names a point that several rules flag: the programme's own order."""


@dataclass(frozen=True, slots=True)
class Answers:
    """``points``: a word for every point (..., t). ``variation``: that of the last judged point, ``assurance``: whether the
    process as it is now would meet its target; both of the leading shape."""

    points: Words
    variation: Words
    assurance: Words


def making_data_count(
    value: ArrayLike,
    centre: ArrayLike,
    sigma: ArrayLike,
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    target: ArrayLike | None = None,
    better: str | None = None,
    include: Bools | None = None,
    phase: ArrayLike | None = None,
    lengths: Mapping[str, int] | None = None,
) -> Answers:
    """Variation and assurance of charts of shape (..., t), by the rules of Making Data Count.

    ``better``: "higher", "lower", or None where neither is (special causes are then high or low, and no target is judged).
    ``phase``: (t,) labels of phases; a pattern does not reach from one phase into the next. ``target``: one or one a point.
    """
    if better not in ("higher", "lower", None):
        raise ValueError(f"better must be 'higher', 'lower' or None, not {better!r}.")
    y = np.asarray(value, dtype=float)
    lines = [np.broadcast_to(np.asarray(line, dtype=float), y.shape) for line in (centre, sigma, lower, upper)]
    judged = np.isfinite(y) if include is None else np.isfinite(y) & np.broadcast_to(include, y.shape)
    way = np.zeros(y.shape, dtype=np.int64)
    for part in _phases(phase, y.shape[-1]):
        here = (..., part)
        c, s, low, high = (line[here] for line in lines)
        kept = None if include is None else np.broadcast_to(include, y.shape)[here]
        way[here] = special_cause_directions(y[here], c, s, lower=low, upper=high, include=kept, lengths=lengths)
    points = _words(way, judged, better)
    return Answers(points, _last(points, judged), assurance(lines[2], lines[3], target, better))


def special_cause_directions(
    value: ArrayLike,
    centre: ArrayLike,
    sigma: ArrayLike,
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    include: Bools | None = None,
    lengths: Mapping[str, int] | None = None,
) -> Ints:
    """+1 where a point of one phase is a special cause upward, -1 downward, 0 for common cause."""
    given = read(value, centre, sigma, lower=lower, upper=upper, include=include)
    points, order = (given, None) if include is None else pack(given, np.array(include, dtype=bool))
    sizes = lengths_of("mdc", lengths)
    runs = count_runs(points)
    rules = mdc.rules(sizes)
    way = np.zeros(points.side.shape, dtype=np.int64)
    for name in reversed(ORDER):
        every = rules[name](points, runs)[0]
        way = np.where(every, _trend_way(points, sizes["trend"]) if name == "trend" else points.side, way)
    return np.where(unpack(way > 0, order), 1, 0) - np.where(unpack(way < 0, order), 1, 0)


def assurance(lower: ArrayLike, upper: ArrayLike, target: ArrayLike | None, better: str | None) -> Words:
    """Whether the limits of the last point (..., t) lie wholly on the good side of the target.

    A process that is constant at its target passes: there is nothing about it that could miss.
    """
    low, high = (np.asarray(limit, dtype=float)[..., -1:] for limit in np.broadcast_arrays(lower, upper))
    if better is None:
        return np.full(low.shape[:-1], NO_DIRECTION, dtype=object)
    aim = np.full(low.shape, np.nan) if target is None else np.asarray(target, dtype=float)
    aim = np.broadcast_to(aim if aim.ndim == 0 else aim[..., -1:], low.shape)
    with np.errstate(invalid="ignore"):
        near = 1e-9 * np.fmax(np.abs(aim), np.abs(low))
        constant = (np.abs(high - low) <= near) & (np.abs(aim - low) <= near)
        over, under = aim > high, aim < low
    good, bad = (under, over) if better == "higher" else (over, under)
    found = np.select(
        [np.isnan(aim), np.isnan(low) | np.isnan(high), constant, good, bad],
        [NO_TARGET, NO_LIMITS, PASS, PASS, FAIL],
        HIT_OR_MISS,
    )
    return np.asarray(found, dtype=object)[..., 0]


def _trend_way(points: Points, length: int) -> Ints:
    """The direction of the trend a point belongs to; at a peak, of the one that ends there."""
    step = steps(points)
    part = np.where(run_lengths(step)[1] >= length - 1, step, 0)
    onward = np.zeros_like(part)
    onward[..., :-1] = part[..., 1:]
    return np.where(part != 0, part, onward)


def _words(way: Ints, judged: Bools, better: str | None) -> Words:
    up, down = {"higher": (IMPROVEMENT, CONCERN), "lower": (CONCERN, IMPROVEMENT), None: (HIGH, LOW)}[better]
    return np.asarray(np.select([~judged, way > 0, way < 0], [NOT_JUDGED, up, down], COMMON_CAUSE), dtype=object)


def _last(points: Words, judged: Bools) -> Words:
    size = points.shape[-1]
    place = np.where(judged, np.arange(size), -1).max(axis=-1, initial=-1)
    if not size:
        return np.full(place.shape, NOT_JUDGED, dtype=object)
    found: Words = np.take_along_axis(points, np.maximum(place, 0)[..., None], axis=-1)[..., 0]
    return np.asarray(np.where(place < 0, NOT_JUDGED, found), dtype=object)


def _phases(phase: ArrayLike | None, size: int) -> Iterator[slice]:
    labels = np.zeros(size) if phase is None else np.asarray(phase)
    edges = [0, *(np.flatnonzero(labels[1:] != labels[:-1]) + 1), size]
    return (slice(int(a), int(b)) for a, b in pairwise(edges))

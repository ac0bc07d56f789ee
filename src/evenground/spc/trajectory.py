"""Where a gap is heading: its change a year with an interval, and when it would close at this pace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.model.values import Numbers, Value, Words
from evenground.spc.gap_pairs import SCALES, Pair, read_pair
from evenground.spc.gap_scores import Bools, Floats
from evenground.spc.notes import Caveat, notes_of_points, tell
from evenground.spc.series import as_numbers
from evenground.spc.trajectory_fits import Line, difference_line, ratio_line

FEW_EVENTS = 50
"""Below so many events in a group, over all periods, intervals of the ratio are wider than they need be (see docs/explanation/gap-chart.md)."""

_PERIODS = 4
_METHODS = {
    "difference": "weighted least squares, quasi-likelihood, Student t",
    "ratio": "conditional quasi-logistic (Firth), Student t",
}

NOT_AT_THIS_PACE = "not at this pace"


@dataclass(frozen=True, slots=True)
class GapTrajectory:
    """A gap's straight line over time; numbers for one pair, arrays for many.

    ``slope``: the change of the gap in one unit of ``times`` (difference: times ``per``; ratio: the factor by which the ratio is
    multiplied, ``se`` of its logarithm). ``now``: the line's gap at the last period. ``closes``: the time at which the line reaches
    no gap, with Fieller's interval (``upper`` infinite: perhaps never); NaN where it moves away. ``verdict``: "closing", "widening"
    or "no clear change", by whether the interval of the slope leaves out no change. ``worse_off``: 1 or 2, the group worse off now; 0 if not
    clear. ``dispersion``: how many times the variance of chance the periods scatter about the line; it is in the intervals.
    """

    slope: Value
    now: Value
    closes: Value
    verdict: Words
    worse_off: Numbers
    dispersion: Numbers
    note: Words


def gap_trajectory(
    numerator_1: ArrayLike,
    denominator_1: ArrayLike,
    numerator_2: ArrayLike,
    denominator_2: ArrayLike,
    times: ArrayLike,
    *,
    type: str = "proportion",  # noqa: A002  # the word of the plan
    scale: str = "difference",
    better: str = "lower",
    conf: float = 0.95,
    per: float = 1.0,
) -> GapTrajectory:
    """The line through the gap of group 1 to group 2; arrays (t,) or (..., t), ``times`` (as years, say) broadcast to them.

    Difference: least squares on the periods' differences, weighted by both groups' counts. Ratio: logistic regression of group 1's share
    of a period's events, so that a month that was bad for both says nothing. Standard errors are scaled by the scatter about the line
    (over- or under-dispersion) and use Student's t with periods - 2 degrees of freedom. A period missing in one group is left out.
    """
    if scale not in SCALES:
        raise ValueError(f"scale must be one of {', '.join(map(repr, SCALES))}; it is {scale!r}.")
    if better not in ("lower", "higher"):
        raise ValueError(f"better must be 'lower' or 'higher'; it is {better!r}.")
    if isinstance(conf, bool) or not 0 < conf < 1:
        raise ValueError(f"conf must be a number between 0 and 1, such as 0.95; it is {conf!r}.")
    pair = read_pair(numerator_1, denominator_1, numerator_2, denominator_2, type)
    at = _times(times, pair)
    with np.errstate(all="ignore"):
        start = _mean_time(at, pair.known)
        line = (difference_line if scale == "difference" else ratio_line)(pair, np.where(pair.known, at - start, 0.0))
        return _answer(pair, line, at, start[..., 0], scale, better, conf, per if scale == "difference" else 1.0)


def _times(times: ArrayLike, pair: Pair) -> Floats:
    at = as_numbers("times", times)
    try:
        wide = np.broadcast_to(at, pair.x1.shape)
    except ValueError:
        raise ValueError(
            f"times {at.shape} does not fit the points {pair.x1.shape}: give one time for each period."
        ) from None
    if not np.isfinite(wide[pair.known]).all():
        raise ValueError("times must be a number for every period that has counts.")
    return wide


def _mean_time(at: Floats, known: Bools) -> Floats:
    count = np.maximum(known.sum(-1, keepdims=True), 1)
    return np.asarray(np.where(known, at, 0.0).sum(-1, keepdims=True) / count)


def _answer(
    pair: Pair, line: Line, at: Floats, start: Floats, scale: str, better: str, conf: float, per: float
) -> GapTrajectory:
    from scipy.special import stdtrit  # much lighter than scipy.stats

    quantile = stdtrit(np.maximum(line.freedom, 1), (1 + conf) / 2)
    reach = quantile**2 * line.dispersion  # Student's t squared times the dispersion: multiplies every variance
    last = np.where(pair.known, at, -np.inf).max(-1) - start
    first = np.where(pair.known, at, np.inf).min(-1) - start
    now, then = line.level + line.slope * last, line.level + line.slope * first
    clear = line.slope**2 > reach * line.slope_variance
    there = now**2 > reach * _variance(line, last)
    nearer = np.abs(now) < np.abs(then)
    heading = np.where(there, now * line.slope < 0, nearer)
    reasons = _reasons(line)
    blank = np.logical_or.reduce([mask for mask, _ in reasons])
    verdict = np.select([blank, ~clear, heading], ["not known", "no clear change", "closing"], "widening").astype(
        object
    )
    shape = blank.shape
    closes = _closing(line, reach, last, heading)
    slope_half, now_half = np.sqrt(reach * line.slope_variance), np.sqrt(reach * _variance(line, last))
    worse = np.where(~there | blank, 0.0, np.where((now > 0) == (better == "lower"), 1.0, 2.0))
    plain = tell(shape, [], [[*reasons]])
    told = tell(shape, notes_of_points(pair.told), [[*reasons, *_caveats(pair, scale)]])
    away = [
        *reasons,
        (~heading & ~blank, NOT_AT_THIS_PACE),
        (heading & ~clear & ~blank, "perhaps never: no clear change"),
    ]
    method = _METHODS[scale]
    slope_error, now_error = slope_half / quantile, now_half / quantile
    return GapTrajectory(
        _value(line.slope, slope_half, blank, scale, per, slope_error, plain, method),
        _value(now, now_half, blank, scale, per, now_error, plain, method),
        _closing_value(closes, start, blank | ~heading, tell(shape, [], [away]), method + ", Fieller"),
        _words(verdict),
        _number(worse),
        _number(np.where(blank, np.nan, line.dispersion)),
        told,
    )


def _variance(line: Line, time: Floats) -> Floats:
    return line.level_variance + 2 * time * line.covariance + time**2 * line.slope_variance


def _closing(line: Line, reach: Floats, last: Floats, heading: Bools) -> tuple[Floats, Floats, Floats]:
    """(time, earliest, latest), from the start time on: where the line is 0, and where its band holds 0 (Fieller 1954)."""
    time = -line.level / line.slope
    a = line.slope**2 - reach * line.slope_variance
    b = line.level * line.slope - reach * line.covariance
    c = line.level**2 - reach * line.level_variance
    root = np.sqrt(b**2 - a * c)
    low, high = (-b - root) / a, (-b + root) / a
    earliest = np.where(a > 0, low, np.where(np.isnan(root), last, np.maximum(low, high)))
    earliest = np.where((a <= 0) & (time < earliest), last, earliest)
    latest = np.where(a > 0, high, np.inf)
    found = (time, np.minimum(np.maximum(earliest, np.minimum(time, last)), time), latest)
    return tuple(np.where(heading, part, np.nan) for part in found)  # type: ignore[return-value]


def _value(
    middle: Floats, half: Floats, blank: Bools, scale: str, per: float, se: Floats, note: Words, method: str
) -> Value:
    parts = [np.where(blank, np.nan, part) for part in (middle, middle - half, middle + half)]
    value, lower, upper = (_number(np.exp(part) if scale == "ratio" else part * per) for part in parts)
    return Value(value, lower, upper, _number(np.where(blank, np.nan, se) * per), _same(method, blank), note)


def _closing_value(
    closes: tuple[Floats, Floats, Floats], start: Floats, blank: Bools, note: Words, method: str
) -> Value:
    value, lower, upper = (_number(np.where(blank, np.nan, part + start)) for part in closes)
    return Value(value, lower, upper, _number(np.full(blank.shape, np.nan)), _same(method, blank), note)


def _reasons(line: Line) -> list[Caveat]:
    short = line.freedom < _PERIODS - 2
    return [
        (short, f"fewer than {_PERIODS} periods with counts of both groups that say something of the gap"),
        (
            ~short & ~(line.dispersion * line.slope_variance > 0),
            "no scatter about the line to judge it by: too few events",
        ),
    ]


def _caveats(pair: Pair, scale: str) -> list[Caveat]:
    events = np.minimum(*(np.where(pair.known, x, 0.0).sum(-1) for x in (pair.x1, pair.x2)))
    enough = FEW_EVENTS if scale == "ratio" else FEW_EVENTS / 5
    few = (events > 0) & (events < enough)

    def words(index: tuple[int, ...]) -> str:
        return f"only {events[index]:g} events in one group: the interval is wider than it need be"

    return [(few, words)]


def _same(words: str, like: NDArray[np.bool_]) -> Words:
    return np.full(like.shape, words, dtype=object) if like.ndim else words


def _words(words: NDArray[np.object_]) -> Words:
    return words if words.ndim else str(words[()])


def _number(numbers: ArrayLike) -> Numbers:
    array = np.asarray(numbers, dtype=np.float64)
    return array if array.ndim else float(array)

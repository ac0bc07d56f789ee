"""Control charts of many series at once: limits by phase from a baseline, judged by a set of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from evenground.spc.baselines import baseline_points, kept_points, phase_starts
from evenground.spc.chart import ControlChart
from evenground.spc.joining import join
from evenground.spc.judging import Asked, judge
from evenground.spc.limits import Kind, Method, Stretch, kind_of
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.stretches import Mask
from evenground.spc.rules import rule_set
from evenground.spc.series import Series, as_numbers, read_series


def control_chart(
    kind: str,
    numerator: ArrayLike,
    denominator: ArrayLike | None = None,
    *,
    subgroup: ArrayLike | None = None,
    baseline: int | ArrayLike | None = None,
    phases: Sequence[int] | None = None,
    exclude: ArrayLike | None = None,
    centre: ArrayLike | None = None,
    sigma: ArrayLike | None = None,
    target: ArrayLike | None = None,
    screen: bool = False,
    rules: str = "anhoej",
    lengths: Mapping[str, int] | str | None = None,
    width: float = 3.0,
    per: float = 1.0,
    floor: float | None = None,
    ceiling: float | None = None,
    estimator: str | None = None,
    conf: float | None = None,
) -> ControlChart:
    """The chart of one series, shape (t,), or of many of one length, shape (..., t), each worked out for itself.

    ``kind``: run i mr ip ms xbar s r p np pp u up c g t. ``numerator``: values or counts, NaN where missing;
    ``denominator`` broadcasts to it. For xbar, s and r: raw values with a ``subgroup`` label each; points come in the
    order in which labels first come.

    ``phases``: the places (from 0) of the first points of new phases. ``baseline``: limits come from the first so many
    points of every phase, or from the points of a mask (a phase with none in the mask uses all its points). ``exclude``:
    places or a mask of points that are shown but neither judged nor used. ``centre`` and ``target`` are on the plotted
    scale; so is ``sigma``, the known standard deviation of one plotted point, or of one measurement where limits depend
    on how many there are (ip, ms, mr, xbar, s, r). Each is a number, or an array that broadcasts to the points: shape
    (..., 1) for one a series.

    ``screen`` drops large moving ranges once (Nelson 1982). ``rules`` and ``lengths``: see `evenground.spc.rules`.
    ``width``: of the limits, in sigmas. ``per``: plotted values, lines and limits are times this. ``floor``,
    ``ceiling``: where limits are cut, on the plotted scale. ``estimator`` of sigma: i, pp, up: "moving-range" or "sd" (no
    order in the points); xbar, s, r: "mean-sd", "weighted-sd", "pooled-sd", "montgomery", "mean-range", "weighted-range".
    ``conf``: g only, exact limits that hold this share.

    Data are never refused: an impossible row has no point, and ``note`` says so. Raises ValueError for an unknown kind or
    rule and for arguments that do not fit. Formulas: docs/reference/control-charts.md.
    """
    name, recipe = kind_of(kind)
    method = _method(name, recipe, Method(bool(screen), estimator, _positive("width", width), conf))
    series = read_series(name, recipe, numerator, denominator, subgroup)
    scale, shape = _positive("per", per), series.y.shape
    if sigma is not None and not recipe.own_sigma:
        raise ValueError(f"sigma cannot be given for a chart of kind {name!r}: its limits do not come from one.")
    starts = phase_starts(phases, shape[-1])
    whole = _stretch(
        series,
        kept_points(exclude, shape),
        baseline_points(baseline, starts, shape),
        _given("centre", centre, shape, scale),
        _given("sigma", sigma, shape, scale),
        method,
    )
    cut = (-np.inf if floor is None else floor / scale, np.inf if ceiling is None else ceiling / scale)
    asked = Asked(name, recipe, rule_set(rules), lengths, cut)
    with np.errstate(all="ignore"):
        judged = [judge(asked, _part(whole, start, end)) for start, end in pairwise([*starts, shape[-1]])]
    aim = _given("target", target, shape, 1.0)
    goal = np.full(shape, np.nan) if aim is None else np.array(aim)
    return join(asked, series, whole, judged, starts, by_phase=phases is not None, per=scale, target=goal)


def _method(name: str, recipe: Kind, method: Method) -> Method:
    if method.estimator is not None and method.estimator not in recipe.estimators:
        known = ", ".join(map(repr, recipe.estimators)) or "none: leave it out"
        raise ValueError(f"{method.estimator!r} is no estimator for a chart of kind {name!r}. Choose one of: {known}.")
    if method.conf is not None and (name != "g" or not 0 < method.conf < 1):
        raise ValueError(f"conf is a share between 0 and 1, for charts of kind 'g' only; it is {method.conf!r}.")
    return method


def _positive(name: str, number: float) -> float:
    if isinstance(number, bool) or not np.isfinite(number) or number <= 0:
        raise ValueError(f"{name} must be a number above 0; it is {number!r}.")
    return float(number)


def _given(name: str, line: ArrayLike | None, shape: tuple[int, ...], scale: float) -> Floats | None:
    if line is None:
        return None
    numbers = as_numbers(name, line)
    try:
        return np.broadcast_to(numbers / scale, shape)
    except ValueError:
        raise ValueError(
            f"{name} {numbers.shape} does not fit the points {shape}: for one a series use [:, None]."
        ) from None


def _stretch(
    series: Series, kept: Mask, baseline: Mask, centre: Floats | None, sigma: Floats | None, method: Method
) -> Stretch:
    base = baseline & kept & ~np.isnan(series.y) & ~np.isnan(series.n)
    return Stretch(series.y, series.n, series.sd, series.reach, kept, base, centre, sigma, method)


def _part(whole: Stretch, start: int, end: int) -> Stretch:
    """The points from ``start`` to ``end``."""
    here = np.s_[..., start:end]
    return replace(
        whole,
        y=whole.y[here],
        n=whole.n[here],
        sd=whole.sd[here],
        reach=whole.reach[here],
        kept=whole.kept[here],
        base=whole.base[here],
        centre=None if whole.centre is None else whole.centre[here],
        sigma=None if whole.sigma is None else whole.sigma[here],
    )

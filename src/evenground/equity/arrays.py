"""How every statistic takes its arguments and gives its answer: checked, broadcast, and with a reason for each NaN."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.model.values import Numbers, Significance, Value, Words

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Reasons = Iterable[tuple[Mask, str]]


def z_score(conf: float) -> float:
    """The standard normal quantile of a two-sided interval: 1.96 for 0.95. Raises ValueError outside (0, 1)."""
    return NormalDist().inv_cdf(1 - tail(conf))


def tail(conf: float) -> float:
    """The share left out on each side: 0.025 for 0.95. Raises ValueError outside (0, 1)."""
    if isinstance(conf, bool) or not isinstance(conf, int | float | np.floating) or not 0 < conf < 1:
        raise ValueError(f"conf must be a number between 0 and 1, such as 0.95; it is {conf!r}.")
    return (1 - float(conf)) / 2


def positive(value: float, name: str) -> float:
    """``value`` as a float; raises ValueError unless it is a finite number above zero."""
    if isinstance(value, bool) or not np.isfinite(value) or value <= 0:
        raise ValueError(f"{name} must be a number above 0; it is {value!r}.")
    return float(value)


def choice(value: str, allowed: Iterable[str], name: str = "method") -> str:
    """``value`` if it is one of ``allowed``; else ValueError listing them."""
    allowed = tuple(allowed)
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}; it is {value!r}.")
    return value


def floats(**named: ArrayLike | None) -> tuple[Floats, ...]:
    """The arguments as float arrays of one common shape (None inside an array is missing: NaN)."""
    arrays = [_as_floats(name, values) for name, values in named.items()]
    try:
        return tuple(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(named, arrays, strict=True))
        raise ValueError(f"These arguments do not fit together: {shapes}. Give arrays of one shape.") from None


def _as_floats(name: str, values: Any) -> Floats:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers (missing: NaN or None).") from None


def answer(
    value: Floats,
    lower: Floats | float,
    upper: Floats | float,
    se: Floats | float,
    method: str | NDArray[np.object_],
    reasons: Reasons = (),
    caveats: Reasons = (),
) -> Value:
    """A Value in which the elements that a reason covers are NaN, and each reason and caveat is told in the note."""
    reasons = list(reasons)
    blank = np.zeros(value.shape, bool)
    for mask, _ in reasons:
        blank |= mask
    filled = [np.where(blank, np.nan, np.broadcast_to(part, value.shape)) for part in (value, lower, upper, se)]
    numbers = [_scalar(part) for part in filled]
    told = note(value.shape, [*reasons, *caveats])
    return Value(numbers[0], numbers[1], numbers[2], numbers[3], words(method, value.shape), told)


def significance(
    p_value: Floats, statistic: Floats, method: str | NDArray[np.object_], reasons: Reasons
) -> Significance:
    """A Significance, NaN where a reason says so."""
    whole = answer(p_value, np.nan, np.nan, statistic, method, reasons)
    return Significance(whole.value, whole.se, whole.method, whole.note)


def note(shape: tuple[int, ...], reasons: Reasons) -> Words:
    """For each element the reasons that cover it, joined by "; "."""
    notes = np.full(shape, "", dtype=object)
    for mask, text in reasons:
        here = np.broadcast_to(mask, shape)
        notes[here & (notes != "")] += "; "
        notes[here] += text
    return words(notes, shape)


def words(text: str | NDArray[np.object_], shape: tuple[int, ...]) -> Words:
    """``text`` in the shape of the numbers: a plain str for a scalar."""
    spread = np.full(shape, text, dtype=object) if isinstance(text, str) else np.asarray(text, dtype=object)
    return str(spread[()]) if shape == () else spread


def _scalar(array: Floats) -> Numbers:
    return float(array[()]) if array.ndim == 0 else array


def quiet() -> Any:
    """Silences numpy's warnings where NaN and infinity are expected and given a reason afterwards."""
    return np.errstate(all="ignore")

"""The answer of one statistic: a number with its interval, how it was made, and why it is missing if it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = float | NDArray[np.float64]
Words = str | NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A statistic (scalars for scalar input, else arrays of one shape).

    ``value`` with limits ``lower`` and ``upper`` and standard error ``se`` (on the scale of the value unless the
    method says otherwise); ``method`` names the formula; ``note`` gives the reason for every NaN, and every caveat.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    se: Numbers
    method: Words
    note: Words

    def at(self, index: Any) -> Value:
        """The part of an array answer at ``index`` (any numpy index), as a Value of its own."""
        parts = [_pick(part, index) for part in (self.value, self.lower, self.upper, self.se, self.method, self.note)]
        return Value(*parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        return all(_equal(getattr(self, name), getattr(other, name)) for name in self.__slots__)

    __hash__ = None  # type: ignore[assignment]  # it may hold arrays

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.value, dtype=dtype)


@dataclass(frozen=True, slots=True)
class Significance:
    """A test's answer: ``p_value`` (two-sided), the ``statistic`` it came from, ``method`` and ``note`` as in Value."""

    p_value: Numbers
    statistic: Numbers
    method: Words
    note: Words


def _equal(one: Any, other: Any) -> bool:
    """Of one shape and equal everywhere; NaN equals NaN."""
    first, second = np.asarray(one), np.asarray(other)
    if first.dtype.kind == "f" and second.dtype.kind == "f":
        return np.array_equal(first, second, equal_nan=True)
    return np.array_equal(first, second)


def _pick(part: Any, index: Any) -> Any:
    picked = np.asarray(part, dtype=object if isinstance(part, str) else None)[index]
    return picked if isinstance(picked, np.ndarray) and picked.ndim else _plain(picked)


def _plain(item: Any) -> Any:
    item = item.item() if isinstance(item, np.ndarray) else item
    return item if isinstance(item, str) else float(item)

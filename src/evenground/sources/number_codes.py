"""Numbers that may mean missing (9, 99, 999, -9 …): only a number that stands clearly apart from all others is taken as a code."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

HIGH = (9, 99, 999, 9999, 99999)
LOW = (-9, -99, -999, -9999)
CODES = frozenset(HIGH + LOW)

_APART = 5
_FEWEST_ROWS = 20
_FEW_VALUES = 8
_COMMON = 0.05
_REPEATED = 5


@dataclass(frozen=True, slots=True)
class NumberCode:
    """A number that looks like a code for missing; ``sure`` enough to treat it so, or only worth a word."""

    code: int
    times: int
    next_value: int
    sure: bool


def number_codes(counts: Sequence[tuple[int, int]]) -> tuple[NumberCode, ...]:
    """The codes among ``counts``, the (value, times) pairs of a column of whole numbers, lowest value first.

    The rule: the number is 9, 99, 999, 9999 or 99999 and the highest, or -9, -99, -999 or -9999 and the lowest while all others are 0 or
    more; its gap to the next value is more than 5 times the widest gap between other neighbours. It is sure if it is also at least as
    common as the next value (an outlier is rarer); or has two digits or more and stands in 5 rows or more (true outliers differ from each
    other); or if the others are a short list of codes: at most 8, the one next to it in 5 % of rows or more. A low code is sure from 2 rows.
    """
    if sum(times for _, times in counts) < _FEWEST_ROWS:
        return ()
    found: list[NumberCode] = []
    rest = list(counts)
    while len(rest) > 2 and (code := _lowest(rest)):
        found.append(code)
        rest = rest[1:]
    while len(rest) > 2 and (code := _highest(rest)):
        found.append(code)
        rest = rest[:-1]
    return tuple(found)


def _highest(counts: Sequence[tuple[int, int]]) -> NumberCode | None:
    (code, times), others = counts[-1], counts[:-1]
    if code not in HIGH or code - others[-1][0] <= _APART * _widest_gap(others):
        return None
    return NumberCode(code, times, others[-1][0], _is_sure(times, others[-1][1], counts))


def _lowest(counts: Sequence[tuple[int, int]]) -> NumberCode | None:
    (code, times), others = counts[0], counts[1:]
    low_others = [value for value, _ in others if value < 0 and value not in LOW]
    if code not in LOW or low_others:
        return None
    positive = [pair for pair in others if pair[0] >= 0]
    if len(positive) < 2:
        return None
    return NumberCode(code, times, positive[0][0], times > 1 or _is_sure(times, positive[0][1], counts))


def _widest_gap(counts: Sequence[tuple[int, int]]) -> int:
    return max((b[0] - a[0] for a, b in itertools.pairwise(counts)), default=1)


def _is_sure(times: int, times_next: int, counts: Sequence[tuple[int, int]]) -> bool:
    rows = sum(n for _, n in counts)
    is_short_list = len(counts) - 1 <= _FEW_VALUES and times_next >= _COMMON * rows
    is_repeated = times > 1 and (times >= times_next or (times >= _REPEATED and counts[-1][0] > 9))
    return is_repeated or is_short_list

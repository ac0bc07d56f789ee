"""Bands of numbers: what each is called, and which one a written band such as ``[0-10)`` or ``65+`` falls in."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = r"(\d+(?:\.\d+)?)"
_BELOW = re.compile(rf"(?:<|lt|under|below|less than|younger than)[ _]*{_NUMBER}")
_ABOVE = re.compile(
    rf"(?:>=|≥|ge)[ _]*{_NUMBER}|{_NUMBER}[ _]*(?:\+|plus|(?:and|or|&)[ _]*(?:over|older|above|more|up)|over)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"[\[(]?\s*{_NUMBER}\s*(-|–|,|to under|to less than|to|_)\s*<?\s*{_NUMBER}\s*([\])]?)")
_ONE = re.compile(_NUMBER)


def band_names(bounds: Sequence[float]) -> tuple[str, ...]:
    """The groups' names for rising lower bounds, one for each; values below the first are in `below_name`.

    Whole bounds are read as ages are: 18–64 holds everyone from 18 up to the day before 65.

    >>> band_names((0, 18, 65))
    ('0–17', '18–64', '65 or more')
    >>> band_names((0, 6.5, 9))
    ('0 to under 6.5', '6.5 to under 9', '9 or more')
    """
    whole = all(float(bound).is_integer() for bound in bounds)
    between = [_between(low, high, whole) for low, high in pairwise(bounds)]
    return (*between, f"{_plain(bounds[-1])} or more")


def below_name(bounds: Sequence[float]) -> str:
    """The name of the group below the first bound: ``Under 18``."""
    return f"Under {_plain(bounds[0])}"


def band_of(text: str, bounds: Sequence[float]) -> str | None:
    """The band that a written band lies in wholly, or None if it cannot be told.

    >>> [band_of(text, (0, 18, 65)) for text in ("[10-18)", "18 to 44", "65+", "<18", "40", "10-20")]
    ['0–17', '18–64', '65 or more', '0–17', '18–64', None]
    """
    edges = _edges(re.sub(r"years?( old)?|yrs?|age", "", text.casefold()).strip(" _"))
    if edges is None:
        return None
    low, high = edges
    names = (below_name(bounds), *band_names(bounds))
    starts, ends = (-math.inf, *bounds), (*bounds, math.inf)
    for name, start, end in zip(names, starts, ends, strict=True):
        if start <= low < end:
            return name if high <= end else None
    return None


def _edges(text: str) -> tuple[float, float] | None:
    """The lowest value of a written band, and the first that is no longer in it."""
    if match := _BELOW.fullmatch(text):
        return 0.0, float(match[1])
    if match := _ABOVE.fullmatch(text):
        return float(match[1] or match[2]), math.inf
    if match := _FROM_TO.fullmatch(text):
        low, high = float(match[1]), float(match[3])
        excludes_high = match[4] == ")" or "under" in match[2] or "less" in match[2]
        return (low, high if excludes_high else high + 1) if low <= high else None
    if _ONE.fullmatch(text):
        return float(text), math.nextafter(float(text), math.inf)
    return None


def _between(low: float, high: float, whole: bool) -> str:
    if not whole:
        return f"{_plain(low)} to under {_plain(high)}"
    last = int(high) - 1
    return _plain(low) if last == int(low) else f"{_plain(low)}–{last}"


def _plain(bound: float) -> str:
    return str(int(bound)) if float(bound).is_integer() else repr(float(bound))

"""The counts behind each printed figure: what every row tells of its numerator, of its rest, of its whole, exactly or within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from evenground.disclosure.control.rates import implied
from evenground.disclosure.control.reading import Cells, Codes, Floats, Told

NUMERATOR, COMPLEMENT, DENOMINATOR, N = "numerator", "complement", "denominator", "n"
Counts = Sequence[str] | Mapping[str, Sequence[str]] | None


def protected(cells: Cells, rows: Codes, measure: str, counts: Counts) -> tuple[str, ...]:
    """Which counts of people a measure shows. Without ``counts`` it is told from the figures: whole numbers, a numerator within its denominator."""
    if isinstance(counts, Mapping):
        counts = counts.get(measure)
    if counts is not None:
        named = tuple(counts)
        split = {NUMERATOR, DENOMINATOR} <= set(named)
        return (NUMERATOR, COMPLEMENT, *(name for name in named if name == N)) if split else named
    figures = {name: cells.figures[name][rows] for name in (NUMERATOR, DENOMINATOR, N) if name in cells.figures}
    return _guessed({name: values for name, values in figures.items() if _whole(values)})


def _guessed(figures: dict[str, Floats]) -> tuple[str, ...]:
    found: tuple[str, ...] = ()
    size = figures.get(DENOMINATOR)
    if NUMERATOR in figures:
        found = (NUMERATOR,)
        if size is not None and not (figures[NUMERATOR] > size).any():
            found = (NUMERATOR, COMPLEMENT)
    if N in figures and (size is None or COMPLEMENT not in found or _differ(figures[N], size)):
        found = (*found, N)
    return found or ((DENOMINATOR,) if size is not None else ())


def _whole(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool((known == np.round(known)).all())


def _differ(one: Floats, other: Floats) -> bool:
    both = np.isfinite(one) & np.isfinite(other)
    return bool((one[both] != other[both]).any())


def told(
    cells: Cells,
    rows: Codes,
    kinds: Sequence[str],
    *,
    base: int = 1,
    decimals: int | None = None,
    per: float | None = None,
) -> dict[str, Told]:
    """What each row prints of each count, by name; a proportion's ``denominator`` too where it is not given by its two parts.

    ``base``: counts were rounded to the nearest multiple of it. ``decimals`` and ``per``: how estimates and limits were rounded and scaled.
    """
    plain = {name: _printed(cells, rows, name, base) for name in (NUMERATOR, DENOMINATOR, N) if name in cells.figures}
    if "estimate" in cells.figures and NUMERATOR in kinds:
        plain = implied(cells, rows, plain, people=COMPLEMENT in kinds, decimals=decimals, per=per)
    if COMPLEMENT not in kinds:
        return {name: plain[name] for name in kinds if name in plain}
    both = {name: plain[name] for name in (NUMERATOR, DENOMINATOR) if name in plain}
    found = _split(both, len(rows))
    return found | ({N: plain[N]} if N in kinds else {})


def _printed(cells: Cells, rows: Codes, name: str, base: int) -> Told:
    value = cells.figures[name][rows].copy()
    value[cells.empty[rows] & np.isnan(value)] = 0.0
    slack = base // 2
    shown = np.isfinite(value)
    low = np.where(shown, np.maximum(value - slack, 0), np.maximum(cells.at_least[name][rows], 0))
    high = np.where(shown, value + slack, cells.at_most[name][rows])
    return Told(value, low, high)


def _split(plain: dict[str, Told], size: int) -> dict[str, Told]:
    """Numerator and rest; where a row does not print both to the unit, what it prints of the whole as well."""
    nothing = Told(np.full(size, np.nan), np.zeros(size), np.full(size, np.inf))
    part, whole = plain.get(NUMERATOR, nothing), plain.get(DENOMINATOR, nothing)
    exact = part.exact & whole.exact
    rest = whole.value - part.value
    complement = Told(rest, np.where(exact, rest, 0.0), np.where(exact, rest, np.inf))
    found = {NUMERATOR: part, COMPLEMENT: complement}
    if (~exact & ((whole.low > 0) | np.isfinite(whole.high))).any():
        found[DENOMINATOR] = whole
    return found

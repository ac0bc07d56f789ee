"""Time as a dimension: the shortest stretches that no printed period cuts, and which of them changed between two releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from evenground.disclosure.control.reading import Cells, Codes, Floats


@dataclass(frozen=True, slots=True)
class Spans:
    """``of_row``: the stretches that each row covers, as numbers below ``size``. ``first``: on which day each begins.

    A stretch whose content changed between two releases counts as two, one for each version of the past.
    """

    size: int
    of_row: tuple[tuple[int, ...], ...]
    first: tuple[int, ...]


def spans(cells: Cells, rows: Codes, *, apart: bool = False) -> Spans:
    """The stretches of these rows. What differs between releases where both print it is taken to have changed; everything, with ``apart``."""
    cuts = np.unique(np.concatenate([cells.start[rows], cells.end[rows]]))
    covered: dict[tuple[int, int], tuple[int, ...]] = {}
    plain: list[tuple[int, ...]] = []
    for row in rows:
        key = (int(cells.start[row]), int(cells.end[row]))
        if key not in covered:
            covered[key] = tuple(range(*np.searchsorted(cuts, key)))
        plain.append(covered[key])
    version = _versions(cells, rows, plain, len(cuts))
    if apart:
        version = {release: [release] * len(cuts) for release in np.unique(cells.release[rows]).tolist()}
    numbers: dict[tuple[int, int], int] = {}
    of_row = [
        tuple(numbers.setdefault((part, version[release][part]), len(numbers)) for part in parts)
        for parts, release in zip(plain, cells.release[rows], strict=True)
    ]
    return Spans(len(numbers), tuple(of_row), tuple(int(cuts[part]) for part, _ in numbers))


def _versions(cells: Cells, rows: Codes, plain: Sequence[tuple[int, ...]], size: int) -> dict[int, list[int]]:
    """For each release the version of each stretch: that of the release before, unless a figure printed in both differs."""
    version: dict[int, list[int]] = {}
    before: dict[tuple[object, ...], int] = {}
    last: list[int] = [0] * size
    for release in np.unique(cells.release[rows]):
        mine = [i for i, row in enumerate(rows) if cells.release[row] == release]
        keys = {key_of(cells, int(rows[i])): i for i in mine}
        both = [(before[key], i) for key, i in keys.items() if key in before]
        changed = _changed(cells, rows, plain, both)
        last = [number + (part in changed) for part, number in enumerate(last)]
        version[int(release)] = last
        before |= keys
    return version


def key_of(cells: Cells, row: int) -> tuple[object, ...]:
    """What a row is about, the same in every release."""
    return (int(cells.measure[row]), int(cells.start[row]), int(cells.end[row]), *cells.codes[row].tolist())


def _changed(cells: Cells, rows: Codes, plain: Sequence[tuple[int, ...]], both: Sequence[tuple[int, int]]) -> set[int]:
    """Stretches with a changed figure of their own; a longer period that changed for no such reason blames its unconfirmed stretches."""
    same: set[int] = set()
    different: list[tuple[int, ...]] = []
    for old, new in both:
        told = [
            (float(values[rows[old]]), float(values[rows[new]]))
            for name, values in cells.figures.items()
            if name in {"n", "numerator", "denominator"}
        ]
        told = [(a, b) for a, b in told if np.isfinite(a) and np.isfinite(b)]
        if any(a != b for a, b in told):
            different.append(plain[new])
        elif told and len(plain[new]) == 1 and (cells.codes[rows[new]] < 0).all():
            same |= set(plain[new])
    changed: set[int] = set()
    for parts in sorted(different, key=len):
        if not changed & set(parts):
            changed |= (set(parts) - same) or set(parts)
    return changed


def revised(cells: Cells, counts: dict[str, Floats], newest: int) -> list[tuple[int, str, float]]:
    """Rows of the newest release whose count was printed before with another value: (row, which count, the value before)."""
    last: dict[tuple[object, ...], int] = {}
    for row in np.flatnonzero(cells.release != newest):
        if any(np.isfinite(values[row]) for values in counts.values()):
            last[key_of(cells, int(row))] = int(row)
    found = []
    for row in np.flatnonzero(cells.release == newest):
        old = last.get(key_of(cells, int(row)))
        if old is not None:
            found += [
                (int(row), name, float(values[old]))
                for name, values in counts.items()
                if np.isfinite(values[old]) and np.isfinite(values[row]) and values[old] != values[row]
            ]
    return found


def unchanged(filled: Cells, newest: int) -> Iterator[tuple[int, int]]:
    """Rows of earlier releases, each with the newest row of the same people."""
    for measure in range(len(filled.measures)):
        rows = np.flatnonzero(filled.measure == measure).astype(np.int64)
        time_of = dict(zip(rows.tolist(), spans(filled, rows).of_row, strict=True)) if len(rows) else {}
        last = {key_of(filled, row): row for row in time_of if filled.release[row] == newest}
        for row, parts in time_of.items():
            same = last.get(key_of(filled, row))
            if filled.release[row] < newest and same is not None and time_of[same] == parts:
                yield row, same

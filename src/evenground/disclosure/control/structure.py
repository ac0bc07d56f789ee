"""How the rows of a publication hang together: which groups make up a whole, which dimension refines which, and what is left out because it is empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from evenground.disclosure.control.reading import Cells, Codes, Floats
from evenground.disclosure.control.worlds import Parent
from evenground.model.faults import fault

Line = tuple[int, list[int]]  # the row of a whole, and the rows of its parts
Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """``sizes``: groups a dimension, one more where the listed ones do not make up the whole. ``left_out``: patterns and spans known to be empty."""

    sizes: tuple[int, ...]
    parents: Mapping[int, Parent]
    left_out: tuple[tuple[Key, tuple[int, ...]], ...]


def structure(
    cells: Cells,
    rows: Codes,
    values: Sequence[Floats],
    of_row: Sequence[tuple[int, ...]],
    *,
    overlapping: Iterable[int],
    refines: Mapping[int, int],
    slack: float,
    omitted: str,
) -> Structure:
    """Told from the rows (``values``: their counts, NaN where withheld). Raises Faults where groups are more than their whole."""
    sizes = [len(groups) for groups in cells.groups]
    overlap, loose = set(overlapping), {d: np.zeros(sizes[p] + 1, dtype=bool) for d, p in refines.items()}
    at = {(cells.release[row], of_row[i], tuple(cells.codes[row].tolist())): i for i, row in enumerate(rows)}
    parents = {d: _parents(cells, rows, d, p) for d, p in refines.items()}
    open_dimensions = set()
    for d in range(len(sizes)):
        if d in overlap:
            continue
        for whole, parts in _lines(at, d):
            excess = _excess(values, whole, parts, slack * (len(parts) + 1))
            if excess > 0:
                raise fault(
                    f"The groups of {cells.dimensions[d]!r} add up to more than their total.",
                    ", ".join(cells.label(int(rows[whole])).values()) or "overall",
                    f"If people can be in several of them, say so: overlapping=[{cells.dimensions[d]!r}].",
                )
            if excess < 0 and d not in refines and len(parts) == sizes[d]:
                open_dimensions.add(d)
    for d, parent in refines.items():
        loose[d][:] = _loose(at, values, d, parent, parents[d], len(loose[d]), slack)
    full = tuple(size + (d in open_dimensions or d in refines) for d, size in enumerate(sizes))
    refined = {d: Parent(p, np.append(parents[d], -1), loose[d]) for d, p in refines.items()}
    skip = overlap | set(refines) | set(refines.values())
    left_out = _left_out(at, values, sizes, skip) if omitted == "zero" else ()
    return Structure(full, refined, left_out)


def _lines(at: Mapping[tuple[int, tuple[int, ...], Key], int], d: int) -> Iterable[Line]:
    found: dict[tuple[object, ...], list[int]] = {}
    for (release, span, key), i in at.items():
        if key[d] >= 0:
            found.setdefault((release, span, (*key[:d], -1, *key[d + 1 :])), []).append(i)
    for whole_key, parts in found.items():
        whole = at.get(whole_key)  # type: ignore[arg-type]
        if whole is not None:
            yield whole, parts


def _excess(values: Sequence[Floats], whole: int, parts: list[int], slack: float) -> float:
    """By how much the parts are more than the whole (less: below 0); 0 where it cannot be told or is within rounding."""
    worst = 0.0
    for value in values:
        told = value[parts]
        more = float(np.nansum(told) - value[whole])
        if np.isfinite(more) and abs(more) > slack and (more > 0 or np.isfinite(told).all()):
            worst = more if more > 0 else min(worst, more)
            if more > 0:
                return more
    return worst


def _parents(cells: Cells, rows: Codes, child: int, parent: int) -> Codes:
    """The coarser group of each finer one, from the rows that name both."""
    of = np.full(len(cells.groups[child]), -1, dtype=np.int64)
    codes = cells.codes[rows]
    both = (codes[:, child] >= 0) & (codes[:, parent] >= 0)
    of[codes[both, child]] = codes[both, parent]
    if (of < 0).any():
        lost = cells.groups[child][int(np.argmax(of < 0))]
        raise fault(
            f"It is not told which {cells.dimensions[parent]} holds {lost!r}.",
            cells.dimensions[child],
            f"Name its group in the column {cells.dimensions[parent]!r} of its rows.",
        )
    return of


def _loose(
    at: Mapping[tuple[int, tuple[int, ...], Key], int], values: Sequence[Floats], child: int, parent: int, of: Codes,
    size: int, slack: float,
) -> list[bool]:  # fmt: skip
    """Which coarser groups hold people beyond their listed finer groups: those with none listed, and those that add up to more."""
    loose = [group not in of for group in range(size)]
    groups: dict[tuple[object, ...], list[int]] = {}
    for (release, span, key), i in at.items():
        if key[child] >= 0:
            coarse = list(key)
            coarse[child], coarse[parent] = -1, int(of[key[child]])
            groups.setdefault((release, span, tuple(coarse)), []).append(i)
    for whole_key, parts in groups.items():
        whole = at.get(whole_key)  # type: ignore[arg-type]
        if whole is not None and _excess(values, whole, parts, slack * (len(parts) + 1)) < 0:
            loose[whole_key[2][parent]] = True  # type: ignore[index]
    return loose


def _left_out(
    at: Mapping[tuple[int, tuple[int, ...], Key], int], values: Sequence[Floats], sizes: Sequence[int], skip: set[int]
) -> tuple[tuple[Key, tuple[int, ...]], ...]:
    """Combinations that a table does not list although it lists others: empty, unless a printed line says that somebody is in them.

    A span that prints no total (the longer spans of one small group) says nothing of the groups that it does not list.
    """
    tables: dict[tuple[int, tuple[int, ...], tuple[int, ...]], list[Key]] = {}
    for release, span, key in at:
        named = tuple(d for d, code in enumerate(key) if code >= 0)
        if named and not skip & set(named) and (release, span, (-1,) * len(key)) in at:
            tables.setdefault((release, span, named), []).append(key)
    found: list[tuple[Key, tuple[int, ...]]] = []
    for (release, span, named), listed in tables.items():
        if len(listed) < prod(sizes[d] for d in named):
            missing = _missing(listed, sizes, named)
            found += [(key, span) for key in missing if not _somebody(at, values, (release, span, key), sizes, named)]
    return tuple(found)


def _missing(listed: list[Key], sizes: Sequence[int], named: tuple[int, ...]) -> Iterable[Key]:
    known = set(listed)
    for codes in product(*(range(sizes[d]) for d in named)):
        key = [-1] * len(sizes)
        for d, code in zip(named, codes, strict=True):
            key[d] = code
        if tuple(key) not in known:
            yield tuple(key)


def _somebody(
    at: Mapping[tuple[int, tuple[int, ...], Key], int], values: Sequence[Floats],
    key: tuple[int, tuple[int, ...], Key], sizes: Sequence[int], named: tuple[int, ...],
) -> bool:  # fmt: skip
    """Whether some line through this combination has a total above the sum of all that it lists."""
    release, span, codes = key
    for d in named:
        whole = at.get((release, span, (*codes[:d], -1, *codes[d + 1 :])))
        siblings = [at.get((release, span, (*codes[:d], group, *codes[d + 1 :]))) for group in range(sizes[d])]
        parts = [i for i in siblings if i is not None]
        if whole is not None and _excess(values, whole, parts, 0.0) < 0:
            return True
    return False

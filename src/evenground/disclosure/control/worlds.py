"""The unknowns of one stretch of time: the full cross of the dimensions where it fits, else the crosses of the sets that are printed.

Every printed count is a sum of unknowns. Groups that overlap (alone or in combination) add up to nothing: each splits people into those in it and
those not in it, so its count stays within the total and nothing else is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod
from typing import Any

import numpy as np

from evenground.disclosure.control.reading import Codes, Mask

ATOMS = 20_000  # unknowns of a stretch, above which the printed cells themselves become the unknowns
Axis = tuple[int, int]  # a dimension (and -1), or one group of a dimension whose groups overlap
IN, OUT = 0, 1


@dataclass(frozen=True, slots=True)
class Parent:
    """A dimension that refines another: ``of`` is the coarser group of each group (-1: any ``loose`` one, whose details are not all listed)."""

    dimension: int
    of: Codes
    loose: Mask

    def allows(self, child: Codes, parent: Codes) -> Mask:
        """Whether somebody can be in both groups."""
        of = self.of[child]
        return np.asarray(np.where(of < 0, self.loose[parent], of == parent), dtype=bool)


@dataclass(frozen=True, slots=True)
class Worlds:
    """``size`` unknowns; ``patterns`` (patterns x size) sums them to each pattern of groups; ``links`` (equations x size) sum to 0.

    ``model`` is ``atoms`` where one cross of all dimensions holds everything, else ``cells``.
    """

    size: int
    patterns: Any
    links: Any
    model: str


def worlds(
    patterns: Codes,
    sizes: Sequence[int],
    *,
    overlapping: Iterable[int] = (),
    parents: Mapping[int, Parent] | None = None,
    most: int = ATOMS,
) -> Worlds:
    """The unknowns behind these patterns (rows of group codes, -1 for all; ``sizes`` groups a dimension).

    ``parents``: for each dimension that refines another, how.
    """
    overlap = frozenset(overlapping)
    parents = parents or {}
    sets = [_axes(pattern, overlap, parents) for pattern in patterns]
    plain: set[Axis] = {axis for axes in sets for axis in axes if axis[1] < 0}
    wide = _maximal({frozenset(axes | plain) for axes in sets})
    fits = sum(prod(_length(axis, sizes) for axis in axes) for axes in wide) <= most
    crosses = [_Cross.of(axes, sizes, parents) for axes in (wide if fits else _maximal(set(sets)))]
    starts = np.concatenate([[0], np.cumsum([cross.size for cross in crosses])]).astype(np.int64)
    model = "atoms" if len(crosses) == 1 else "cells"
    return Worlds(int(starts[-1]), _sums(patterns, sets, crosses, starts, overlap), _links(crosses, starts), model)


def _axes(pattern: Codes, overlap: frozenset[int], parents: Mapping[int, Parent]) -> frozenset[Axis]:
    named = {(d, int(code) if d in overlap else -1) for d, code in enumerate(pattern) if code >= 0}
    return frozenset(named | {(parents[d].dimension, -1) for d, _ in named if d in parents})


def _length(axis: Axis, sizes: Sequence[int]) -> int:
    return 2 if axis[1] >= 0 else sizes[axis[0]]


def _maximal(sets: set[frozenset[Axis]]) -> list[tuple[Axis, ...]]:
    kept = [one for one in sets if not any(one < other for other in sets)]
    return sorted(tuple(sorted(one)) for one in kept)


@dataclass(frozen=True, slots=True)
class _Cross:
    """Every combination of the groups of some axes, those that cannot be left out."""

    axes: tuple[Axis, ...]
    codes: Codes

    @property
    def size(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, axes: tuple[Axis, ...], sizes: Sequence[int], parents: Mapping[int, Parent]) -> _Cross:
        codes = np.array(list(product(*(range(_length(axis, sizes)) for axis in axes))), dtype=np.int64)
        codes = codes.reshape(prod(_length(axis, sizes) for axis in axes), len(axes))
        for child, parent in parents.items():
            if (child, -1) in axes:
                both = axes.index((child, -1)), axes.index((parent.dimension, -1))
                codes = codes[parent.allows(codes[:, both[0]], codes[:, both[1]])]
        return cls(axes, codes)

    def keys(self, axes: Iterable[Axis]) -> list[tuple[int, ...]]:
        """The groups of each unknown on these axes."""
        return [tuple(row) for row in self.codes[:, [self.axes.index(axis) for axis in axes]].tolist()]


def _sums(
    patterns: Codes, sets: Sequence[frozenset[Axis]], crosses: Sequence[_Cross], starts: Codes, overlap: frozenset[int]
) -> Any:
    from scipy.sparse import csr_array

    members: dict[tuple[int, tuple[Axis, ...]], dict[tuple[int, ...], list[int]]] = {}
    rows: list[int] = []
    columns: list[int] = []
    for number, pattern in enumerate(patterns):
        named = tuple((d, int(c) if d in overlap else -1) for d, c in enumerate(pattern) if c >= 0)
        at = next(i for i, cross in enumerate(crosses) if sets[number] <= set(cross.axes))
        if (at, named) not in members:
            members[at, named] = _by_key(crosses[at].keys(named))
        key = tuple(IN if axis[1] >= 0 else int(pattern[axis[0]]) for axis in named)
        found = members[at, named].get(key, [])
        rows += [number] * len(found)
        columns += [int(starts[at]) + i for i in found]
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(patterns), int(starts[-1])))


def _by_key(keys: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], list[int]]:
    found: dict[tuple[int, ...], list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return found


def _links(crosses: Sequence[_Cross], starts: Codes) -> Any:
    """Two crosses agree on every margin that they share."""
    from scipy.sparse import csr_array

    shared = {frozenset(a.axes) & frozenset(b.axes) for i, a in enumerate(crosses) for b in crosses[:i]}
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    count = 0
    for common in sorted(tuple(sorted(axes)) for axes in shared):
        holding = [i for i, cross in enumerate(crosses) if set(common) <= set(cross.axes)]
        margins = {i: _by_key(crosses[i].keys(common)) for i in holding}
        for one, other in pairwise(holding):
            for key in margins[one].keys() | margins[other].keys():
                for at, sign in ((one, 1.0), (other, -1.0)):
                    found = margins[at].get(key, [])
                    rows += [count] * len(found)
                    columns += [int(starts[at]) + i for i in found]
                    signs += [sign] * len(found)
                count += 1
    return csr_array((signs, (rows, columns)), shape=(count, int(starts[-1])))

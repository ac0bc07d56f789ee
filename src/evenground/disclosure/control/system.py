"""A publication as linear equations: every printed count a sum of unknowns that are not negative. What a reader can prove, these prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.disclosure.control.reading import Codes, Floats, Mask

ALWAYS = -1  # the owner of an equation that holds whatever is hidden


@dataclass(frozen=True, slots=True)
class System:
    """``matrix`` (equations x unknowns): the sum of its unknowns lies from ``low`` to ``high`` where it is printed, else from ``free_low`` to ``free_high``.

    ``owner``: the row that prints an equation, or ALWAYS. ``cell``: the row whose count it is, -1 for none. ``kind``: which count, with its measure.
    ``true``: its value, NaN where not known. ``stretch``: the stretch of time of each unknown; ``ceiling``: its largest value (0 or inf).
    """

    matrix: Any
    low: Floats
    high: Floats
    free_low: Floats
    free_high: Floats
    owner: Codes
    cell: Codes
    kind: NDArray[np.object_]
    true: Floats
    stretch: Codes
    ceiling: Floats
    first_day: tuple[int, ...]
    model: str = "atoms"

    @property
    def size(self) -> tuple[int, int]:
        """Equations and unknowns."""
        return len(self.low), len(self.ceiling)

    def hidden(self, rows: Mask) -> Mask:
        """Which equations are not printed when these rows are hidden."""
        return np.asarray((self.owner >= 0) & rows[np.maximum(self.owner, 0)], dtype=bool)

    def limits(self, rows: Mask) -> tuple[Floats, Floats]:
        """What is known of each equation when these rows are hidden."""
        hidden = self.hidden(rows)
        return np.where(hidden, self.free_low, self.low), np.where(hidden, self.free_high, self.high)


@dataclass
class Equations:
    """A system as it is written down, equation by equation."""

    stretches: int
    per_stretch: int
    kinds: list[str] = field(default_factory=list)
    blocks: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    def at(self, kind: str, stretch: int) -> int:
        """The number of the first unknown of this count in this stretch."""
        if kind not in self.kinds:
            self.kinds.append(kind)
        return (self.kinds.index(kind) * self.stretches + stretch) * self.per_stretch

    def sums(
        self,
        kinds: Sequence[tuple[str, float]],
        patterns: Any,
        which: Codes,
        of_row: Sequence[tuple[int, ...]],
        **told: Any,
    ) -> None:
        """An equation a row: over its stretches and these counts (with their signs), the sum of the unknowns of pattern ``which``."""
        rows, columns, signs = [], [], []
        numbers = np.repeat(np.arange(len(which)), [len(parts) for parts in of_row])
        stretch = np.array([part for parts in of_row for part in parts], dtype=np.int64)
        starts, ends = patterns.indptr[which[numbers]], patterns.indptr[which[numbers] + 1]
        length = ends - starts
        total = int(length.sum())
        offset = np.arange(total) - np.repeat(np.cumsum(length) - length, length)
        inner = patterns.indices[np.repeat(starts, length) + offset]
        weight = patterns.data[np.repeat(starts, length) + offset]
        for kind, sign in kinds:
            rows.append(np.repeat(numbers, length))
            columns.append(self.at(kind, 0) + np.repeat(stretch, length) * self.per_stretch + inner)
            signs.append(weight * sign)
        self.blocks.append(((np.concatenate(signs), np.concatenate(rows), np.concatenate(columns), len(which)), told))

    def system(self, ceilings: Sequence[tuple[str, int, Codes]], **facts: Any) -> System:
        """Everything written down. ``ceilings``: measure, stretch, and unknowns of it that are known to be 0."""
        from scipy.sparse import csr_array

        size = len(self.kinds) * self.stretches * self.per_stretch
        heights = [block[0][3] for block in self.blocks]
        down = np.cumsum([0, *heights])
        matrix = csr_array(
            (
                np.concatenate([block[0][0] for block in self.blocks]),
                (
                    np.concatenate([block[0][1] + start for block, start in zip(self.blocks, down, strict=False)]),
                    np.concatenate([block[0][2] for block in self.blocks]),
                ),
            ),
            shape=(int(down[-1]), size),
        )
        ceiling = np.full(size, np.inf)
        for kind in self.kinds:
            for measure, stretch, inner in ceilings:
                if kind.split("\t")[0] == measure:
                    ceiling[self.at(kind, stretch) + inner] = 0.0
        parts: dict[str, Any] = {
            name: np.concatenate([block[1][name] for block in self.blocks]) for name in self.blocks[0][1]
        }
        stretch_of = np.tile(np.repeat(np.arange(self.stretches), self.per_stretch), len(self.kinds))
        return System(matrix=matrix, ceiling=ceiling, stretch=stretch_of, **parts, **facts)

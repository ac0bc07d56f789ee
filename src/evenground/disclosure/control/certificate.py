"""The answer of an audit: for each hidden count the interval that a reader is left with, and whether it is wide enough."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.disclosure.control.reading import Cells, Codes, Floats, Mask
from evenground.model.strata import ALL

WIDE, LARGE, NOBODY = "wide enough", "not small", "nobody"
NARROW, EXACT, PRINTED = "too narrow", "exact", "printed"
SAFE = frozenset({WIDE, LARGE, NOBODY})


@dataclass(frozen=True, slots=True)
class Audit:
    """For each hidden count the interval that a reader cannot narrow, from everything printed.

    ``row`` numbers the rows of all releases in order; ``count`` says which count; ``lower`` and ``upper`` (people) are values that possible worlds
    give it, the whole interval where ``proved`` is ``exact`` (else ``witness``). ``verdict``: ``wide enough``, ``not small``, ``nobody``, ``too narrow``,
    ``exact``, or ``printed`` (a small count that is not hidden at all). ``reader``: who can prove most. ``worlds`` witnesses were multiplied out, ``refused`` of them failed and count for nothing.
    """

    cells: Cells
    threshold: int
    row: Codes
    count: NDArray[np.object_]
    lower: Floats
    upper: Floats
    proved: NDArray[np.object_]
    verdict: NDArray[np.object_]
    reader: NDArray[np.object_]
    model: str
    worlds: int
    refused: int
    in_people: int
    programs: int
    seconds: float
    version: str
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.row)

    @property
    def safe_counts(self) -> Mask:
        """Which hidden counts a reader cannot narrow too much."""
        return np.array([verdict in SAFE for verdict in self.verdict], dtype=bool)

    @property
    def safe(self) -> bool:
        """Whether nothing hidden can be told. False is a reason not to publish."""
        return bool(self.safe_counts.all())

    def as_table(self) -> pa.Table:
        """One row a hidden count, as Arrow."""
        cells, at = self.cells, self.row
        columns: dict[str, Any] = {
            "release": cells.release[at] + 1,
            "measure": [cells.measures[code] for code in cells.measure[at]],
            "period_start": [_date(day) for day in cells.start[at]],
            "period_end": [_date(day - 1) for day in cells.end[at]],
        }
        for d, name in enumerate(cells.dimensions):
            columns[name] = [cells.groups[d][code] if code >= 0 else ALL for code in cells.codes[at, d]]
        columns |= {"count": list(self.count), "lower": self.lower, "upper": self.upper, "proved": list(self.proved)}
        columns |= {"verdict": list(self.verdict), "reader": list(self.reader), "safe": self.safe_counts}
        return pa.table(columns)

    def __str__(self) -> str:
        bad = int((~self.safe_counts).sum())
        verdict = "Nobody can be told from it." if not bad else f"{bad:,} hidden counts can be told, or nearly."
        return (
            f"{len(self):,} hidden counts attacked with {self.programs:,} programs in {self.seconds:.1f} s. {verdict}"
        )


def _date(day: int) -> dt.date:
    return dt.date.fromordinal(max(int(day), 1))

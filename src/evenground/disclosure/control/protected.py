"""A publication made safe: what may be printed, what is hidden and why, and the audit that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from evenground.disclosure.control.certificate import Audit
from evenground.disclosure.control.reading import Cells, Mask
from evenground.model.figures import Status


@dataclass(frozen=True, slots=True, eq=False)
class Protected:
    """``table``: the same rows, withheld figures null, with a ``status``. ``hidden``, ``primary``: masks of its rows.

    ``method``: ``optimal`` (nothing cheaper is safe) or ``heuristic``; ``cost`` is the weight of the hidden rows and ``bound`` the least that any safe
    pattern costs, as far as known. ``shares``: by dimension and group, the share of rows hidden (0 to 1). ``audit``: the attack on this very table.
    """

    table: pa.Table
    hidden: Mask
    primary: Mask
    method: str
    cost: float
    bound: float | None
    shares: Mapping[str, Mapping[str, float]]
    audit: Audit
    seconds: float

    @property
    def safe(self) -> bool:
        """Whether this may be published: the audit found no hidden count that can be told."""
        return self.audit.safe

    @property
    def complementary(self) -> Mask:
        """Rows hidden for the sake of others."""
        return self.hidden & ~self.primary

    def published(self) -> Any:
        """The table with one mark for both kinds of hiding: two marks would tell which counts are small."""
        words = [
            "suppressed" if word == str(Status.COMPLEMENTARY) else word for word in self.table["status"].to_pylist()
        ]
        at = self.table.column_names.index("status")
        return self.table.set_column(at, "status", pa.array(words, type=pa.string()))


def hidden_share(cells: Cells, counted: Mask, hidden: Mask) -> dict[str, dict[str, float]]:
    """Of the rows that name a group, the share hidden: erasing small groups is a harm of its own, so it is counted."""
    found: dict[str, dict[str, float]] = {}
    for d, name in enumerate(cells.dimensions):
        found[name] = {}
        for code, group in enumerate(cells.groups[d]):
            mine = counted & (cells.codes[:, d] == code)
            found[name][group] = float(np.mean(hidden[mine])) if mine.any() else 0.0
    return found

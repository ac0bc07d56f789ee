"""Where our chart and a peer's part: by column, how many points differ, and by how much at most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.oracle.spc_answers import Columns
from tests.oracle.spc_cases import SpcCase

TOLERANCE = 1e-6
ZERO = 1e-9  # below this a number is rounding noise about 0


@dataclass(frozen=True)
class Difference:
    """The points of one column at which we part; ``most``: the largest relative difference, infinite if one has none."""

    field: str
    points: int
    most: float


def differences(case: SpcCase, ours: Columns) -> list[Difference]:
    """Every column that the peer and we both have and in which a point differs by more than the tolerance."""
    theirs = _theirs(case)
    found = [_compared(field, np.ravel(ours[field]), theirs[field]) for field in ours if field in theirs]
    return [one for one in found if one.points]


def _theirs(case: SpcCase) -> Columns:
    columns = {name: case.numbers(name) for name in case.columns if _numeric(case.columns[name])}
    if case.package == "qcc":
        columns["rule 1"] = (columns.pop("rule") == 1).astype(float)
        columns |= {name: np.atleast_1d(np.array(case.summary[name], float)) for name in ("center", "std_dev")}
    return columns


def _numeric(column: list[object]) -> bool:
    return not any(isinstance(cell, str) for cell in column)


def _compared(field: str, ours: np.ndarray, theirs: np.ndarray) -> Difference:
    ours, theirs = np.broadcast_arrays(ours.astype(float), theirs)
    one_blank = np.isnan(ours) != np.isnan(theirs)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.abs(ours - theirs)
        far = one_blank | (apart > np.maximum(TOLERANCE * np.abs(theirs), ZERO))
        relative = np.where(one_blank, np.inf, apart / np.abs(theirs))
    return Difference(field, int(far.sum()), float(relative[far].max(initial=0)))

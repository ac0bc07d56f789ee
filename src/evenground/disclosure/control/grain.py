"""Which grain would hide less: the share of small cells by how finely people and time are divided, before anything is hidden.

The grain decides, not the algorithm: the same groups by quarter, or one by one, often show what two at a time by month must hide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evenground.disclosure.control.counts import COMPLEMENT, DENOMINATOR, NUMERATOR, Counts
from evenground.disclosure.control.publication import Publication, Reading, publication
from evenground.disclosure.control.reading import Codes, Floats, read_cells

SPANS = {"month": 1, "quarter": 3, "year": 12}
MUCH = 0.2  # a share hidden above which a coarser grain is worth naming


@dataclass(frozen=True, slots=True)
class Grain:
    """``by``: the dimensions crossed; ``every``: ``as given``, ``quarter``, ``year`` or ``all``. Of ``cells`` with anybody in them, the share ``hidden`` because they are small."""

    by: tuple[str, ...]
    every: str
    cells: int
    hidden: float


@dataclass(frozen=True, slots=True)
class Advice:
    """Where ``now`` hides much: the next coarser grain of the same dimensions, and what it would hide."""

    now: Grain
    coarser: Grain


@dataclass(frozen=True, slots=True)
class GrainReport:
    """Every grain that can be had from the cells, and the advice."""

    grains: tuple[Grain, ...]
    advice: tuple[Advice, ...]


def advise(
    cells: Any, *, dimensions: Sequence[str] | None = None, threshold: int = 11, counts: Counts = None
) -> GrainReport:
    """The share of cells that are small, for each set of dimensions in this tidy table, as given and by quarter, year and all periods.

    Longer spans are added up from the shortest periods. Only small cells are counted, not those hidden for their sake, so each share is the least.
    """
    read, _ = read_cells([cells], dimensions)
    told = publication(read, Reading(counts=counts, omitted="unknown"), newest=0)
    days = read.end - read.start
    grains: list[Grain] = []
    for named in _sets(read.codes):
        mine = np.flatnonzero(((read.codes >= 0) == named).all(axis=1))
        rows = mine[days[mine] <= days[mine].min() * 1.2]  # months differ in length
        by = tuple(name for name, used in zip(read.dimensions, named, strict=True) if used)
        grains += [
            _grain(told, rows, by, every, threshold)
            for every in ("as given", *SPANS, "all")
            if _longer(told, rows, every)
        ]
    return GrainReport(tuple(grains), tuple(_advice(grains)))


def _sets(codes: Codes) -> list[tuple[bool, ...]]:
    found = {tuple(row) for row in (codes >= 0).tolist()}
    return sorted(found, key=lambda named: (sum(named), [not used for used in named]))


def _longer(told: Publication, rows: Codes, every: str) -> bool:
    if every == "as given":
        return True
    starts = np.unique(told.cells.start[rows])
    windows = len({_window(int(start), every) for start in starts})
    return windows < len(starts)


def _window(day: int, every: str) -> tuple[int, int]:
    date = dt.date.fromordinal(max(day, 1))
    if every == "all":
        return (0, 0)
    return (date.year, (date.month - 1) // SPANS[every])


def _grain(told: Publication, rows: Codes, by: tuple[str, ...], every: str, threshold: int) -> Grain:
    cells = told.cells
    when = [
        (int(s), int(e)) if every == "as given" else _window(int(s), every)
        for s, e in zip(cells.start[rows], cells.end[rows], strict=True)
    ]
    keys = [
        (int(m), *codes, *span)
        for m, codes, span in zip(cells.measure[rows], cells.codes[rows].tolist(), when, strict=True)
    ]
    number = {key: i for i, key in enumerate(dict.fromkeys(keys))}
    at = np.array([number[key] for key in keys], dtype=np.int64)
    small, anybody = np.zeros(len(number), dtype=bool), np.zeros(len(number), dtype=bool)
    for count in _counts(told):
        total = np.bincount(at, weights=np.nan_to_num(count[rows]), minlength=len(number))
        small |= (total > 0) & (total < threshold)
        anybody |= total > 0
    people = int(anybody.sum())
    return Grain(by, every, people, float(small.sum() / people) if people else 0.0)


def _counts(told: Publication) -> list[Floats]:
    """Every protected count over all rows, the whole of a proportion among them."""
    found: dict[tuple[str, str], Floats] = {}
    for (measure, kind), (mine, one) in told.told.items():
        found[measure, kind] = np.zeros(len(told.cells))
        found[measure, kind][mine] = one.value
    for measure, kind in list(found):
        if kind == COMPLEMENT:
            found[measure, DENOMINATOR] = found[measure, COMPLEMENT] + found[measure, NUMERATOR]
    return list(found.values())


def _advice(grains: list[Grain]) -> list[Advice]:
    """For each grain that hides much, the least coarse one of the same dimensions that no longer does, or that hides least."""
    found = []
    for i, now in enumerate(grains):
        coarser = [grain for grain in grains[i + 1 :] if grain.by == now.by and grain.hidden < now.hidden]
        if now.every == "as given" and now.hidden > MUCH and coarser:
            enough = [grain for grain in coarser if grain.hidden <= MUCH]
            found.append(Advice(now, enough[0] if enough else min(coarser, key=lambda grain: grain.hidden)))
    return found

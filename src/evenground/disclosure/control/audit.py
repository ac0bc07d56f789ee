"""Attack any published tables, ours or not, as a reader who has them all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from evenground.disclosure.control.attack import WHOLE, Attack
from evenground.disclosure.control.certificate import Audit
from evenground.disclosure.control.counts import COMPLEMENT, DENOMINATOR, NUMERATOR, Counts
from evenground.disclosure.control.inquiry import Inquiry, Progress, Reader, readers
from evenground.disclosure.control.lp import any_solution
from evenground.disclosure.control.needs import Need, needs
from evenground.disclosure.control.publication import Publication, Reading, publication
from evenground.disclosure.control.reading import Cells, Codes, Floats, Told, read_cells
from evenground.disclosure.control.spans import key_of, unchanged
from evenground.disclosure.control.system import System
from evenground.model.faults import Faults, fault


def audit(
    *releases: Any,
    dimensions: Sequence[str] | None = None,
    threshold: int = 11,
    counts: Counts = None,
    zeros: str = "show",
    overlapping: Sequence[str] = (),
    refines: Sequence[tuple[str, str]] = (),
    same_denominator: Sequence[tuple[str, str]] = (),
    nested: Sequence[tuple[str, str]] = (),
    members: str | None = None,
    omitted: str = "zero",
    round: int = 1,  # noqa: A002  the plan's own word
    decimals: int | None = None,
    per: float | None = None,
    truth: Any = None,
    exact: bool | str = "auto",
    progress: Progress = None,
) -> Audit:
    """Attack these releases of one set of data (oldest first) as a reader who has them all.

    A count that is blank or a mark (``*``) is hidden; ``<11`` says 1 to 10. Each release is a tidy table: a column a dimension ("All" for all
    groups), ``period_start`` and ``period_end`` if it has periods, and ``n``, ``numerator``, ``denominator`` as far as printed. Where a count is
    withheld, ``estimate``, ``lower`` and ``upper`` are used. ``truth``: the last release before anything was hidden; without it every hidden count is
    taken to be small. ``exact``: True gives the whole interval of every hidden count, "auto" only where witnesses settle nothing, False never.
    ``members``: a dimension of organisations, each of which knows its own rows (needs ``truth``). The rest is told in Reading. Raises Faults for tables
    that contradict themselves.
    """
    began = time.monotonic()
    if not releases:
        raise fault("There is nothing to audit.", "audit", "Give at least one table.")
    reading = Reading(
        counts, tuple(overlapping), tuple(refines), tuple(same_denominator), tuple(nested), omitted, round, decimals, per
    )  # fmt: skip
    told, attacks = _opened([*releases], truth, dimensions, reading, members, threshold, zeros)
    inquiry = Inquiry(told, threshold, zeros, attacks)
    inquiry.run(exact, progress)
    return inquiry.report(exact, time.monotonic() - began)


def _opened(
    releases: list[Any], truth: Any, dimensions: Sequence[str] | None, reading: Reading, members: str | None, threshold: int, zeros: str
) -> tuple[Publication, list[tuple[Reader, Attack]]]:  # fmt: skip
    """Every reader's attack. Releases that contradict one another were revised behind the marks: then each is read for itself."""
    told = _told(releases, truth, dimensions, reading)
    if len(releases) > 1 and truth is not None and not reading.apart and not _true_of(told):
        return _opened(releases, truth, dimensions, replace(reading, apart=True), members, threshold, zeros)
    asked = _asked(told, threshold, zeros)
    attacks = []
    for reader in readers(told.cells, members):
        for system, need in zip(told.systems, asked, strict=True):
            attack = _attack(_as_seen(system, reader), need, told)
            if attack is None and len(releases) > 1 and not reading.apart:
                return _opened(releases, truth, dimensions, replace(reading, apart=True), members, threshold, zeros)
            if attack is None:
                raise _contradiction(reading)
            attacks.append((reader, attack))
    return told, attacks


def _true_of(told: Publication) -> bool:
    """Whether the truth fits what is taken to be unchanged; if not, a reader who takes it so is led astray, and the judge must not follow."""
    everything = Reader("", told.cells.release == told.newest)
    seen = [_as_seen(system, everything) for system in told.systems]
    return all(any_solution(system, system.low, system.high) is not None for system in seen)


def _told(releases: list[Any], truth: Any, dimensions: Sequence[str] | None, reading: Reading) -> Publication:
    """The publication as printed; what was hidden is filled in, from ``truth``, only where the answer is judged."""
    cells, _ = read_cells([*releases, *([] if truth is None else [truth])], dimensions)
    newest = len(releases) - 1
    printed = cells.part(np.flatnonzero(cells.release <= newest))
    if truth is None:
        return publication(printed, reading, newest=newest)
    filled, values = _true(cells, newest, printed, apart=reading.apart)
    told = publication(printed, reading, newest=newest, filled=filled)
    systems = tuple(replace(system, true=_looked_up(system, values)) for system in told.systems)
    by_count = {
        (measure, kind): (rows, Told(_of(values, measure, kind)[rows], one.low, one.high))
        for (measure, kind), (rows, one) in told.told.items()
    }
    return replace(told, systems=systems, told=by_count)


def _true(cells: Cells, newest: int, printed: Cells, *, apart: bool) -> tuple[Cells, dict[tuple[str, str], Floats]]:
    """The printed rows with their true figures; and by measure and count, the true value of each."""
    size = len(printed)
    true = {key_of(cells, int(row)): int(row) for row in np.flatnonzero(cells.release > newest)}
    source = np.array(
        [true.get(key_of(cells, row), row) if cells.release[row] == newest else row for row in range(size)],
        dtype=np.int64,
    )
    filled = _filled(cells, source, printed)
    for row, same in unchanged(
        filled, newest
    ):  # what was hidden before and is the same now can be judged by today's truth
        source[row] = source[same]
    figures = {name: values[source] for name, values in cells.figures.items()}
    if NUMERATOR in figures and DENOMINATOR in figures:
        figures[COMPLEMENT] = figures[DENOMINATOR] - figures[NUMERATOR]
    return filled, {(measure, kind): values for measure in cells.measures for kind, values in figures.items()}


def _filled(cells: Cells, source: Codes, printed: Cells) -> Cells:
    return replace(printed, figures={name: values[source] for name, values in cells.figures.items()})


def _of(values: dict[tuple[str, str], Floats], measure: str, kind: str) -> Floats:
    return values[measure, kind]


def _looked_up(system: System, values: dict[tuple[str, str], Floats]) -> Floats:
    true = system.true.copy()
    for i in np.flatnonzero(system.cell >= 0):
        measure, kind = str(system.kind[i]).split("\t")
        if (measure, kind) in values:
            true[i] = values[measure, kind][system.cell[i]]
    return true


def _asked(told: Publication, threshold: int, zeros: str) -> tuple[Need, ...]:
    """Of counts whose truth is not told, as much as if they were small; unless the table says that a row is hidden for another's sake."""
    found = []
    other = np.array([str(word).endswith("complementary") for word in told.cells.status], dtype=bool)
    for need, system in zip(needs(told, threshold, zeros), told.systems, strict=True):
        unknown = (system.cell >= 0) & np.isnan(system.true) & ~other[np.maximum(system.cell, 0)]
        found.append(Need(np.where(unknown, 1.0, need.low), np.where(unknown, threshold - 1.0, need.high)))
    return tuple(found)


def _as_seen(system: System, reader: Reader) -> System:
    """With the rows that this reader knows printed."""
    if reader.known is None:
        return system
    knows = (system.cell >= 0) & reader.known[np.maximum(system.cell, 0)] & np.isfinite(system.true)
    return replace(system, low=np.where(knows, system.true, system.low), high=np.where(knows, system.true, system.high))


def _attack(system: System, need: Need, told: Publication) -> Attack | None:
    base = any_solution(system, system.low, system.high, people=len(system.ceiling) <= WHOLE)
    if base is None:
        return None
    return Attack(system, base, need, np.zeros(len(told.cells), dtype=bool))


def _contradiction(reading: Reading) -> Faults:
    fix = "If counts were rounded, say to which number: round=5." if reading.base == 1 else "Check the totals."
    return fault("The tables contradict one another: no counts of people fit all of them.", "audit", fix)

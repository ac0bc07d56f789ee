"""From printed tables to equations: one system for each group of counts that are tied to one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evenground.disclosure.control.counts import COMPLEMENT, DENOMINATOR, NUMERATOR, Counts, protected, told
from evenground.disclosure.control.reading import Cells, Codes, Told
from evenground.disclosure.control.spans import Spans, spans
from evenground.disclosure.control.structure import structure
from evenground.disclosure.control.system import ALWAYS, Equations, System
from evenground.disclosure.control.worlds import ATOMS, Worlds, worlds

REST = "outside"  # those of a wider numerator who are not in the narrower one


@dataclass(frozen=True, slots=True)
class Reading:
    """How tables are to be read: what their groups and counts are, and what is known of how they were made.

    ``overlapping``: dimensions in whose groups people can be several times. ``refines``: pairs (finer, coarser) of dimensions.
    ``same_denominator`` and ``nested``: pairs of measures with the same denominator, and (narrower, wider) numerators. ``omitted``: rows left out are
    ``zero`` unless a total says otherwise, or ``unknown``. ``apart``: no release says anything of the periods of another. ``base``, ``decimals``, ``per``: how counts and estimates were rounded and scaled.
    """

    counts: Counts = None
    overlapping: tuple[str, ...] = ()
    refines: tuple[tuple[str, str], ...] = ()
    same_denominator: tuple[tuple[str, str], ...] = ()
    nested: tuple[tuple[str, str], ...] = ()
    omitted: str = "zero"
    base: int = 1
    decimals: int | None = None
    per: float | None = None
    apart: bool = False
    atoms: int = ATOMS


@dataclass(frozen=True, slots=True)
class Publication:
    """The rows, what they tell of each count (by measure and name), and the equations. ``newest``: the release that may still hide rows.

    ``apart``: earlier releases are taken to say nothing of the newest, since something was revised that nobody can see.
    """

    cells: Cells
    told: dict[tuple[str, str], tuple[Codes, Told]]
    systems: tuple[System, ...]
    newest: int
    apart: bool = False

    @property
    def model(self) -> str:
        """``atoms`` where every system knows the full cross, else ``cells``."""
        return "atoms" if all(system.model == "atoms" for system in self.systems) else "cells"


def publication(cells: Cells, reading: Reading, *, newest: int, filled: Cells | None = None) -> Publication:
    """The equations of these rows. Rows of releases before ``newest`` print what they print; each row of ``newest`` can be hidden.

    ``filled``: the same rows with their true figures, where it is known what changed between releases.
    """
    told_by: dict[tuple[str, str], tuple[Codes, Told]] = {}
    systems: list[System] = []
    for names in _tied(cells.measures, (*reading.same_denominator, *reading.nested)):
        rows = np.flatnonzero(np.isin(cells.measure, [cells.measures.index(name) for name in names]))
        found = {name: _told(cells, rows, name, reading) for name in names}
        for name, (mine, counts) in found.items():
            told_by |= {(name, kind): (mine, one) for kind, one in counts.items()}
        time = spans(cells if filled is None else filled, rows, apart=reading.apart)
        systems += _systems(cells, rows.astype(np.int64), found, reading, newest, time)
    return Publication(cells, told_by, tuple(systems), newest, reading.apart)


def _tied(measures: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    group = {name: {name} for name in measures}
    for one, other in pairs:
        if one in group and other in group:
            merged = group[one] | group[other]
            group |= dict.fromkeys(merged, merged)
    return list(dict.fromkeys(tuple(name for name in measures if name in group[first]) for first in measures))


def _told(cells: Cells, rows: Codes, measure: str, reading: Reading) -> tuple[Codes, dict[str, Told]]:
    mine = rows[cells.measure[rows] == cells.measures.index(measure)]
    kinds = protected(cells, mine, measure, reading.counts)
    return mine, told(cells, mine, kinds, base=reading.base, decimals=reading.decimals, per=reading.per)


def _systems(
    cells: Cells,
    rows: Codes,
    found: dict[str, tuple[Codes, dict[str, Told]]],
    reading: Reading,
    newest: int,
    time: Spans,
) -> list[System]:
    at = {row: i for i, row in enumerate(rows.tolist())}
    values = []
    for mine, counts in found.values():
        for kind, one in counts.items():
            values.append(np.full(len(rows), np.nan))
            values[-1][[at[row] for row in mine.tolist()]] = one.value if kind != DENOMINATOR else np.nan
    index = {name: d for d, name in enumerate(cells.dimensions)}
    shape = structure(
        cells, rows, values, _keyed(cells, rows, time),
        overlapping=[index[name] for name in reading.overlapping],
        refines={index[fine]: index[coarse] for fine, coarse in reading.refines},
        slack=float(reading.base // 2), omitted=reading.omitted,
    )  # fmt: skip
    patterns, which = np.unique(cells.codes[rows], axis=0, return_inverse=True)
    extra = np.array([key for key, _ in shape.left_out], dtype=np.int64).reshape(-1, patterns.shape[1])
    behind = worlds(
        np.concatenate([patterns, extra]), shape.sizes, overlapping=[index[name] for name in reading.overlapping],
        parents=shape.parents, most=reading.atoms,
    )  # fmt: skip
    ceilings = [
        (cells.measures[stretch // time.size], stretch % time.size, behind.patterns[[len(patterns) + i]].indices)
        for i, (_, span) in enumerate(shape.left_out)
        for stretch in span
    ]
    written = _Written(cells, rows, at, np.ravel(which), time, behind, newest)
    return [written.system(found, kinds, reading, ceilings) for kinds in _components(found, reading)]


def _keyed(cells: Cells, rows: Codes, time: Spans) -> list[tuple[int, ...]]:
    """The stretches of each row, told apart by measure so that lines never mix two."""
    return [
        tuple(part + int(measure) * time.size for part in parts)
        for parts, measure in zip(time.of_row, cells.measure[rows], strict=True)
    ]


def _components(found: dict[str, tuple[Codes, dict[str, Told]]], reading: Reading) -> list[list[tuple[str, str]]]:
    """Counts that appear in one equation together belong to one system."""
    kinds = [(name, kind) for name, (_, counts) in found.items() for kind in counts if kind != DENOMINATOR]
    pairs = [((name, NUMERATOR), (name, COMPLEMENT)) for name, (_, counts) in found.items() if DENOMINATOR in counts]
    for one, other in reading.same_denominator:
        pairs += [((one, NUMERATOR), (name, kind)) for name in (one, other) for kind in (NUMERATOR, COMPLEMENT)]
    pairs += [((one, NUMERATOR), (other, NUMERATOR)) for one, other in reading.nested]
    group = {kind: {kind} for kind in kinds}
    for a, b in pairs:
        if a in group and b in group:
            merged = group[a] | group[b]
            group |= dict.fromkeys(merged, merged)
    unique = dict.fromkeys(tuple(kind for kind in kinds if kind in group[first]) for first in kinds)
    return [list(one) for one in unique]


@dataclass(frozen=True, slots=True)
class _Written:
    """Writes the equations of one group of measures."""

    cells: Cells
    rows: Codes
    at: dict[int, int]
    which: Codes
    time: Spans
    behind: Worlds
    newest: int

    def system(
        self, found: dict[str, tuple[Codes, dict[str, Told]]], kinds: list[tuple[str, str]], reading: Reading,
        ceilings: list[tuple[str, int, Codes]],
    ) -> System:  # fmt: skip
        equations = Equations(self.time.size, self.behind.size)
        for name, kind in kinds:
            self._print(equations, found[name], [((name, kind), 1.0)], kind)
        for name in dict.fromkeys(name for name, _ in kinds):
            if (name, COMPLEMENT) in kinds and self._tied(name, found, reading):
                self._print(equations, found[name], [((name, NUMERATOR), 1.0), ((name, COMPLEMENT), 1.0)], DENOMINATOR)
        self._ties(equations, found, kinds, reading)
        self._links(equations, kinds)
        return equations.system(ceilings, first_day=self.time.first, model=self.behind.model)

    def _tied(self, name: str, found: dict[str, tuple[Codes, dict[str, Told]]], reading: Reading) -> bool:
        """Whether the whole says more than its two parts say one by one."""
        return DENOMINATOR in found[name][1] or any(name in pair for pair in reading.same_denominator)

    def _print(
        self, equations: Equations, told_by: tuple[Codes, dict[str, Told]], kinds: list[tuple[tuple[str, str], float]], kind: str
    ) -> None:  # fmt: skip
        mine, counts = told_by
        one = counts.get(kind) or Told(
            counts[NUMERATOR].value + counts[COMPLEMENT].value, np.zeros(len(mine)), np.full(len(mine), np.inf)
        )
        true = one.value if kind != DENOMINATOR else counts[NUMERATOR].value + counts[COMPLEMENT].value
        true = np.where(np.isfinite(true), true, np.nan)
        where = np.array([self.at[row] for row in mine.tolist()], dtype=np.int64)
        shown = np.isfinite(one.value) & (one.low == one.high)
        marked = np.where(shown[:, None], [0.0, np.inf], np.stack([one.low, one.high], axis=1))
        equations.sums(
            [("\t".join(name), sign) for name, sign in kinds],
            self.behind.patterns,
            self.which[where],
            [self.time.of_row[i] for i in where],
            low=one.low,
            high=one.high,
            free_low=marked[:, 0],
            free_high=marked[:, 1],
            owner=np.where(self.cells.release[mine] == self.newest, mine, ALWAYS),
            cell=mine,
            kind=np.full(len(mine), f"{kinds[0][0][0]}\t{kind}", dtype=object),
            true=true,
        )

    def _ties(
        self, equations: Equations, found: dict[str, tuple[Codes, dict[str, Told]]], kinds: list[tuple[str, str]], reading: Reading
    ) -> None:  # fmt: skip
        """Same denominators, and numerators within numerators, hold for everybody and so for every unknown."""
        for one, other in reading.same_denominator:
            if (one, NUMERATOR) in kinds and (other, NUMERATOR) in kinds:
                signs = [
                    (f"{name}\t{kind}", sign)
                    for name, sign in ((one, 1.0), (other, -1.0))
                    for kind in (NUMERATOR, COMPLEMENT)
                ]
                self._everywhere(equations, signs)
        for narrow, wide in reading.nested:
            if (narrow, NUMERATOR) in kinds and (wide, NUMERATOR) in kinds:
                rest = f"{narrow}\t{REST} {wide}"
                self._everywhere(
                    equations, [(f"{wide}\t{NUMERATOR}", 1.0), (f"{narrow}\t{NUMERATOR}", -1.0), (rest, -1.0)]
                )
                self._outside(equations, found, narrow, wide, rest)

    def _outside(
        self, equations: Equations, found: dict[str, tuple[Codes, dict[str, Told]]], narrow: str, wide: str, rest: str
    ) -> None:  # fmt: skip
        """Those in the wider numerator alone are a count of people too, though nobody prints it."""
        inner, outer = found[narrow][0], found[wide][0]
        by_key = {self._about(row): i for i, row in enumerate(outer.tolist())}
        both = [(i, by_key[self._about(row)]) for i, row in enumerate(inner.tolist()) if self._about(row) in by_key]
        mine = inner[[i for i, _ in both]]
        true = (
            found[wide][1][NUMERATOR].value[[j for _, j in both]]
            - found[narrow][1][NUMERATOR].value[[i for i, _ in both]]
        )
        where = np.array([self.at[row] for row in mine.tolist()], dtype=np.int64)
        never = np.zeros(len(mine)), np.full(len(mine), np.inf)
        equations.sums(
            [(rest, 1.0)], self.behind.patterns, self.which[where], [self.time.of_row[i] for i in where],
            low=never[0], high=never[1], free_low=never[0], free_high=never[1],
            owner=np.full(len(mine), ALWAYS), cell=mine, kind=np.full(len(mine), rest, dtype=object), true=true,
        )  # fmt: skip

    def _about(self, row: int) -> tuple[Any, ...]:
        cells = self.cells
        return (int(cells.release[row]), int(cells.start[row]), int(cells.end[row]), *cells.codes[row].tolist())

    def _everywhere(self, equations: Equations, signs: list[tuple[str, float]]) -> None:
        from scipy.sparse import eye_array

        self._always(equations, signs, eye_array(self.behind.size, format="csr"))

    def _links(self, equations: Equations, kinds: list[tuple[str, str]]) -> None:
        for name, kind in kinds:
            if self.behind.links.shape[0]:
                self._always(equations, [(f"{name}\t{kind}", 1.0)], self.behind.links)

    def _always(self, equations: Equations, signs: list[tuple[str, float]], patterns: Any) -> None:
        count = patterns.shape[0] * self.time.size
        which = np.tile(np.arange(patterns.shape[0]), self.time.size)
        stretch = np.repeat(np.arange(self.time.size), patterns.shape[0])
        zero, none = np.zeros(count), np.full(count, ALWAYS)
        equations.sums(
            signs, patterns, which, [(int(part),) for part in stretch],
            low=zero, high=zero, free_low=zero, free_high=zero, owner=none, cell=none,
            kind=np.full(count, "", dtype=object), true=zero,
        )  # fmt: skip

"""The search for what else must be hidden: each printed table by itself first, then all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evenground.disclosure.control.attack import WHOLE, Attack
from evenground.disclosure.control.heuristic import Hiding, table_part, trim
from evenground.disclosure.control.inquiry import TOGETHER, Reader
from evenground.disclosure.control.lp import Part, any_solution
from evenground.disclosure.control.needs import Need
from evenground.disclosure.control.publication import Publication
from evenground.disclosure.control.reading import Codes, Floats, Mask
from evenground.disclosure.control.spans import unchanged
from evenground.disclosure.control.system import System
from evenground.model.faults import Faults, fault

MORE = (18, 54)  # stretches together, where a few are too few
REPAIRED = 18  # stretches within which a repair may find others to make up for a count, before it hides more


@dataclass
class Work:
    """A publication under protection: its equations with a known solution each, what is asked, and what is hidden so far."""

    told: Publication
    bases: tuple[Floats, ...]
    needs: tuple[Need, ...]
    weight: Floats
    fixed: Mask
    hidden: Mask
    primary: Mask
    readers: tuple[Reader, ...] = (Reader(),)
    solved: int = 0

    def attacks(self) -> list[tuple[Reader, Attack]]:
        """One a reader and system."""
        return [
            (reader, Attack(system, base, _unless_known(need, system.cell, reader.known), self.hidden, reader.known))
            for reader in self.readers
            for system, base, need in zip(self.told.systems, self.bases, self.needs, strict=True)
        ]


def _unless_known(need: Need, cell: Codes, known: Mask | None) -> Need:
    """Nothing is asked of what a reader knows anyway."""
    if known is None:
        return need
    mine = (cell >= 0) & known[np.maximum(cell, 0)]
    return Need(np.where(mine, np.nan, need.low), np.where(mine, np.nan, need.high))


def solutions(told: Publication) -> tuple[Floats, ...] | None:
    """A solution of each system with everything printed; None where the tables contradict one another."""
    found = []
    for system in told.systems:
        solved = any_solution(system, system.low, system.high, people=len(system.ceiling) <= WHOLE)
        if solved is None:
            return None
        found.append(solved)
    return tuple(found)


def kept(told: Publication, bases: Sequence[Floats], asked: Sequence[Need], threshold: int) -> tuple[Need, ...]:
    """What earlier releases hid must stay hidden: each count that they leave as wide as a small one must be, if it is not known to be large, keeps that."""
    same = set() if told.apart else {old for old, _ in unchanged(told.cells, told.newest)}
    judged = np.isin(np.arange(len(told.cells)), list(same))
    everything = told.cells.release == told.newest
    return tuple(
        _kept(system, base, need, threshold, everything, (told.cells.release < told.newest) & ~judged)
        for system, base, need in zip(told.systems, bases, asked, strict=True)
    )


def _kept(system: System, base: Floats, need: Need, threshold: int, newest: Mask, before: Mask) -> Need:
    old = (system.cell >= 0) & before[np.maximum(system.cell, 0)] & (system.low < system.high)
    if not old.any():
        return need
    attack = Attack(
        system, base, Need(np.where(old, 1.0, np.nan), np.where(old, threshold - 1.0, np.nan)), newest.copy()
    )
    stretches = np.unique(system.stretch)
    for start in range(0, len(stretches), TOGETHER):
        attack.certify(stretches[start : start + TOGETHER])
    below, above = attack.short()
    wide = old & ~below & ~above
    return Need(np.where(wide, 1.0, need.low), np.where(wide, threshold - 1.0, need.high))


def contradiction(told: Publication) -> Faults:
    """What to say of tables that no people fit."""
    return fault(
        "The tables contradict one another: no counts of people fit all of them.",
        ", ".join(told.cells.measures),
        "Check that totals are the sums of their parts; if people can be in several groups, name that dimension as overlapping.",
    )


def protect_tables(work: Work) -> None:
    """Each printed span for itself: what its own margins give away."""
    for span, rows in _tables(work.told):
        attacks = [attack for _, attack in work.attacks()]
        hidings = []
        for attack in attacks:
            equations = np.flatnonzero(
                np.isin(attack.system.cell, rows) & (attack.system.owner >= 0) | _holds_in(attack, span)
            )
            part = table_part(attack.system, attack.base, span, equations)
            hidings.append(
                Hiding(attack, part, work.weight, work.fixed if attack.known is None else work.fixed | attack.known)
            )
        _cover(work, hidings, rows)
        work.solved += sum(attack.solved for attack in attacks)


def _cover(work: Work, hidings: Sequence[Hiding], rows: Codes) -> None:
    for _ in range(4):
        before = int(work.hidden.sum())
        for hiding in hidings:
            hiding.cover(work.hidden)
        if int(work.hidden.sum()) == before:
            break
    extra = rows[work.hidden[rows] & ~work.primary[rows]]
    trim(hidings, work.hidden, sorted(extra.tolist(), key=lambda row: -work.weight[row]))


def _tables(told: Publication) -> Iterable[tuple[tuple[int, ...], Codes]]:
    """The rows of the newest release by the stretches that they cover."""
    found: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for number, system in enumerate(told.systems):
        matrix = system.matrix
        for equation in np.flatnonzero(system.owner >= 0):
            inside = system.stretch[matrix.indices[matrix.indptr[equation] : matrix.indptr[equation + 1]]]
            found.setdefault((number * 0, tuple(np.unique(inside).tolist())), []).append(int(system.owner[equation]))
    for (_, span), rows in sorted(found.items()):
        yield span, np.unique(np.array(rows, dtype=np.int64))


def _holds_in(attack: Attack, span: tuple[int, ...]) -> Mask:
    """Equations without a row that hold in the first stretch of this span."""
    system = attack.system
    touched = np.diff(system.matrix[:, np.flatnonzero(system.stretch == span[0])].indptr) > 0
    return np.asarray((system.owner < 0) & touched & (system.cell < 0), dtype=bool)


def protect_jointly(work: Work, attacks: Sequence[Attack]) -> None:
    """All spans together: what months, quarters and totals give away of one another."""
    for attack in attacks:
        for together in _growing(attack):
            attack.certify(together)
    for attack in attacks:
        _repair(work, attack)
    for attack in attacks:
        work.solved += attack.solved


def _growing(attack: Attack) -> Iterable[Codes]:
    """A few stretches of time together first; more of them, as long as some count finds too few others to make up for it, before anything is hidden."""
    stretches = np.unique(attack.system.stretch)
    for size in (TOGETHER, *MORE):
        if size > TOGETHER and (size // 3 >= len(stretches) or not any(side.any() for side in attack.short())):
            return
        for start in range(0, len(stretches), size):
            yield stretches[start : start + size]


def _repair(work: Work, attack: Attack) -> None:
    fixed = work.fixed if attack.known is None else work.fixed | attack.known
    stretches = np.unique(attack.system.stretch)
    for start in range(0, len(stretches), REPAIRED):
        part = Part.of_stretches(attack.system, attack.base, stretches[start : start + REPAIRED])
        low, high = attack.short()
        if (low | high)[part.equations].any():
            Hiding(attack, part, work.weight, fixed).cover(work.hidden)

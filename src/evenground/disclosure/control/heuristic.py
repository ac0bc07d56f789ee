"""Cheap protection, sound by construction: for each small count the cheapest way in which the printed counts could have been otherwise is hidden."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenground.disclosure.control.attack import Attack, Wanting, widen
from evenground.disclosure.control.lp import TOLERANCE, Block, Part
from evenground.disclosure.control.reading import Codes, Floats, Mask
from evenground.disclosure.control.system import System

SHARPEN = (
    2  # solutions after which costs are shared out anew, so that few rows are hidden a lot rather than many a little
)


class Hiding:
    """A part of a system in which rows may be hidden at a cost."""

    def __init__(self, attack: Attack, part: Part, weight: Floats, fixed: Mask) -> None:
        self.attack, self.weight, self.fixed = attack, weight, fixed
        self.block = Block(attack.system, part)
        self.attackers = Block(attack.system, part, primal=True)
        self.owner = attack.system.owner[part.equations]

    @property
    def part(self) -> Part:
        """The unknowns and equations."""
        return self.block.part

    def cover(self, hidden: Mask) -> None:
        """Hide rows (in ``hidden``, which the attack shares) until every count of this part is wide enough."""
        wanting = Wanting(self.attack, self.part)
        if wanting.any():
            widen(self.attack, self.attackers, wanting)
        below, above = wanting.now()
        order = [(int(i), -1.0) for i in np.flatnonzero(below)] + [(int(i), 1.0) for i in np.flatnonzero(above)]
        reach = self._reach()
        for place, sign in sorted(order, key=lambda one: (-reach[one[1]][one[0]], one)):
            if wanting.now()[0 if sign < 0 else 1][place]:
                self._hide(place, sign, reach[sign][place], hidden)

    def _reach(self) -> dict[float, Floats]:
        equations, value = self.part.equations, self.part.value
        need = self.attack.need
        return {1.0: need.high[equations] - value, -1.0: value - need.low[equations]}

    def _hide(self, place: int, sign: float, reach: float, hidden: Mask) -> None:
        moved, found = self._cheapest(place, sign, reach, hidden)
        if found is None:
            return
        rows = self.owner[(np.abs(moved) > TOLERANCE) & (self.owner >= 0)]
        hidden[rows] = True
        self.attack.learn(self.block, found)

    def _cheapest(self, place: int, sign: float, reach: float, hidden: Mask) -> tuple[Floats, Floats | None]:
        n = self.block.count
        self._open(hidden)
        here = place + np.array([0, 1, 2, 3]) * n
        ahead = np.array([reach, np.inf, 0, 0] if sign > 0 else [0, 0, reach, np.inf])
        self.block.bound(here, np.where(ahead == reach, ahead, 0.0), ahead)
        cost = self._cost(hidden)
        moved, found, best = np.zeros(n), None, np.inf
        for _ in range(1 + SHARPEN):
            self.block.costs(np.tile(cost, 4))
            solved = self.attack.in_people(self.block, self.block.solve())
            if solved is None:
                break
            self.attack.solved += 1
            change = self.block.moved(solved)
            price = self._price(change, hidden)
            if price < best - 1e-9:
                moved, found, best = change, solved, price
            cost = self._cost(hidden) / (np.abs(change) + 0.5)
        return moved, found

    def _open(self, hidden: Mask) -> None:
        """Rows that may be hidden move freely; what always holds, or is hidden with a mark, moves within its limits."""
        low, high = self.attack.system.limits(self.attack.unseen)
        equations = self.part.equations
        may = (self.owner >= 0) & ~self.fixed[np.maximum(self.owner, 0)]
        system = self.attack.system
        low = np.where(may, system.free_low[equations], low[equations])
        high = np.where(may, system.free_high[equations], high[equations])
        everything = np.full(self.block.count, np.inf)
        self.block.give(low, high, everything, everything)

    def _cost(self, hidden: Mask) -> Floats:
        rows = np.maximum(self.owner, 0)
        return np.where((self.owner >= 0) & ~hidden[rows], self.weight[rows], 0.0)

    def _price(self, change: Floats, hidden: Mask) -> float:
        rows = np.unique(self.owner[(np.abs(change) > TOLERANCE) & (self.owner >= 0)])
        return float(self.weight[rows][~hidden[rows]].sum())


def table_part(system: System, base: Floats, span: Sequence[int], equations: Codes) -> Part:
    """One printed table of one span for itself: the unknowns of all its stretches added up stand in the place of the first's."""
    first = np.flatnonzero(system.stretch == span[0])
    start = np.sum([base[system.stretch == part] for part in span], axis=0)
    return Part(first, equations, start, np.asarray(system.matrix[equations][:, first] @ start))


def trim(hidings: Sequence[Hiding], hidden: Mask, candidates: Sequence[int]) -> None:
    """Show again each of these rows, dearest first, whose hiding protects nobody. Changes ``hidden``."""
    for row in candidates:
        mine = [hiding for hiding in hidings if (hiding.owner == row).any()]
        kept = [(h.attack.lowest.copy(), h.attack.highest.copy(), list(h.attack.worlds)) for h in mine]
        hidden[row] = False
        if not all(_still_wide(hiding, row) for hiding in mine):
            hidden[row] = True
            for hiding, (lowest, highest, worlds) in zip(mine, kept, strict=True):
                hiding.attack.lowest, hiding.attack.highest, hiding.attack.worlds = lowest, highest, worlds


def _still_wide(hiding: Hiding, row: int) -> bool:
    attack, part = hiding.attack, hiding.part
    start = np.zeros(len(attack.lowest))
    start[part.equations] = part.value
    attack.forget(row, np.where(np.isin(np.arange(len(start)), part.equations), start, attack.lowest))
    wanting = Wanting(attack, part)
    if wanting.any():
        widen(attack, hiding.attackers, wanting)
    return not wanting.any()

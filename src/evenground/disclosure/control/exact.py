"""The least costly safe pattern (Fischetti and Salazar): choose rows to hide, attack, and forbid each way of choosing that the attack broke.

A broken choice yields a cut: of the rows whose hiding would have helped, at least one must be hidden. The choice with all cuts is a small integer
program; when its answer withstands the attack, nothing cheaper can.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from evenground.disclosure.control.attack import Attack, Wanting, widen
from evenground.disclosure.control.inquiry import Reader
from evenground.disclosure.control.lp import Block, Part, solver
from evenground.disclosure.control.reading import Codes, Floats
from evenground.disclosure.control.search import Work, protect_jointly

ROWS, UNKNOWNS = 130, 2_000  # publications up to this size are tried unless asked otherwise
PROGRAMS, ASKED = (
    1_500,
    100_000,
)  # linear programs spent on it, by itself and when asked: a count, so that the answer is the same everywhere
NODES = 3_000  # of the integer program, each time
LEAST = 1e-7

Attacks = list[tuple[Reader, Attack]]


def improve(
    work: Work, attacks: Attacks, exact: bool | str, time_limit: float | None
) -> tuple[Attacks, str, float | None]:
    """The attacks on the best pattern found (in ``work.hidden``), how it was found, and the least that any safe pattern can cost."""
    rows = int((work.told.cells.release == work.told.newest).sum())
    unknowns = sum(len(system.ceiling) for system in work.told.systems)
    if exact is not True and (rows > ROWS or unknowns > UNKNOWNS):
        return attacks, "heuristic", None
    if any(low.any() or high.any() for low, high in (attack.short() for _, attack in attacks)):
        return attacks, "heuristic", None
    return _Search(
        work, ASKED if exact is True else PROGRAMS, np.inf if time_limit is None else time.monotonic() + time_limit
    ).run(attacks)


@dataclass
class _Search:
    work: Work
    programs: int
    until: float
    choice: _Choice = field(init=False)

    def __post_init__(self) -> None:
        mine = self.work.told.cells.release == self.work.told.newest
        self.rows = np.flatnonzero(mine & ~self.work.primary & ~self.work.fixed)
        self.choice = _Choice(self.work.weight[self.rows])
        self.first = float(self.work.weight[self.work.primary].sum())
        self.spent = 0

    @property
    def over(self) -> bool:
        """Whether enough was tried."""
        return self.spent > self.programs or time.monotonic() > self.until

    def run(self, attacks: Attacks) -> tuple[Attacks, str, float | None]:
        """Choose, attack, forbid, until a choice withstands or costs no less than a safe pattern that is known."""
        best, price, bound = self.work.hidden.copy(), self._price(), self.first
        while not self.over:
            chosen = self.choice.solve()
            if chosen is None:
                break
            bound = max(bound, self.first + float(self.work.weight[self.rows[chosen]].sum()))
            if bound >= price - 1e-6:
                break
            self.work.hidden[:] = self.work.primary
            self.work.hidden[self.rows[chosen]] = True
            if self._completed(self._in_fractions()) and self._price() < price - 1e-6:
                tried = self.work.attacks()
                protect_jointly(self.work, [attack for _, attack in tried])
                if self._price() < price - 1e-6:
                    best, price, attacks = self.work.hidden.copy(), self._price(), tried
        self.work.hidden[:] = best
        return attacks, "optimal" if bound >= price - 1e-6 else "heuristic", bound

    def _in_fractions(self) -> Attacks:
        """Cuts are found among fractions of people; what comes of them is judged in whole people."""
        found = self.work.attacks()
        for _, attack in found:
            attack.fractions = True
        return found

    def _price(self) -> float:
        return float(self.work.weight[self.work.hidden].sum())

    def _completed(self, attacks: Attacks) -> bool:
        """Make the choice safe, a row at a time, with a cut for each count that was too narrow. False if it was not finished."""
        for _, attack in attacks:
            part = Part.of_stretches(attack.system, attack.base, np.unique(attack.system.stretch))
            wanting = Wanting(attack, part)
            if not wanting.any():
                continue
            block = Block(attack.system, part, primal=True)
            widen(attack, block, wanting, one_by_one=False)
            for sign, which in ((-1.0, 0), (1.0, 1)):
                for place in np.flatnonzero(wanting.now()[which]):
                    while wanting.now()[which][place]:
                        if self.over or not self._reached(attack, block, wanting, int(place), sign):
                            return False
            self.spent += attack.solved
        return True

    def _reached(self, attack: Attack, block: Block, wanting: Wanting, place: int, sign: float) -> bool:
        """Ask for one count; if it cannot be had, add the cut and hide its cheapest row. False if nothing would help."""
        attack.open(block, far=False)
        attack.push(block, place, sign)
        self.spent += 1
        if not wanting.now()[0 if sign < 0 else 1][place]:
            return True
        support = self._cut(attack, block, place, sign)
        if not support:
            return False
        self.work.hidden[min(support, key=lambda row: (self.work.weight[row], row))] = True
        return True

    def _cut(self, attack: Attack, block: Block, place: int, sign: float) -> set[int]:
        """Hide more and more of what does not save this count, until each row that is left would: one of these must be hidden."""
        before = self.work.hidden.copy()
        support = self._support(attack, block)
        for row in sorted(support, key=lambda row: -self.work.weight[row]):
            if len(support) > 1 and row in support and not self.over:
                self.work.hidden[row] = True
                found = self._short_of(attack, block, place, sign)
                self.work.hidden[row] = found is not None
                support = support if found is None else found
        self.work.hidden[:] = before
        at = {row: i for i, row in enumerate(self.rows.tolist())}
        self.choice.at_least_one([at[row] for row in support])
        return support

    def _short_of(self, attack: Attack, block: Block, place: int, sign: float) -> set[int] | None:
        attack.open(block, far=False)
        reached = attack.push(block, place, sign, learn=False)
        self.spent += 1
        goal = attack.need.high if sign > 0 else attack.need.low
        if reached is None or sign * (goal[block.part.equations[place]] - reached) <= 1e-6:
            return None
        return self._support(attack, block)

    def _support(self, attack: Attack, block: Block) -> set[int]:
        """Printed rows that, hidden, could carry this count further."""
        over, under = block.prices()
        system, equations = attack.system, block.part.equations
        room_up = system.free_high[equations] > block.part.value + LEAST
        room_down = system.free_low[equations] < block.part.value - LEAST
        owner = system.owner[equations]
        helps = ((over < -LEAST) & room_up) | ((under < -LEAST) & room_down)
        rows = np.unique(owner[helps & (owner >= 0)])
        blind = np.zeros(len(self.work.hidden), dtype=bool) if attack.known is None else attack.known
        return {int(row) for row in rows if not self.work.hidden[row] and not self.work.fixed[row] and not blind[row]}


class _Choice:
    """Which rows to hide: the cheapest that has one of each cut's rows."""

    def __init__(self, weight: Floats) -> None:
        import highspy

        self._highs = solver()
        self._highs.setOptionValue("mip_rel_gap", 1e-6)
        self._highs.setOptionValue("mip_max_nodes", NODES)
        self._size = len(weight)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(weight), 0
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = weight, np.zeros(len(weight)), np.ones(len(weight))
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(weight)
        lp.a_matrix_.start_ = np.zeros(len(weight) + 1, dtype=np.int32)
        self._highs.passModel(lp)
        self.possible = True

    def at_least_one(self, rows: list[int]) -> None:
        """A cut. Without rows nothing can be done, and the search ends."""
        self.possible &= bool(rows)
        at = np.array(sorted(rows), dtype=np.int32)
        self._highs.addRow(1.0, np.inf, len(at), at, np.ones(len(at)))

    def solve(self) -> Codes | None:
        """The chosen rows, or None."""
        import highspy

        if not self.possible:
            return None
        if self._highs.getNumRow() == 0:
            return np.zeros(0, dtype=np.int64)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.flatnonzero(np.asarray(self._highs.getSolution().col_value[: self._size]) > 0.5)

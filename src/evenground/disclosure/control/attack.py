"""The reader who wants to know: which values of each hidden count fit everything that is printed.

Every solution of a linear program is a possible world and so bears witness for all hidden counts at once; few programs certify thousands of counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from evenground.disclosure.control.lp import TOLERANCE, Block, Part
from evenground.disclosure.control.needs import Need
from evenground.disclosure.control.reading import Codes, Floats, Mask
from evenground.disclosure.control.system import System

FAR = 1e6  # people: an interval that reaches so far has no end
WHOLE = 800  # unknowns of a system, up to which only worlds of whole people bear witness
ROUNDS = 12  # programs that look for witnesses for many counts at once, before each of the rest is asked for itself


@dataclass(frozen=True, slots=True)
class World:
    """Other unknowns that fit what is printed: ``found`` in these ``columns``, all else as in the base; ``value`` is what they give the ``equations``."""

    columns: Codes
    found: Floats
    equations: Codes
    value: Floats


@dataclass
class Attack:
    """What is known of each equation of a system. ``base``: a solution. ``hidden``: rows that nobody sees, but for those ``known`` to this reader.

    ``lowest`` and ``highest``: the least and the largest value that a possible world gives each equation, so far. ``worlds``: the worlds that
    gave them, for whoever wants to check.
    """

    system: System
    base: Floats
    need: Need
    hidden: Mask
    known: Mask | None = None
    fractions: bool = False
    seed: int = 0
    lowest: Floats = field(init=False)
    highest: Floats = field(init=False)
    worlds: list[World] = field(default_factory=list)
    solved: int = 0

    def __post_init__(self) -> None:
        self.lowest = np.asarray(self.system.matrix @ self.base)
        self.highest = self.lowest.copy()

    @property
    def limits(self) -> tuple[Floats, Floats]:
        """What is known of each equation by itself."""
        return self.system.limits(self.unseen)

    @property
    def unseen(self) -> Mask:
        """Rows that this reader does not see."""
        return self.hidden if self.known is None else self.hidden & ~self.known

    def short(self) -> tuple[Mask, Mask]:
        """Hidden counts of which a reader may be able to exclude the lowest, or the highest, value that must stay possible."""
        low, high = self.limits
        asked = self.need.asked & (low < high)
        with np.errstate(invalid="ignore"):
            return asked & (self.lowest > self.need.low + TOLERANCE), asked & (
                self.highest < self.need.high - TOLERANCE
            )

    @property
    def people(self) -> bool:
        """Whether this system is small enough to ask for whole people throughout."""
        return len(self.base) <= WHOLE and not self.fractions

    def in_people(self, block: Block, found: Floats | None) -> Floats | None:
        """This solution if it is of whole people, or need not be; else the best one that is, if there is one."""
        if found is None or not self.people or (np.abs(found - np.round(found)) < TOLERANCE).all():
            return found
        self.solved += 1
        return block.solve_in_people()

    def learn(self, block: Block, found: Floats) -> None:
        """Keep a possible world if it widens any interval."""
        equations = block.part.equations
        value = block.part.value + block.moved(found)
        lower, higher = value < self.lowest[equations] - TOLERANCE, value > self.highest[equations] + TOLERANCE
        hidden = self.system.cell[equations] >= 0
        if (hidden & (lower | higher)).any():
            self._keep(World(block.part.columns, found, equations, value))

    def _keep(self, world: World) -> None:
        at = world.equations
        self.lowest[at] = np.minimum(self.lowest[at], world.value)
        self.highest[at] = np.maximum(self.highest[at], world.value)
        self.worlds.append(world)

    def forget(self, row: int, start: Floats) -> None:
        """Drop the worlds in which this row, printed now, would be another. ``start``: the equations' values in the base."""
        mine = np.flatnonzero(self.system.owner == row)
        kept = [world for world in self.worlds if not _moves(world, mine, start)]
        if len(kept) < len(self.worlds):
            self.lowest, self.highest, self.worlds = start.copy(), start.copy(), []
            for world in kept:
                self._keep(world)

    def certify(self, stretches: Codes) -> None:
        """Look for worlds that differ in these stretches of time only, until every count in them is wide enough or cannot be made so here."""
        part = Part.of_stretches(self.system, self.base, stretches)
        wanting = Wanting(self, part)
        if wanting.any():
            widen(self, Block(self.system, part, primal=True), wanting)

    def exact(self, equations: Codes, stretches: Codes) -> None:
        """The whole interval of each of these counts, two programs each."""
        part = Part.of_stretches(self.system, self.base, stretches)
        block = Block(self.system, part, primal=True)
        self.open(block)
        at = {equation: i for i, equation in enumerate(part.equations.tolist())}
        for equation in equations.tolist():
            for sign in (1.0, -1.0):
                self.aim(block, [at[equation]], [sign])

    def open(self, block: Block, *, far: bool = True) -> None:
        """Let every equation of the block move as far as this reader must allow; what is asked for counts until it is had, or ``far`` beyond."""
        (low, high), equations = self.limits, block.part.equations
        caps = np.full(block.count, FAR), np.full(block.count, FAR)
        if not far:
            caps = self.need.high[equations] - block.part.value, block.part.value - self.need.low[equations]
        up, down = (np.maximum(np.nan_to_num(cap, nan=FAR), 0) for cap in caps)
        block.give(low[equations], high[equations], up, down)

    def push(self, block: Block, place: int, sign: float, *, learn: bool = True) -> float | None:
        """The most (sign 1) or least (-1) that one equation can be here, or None if the program failed."""
        found = self.aim(block, [place], [sign], learn=learn)
        return None if found is None else float(block.part.value[place] + block.moved(found)[place])

    def aim(self, block: Block, places: Sequence[int], signs: Sequence[float], *, learn: bool = True) -> Floats | None:
        """Push these equations up (sign 1) or down (-1), all at once; the unknowns of the world that was found."""
        at, sign = np.asarray(places), np.asarray(signs)
        n, up = block.count, sign > 0
        cost = np.zeros(4 * n)
        cost[at], cost[at + n] = np.where(up, -1.0, 1.0), np.where(up, 0.0, 1.0)
        cost[at + 2 * n], cost[at + 3 * n] = np.where(up, 1.0, -1.0), np.where(up, 1.0, 0.0)
        block.costs(cost)
        found = self.in_people(block, block.solve())
        self.solved += 1
        if found is not None and learn:
            self.learn(block, found)
        return found


def _moves(world: World, equations: Codes, start: Floats) -> bool:
    at = np.searchsorted(world.equations, equations)
    inside = at < len(world.equations)
    at, mine = at[inside], equations[inside]
    at, mine = at[world.equations[at] == mine], mine[world.equations[at] == mine]
    return bool((np.abs(world.value[at] - start[mine]) > TOLERANCE).any())


class Wanting:
    """Which counts of a part still want a witness: below, above."""

    def __init__(self, attack: Attack, part: Part) -> None:
        self.attack, self.part = attack, part

    def now(self) -> tuple[Mask, Mask]:
        """Places in the part that want a lower, and a higher, value."""
        low, high = self.attack.short()
        return low[self.part.equations], high[self.part.equations]

    def any(self) -> bool:
        """Whether anything wants a witness."""
        low, high = self.now()
        return bool(low.any() or high.any())


def widen(attack: Attack, block: Block, wanting: Wanting, *, one_by_one: bool = True) -> None:
    """Many counts at once, some up and some down as chance has it; then those that are left, one by one."""
    chance = np.random.default_rng(attack.seed)
    attack.open(block, far=False)
    idle = 0
    for _ in range(ROUNDS):
        below, above = wanting.now()
        places = np.flatnonzero(below | above)
        if not len(places) or idle > 1:
            break
        up = np.where(below[places] & above[places], chance.random(len(places)) < 0.5, above[places])
        attack.aim(block, places.tolist(), np.where(up, 1.0, -1.0).tolist())
        left = wanting.now()
        gained = int(below.sum() + above.sum() - left[0].sum() - left[1].sum())
        idle = idle + 1 if gained <= max(1, len(places) // 20) else 0
    for sign, which in ((-1.0, 0), (1.0, 1)) if one_by_one else ():
        for place in np.flatnonzero(wanting.now()[which]):
            if wanting.now()[which][place]:
                attack.aim(block, [int(place)], [sign])

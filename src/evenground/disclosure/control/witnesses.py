"""The second look: every world that was found is put back into the printed tables, by plain multiplication, before it counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenground.disclosure.control.attack import Attack
from evenground.disclosure.control.reading import Floats, Mask

EXACTLY = 1e-5  # people: how closely a world must give every printed count


@dataclass(frozen=True, slots=True)
class Checked:
    """The least and largest value of each equation over all worlds that fit; ``worlds`` fit, ``refused`` did not. ``in_people``: worlds in whole people."""

    lowest: Floats
    highest: Floats
    worlds: int
    refused: int
    in_people: int


def check(attack: Attack) -> Checked:
    """Multiply out each world: nobody negative, every printed count as printed (within 1e-5 of a person). Those that fail count for nothing."""
    system = attack.system
    low, high = attack.limits
    lowest, highest = np.full(len(low), np.inf), np.full(len(low), -np.inf)
    fits = refused = whole = 0
    for unknowns in _worlds(attack):
        value = system.matrix @ unknowns
        if not _fits(value, low, high) or (unknowns < 0).any() or (unknowns > system.ceiling + EXACTLY).any():
            refused += 1
            continue
        fits += 1
        whole += bool((np.abs(unknowns - np.round(unknowns)) < EXACTLY).all())
        np.minimum(lowest, value, out=lowest)
        np.maximum(highest, value, out=highest)
    return Checked(lowest, highest, fits, refused, whole)


def _worlds(attack: Attack) -> list[Floats]:
    found = [attack.base]
    for world in attack.worlds:
        unknowns = attack.base.copy()
        unknowns[world.columns] = world.found
        found.append(unknowns)
    return found


def _fits(value: Floats, low: Floats, high: Floats) -> bool:
    close: Mask = np.asarray((value >= low - EXACTLY) & (value <= high + EXACTLY), dtype=bool)
    return bool(close.all())

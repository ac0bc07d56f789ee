"""What a gap chart says of itself: its false-alarm rate, its caveats, and the rules at each point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.spc.gap_false_alarms import gap_false_alarm
from evenground.spc.gap_judging import Judged
from evenground.spc.gap_scores import Bools, Floats
from evenground.spc.notes import ENOUGH, Caveat

TOO_SPARSE = (
    "too few events for run rules: most periods look alike, so a long run means nothing; pool periods to judge them"
)
WIDENED = "periods differ {factor:.1f} times as much as chance alone would have it: limits are widened by this factor"
NO_BASELINE = "no limits: no period of the baseline has counts of both groups"
PROVISIONAL = "limits rest on {count} periods only: provisional until there are 12"


def false_alarm(
    judged: Judged, kept: Bools, base: Bools, dispersed: Bools, starts: list[int], how: tuple[str, Any, float]
) -> Floats:
    """The chance of a signal in any phase, by the points judged inside and outside each baseline."""
    there, quiet = np.isfinite(judged.z) & kept, np.ones(judged.z.shape[:-1])
    for here in _phases(starts, judged.z.shape[-1]):
        inside = (there & base)[..., here].sum(-1)
        parts = [inside, (there & ~base)[..., here].sum(-1), dispersed[..., here].any(-1)]
        kinds, where = np.unique(np.stack(np.broadcast_arrays(*parts), -1).reshape(-1, 3), axis=0, return_inverse=True)
        rates = [
            gap_false_alarm(a, b, rules=how[0], lengths=how[1], width=how[2], dispersed=bool(c)) for a, b, c in kinds
        ]
        quiet = quiet * (1 - np.array(rates)[where.reshape(-1)].reshape(quiet.shape))
    return np.asarray(1 - quiet)


def caveats(
    base: Bools, dispersed: Bools, dispersion: Floats, lopsided: list[Bools], starts: list[int]
) -> list[list[Caveat]]:
    """What must be said of each phase."""
    told: list[list[Caveat]] = []
    for number, here in enumerate(_phases(starts, base.shape[-1])):
        count = np.asarray(base[..., here].sum(-1))
        wide = np.asarray(dispersed[..., here].any(-1))
        factor = np.sqrt(np.asarray(np.where(dispersed[..., here], dispersion[..., here], 1.0).max(-1)))
        told.append(
            [
                (np.asarray(count == 0), NO_BASELINE),
                _counted((count > 0) & (count < ENOUGH), PROVISIONAL, "count", count),
                (np.asarray(lopsided[number] & (count > 0)), TOO_SPARSE),
                _counted(wide, WIDENED, "factor", np.asarray(factor)),
            ]
        )
    return told


def named_rules(flags: Mapping[str, Bools], shape: tuple[int, ...]) -> NDArray[np.object_]:
    """For each point the rules that flag it, joined by ", "."""
    told = np.full(shape, "", dtype=object)
    for rule, mask in flags.items():
        told[mask & (told != "")] += ", "
        told[mask] += rule
    return told


def _phases(starts: list[int], points: int) -> list[slice]:
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], points], strict=True)]


def _counted(where: Bools, words: str, name: str, numbers: NDArray[Any]) -> Caveat:
    def said(index: tuple[int, ...]) -> str:
        return words.format(**{name: numbers[index]})

    return np.asarray(where), said

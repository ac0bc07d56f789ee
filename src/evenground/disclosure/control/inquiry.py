"""An attack on a whole publication by everybody who may read it, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evenground import __version__
from evenground.disclosure.control.attack import Attack
from evenground.disclosure.control.certificate import EXACT, LARGE, NARROW, NOBODY, PRINTED, WIDE, Audit
from evenground.disclosure.control.publication import Publication
from evenground.disclosure.control.reading import Cells, Codes, Mask
from evenground.disclosure.control.witnesses import Checked, check
from evenground.model.faults import fault

TOGETHER = (
    6  # stretches of time that are attacked together, so that the work grows with their number and not with its square
)
NEARLY = 1e-4
Progress = Callable[[str, float], None] | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads; ``known``: the rows that they know without reading, because they are their own."""

    name: str = ""
    known: Mask | None = None


def readers(cells: Cells, members: str | None) -> list[Reader]:
    """Everybody, and each member organisation."""
    if members is None:
        return [Reader()]
    if members not in cells.dimensions:
        raise fault(f"There is no dimension {members!r}.", "members", f"There are {', '.join(cells.dimensions)}.")
    d = cells.dimensions.index(members)
    own = [
        Reader(f"{members} {name}", np.asarray(cells.codes[:, d] == code)) for code, name in enumerate(cells.groups[d])
    ]
    return [Reader(), *own]


@dataclass
class Inquiry:
    """The attacks of every reader on every system of a publication."""

    told: Publication
    threshold: int
    zeros: str = "show"
    attacks: list[tuple[Reader, Attack]] = field(default_factory=list)
    settled: dict[int, Mask] = field(default_factory=dict)

    def run(self, exact: bool | str, progress: Progress = None) -> None:
        """Find witnesses, stretch by stretch; then the whole interval of what they leave open (``exact`` "auto") or of everything (True)."""
        for number, (_, attack) in enumerate(self.attacks):
            stretches = np.unique(attack.system.stretch)
            for start in range(0, len(stretches), TOGETHER):
                attack.certify(stretches[start : start + TOGETHER])
            self.settle(number, attack, stretches, exact)
            if progress is not None:
                progress("attacked", (number + 1) / len(self.attacks))

    def settle(self, number: int, attack: Attack, stretches: Codes, exact: bool | str) -> None:
        """Ask for whole intervals, over all stretches together."""
        if exact is False:
            return
        low, high = attack.limits
        below, above = attack.short()
        still = np.isnan(attack.system.true) & (attack.highest - attack.lowest < 1 - NEARLY)
        open_now = (attack.system.cell >= 0) & (low < high) & ((exact is True) | below | above | still)
        equations = np.flatnonzero(open_now)
        if len(equations):
            attack.exact(equations, stretches)
        self.settled[number] = open_now

    def report(self, exact: bool | str, seconds: float) -> Audit:
        """The certificate. Only worlds that were multiplied out count; of several readers the one who can prove most is named."""
        best: dict[tuple[int, str], tuple[float, float, str, str, str]] = {}
        checks: list[Checked] = []
        for number, (reader, attack) in enumerate(self.attacks):
            checks.append(check(attack))
            for key, answer in self._answers(number, reader, attack, checks[-1]):
                if key not in best or _width(answer) < _width(best[key]):
                    best[key] = answer
        keys = sorted(best)
        lower, upper, proved, verdict, who = zip(*(best[key] for key in keys), strict=True) if keys else ((),) * 5
        return Audit(
            cells=self.told.cells, threshold=self.threshold,
            row=np.array([row for row, _ in keys], dtype=np.int64), count=_words([kind for _, kind in keys]),
            lower=np.array(lower, dtype=float), upper=np.array(upper, dtype=float),
            proved=_words(proved), verdict=_words(verdict), reader=_words(who),
            model=self.told.model, worlds=sum(one.worlds for one in checks), refused=sum(one.refused for one in checks),
            in_people=sum(one.in_people for one in checks), programs=sum(attack.solved for _, attack in self.attacks),
            seconds=seconds, version=__version__,
        )  # fmt: skip

    def _answers(
        self, number: int, reader: Reader, attack: Attack, checked: Checked
    ) -> list[tuple[tuple[int, str], tuple[float, float, str, str, str]]]:
        system, (low, high) = attack.system, attack.limits
        whole = self.settled.get(number, np.zeros(len(low), dtype=bool))
        found = []
        for i in np.flatnonzero(system.cell >= 0):
            ends = float(checked.lowest[i]), float(checked.highest[i])
            kind = str(system.kind[i]).split("\t")[1]
            if low[i] == high[i]:
                if reader.known is None and 0 < low[i] < self.threshold:
                    found.append(((int(system.cell[i]), kind), (*ends, "printed", PRINTED, "")))
                continue
            proved = "exact" if whole[i] else "witness"
            verdict = self._verdict(attack, int(i), *ends)
            found.append(((int(system.cell[i]), kind), (*ends, proved, verdict, reader.name)))
        return found

    def _verdict(self, attack: Attack, i: int, lower: float, upper: float) -> str:
        true, need = attack.system.true[i], attack.need
        if np.isfinite(need.low[i]):
            if lower <= need.low[i] + NEARLY and upper >= need.high[i] - NEARLY:
                return WIDE
            if np.isfinite(true):
                return EXACT if upper - lower < 1 - NEARLY else NARROW
            return self._unknown(lower, upper)
        if np.isfinite(true):
            return NOBODY if true == 0 else LARGE
        return EXACT if 0 < upper - lower < NEARLY else LARGE

    def _unknown(self, lower: float, upper: float) -> str:
        """Nobody told us the truth: a count proved to be nobody, or not small, is no small count."""
        if upper < 1 - NEARLY and self.zeros == "show":
            return NOBODY
        if upper - lower < 1 - NEARLY:
            return EXACT
        return LARGE if lower >= self.threshold - NEARLY else NARROW


def _width(answer: tuple[float, float, str, str, str]) -> float:
    return answer[1] - answer[0]


def _words(words: Sequence[str]) -> NDArray[np.object_]:
    found = np.empty(len(words), dtype=object)
    found[:] = words
    return found

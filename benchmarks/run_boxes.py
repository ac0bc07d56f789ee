"""Works out the best boxes and cut boxes of the runs analysis, and writes ``src/evenground/spc/rules/boxes.py``.

Definition (Anhøj & Wentzel-Larsen, PLoS ONE 2020; 15(6): e0233920): among the boxes {crossings >= c, longest run <= l} that
hold at least 92.5 % of random charts, the best box holds the fewest charts shifted by 0.8 SD. The cut box then loses cells
from that box's worst corner, along either edge, the likeliest under a shift first, while 92.5 % of random charts stay inside.
The joint distribution of crossings and longest run is exact. Run: ``python benchmarks/run_boxes.py`` (a minute).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.stats import norm

SIZES = range(10, 101)
TARGET = 0.925
SHIFT = 0.8
LONGEST = 20
OUT = Path(__file__).parents[1] / "src" / "evenground" / "spc" / "rules" / "boxes.py"

HEAD = '''"""The best box and cut box of the runs analysis for 10 to 100 useful points, written by ``benchmarks/run_boxes.py``."""

BOXES: tuple[tuple[float, float, float, float], ...] = (
    # fewest crossings, longest run; at the longest run at least so many crossings, at the fewest crossings at most so long
'''


def at_most(n: int, high: float, longest: int) -> np.ndarray:
    """P(crossings = c, no run longer than ``longest``) for n points, each high with this probability."""
    state = np.zeros((2, longest + 1, n))  # side, length of the present run, crossings so far
    state[1, 1, 0], state[0, 1, 0] = high, 1 - high
    for _ in range(n - 1):
        onward = np.zeros_like(state)
        for side, chance in ((1, high), (0, 1 - high)):
            onward[side, 2:] = state[side, 1:-1] * chance
            onward[side, 1, 1:] = state[1 - side].sum(axis=0)[:-1] * chance
        state = onward
    return state.sum(axis=(0, 1))


def cells(n: int, high: float) -> np.ndarray:
    """P(crossings = c, longest run = l), of shape (n, LONGEST + 1)."""
    table = np.array([np.zeros(n)] + [at_most(n, high, longest) for longest in range(1, min(n, LONGEST) + 1)]).T
    return np.diff(table, axis=1, prepend=0)


def boxed(table: np.ndarray) -> np.ndarray:
    """P(crossings >= c, longest run <= l)."""
    return table[::-1].cumsum(axis=0)[::-1].cumsum(axis=1)


def box(n: int) -> tuple[float, float, float, float]:
    """(c, l, c at the longest run, l at the fewest crossings); the last two NaN where nothing can be cut."""
    random, shifted = cells(n, 0.5), cells(n, float(norm.cdf(SHIFT)))
    held = np.where(boxed(random) >= TARGET, boxed(shifted), np.inf)
    c, longest = (int(i) for i in np.unravel_index(held.argmin(), held.shape))
    spare = boxed(random)[c, longest] - random[c, longest] - TARGET
    if spare < 0:
        return c, longest, np.nan, np.nan
    at_longest, at_fewest = c + 1, longest - 1
    while True:
        ends = [(at_longest, longest), (c, at_fewest)]
        open_ = [(shifted[end], end) for end in ends if random[end] <= spare and end[1] > 0]
        if not open_:
            return c, longest, at_longest, at_fewest
        worst = max(open_)[1]
        spare -= random[worst]
        at_longest, at_fewest = (at_longest + 1, at_fewest) if worst[1] == longest else (at_longest, at_fewest - 1)


def main() -> None:
    """Writes the module."""
    lines = []
    for n in SIZES:
        numbers = ", ".join('float("nan")' if np.isnan(x) else f"{x:.0f}" for x in box(n))
        lines.append(f"    ({numbers}),  # {n}\n".replace('float("nan")', "NONE"))
    head = HEAD.replace("BOXES:", 'NONE = float("nan")\n\nBOXES:')
    OUT.write_text(head + "".join(lines) + ")\n", encoding="utf-8")


if __name__ == "__main__":
    main()

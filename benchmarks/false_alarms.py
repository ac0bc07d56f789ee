"""How often charts of pure chance signal: makes the table that the library ships, and prints its page.

python -m benchmarks.false_alarms table    (a quarter of an hour; writes src/evenground/spc/false_alarms.json)
python -m benchmarks.false_alarms > docs/explanation/false-alarms.md
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from benchmarks.false_alarms_page import page

from evenground.spc.rules import signals

SEED = 20261122
SERIES = 20_000
POINTS = [*range(10, 41), *range(42, 61, 2), *range(65, 101, 5)]
SETS = ("anhoej", "bestbox", "cutbox", "western-electric", "nelson", "ihi", "mdc")
TABLE = Path(__file__).parents[1] / "src" / "evenground" / "spc" / "false_alarms.json"

Lines = tuple[np.ndarray, ...]  # value, centre, sigma, lower, upper
C4_5, D2_5, D3_5 = 0.9399856, 2.325929, 0.8640819  # constants of subgroups of five


def run(y: np.ndarray) -> Lines:
    """A run chart: the median, no limits."""
    none = np.full((len(y), 1), np.nan)
    return y, np.median(y, axis=1, keepdims=True), none, none, none


def individuals(y: np.ndarray, *, screen: bool = False) -> Lines:
    """An I chart: limits from the mean moving range."""
    moves = np.abs(np.diff(y, axis=1))
    mean = moves.mean(axis=1, keepdims=True)
    if screen:
        mean = np.where(moves < 3.267 * mean, moves, np.nan)
        mean = np.nanmean(mean, axis=1, keepdims=True)
    return three_sigma(y, y.mean(axis=1, keepdims=True), mean / 1.128)


def three_sigma(y: np.ndarray, centre: np.ndarray, sigma: np.ndarray, floor: float = -np.inf) -> Lines:
    """Limits three sigmas either side of the centre line."""
    return y, centre, sigma, np.maximum(centre - 3 * sigma, floor), centre + 3 * sigma


def shares(rng: np.random.Generator, shape: tuple[int, int]) -> Lines:
    """A p chart of 200 people a point, 10 % of them with the event."""
    y = rng.binomial(200, 0.1, shape) / 200
    mean = y.mean(axis=1, keepdims=True)
    return three_sigma(y, mean, np.sqrt(mean * (1 - mean) / 200), 0)


def deviations(rng: np.random.Generator, shape: tuple[int, int]) -> Lines:
    """An S chart of subgroups of five."""
    s = rng.normal(size=(*shape, 5)).std(axis=-1, ddof=1)
    mean = s.mean(axis=1, keepdims=True)
    return three_sigma(s, mean, mean * np.sqrt(1 - C4_5**2) / C4_5, 0)


def ranges(rng: np.random.Generator, shape: tuple[int, int]) -> Lines:
    """An R chart of subgroups of five."""
    r = np.ptp(rng.normal(size=(*shape, 5)), axis=-1)
    mean = r.mean(axis=1, keepdims=True)
    return three_sigma(r, mean, mean * D3_5 / D2_5, 0)


def cases_between(rng: np.random.Generator, shape: tuple[int, int]) -> Lines:
    """A g chart of an event in one case of 20: the median is drawn, limits are about the mean."""
    y = rng.geometric(0.05, shape) - 1.0
    mean = y.mean(axis=1, keepdims=True)
    sigma = np.sqrt(mean * (mean + 1))
    return y, np.median(y, axis=1, keepdims=True), sigma, np.maximum(mean - 3 * sigma, 0), mean + 3 * sigma


CHARTS: dict[str, Callable[[np.random.Generator, tuple[int, int]], Lines]] = {
    "run": lambda rng, shape: run(rng.normal(size=shape)),
    "i": lambda rng, shape: individuals(rng.normal(size=shape)),
    "i screened": lambda rng, shape: individuals(rng.normal(size=shape), screen=True),
    "p": shares,
    "s": deviations,
    "r": ranges,
    "g": cases_between,
    "t": lambda rng, shape: individuals(rng.exponential(size=shape) ** (1 / 3.6)),
}


def alarms(lines: Lines, rules: str) -> float:
    """The share of charts with any signal."""
    value, centre, sigma, lower, upper = lines
    found = signals(value, centre, sigma, lower=lower, upper=upper, rules=rules)
    flagged: np.ndarray = np.logical_or.reduce([flags.any(axis=1) for flags in found.flags.values()])
    return float(flagged.mean())


def table(series: int = SERIES) -> dict[str, object]:
    """The false-alarm rates of every set of rules, chart and number of points."""
    rates: dict[str, dict[str, list[float]]] = {rules: {chart: [] for chart in CHARTS} for rules in SETS}
    for place, (chart, draw) in enumerate(CHARTS.items()):
        for points in POINTS:
            lines = draw(np.random.default_rng([SEED, place, points]), (series, points))
            for rules in SETS:
                rates[rules][chart].append(round(alarms(lines, rules), 5))
            print(chart, points, file=sys.stderr, flush=True)
    return {"seed": SEED, "series": series, "points": POINTS, "rates": rates}


def other_worlds(series: int = SERIES) -> dict[str, dict[str, float]]:
    """Rates where points are not independent or counts are small, and how often a real shift is seen."""
    rng = np.random.default_rng([SEED, 99])
    noise = rng.normal(size=(series, 24))
    linked = noise.copy()
    for point in range(1, 24):
        linked[:, point] = 0.3 * linked[:, point - 1] + np.sqrt(1 - 0.3**2) * noise[:, point]
    after = np.arange(24) >= 12
    worlds = {
        "each point leans on the last (correlation 0.3), 24 points": linked,
        "counts of 2 a point, 36 points": rng.poisson(2, (series, 36)).astype(float),
        "counts of one half a point, 36 points": rng.poisson(0.5, (series, 36)).astype(float),
        "a real shift of 1 standard deviation after 12 of 24 points": noise + 1 * after,
        "a real shift of 2 standard deviations after 12 of 24 points": noise + 2 * after,
    }
    return {
        name: {rules: alarms(run(y) if rules == "ihi" else individuals(y), rules) for rules in SETS}
        | {"run": alarms(run(y), "anhoej")}
        for name, y in worlds.items()
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["table"]:
        TABLE.write_text(json.dumps(table()) + "\n", encoding="utf-8")
    else:
        print(page(json.loads(TABLE.read_text(encoding="utf-8")), other_worlds()), end="")

"""How often the gap chart errs and what it sees, by simulation: prints docs/explanation/gap-chart.md.

python -m benchmarks.gap_chart [--quick] > docs/explanation/gap-chart.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from benchmarks.gap_chart_page import ALARMS, CLOSING, COVERAGE, HEAD, LIMITS, POWER, SPARSE, STEADY
from numpy.typing import NDArray

from evenground.spc.control_charts import control_chart
from evenground.spc.gap import gap_chart, gap_signals
from evenground.spc.gap_scores import Designs, score
from evenground.spc.gap_value import GapChart
from evenground.spc.predicted_counts import Counts
from evenground.spc.shrinkage import partially_pooled
from evenground.spc.trajectory import gap_trajectory

SEED = 20261122
TAIL = 0.00135
SIZES = (20, 60, 200, 2_000, 20_000)
LEVELS = (0.01, 0.1, 0.5)
BASELINES = (None, 12, 18, 24)
MONTHS = 36
Floats = NDArray[np.float64]


def main() -> None:
    """Prints the page."""
    quick = "--quick" in sys.argv[1:]
    charts, lines, pairs = (200, 500, 300) if quick else (2_000, 3_000, 2_000)
    print(HEAD.format(seed=SEED, charts=f"{charts:,}", lines=f"{lines:,}", pairs=f"{pairs:,}"))
    for title, text, columns, rows in (
        alarms(charts), limits(50 * charts), sparse(charts), power(pairs), coverage(lines), closing(lines), steadied(lines // 4)
    ):  # fmt: skip
        print(f"\n## {title}\n\n{text.strip()}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
        for row in rows:
            print(f"| {' | '.join(row)} |", flush=True)


Table = tuple[str, str, list[str], Iterator[list[str]]]


def share(mask: NDArray[np.bool_]) -> str:
    """Per cent."""
    return f"{100 * mask.mean():.1f}" if mask.size else "none"


def any_signal(chart: GapChart, after: int = 0) -> NDArray[np.bool_]:
    """Whether any rule's pattern is complete at or after a place."""
    found = [mask[..., after:].any(-1) for mask in chart.completing.values()]
    return np.logical_or.reduce(found)


@dataclass(frozen=True)
class Shock:
    """Monthly shocks that both groups share: added to both levels, or multiplying both."""

    name: str
    add: float = 0.0
    times: float = 0.0

    def shake(self, rng: np.random.Generator, levels: list[Floats], series: int) -> list[Floats]:
        u = rng.standard_normal((series, MONTHS))
        return [np.clip(level * np.exp(self.times * u) + self.add * u, 0.0005, 0.95) for level in levels]


NONE, ADDED, MULTIPLIED = Shock("none"), Shock("added", add=0.015), Shock("multiplied", times=0.15)


def draw(rng: np.random.Generator, n: int, p: float, shock: Shock, series: int) -> tuple[Floats, Floats]:
    """Counts of two groups of ``n`` a month, at ``p`` and 0.8 ``p``, with nothing changing but the shared shocks."""
    flat = [np.full(MONTHS, level) for level in (p, 0.8 * p)]
    one, two = shock.shake(rng, flat, series)
    return rng.binomial(n, one).astype(float), rng.binomial(n, two).astype(float)


def alarms(series: int) -> Table:
    """False alarms of either scale against the stated rate."""

    def rows() -> Iterator[list[str]]:
        yield ["**stated**", "", "", *stated()]
        for n in SIZES:
            for p in LEVELS:
                yield [f"{n:,}", f"{100 * p:g} %", "none", *_alarm_row(n, p, NONE, series)]
        for n in SIZES:
            for shock in (ADDED, MULTIPLIED):
                yield [f"{n:,}", "10 %", shock.name, *_alarm_row(n, 0.1, shock, series // 2)]

    heads = [f"{scale}, {_named(base)}" for base in BASELINES for scale in ("difference", "ratio", "both read")]
    return "False alarms", ALARMS, ["people a group a month", "level", "shared shocks", *heads], rows()


def _named(base: int | None) -> str:
    return "no baseline" if base is None else f"first {base}"


def stated() -> Iterator[str]:
    """The rate that the charts state."""
    for base in BASELINES:
        chart = gap_chart(np.full(MONTHS, 500), 5000, np.full(MONTHS, 500), 5000, baseline=base)
        yield from (f"**{100 * float(chart.false_alarm):.1f}**", f"**{100 * float(chart.false_alarm):.1f}**", "")


def _alarm_row(n: int, p: float, shock: Shock, series: int) -> Iterator[str]:
    rng = np.random.default_rng([SEED, n, round(1000 * p)])
    one, two = draw(rng, n, p, shock, series)
    for base in BASELINES:
        charts = [gap_chart(one, n, two, n, scale=scale, baseline=base) for scale in ("difference", "ratio")]
        found = [any_signal(chart) for chart in charts]
        yield from (share(found[0]), share(found[1]), share(found[0] | found[1]))


def sparse(series: int) -> Table:
    """How often run rules are set aside."""

    def rows() -> Iterator[list[str]]:
        for expected in (0.2, 0.5, 1, 2, 5):
            rng = np.random.default_rng(SEED)
            one, two = draw(rng, 200, expected / 200, NONE, min(series, 500))
            cells = []
            for scale in ("difference", "ratio"):
                chart = gap_chart(one, 200, two, 200, scale=scale, baseline=18)
                cells += [share(np.array(["run rules" in note for note in chart.note])), share(any_signal(chart))]
            yield [f"{expected:g} and {0.8 * expected:g}", *cells]

    heads = ["events a month", "difference: runs not judged", "false alarms", "ratio: runs not judged", "false alarms"]
    return "When there are hardly any events", SPARSE, heads, rows()


def limits(draws: int) -> Table:
    """How often one month lies beyond the limits, by three ways to draw them, the levels being known."""

    def rows() -> Iterator[list[str]]:
        for n, p in ((20, 0.01), (20, 0.1), (60, 0.01), (60, 0.1), (200, 0.01), (200, 0.1), (2_000, 0.01)):
            rng = np.random.default_rng([SEED, n, round(1000 * p)])
            first, second = (rng.binomial(m, q, draws).astype(float) for m, q in ((n, p), (4 * n, 0.8 * p)))
            groups = [Counts(*(np.array([float(x)]) for x in part), True) for part in ((n, p, 1), (4 * n, 0.8 * p, 1))]
            design = Designs(groups[0], groups[1], "difference")
            gap = design.gap(first, second)
            found = score(design, np.zeros(draws, np.int64), gap)
            plain = np.abs(gap - 0.2 * p) > 3 * np.sqrt(p * (1 - p) / n + 0.8 * p * (1 - 0.8 * p) / (4 * n))
            exact = (found.at_most < TAIL) | (1 - found.below < TAIL)
            yield [
                f"{n} and {4 * n:,}",
                f"{100 * p:g} %",
                *(f"{1000 * mask.mean():.1f}" for mask in (plain, exact, np.abs(found.z) > 3)),
            ]

    heads = ["people", "level", "plus or minus 3 sigma", "exact, whole", "exact, mid-P (ours)"]
    return "Three ways to draw limits", LIMITS, heads, rows()


SCENARIOS: tuple[tuple[str, tuple[float, float], tuple[float, float], Shock, str], ...] = (
    ("nothing changes", (0.15, 0.10), (0.15, 0.10), NONE, ""),
    ("nothing changes, shared monthly shocks", (0.15, 0.10), (0.15, 0.10), ADDED, ""),
    ("both worsen together, the gap stays", (0.15, 0.10), (0.20, 0.15), NONE, ""),
    ("both improve by a third (ratio stays)", (0.15, 0.10), (0.10, 0.0667), NONE, "narrowing"),
    ("B worsens, .15 to .20", (0.15, 0.10), (0.20, 0.10), NONE, "widening"),
    ("**only A improves, .10 to .07**", (0.15, 0.10), (0.15, 0.07), NONE, "widening"),
    ("B improves, .15 to .10 (the gap closes)", (0.15, 0.10), (0.10, 0.10), NONE, "closing"),
    ("B worsens, with shared shocks", (0.15, 0.10), (0.20, 0.10), ADDED, "widening"),
)


def power(series: int) -> Table:
    """What two charts, and what the gap chart, see of each scenario: group A of 300, B of 60 a month."""

    def rows() -> Iterator[list[str]]:
        for name, before, after, shock, truth in SCENARIOS:
            rng = np.random.default_rng(SEED)
            levels = [np.r_[np.full(18, was), np.full(18, now)] for was, now in zip(before, after, strict=True)]
            worse, well = shock.shake(rng, levels, series)
            b, a = rng.binomial(60, worse).astype(float), rng.binomial(300, well).astype(float)
            single = [control_chart("p", x, n, baseline=18) for x, n in ((b, 60), (a, 300))]
            on_b, on_a = (_later(chart.completing) for chart in single)
            charts = [gap_chart(b, 60, a, 300, scale=scale, baseline=18) for scale in ("difference", "ratio")]
            gaps = [_later(chart.completing) for chart in charts]
            words = np.asarray(gap_signals(*charts))
            right = {"closing": ("narrowing", "closed"), "": ()}.get(truth, (truth,))
            named = share(np.isin(words, right)) if right else ""
            yield [name, share(on_b & ~on_a), share(on_b | on_a), *map(share, gaps), share(gaps[0] | gaps[1]), named]

    heads = [
        "what happens", "B signals, A does not", "any signal on two p charts", "gap chart, difference", "gap chart, ratio",
        "either gap chart", "named rightly",
    ]  # fmt: skip
    return "What it sees", POWER, heads, rows()


def _later(completing: object) -> NDArray[np.bool_]:
    return np.logical_or.reduce([mask[..., 18:].any(-1) for mask in completing.values()])  # type: ignore[attr-defined]


def _lines(n: int, p: float, months: int, dispersed: bool, scale: str, series: int) -> tuple[float, object]:
    """(true slope a year, the fitted lines) of a gap of 20 % that halves."""
    rng = np.random.default_rng([SEED, n, round(1000 * p), months])
    times = (np.arange(months) + 0.5) / 12
    falling = 1 - 0.5 * np.arange(months) / (months - 1)
    second = np.full(months, 0.8 * p)
    first = second + 0.2 * p * falling if scale == "difference" else second * np.exp(0.22 * falling)
    levels = [np.broadcast_to(level, (series, months)) for level in (first, second)]
    if dispersed:  # the variance of a month's count is about twice that of chance
        levels = [rng.beta(level * (n - 2), (1 - level) * (n - 2)) for level in levels]
    x1, x2 = (rng.binomial(n, level).astype(float) for level in levels)
    moved = first - second if scale == "difference" else np.log(first / second)
    truth = (moved[-1] - moved[0]) / (times[-1] - times[0])
    return truth, gap_trajectory(x1, n, x2, n, times, scale=scale)


def coverage(series: int) -> Table:
    """How often the interval of the slope holds the true slope."""

    def rows() -> Iterator[list[str]]:
        for dispersed in (False, True):
            for n in SIZES:
                for p in LEVELS:
                    cells = []
                    for months in (12, 24, 36):
                        for scale in ("difference", "ratio"):
                            truth, found = _lines(n, p, months, dispersed, scale, series)
                            cells.append(_covered(found.slope, np.exp(truth) if scale == "ratio" else truth))  # type: ignore[attr-defined]
                    yield [f"{n:,}", f"{100 * p:g} %", "twice chance" if dispersed else "chance", *cells]

    heads = [f"{scale}, {months} months" for months in (12, 24, 36) for scale in ("difference", "ratio")]
    return "The trajectory's interval", COVERAGE, ["people a group a month", "level", "scatter", *heads], rows()


def _covered(value: object, truth: float) -> str:
    lower, upper = np.asarray(value.lower), np.asarray(value.upper)  # type: ignore[attr-defined]
    told = np.isfinite(lower)
    held = ((lower <= truth) & (truth <= upper))[told]
    missing = "" if told.all() else f" ({100 * (1 - told.mean()):.0f} % none)"
    return f"{share(held)}{missing}"


def closing(series: int) -> Table:
    """How often the interval of the closing time holds the true one: after 1.67 times the months seen, the gap falls by 60 %."""

    def rows() -> Iterator[list[str]]:
        for n, p, months in (
            (60, 0.1, 36),
            (200, 0.1, 24),
            (200, 0.1, 36),
            (2_000, 0.1, 12),
            (2_000, 0.01, 36),
            (20_000, 0.1, 12),
        ):
            for scale in ("difference", "ratio"):
                yield [f"{n:,}", f"{100 * p:g} %", str(months), scale, *_closing_row(n, p, months, scale, series)]

    heads = [
        "people a group a month",
        "level",
        "months",
        "scale",
        "a date is given",
        "coverage",
        "verdict “closing”",
        "coverage then",
    ]
    return "The closing date", CLOSING, heads, rows()


def _closing_row(n: int, p: float, months: int, scale: str, series: int) -> Iterator[str]:
    rng = np.random.default_rng([SEED, n, round(1000 * p), months])
    times = (np.arange(months) + 0.5) / 12
    falling = 1 - 0.6 * np.arange(months) / (months - 1)
    first = p * (1 + falling) if scale == "difference" else p * np.exp(0.7 * falling)
    x1, x2 = (rng.binomial(n, level, (series, months)).astype(float) for level in (first, np.full(months, p)))
    found = gap_trajectory(x1, n, x2, n, times, scale=scale)
    truth = times[0] + (times[-1] - times[0]) / 0.6
    given, sure = np.isfinite(np.asarray(found.closes.value)), np.asarray(found.verdict) == "closing"
    held = (np.asarray(found.closes.lower) <= truth) & (truth <= np.asarray(found.closes.upper))
    yield from (share(given), share(held[given]), share(sure & given), share(held[sure & given]))


def steadied(series: int) -> Table:
    """How often the partially pooled interval holds a group's level, and how far off the estimate is."""

    def rows() -> Iterator[list[str]]:
        worlds: tuple[tuple[str, Callable[[np.random.Generator, tuple[int, int]], Floats]], ...] = (
            ("20 % on average, from 5 to 40 %", lambda rng, size: rng.beta(4, 16, size)),
            ("5 % on average, from 1 to 12 %", lambda rng, size: rng.beta(2.5, 47.5, size)),
            ("1 % on average, from 0 to 4 %", lambda rng, size: rng.beta(1, 99, size)),
            ("20 %, all alike", lambda rng, size: np.full(size, 0.2)),
        )
        for name, levels in worlds:
            for groups in (6, 12, 40):
                rng = np.random.default_rng(SEED)
                n = rng.integers(10, 40, (series, groups))
                truth = levels(rng, n.shape)
                x = rng.binomial(n, truth)
                value = partially_pooled(x, n)
                held = (np.asarray(value.lower) <= truth) & (truth <= np.asarray(value.upper))
                off = [np.sqrt(np.mean((np.asarray(level) - truth) ** 2)) for level in (value.value, x / n)]
                yield [name, str(groups), share(held), f"{100 * off[0] / off[1]:.0f} %"]

    heads = ["true levels", "groups of 10 to 40", "coverage", "error, of that of the plain level"]
    return "Partially pooled levels", STEADY, heads, rows()


if __name__ == "__main__":
    main()

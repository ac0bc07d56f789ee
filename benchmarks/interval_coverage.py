"""How often each interval holds the truth, by simulation: prints the table of docs/reference/interval-coverage.md.

python -m benchmarks.interval_coverage [replications] > docs/reference/interval-coverage.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import numpy as np

from evenground import equity

SEED = 20261122
REPLICATIONS = 4000
SIZES = (20, 100, 500, 2_000, 20_000)
SHARES = (0.01, 0.05, 0.3, 0.5)
Drawer = Callable[[np.random.Generator, int], tuple[equity.Value, float]]


def main() -> None:
    """Prints the page."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATIONS
    print(HEAD.format(seed=SEED, replications=f"{replications:,}"))
    for title, columns, rows in tables():
        print(f"\n## {title}\n\n| {' | '.join(['', *columns])} |\n|{'---|' * (len(columns) + 1)}")
        for name, drawers in rows:
            print(f"| {name} | {' | '.join(coverage(drawer, replications) for drawer in drawers)} |", flush=True)


def coverage(draw: Drawer, replications: int) -> str:
    """The share of intervals that hold the truth, in per cent; in brackets the share without an interval, if any."""
    value, truth = draw(np.random.default_rng(SEED), replications)
    told = ~np.isnan(value.lower)
    held = (value.lower <= truth) & (truth <= value.upper)
    missing = "" if told.all() else f" ({100 * (1 - told.mean()):.0f} % none)"
    return f"{100 * held[told].mean():.1f}{missing}" if told.any() else "none"


def tables() -> Iterator[tuple[str, list[str], list[tuple[str, list[Drawer]]]]]:
    """Title, columns and rows of each table."""
    sizes = [f"n = {n:,}" for n in SIZES]
    yield (
        "One proportion",
        sizes,
        [
            (f"{method}, p = {p:g}", [one_proportion(n, p, method) for n in SIZES])
            for method in ("wilson", "exact")
            for p in SHARES
        ],
    )
    counts = (1, 5, 10, 25, 100, 1000)
    yield (
        "One rate",
        [f"{k} events expected" for k in counts],
        [(method, [one_rate(k, method) for k in counts]) for method in ("byar", "exact")],
    )
    yield (
        "One mean (Student t)",
        sizes,
        [("normal", [one_mean(n, False) for n in SIZES]), ("skewed (exponential)", [one_mean(n, True) for n in SIZES])],
    )
    yield "Difference of two proportions (groups of n and 4n; p2 = 0.8 p1)", sizes, [
        (f"{method}, p1 = {p:g}", [two_proportions(n, p, method, "difference") for n in SIZES])
        for method in ("newcombe", "score", "miettinen-nurminen", "wald") for p in SHARES
    ]  # fmt: skip
    yield "Ratio of two proportions (groups of n and 4n; p2 = 0.8 p1)", sizes, [
        (f"{method}, p1 = {p:g}", [two_proportions(n, p, method, "ratio") for n in SIZES])
        for method in ("score", "log") for p in SHARES
    ]  # fmt: skip
    yield (
        "Two rates (second group 4 times as large, rate 0.8 times)",
        [f"{k} events expected in the first" for k in counts],
        [
            *((f"difference, {m}", [two_rates(k, m, "difference") for k in counts]) for m in ("mover", "wald")),
            *((f"ratio, {m}", [two_rates(k, m, "ratio") for k in counts]) for m in ("score", "exact", "log")),
        ],
    )
    yield "Two means (sd 1 and 2, groups of n and 4n)", sizes, [
        ("difference, Welch", [two_means(n, "difference") for n in SIZES]), ("ratio, Fieller", [two_means(n, "ratio") for n in SIZES])
    ]  # fmt: skip
    totals = (10, 25, 100, 1000)
    yield "Standardised rates (10 age bands)", [f"{k} events expected" for k in totals], [
        ("direct, Dobson", [direct(k, "dobson") for k in totals]), ("direct, Fay-Feuer gamma", [direct(k, "gamma") for k in totals]),
        ("ratio (SMR), Byar or exact", [smr(k) for k in totals]),
    ]  # fmt: skip
    people = (5_000, 20_000, 100_000)
    yield (
        "Life expectancy at birth (20 age bands)",
        [f"{n:,} people" for n in people],
        [("Chiang", [life(n) for n in people])],
    )
    sizes = (100, 500, 2_000)
    yield (
        "Summary measures (5 unequal groups, levels 56 to 70 %)",
        [f"{n:,} a group" for n in sizes],
        [(name, [summary(name, n, "gap") for n in sizes]) for name in SUMMARY],
    )
    yield "Sums over groups (5 groups, levels 10 to 20 %)", [f"{n:,} a group" for n in sizes], [
        ("total excess, MOVER", [total(n) for n in sizes]), ("rate effect of a change (Kitagawa)", [change(n) for n in sizes])
    ]  # fmt: skip


SUMMARY = (
    "difference", "ratio", "par", "paf", "sii", "rii", "aci", "rci", "bgv", "theil", "mld", "bgsd", "cov", "mdmu", "mdmw",
    "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw",
)  # fmt: skip


def one_proportion(n: int, p: float, method: str) -> Drawer:
    return lambda rng, k: (equity.proportion_interval(rng.binomial(n, p, k), n, method=method), p)


def one_rate(expected: float, method: str) -> Drawer:
    return lambda rng, k: (equity.rate_interval(rng.poisson(expected, k), 1, method=method), expected)


def one_mean(n: int, skewed: bool) -> Drawer:
    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        k = min(k, 20_000_000 // n)
        x = rng.exponential(1, (k, n)) if skewed else rng.normal(1, 1, (k, n))
        return equity.mean_interval(x.mean(1), x.std(1, ddof=1), n), 1.0

    return draw


def two_proportions(n: int, p: float, method: str, what: str) -> Drawer:
    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        x1, x2 = rng.binomial(n, p, k), rng.binomial(4 * n, 0.8 * p, k)
        if what == "ratio":
            return equity.ratio_interval(x1, n, x2, 4 * n, method=method), 1.25
        return equity.difference_interval(x1, n, x2, 4 * n, method=method), 0.2 * p

    return draw


def two_rates(expected: float, method: str, what: str) -> Drawer:
    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        x1, x2 = rng.poisson(expected, k), rng.poisson(3.2 * expected, k)
        if what == "ratio":
            return equity.rate_ratio_interval(x1, 1, x2, 4, method=method), 1.25
        return equity.rate_difference_interval(x1, 1, x2, 4, method=method), 0.2 * expected

    return draw


def two_means(n: int, what: str) -> Drawer:
    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        arguments = []
        for mean, sd, size in ((6.0, 1.0, n), (5.0, 2.0, 4 * n)):
            spread = sd * np.sqrt(rng.chisquare(size - 1, k) / (size - 1))
            arguments += [rng.normal(mean, sd / np.sqrt(size), k), spread, size]
        if what == "ratio":
            return equity.mean_ratio_interval(*arguments), 1.2
        return equity.mean_difference_interval(*arguments), 1.0

    return draw


AGES = np.arange(10)
TIME = 1000.0 * np.exp(-((AGES - 3) ** 2) / 20)
STANDARD = 1000.0 * (12 - AGES)
RISK = np.exp(0.35 * AGES)


def direct(events: float, method: str) -> Drawer:
    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        rates = RISK * events / (TIME * RISK).sum()
        x = rng.poisson(TIME * rates, (k, 10))
        truth = (STANDARD * rates).sum() / STANDARD.sum()
        return equity.directly_standardised_rate(x, TIME, STANDARD, method=method), truth

    return draw


def smr(events: float) -> Drawer:
    return lambda rng, k: (equity.standardised_ratio(rng.poisson(1.3 * events, k), events), 1.3)


def life(people: int) -> Drawer:
    ages = np.array([0, 1, *range(5, 95, 5)])
    shares = np.append(np.diff(ages), 4.0) * np.linspace(1, 0.35, 20)
    n = people * shares / shares.sum()
    mortality = np.maximum(0.0003 * np.exp(0.07 * ages), 0.0005)
    mortality[0], mortality[-1] = 0.004, 0.2

    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        truth = equity.life_expectancy(n * mortality, n, ages).value[0]
        return equity.life_expectancy(np.minimum(rng.poisson(n * mortality, (k, 20)), n), n, ages).at(
            (slice(None), 0)
        ), truth

    return draw


def summary(name: str, size: int, _: str) -> Drawer:
    """Groups of unequal size; the truth is the measure of the true levels."""
    people = np.rint(size * np.array([0.5, 0.8, 1.0, 1.2, 1.5])).astype(int)
    levels = np.array([56.0, 60.0, 61.5, 67.5, 70.0])
    given = {"order": [1, 2, 3, 4, 5], "reference": 4, "better": "higher"}

    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        k = min(k, 1000) if name in SUMMARY[11:] else k
        x = rng.binomial(people, levels / 100, (k, 5))
        draws = 1000 if name in SUMMARY[11:] else 10
        found = equity.summary_measures(
            100 * x / people, population=np.broadcast_to(people, x.shape), numerator=x, draws=draws, **given
        )
        return found[name], equity.summary_measures(levels, population=people, draws=10, **given)[name].value

    return draw


def total(size: int) -> Drawer:
    people = np.rint(size * np.array([0.5, 0.8, 1.0, 1.2, 1.5])).astype(int)
    levels = np.array([0.20, 0.18, 0.15, 0.12, 0.10])

    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        x = rng.binomial(people, levels, (k, 5))
        return equity.total_excess(x, np.broadcast_to(people, x.shape), reference=4), float(
            (people * (levels - levels[4])).sum()
        )

    return draw


def change(size: int) -> Drawer:
    before, after = (
        np.rint(size * np.array(parts)).astype(int) for parts in ([1, 1, 1, 1, 1], [0.6, 0.8, 1, 1.2, 1.4])
    )
    levels = np.array([0.20, 0.18, 0.15, 0.12, 0.10])

    def draw(rng: np.random.Generator, k: int) -> tuple[equity.Value, float]:
        y0, y1 = rng.binomial(before, levels, (k, 5)) / before, rng.binomial(after, 0.9 * levels, (k, 5)) / after
        errors = {"se_before": np.sqrt(y0 * (1 - y0) / before), "se_after": np.sqrt(y1 * (1 - y1) / after)}
        truth = equity.decompose_change(levels, before, 0.9 * levels, after).rate_effect.value
        return equity.decompose_change(y0, before, y1, after, **errors).rate_effect, truth

    return draw


HEAD = """# How often each interval holds the truth

Simulated coverage, in per cent, of every interval asked at 95 %. Seed {seed}, {replications} data sets a cell (1,000 for
measures whose interval is itself simulated, with 1,000 draws each; fewer for means of 20,000). A coverage of 95 is known to
about 0.7 points (1.4 for 1,000 data sets). "none": data sets in which no interval is given, with the reason in the note.

    python -m benchmarks.interval_coverage > docs/reference/interval-coverage.md

Read it so: far below 95, the interval promises too much; far above, it is wider than need be. Spread measures
(`bgv`, `theil`, `bgsd` and below) lean upwards in small groups, since chance adds to spread: see
`measures_under_equality`."""


if __name__ == "__main__":
    main()

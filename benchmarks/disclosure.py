"""What protection costs and how much it hides: protect-and-audit by number of months, and the hidden rows against the least possible.

    taskset -c 0 .venv/bin/python benchmarks/disclosure.py --months 1,6,12,24,36
    .venv/bin/python benchmarks/disclosure.py --months "" --optimum 40

Made-up counts from a fixed seed: race (7 groups), language (5), neighbourhood poverty (5), about 3,000 people a month; overall, each and each pair, by month
and over all months. Times are of the processor, so that a busy machine does not change them; each line is a process of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import resource
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa

DIMENSIONS = (("race", 7), ("language", 5), ("poverty", 5))
SMALL = ((("a", 3), ("b", 3), ("c", 2)), (("a", 4), ("b", 3)), (("a", 3), ("b", 3)), (("a", 5), ("b", 4)))


def main() -> None:
    """One Markdown table for the times, one for the optimum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--months", default="1,6,12,24,36")
    parser.add_argument("--optimum", type=int, default=0, help="so many small publications against the least possible")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(line(options.one))
        return
    if options.months:
        print(
            "| months | rows | small | hidden | programs | processor s | peak MiB | safe |\n|---|---|---|---|---|---|---|---|"
        )
    for months in filter(None, options.months.split(",")):
        print(
            subprocess.run(
                [sys.executable, __file__, "--one", months], check=True, capture_output=True, text=True
            ).stdout.strip(),
            flush=True,
        )
    if options.optimum:
        against_the_optimum(options.optimum)


def line(months: int) -> str:
    """Protect and audit one publication."""
    from evenground import disclosure

    table = made(months, 3000, DIMENSIONS)
    began = time.process_time()
    protected = disclosure.protect(table, dimensions=[name for name, _ in DIMENSIONS])
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    hidden, small = protected.hidden, protected.primary
    return (
        f"| {months} | {len(hidden):,} | {small.sum():,} ({small.mean():.1%}) | {hidden.sum():,} ({hidden.mean():.1%}) "
        f"| {protected.audit.programs:,} | {seconds:.1f} | {memory:.0f} | {'yes' if protected.safe else 'NO'} |"
    )


def against_the_optimum(number: int) -> None:
    """Small publications: rows hidden by the heuristic, and by the search for the least, where that ended."""
    from evenground import disclosure

    pairs = []
    for seed in range(number):
        dimensions = SMALL[seed % 4]
        table = made(1 + (seed // 4) % 2, 100 * (1 + seed % 7), dimensions, rate=(0.1, 0.3, 0.5)[seed % 3], seed=seed)
        names = [name for name, _ in dimensions]
        least = disclosure.protect(table, dimensions=names, exact="auto")
        if least.method == "optimal":
            heuristic = disclosure.protect(table, dimensions=names, exact=False)
            pairs.append((int(heuristic.primary.sum()), int(heuristic.hidden.sum()), int(least.hidden.sum())))
    small, ours, best = np.array(pairs).T
    print(
        "\n| publications | least possible known | small rows | hidden, least possible | hidden, heuristic | more | worst |\n|---|---|---|---|---|---|---|"
    )
    print(
        f"| {number} | {len(pairs)} | {small.sum()} | {best.sum()} | {ours.sum()} | {ours.sum() / best.sum() - 1:.1%} | {(ours / best).max() - 1:.1%} |"
    )


def made(
    months: int,
    people: int,
    dimensions: tuple[tuple[str, int], ...],
    *,
    rate: float = 0.25,
    seed: int = 0,
    depth: int = 2,
) -> pa.Table:
    """A tidy table of made-up counts: few people in most groups of the unequal dimensions, about as many in each of the last."""
    chance = np.random.default_rng(seed)
    shares = [1 / np.arange(1, size + 1) ** 1.6 if name != "poverty" else np.ones(size) for name, size in dimensions]
    share = shares[0]
    for other in shares[1:]:
        share = np.multiply.outer(share, other)
    share = share * np.exp(chance.normal(0, 0.5, share.shape))
    rates = np.clip(rate * np.exp(chance.normal(0, 0.3, share.shape)), 0, 1)
    size = chance.multinomial(people, (share / share.sum()).ravel(), size=months).reshape(months, *share.shape)
    yes = chance.binomial(size, rates)
    spans = [(m, m) for m in range(months)] + ([(0, months - 1)] if months > 1 else [])
    rows = [row for span in spans for row in _rows(yes, size, span, dimensions, depth)]
    return pa.Table.from_pylist(rows)


def _rows(
    yes: np.ndarray, size: np.ndarray, span: tuple[int, int], dimensions: tuple[tuple[str, int], ...], depth: int
) -> list[dict]:
    first, last = span
    start = dt.date(2020 + first // 12, first % 12 + 1, 1)
    end = dt.date(2020 + (last + 1) // 12, (last + 1) % 12 + 1, 1) - dt.timedelta(days=1)
    rows = []
    for named in itertools.chain.from_iterable(
        itertools.combinations(range(len(dimensions)), n) for n in range(depth + 1)
    ):
        away = tuple(i for i in range(len(dimensions)) if i not in named)
        counts = [values[first : last + 1].sum(axis=0).sum(axis=away) for values in (yes, size)]
        for groups in itertools.product(*(range(dimensions[i][1]) for i in named)):
            names = {name: "All" for name, _ in dimensions} | {
                dimensions[i][0]: f"{dimensions[i][0]} {group + 1}" for i, group in zip(named, groups, strict=True)
            }
            x, n = (int(count[groups]) for count in counts)
            rows.append(
                {
                    "measure": "m",
                    "period_start": start,
                    "period_end": end,
                    **names,
                    "n": n,
                    "numerator": x,
                    "denominator": n,
                }
            )
    return rows


if __name__ == "__main__":
    main()

"""Times every summary measure, with 10,000 draws where simulated, for 1,000 tables of 7 groups: aim below 5 seconds.

python -m benchmarks.equity_tables [tables] [groups] [draws]
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from evenground import equity

AIM_SECONDS = 5.0


def main() -> None:
    """Prints the times, and exits with 1 if the aim is missed (in processor time) at the standard size."""
    tables, groups, draws = (int(a) for a in [*sys.argv[1:], *("1000", "7", "10000")[len(sys.argv) - 1 :]])
    rng = np.random.default_rng(1)
    people = rng.integers(50, 2000, (tables, groups))
    cases = rng.binomial(people, 0.3 * rng.uniform(0.5, 1.5, (tables, groups)))
    start, worked = time.perf_counter(), time.process_time()
    equity.summary_measures(
        100 * cases / people, population=people, numerator=cases, order=np.arange(groups) + 1, reference=0, draws=draws
    )
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{tables:,} tables of {groups} groups, {len(equity.MEASURES)} measures, {draws:,} draws: {seconds:.2f} s ({worked:.2f} s of processor), {memory:.0f} MB"
    )
    if worked > AIM_SECONDS and (tables, groups, draws) == (1000, 7, 10_000):
        sys.exit(f"slower than the aim of {AIM_SECONDS:g} s")


if __name__ == "__main__":
    main()

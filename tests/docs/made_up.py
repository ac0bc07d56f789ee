"""Made-up stays in hospital, from a fixed seed: what the how-to pages measure. Nobody in them exists."""

import csv
import datetime as dt
from pathlib import Path

import numpy as np

FIRST = dt.date(2024, 1, 1)
CALLS_BEGIN = 12  # the month from which the made-up team's calls bring the gap down
LEVEL = 0.10  # of the group that comes back least often
# group, stays a month, share back within 30 days at first
GROUPS = (
    ("White", 420, LEVEL),
    ("Black or African American", 190, 0.21),
    ("Hispanic or Latino", 130, 0.15),
    ("Asian", 12, 0.12),
)


def write_stays(path: Path, *, months: int = 24, seed: int = 20240101) -> None:
    """Write one row a stay. More months leave the earlier ones as they are, as a registry does that grows."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["discharged", "race", "readmitted"])
        for month in range(months):
            writer.writerows(_month(month, np.random.default_rng([seed, month])))


def _month(month: int, rng: np.random.Generator) -> list[tuple[dt.date, str, str]]:
    year, of_year = divmod(month, 12)
    first = dt.date(FIRST.year + year, of_year + 1, 1)
    left = 0.4 if month >= CALLS_BEGIN else 1.0
    rows = []
    for group, usual, share in GROUPS:
        stays = int(rng.poisson(usual))
        level = LEVEL + (share - LEVEL) * left
        for day, draw in zip(rng.integers(0, 28, stays), rng.random(stays), strict=True):
            rows.append((first + dt.timedelta(days=int(day)), group, "yes" if draw < level else "no"))
    return rows

"""A small made-up registry of visits, month by month, and a plan over it."""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

PLAN = """title = "Visits"
source = "visits.csv"
person = "patient_id"
date = "seen"
every = "month"

[[measure]]
name = "admitted"
type = "proportion"
numerator = "admitted = 'yes'"
better = "lower"

[[stratum]]
name = "race"
column = "race"

[[stratum]]
name = "clinic"
column = "clinic"
"""


def visits(months: range) -> Iterator[list[str]]:
    """Made-up visits: two clinics, three groups, in these months of 2024; one row a person."""
    for month, i in itertools.product(months, range(180)):
        race = ("Black", "White", "Asian")[i % 3]
        yes = (i // 3) % (3 if race == "Black" else 5) == 0
        yield [
            f"P{month:02d}{i:04d}",
            f"2024-{month:02d}-{i % 28 + 1:02d}",
            race,
            f"Clinic {i % 2}",
            "yes" if yes else "no",
        ]


def written(folder: Path, months: range, name: str = "visits.csv") -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["patient_id", "seen", "race", "clinic", "admitted"], *visits(months)])
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return folder / "plan.toml"

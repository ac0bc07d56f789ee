"""Made-up children, month by month, from a fixed seed: no one in it exists, and every page drawn from it says so."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np

SEED = 20240601
MONTHS = 30
FIRST_MONTH = dt.date(2023, 1, 1)
TESTS_BEGIN = 15  # the month from which the made-up team's tests of change bring the gap down

# group, children, emergency visits a child and year at first
GROUPS = (
    ("White", 520, 0.30),
    ("Black or African American", 240, 0.66),
    ("Hispanic or Latino", 150, 0.48),
    ("Asian", 62, 0.31),
    ("Multiracial", 48, 0.40),
    ("Native Hawaiian or Pacific Islander", 5, 0.45),
    ("Unknown", 34, 0.44),
    ("Declined", 16, 0.40),
)
LANGUAGES = {"Hispanic or Latino": ("Spanish", 0.55), "Asian": ("Vietnamese", 0.3)}
TRACTS = 40
COLUMNS = (
    "patient_id", "visit_month", "race_ethnicity", "language", "payer", "tract", "clinic",
    "ed_visits", "enrolled_days", "hba1c", "dka_admissions", "screened_for_needs",
)  # fmt: skip

PLAN = """# This plan measures a made-up registry. No child in it exists.
title   = "Type 1 diabetes: emergency visits and control"
source  = "t1d.csv"
person  = "patient_id"
site    = "clinic"
date    = "visit_month"
every   = "quarter"
made_up = true
collected = "Made up from a fixed seed, to try Evenground with"

[[measure]]
name        = "ed_visits"
title       = "Emergency department visits"
kind        = "outcome"
type        = "rate"
numerator   = "ed_visits"
denominator = "enrolled_days / 365.25"
per         = 100
better      = "lower"
unit        = "visits for every 100 children a year"
why         = "Families told us a night in the emergency room is what they fear most."
chosen_by   = "The (made-up) family council of the diabetes center"

[[measure]]
name      = "high_hba1c"
title     = "Blood sugar well above the goal (HbA1c over 9 %)"
kind      = "outcome"
type      = "proportion"
numerator = "hba1c > 9"
better    = "lower"
unit      = "of every 100 checks"
why       = "Sugar far above the goal harms eyes and kidneys over the years."
chosen_by = "Parents on the team"

[[measure]]
name      = "screened"
title     = "Asked about food, housing and rides"
kind      = "process"
type      = "proportion"
numerator = "screened_for_needs = 1"
better    = "higher"
unit      = "of every 100 months in care"
why       = "Nobody can help with what nobody asked about."
chosen_by = "The community health worker"

[[stratum]]
name          = "race"
title         = "Race and ethnicity"
column        = "race_ethnicity"
construct     = "social"
reference     = "best"
collected     = "Asked at the first visit"
collected_by  = "the front desk"
self_reported = true

[[stratum]]
name          = "language"
title         = "Language spoken at home"
column        = "language"
construct     = "social"
reference     = "English"
collected     = "Asked at the first visit"
collected_by  = "the front desk"
self_reported = true

[[stratum]]
name    = "poverty"
title   = "Poverty where the family lives"
link    = { table = "tracts.csv", on = "tract", column = "poverty_rate", quantiles = 5 }
ordered = true

[protect]
threshold = 11
"""


def write_demo(folder: Path) -> Path:
    """Write the made-up registry, its neighbourhoods and its plan into ``folder``; return the plan's path."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    poverty = np.sort(rng.beta(2, 7, TRACTS))
    _write(
        folder / "tracts.csv", ("tract", "poverty_rate"), [(_tract(i), f"{rate:.4f}") for i, rate in enumerate(poverty)]
    )
    _write(folder / "t1d.csv", COLUMNS, _rows(rng, poverty))
    plan = folder / "t1d.toml"
    plan.write_text(PLAN, encoding="utf-8")
    return plan


def _rows(rng: np.random.Generator, poverty: np.ndarray) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for group, children, rate in GROUPS:
        for _ in range(children):
            rows += _child(rng, len(rows), group, rate, poverty)
    return rows


def _child(
    rng: np.random.Generator, number: int, group: str, rate: float, poverty: np.ndarray
) -> list[tuple[object, ...]]:
    """One made-up child, month by month from entry to exit."""
    lean = min(rate / 0.8, 0.9)  # segregation: families shut out of housing live where poverty is higher
    home = int(np.clip(rng.normal(lean * TRACTS, TRACTS / 4), 0, TRACTS - 1))
    language, share = LANGUAGES.get(group, ("English", 1.0))
    spoken = language if rng.random() < share else "English"
    payer = "Medicaid" if rng.random() < 0.25 + poverty[home] else "Private"
    start = int(rng.integers(0, 12)) if rng.random() < 0.3 else 0
    sugar = rng.normal(7.7 + rate, 1.0)
    fixed = (
        f"K{number:05d}",
        group,
        spoken,
        payer,
        _tract(home) if rng.random() > 0.04 else "",
        f"Clinic {home % 3 + 1}",
    )
    return [_month(rng, month, rate, sugar, poverty[home], fixed) for month in range(start, MONTHS)]


def _month(
    rng: np.random.Generator, month: int, rate: float, sugar: float, poor: float, child: tuple[str, ...]
) -> tuple[object, ...]:
    patient, group, spoken, payer, tract, clinic = child
    eased = 1 - 0.045 * max(0, month - TESTS_BEGIN) * (rate > 0.4)
    visits = int(rng.poisson(rate * eased * (0.8 + poor) / 12))
    checked = rng.random() < 0.28
    hba1c = f"{np.clip(rng.normal(sugar, 0.5), 5, 15):.1f}" if checked else ""
    asked = int(rng.random() < min(0.25 + 0.02 * month, 0.85) * (0.8 if spoken != "English" else 1.0))
    dka = int(visits > 0 and rng.random() < 0.15)
    first = dt.date(FIRST_MONTH.year + month // 12, month % 12 + 1, 1)
    return (patient, first.isoformat(), group, spoken, payer, tract, clinic, visits, 30, hba1c, dka, asked)


def _tract(number: int) -> str:
    return f"39061{number + 100:04d}00"


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)

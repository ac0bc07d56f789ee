"""Two made-up registries that differ only where a release shows nothing: whatever differs in their documents tells of hidden people."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from evenground.disclosure.released import Release

THRESHOLD = 11
RACES = {"Black": 1.0, "White": 2.2, "Samoan": 0.11, "": 0.07}
CLINICS = {"North": 1.0, "South": 0.75, "Shelter": 0.2}
TRACTS = {"06001400100": 1.0, "06001400200": 0.8, "06001999900": 0.1}
SCREENED = ("yes", "no", "")
VISITS = ("0", "1", "2")
SUGAR = ("6.5", "7.125", "9.875", "")
KINDS = (("screened", SCREENED), ("visits", VISITS), ("sugar", SUGAR))
COLUMNS = ("person", "day", "race", "clinic", "tract", "screened", "visits", "months", "sugar")

PLAN = """title  = "Made-up twins"
source = "rows.csv"
person = "person"
HEAD
made_up = true

[[measure]]
name = "screened"
title = "Asked about food"
kind = "process"
type = "proportion"
numerator = "screened = 'yes'"
better = "higher"

[[measure]]
name = "visits"
title = "Visits"
kind = "outcome"
type = "rate"
numerator = "visits"
denominator = "months"
per = 100
unit = "visits per 100 months"
better = "lower"
FAIR

[[measure]]
name = "sugar"
title = "Average sugar"
kind = "outcome"
type = "mean"
numerator = "sugar"
unit = "%"
better = "lower"

[[stratum]]
name = "race"
title = "Race"
column = "race"
construct = "social"

CLINIC
POVERTY
[protect]
threshold = 11
audience = "AUDIENCE"
"""
POVERTY = """[[stratum]]
name = "poverty"
title = "Poverty"
link = { table = "tracts.csv", on = "tract", column = "poverty_rate", area = "tract", quantiles = 2 }
ordered = true
"""
DATED = 'date = "day"\nevery = "month"'
SITED = 'site = "clinic"'
CLINIC = """[[stratum]]
name = "clinic"
title = "Clinic"
column = "clinic"
reference = "overall"
"""
Atom = tuple[int, str, str, str]  # month, race, clinic, tract
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Registry:
    """How many rows each atom (month, race, clinic, tract) has of each answer to each question, the questions side by side."""

    atoms: tuple[Atom, ...]
    counts: Ints  # (atoms, answers)

    def write(self, folder: Path, audience: str) -> Path:
        """The rows, the tracts and the plan in a folder; the plan's path."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            person = 0
            for (month, race, clinic, tract), counts in zip(self.atoms, self.counts, strict=True):
                day = dt.date(2024 + month // 12, month % 12 + 1, 15).isoformat()
                for answers in zip(*_answers(counts), strict=True):
                    person += 1
                    screened, visits, sugar = answers
                    writer.writerow((f"p{person}", day, race, clinic, tract, screened, visits, "0.75", sugar))
        (folder / "tracts.csv").write_text("tract,poverty_rate\n06001400100,8\n06001400200,31\n", encoding="utf-8")
        plan = folder / "plan.toml"
        plan.write_text(self._plan(audience), encoding="utf-8")
        return plan

    def _plan(self, audience: str) -> str:
        head, clinic, poverty = (DATED, "", "") if self.dated else (SITED, CLINIC, POVERTY)
        text = PLAN.replace("AUDIENCE", audience).replace("HEAD", head)
        text = text.replace("FAIR", "" if self.dated else 'standardise = "poverty"')
        return text.replace("CLINIC", clinic).replace("POVERTY", poverty)

    @property
    def dated(self) -> bool:
        """Whether it runs over months, by race alone; else without dates, by clinic and place too."""
        return len({month for month, *_ in self.atoms}) > 1


def _answers(counts: Ints) -> list[list[str]]:
    found, at = [], 0
    for _, answers in KINDS:
        found.append([word for word, n in zip(answers, counts[at : at + len(answers)], strict=True) for _ in range(n)])
        at += len(answers)
    return found


def made_up(*, months: int, seed: int, scale: float) -> Registry:
    """A registry with small groups, missing answers and rows that link to no place: over months in one clinic, or in three clinics without dates."""
    rng = np.random.default_rng(seed)
    clinics, tracts = (CLINICS, TRACTS) if months == 1 else ({"North": 1.0}, {"06001400100": 1.0})
    atoms = [(m, r, c, t) for m in range(months) for r in RACES for c in clinics for t in tracts]
    counts = []
    for _, race, clinic, tract in atoms:
        n = rng.poisson(scale * RACES[race] * clinics[clinic] * tracts[tract])
        asked = 0.62 if race == "White" else 0.41
        often = 0.5 if race != "White" else 0.3
        parts = [(asked, 0.94 - asked, 0.06), (1 - often, 0.7 * often, 0.3 * often), (0.4, 0.3, 0.26, 0.04)]
        counts.append(np.concatenate([rng.multinomial(n, part) for part in parts]))
    return Registry(tuple(atoms), np.array(counts, dtype=np.int64))


def twins_of(registry: Registry, release: Release, *, tries: int = 12, seed: int = 1) -> list[Registry]:
    """Other registries that the release shows alike: every shown count is the same, every hidden one stays small, large or none, as it was.

    Found by integer programs that push the hidden counts this way or that, so that most of them differ. Whether the same cells are hidden is for the caller to see.
    """
    world, rng = _World(registry, release), np.random.default_rng(seed)
    found = (world.another(rng) for _ in range(tries))
    return [one for one in found if one is not None and (one.counts != registry.counts).any()]


class _World:
    """The equations that all registries of one release fulfil; an unknown is the number of rows of one atom with one answer."""

    def __init__(self, registry: Registry, release: Release) -> None:
        self.registry, self.width = registry, registry.counts.shape[1]
        self.now = registry.counts.ravel().astype(float)
        self.lines: list[NDArray[np.float64]] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.hidden: list[NDArray[np.float64]] = []
        dated = registry.dated
        for table, weights in ((release.cells_table, TOLD), (release.missing_table, MISSING)):
            for row in [] if table is None else table.to_pylist():
                inside = np.array([_is_in(atom, row, dated=dated) for atom in registry.atoms])
                self._cell(inside, row, weights)
        self._same_rows()
        if dated:
            self._longer_spans()

    def another(self, rng: np.random.Generator) -> Registry | None:
        """A registry at some corner of what the equations allow; None if none was found."""
        if not self.hidden:
            return None
        push = np.sum([rng.choice([-1.0, 0.0, 1.0]) * line for line in self.hidden], axis=0)
        found = milp(
            -push, integrality=np.ones(len(push)), bounds=Bounds(0, self.now + 12.0),
            constraints=LinearConstraint(csr_array(np.array(self.lines)), self.low, self.high),
            options={"time_limit": 5.0, "mip_rel_gap": 0.2},
        )  # fmt: skip
        if found.x is None:
            return None
        return Registry(self.registry.atoms, np.round(found.x).astype(np.int64).reshape(-1, self.width))

    def _cell(
        self, inside: NDArray[np.bool_], row: dict[str, Any], weights: dict[str, tuple[tuple[str, Any], ...]]
    ) -> None:
        for kind, answer in weights[row["measure"].removesuffix(" (missing)")]:
            line = np.outer(inside, answer).ravel().astype(float)
            count = float(line @ self.now)
            if row["status"] in {"shown", "none"}:
                self._keep(line, count, count)
            elif kind == "people":
                self.hidden.append(line)
                self._keep(line, *_alike(count))

    def _longer_spans(self) -> None:
        """Which quarters and half-years would show a group is part of what is hidden, so it stays."""
        for months in (1, 3, 6):
            for group, window in product(RACES, sorted({month // months for month, *_ in self.registry.atoms})):
                inside = np.array(
                    [race == group and month // months == window for month, race, *_ in self.registry.atoms]
                )
                for answer in SEEN_BY:
                    line = np.outer(inside, answer).ravel().astype(float)
                    self._keep(line, *_alike(float(line @ self.now)))

    def _keep(self, line: NDArray[np.float64], low: float, high: float) -> None:
        self.lines.append(line)
        self.low.append(low)
        self.high.append(high)

    def _same_rows(self) -> None:
        """Each question is asked of the same rows."""
        ends = np.cumsum([0, *(len(answers) for _, answers in KINDS)])
        for at in range(len(self.registry.atoms)):
            for start, end in pairwise(ends[1:]):
                line = np.zeros((len(self.registry.atoms), self.width))
                line[at, : ends[1]], line[at, start:end] = 1.0, -1.0
                self._keep(line.ravel(), 0.0, 0.0)


def _alike(count: float) -> tuple[float, float]:
    """The counts that are small, large or none, as this one is."""
    return (count, count) if count == 0 else (1, THRESHOLD - 1) if count < THRESHOLD else (THRESHOLD, np.inf)


def _weights(**of: Any) -> NDArray[np.float64]:
    """One weight for each answer to each question: those of the questions named, 0 for the others."""
    return np.concatenate([np.array(of.get(name, [0.0] * len(answers)), dtype=float) for name, answers in KINDS])


TOLD = {
    "screened": (("people", _weights(screened=(1, 0, 0))), ("people", _weights(screened=(0, 1, 0)))),
    "visits": (("people", _weights(visits=(1, 1, 1))), ("people", _weights(visits=(0, 1, 2)))),
    "sugar": (
        ("people", _weights(sugar=(1, 1, 1, 0))),
        ("part", _weights(sugar=(1, 0, 0, 0))),
        ("part", _weights(sugar=(0, 1, 0, 0))),
    ),
}
MISSING = {
    "screened": (("people", _weights(screened=(0, 0, 1))),),
    "visits": (),
    "sugar": (("people", _weights(sugar=(0, 0, 0, 1))),),
}
SEEN_BY = [answer for told in TOLD.values() for kind, answer in told if kind == "people"]
SEEN_BY.append(_weights(screened=(1, 1, 0)))
POVERTY_OF = {
    "06001400100": "Lowest poverty (2 of 2)",
    "06001400200": "Highest poverty (1 of 2)",
    "06001999900": "Not linked",
}


def _is_in(atom: Atom, row: dict[str, Any], *, dated: bool) -> bool:
    month, race, clinic, tract = atom
    named = {"race": race or "Unknown", "clinic": clinic, "poverty": POVERTY_OF[tract]}
    if any(row[name] not in {"All", group} for name, group in named.items() if name in row):
        return False
    day = dt.date(2024 + month // 12, month % 12 + 1, 15)
    return not dated or row["period_start"] <= day <= row["period_end"]

"""Made-up tables of rows and of areas, written to a folder, and the link between them in one call."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evenground.model.strata import Link, Stratum
from evenground.neighbourhoods import Linkage, link
from evenground.sources import open_source

Rows = Sequence[Sequence[object]]


def write(folder: Path, name: str, header: str, rows: Rows) -> str:
    """A CSV file of ``rows`` under ``header``; gives back its name."""
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return name


def tracts(count: int = 20, *, county: str = "39061", suffixes: Sequence[int] = (0,)) -> list[str]:
    """Tract codes of one county, ``count`` trunks with these ``suffixes`` each."""
    return [f"{county}{trunk:04d}{suffix:02d}" for trunk in range(1, count + 1) for suffix in suffixes]


def poverty(codes: Sequence[str], seed: int = 2022) -> list[tuple[str, float]]:
    """A made-up poverty rate for each code."""
    dice = random.Random(seed)
    return [(code, round(dice.uniform(0.02, 0.6), 4)) for code in codes]


def link_files(folder: Path, source: str, stratum: dict[str, Any] | None = None, **options: Any) -> Linkage:
    """Link the file ``source`` with these options of the link; ``on = "tract"`` and ``area = "tract"`` unless said."""
    options = {"table": "table.csv", "on": "tract", "column": "poverty_rate", "area": "tract", **options}
    with open_source(source, folder=folder) as rows:
        return link(
            Stratum("poverty", "Neighbourhood poverty", link=Link(**options), **(stratum or {})), rows, folder=folder
        )


def group_of(linkage: Linkage, raw: str) -> str:
    """The group of a raw value, as the engine reads it: what is not in the mapping is Not linked."""
    return linkage.mapping.get(raw, "Not linked")

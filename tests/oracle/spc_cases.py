"""The oracle cases of control charts: what other programs drew and flagged.

Cases on made-up data live here in ``spc_cases/``; those on data bundled with packages are read beside the clone.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.shared import SHARED, needs_shared

HERE = Path(__file__).parent / "spc_cases"
THERE = SHARED / "oracle" / "spc"


@dataclass(frozen=True)
class SpcCase:
    """One call of a peer: what it was given, and what it drew."""

    name: str
    package: str
    arguments: dict[str, Any]
    options: dict[str, Any]
    table: pd.DataFrame
    columns: dict[str, list[Any]]
    summary: Any
    error: str
    record: dict[str, Any]

    def numbers(self, column: str) -> np.ndarray:
        """A column of the peer's answer as floats (its null: NaN)."""
        return np.array([np.nan if x is None else float(x) for x in self.columns[column]])


def index() -> list[dict[str, str]]:
    """Every case: name, package, function, tags, and whether its data are our own or bundled with a package."""
    with (HERE / "index.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cases(*prefixes: str, but: tuple[str, ...] = ()) -> list[Any]:
    """The cases whose names begin so, as parameters of a test; those on bundled data skip loudly without them."""
    return [
        pytest.param(row["case"], id=row["case"], marks=needs_shared if row["data"] == "bundled" else ())
        for row in index()
        if row["case"].startswith(prefixes) and not row["case"].startswith(but or ("?",))
    ]


def load(name: str) -> SpcCase:
    """Reads one case from here, or from beside the clone."""
    path = HERE / f"{name}.json"
    path = path if path.exists() else THERE / f"{name}.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    expected = record["expected"]
    return SpcCase(
        name=name,
        package=record["peer"]["package"],
        arguments=record["arguments"],
        options=record.get("options") or {},
        table=pd.read_csv(path.with_name(record["input_csv"]), skip_blank_lines=False),
        columns=expected.get("columns", {}),
        summary=expected.get("summary"),
        error=expected.get("error", ""),
        record=record,
    )

"""The oracle cases: other programs' answers, with what an independent computation makes of them.

Cases on made-up data live here in ``cases/``; those on data bundled with copyleft packages are read beside the clone.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tests.shared import SHARED

HERE = Path(__file__).parent / "cases"
THERE = SHARED / "oracle" / "equity"


@dataclass(frozen=True)
class Case:
    """One call of a peer: what it was given, what it said, and the numbers to match."""

    name: str
    function: str
    verdict: str
    arguments: dict[str, Any]
    table: pd.DataFrame
    target: list[dict[str, Any]]
    record: dict[str, Any]

    def column(self, argument: str) -> Any:
        """The values of an argument that is a column of the table, else None."""
        given = self.arguments.get(argument)
        return self.table[given["col"]].to_numpy() if isinstance(given, dict) else None


def index() -> list[dict[str, str]]:
    """Every case: name, peer, function, verdict, and whether its data are our own or bundled with a package."""
    with (HERE / "index.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def folder(row: dict[str, str]) -> Path:
    """Where the case's files lie."""
    return HERE if row["data"] == "own" else THERE


def load(name: str, root: Path) -> Case:
    """Reads one case; ``target`` is the recommended numbers where the peer is wrong, else the peer's."""
    path = root / f"{name}.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    recommended = record.get("recommended")
    listed = recommended if isinstance(recommended, list) else [recommended]
    return Case(
        name=name,
        function=record["function"],
        verdict=record["peer_verdict"],
        arguments=record["arguments"],
        table=pd.read_csv(path.parent / record["input"]),
        target=listed if recommended else record.get("expected") or [],
        record=record,
    )

"""The command, called as a person would, in this process: words in, exit code and both streams out."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenground.cli import main

DOCUMENTS = ("report.html", "report.pdf", "cells.csv", "gaps.csv", "gaps.xlsx", "measure-reports.json")


@dataclass(frozen=True)
class Answer:
    """What the command gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON document on standard output; ValueError if anything else is there."""
        return json.loads(self.out)


def evenground(*words: object) -> Answer:
    """Call the command with these words."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
    return Answer(code, out.getvalue(), err.getvalue())


def cell(cells: list[dict[str, Any]], **groups: str) -> dict[str, Any]:
    """The one cell over all periods of these groups; every stratifier that is not named is All."""
    fixed = {"measure", "period_start", "period_end", "n", "numerator", "denominator", "estimate", "lower", "upper"}
    strata = [name for name in cells[0] if name not in fixed | {"status"}]
    (found,) = [one for one in cells if all(one[name] == groups.get(name, "All") for name in strata)]
    return found


def documents(folder: Path) -> list[Path]:
    """Every file below this folder that claims to be a result."""
    return sorted(path for path in folder.rglob("*") if path.name in DOCUMENTS or path.suffix == ".svg")

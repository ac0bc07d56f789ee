"""Every oracle case by name: our numbers are the target's, or the case is in the table of disagreements."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import test_proofs
from tests.oracle.answers import Row, answer
from tests.oracle.cases import Case, folder, index, load
from tests.oracle.disagreements import DISAGREEMENTS, Disagreement, page
from tests.oracle.matching import differences
from tests.shared import needs_shared

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "oracle-disagreements.md"
WRONG_USAGE = "healthequal/X_tworef_d"
CASES = [
    pytest.param(row, id=row["case"], marks=needs_shared if row["data"] == "bundled" else ())
    for row in index()
    if row["case"] != WRONG_USAGE
]


@pytest.mark.parametrize("row", CASES)
def test_the_answer_is_the_target_or_a_disagreement_told_in_the_table(row: dict[str, str]) -> None:
    """Another program's independent answer is the best evidence that a formula was typed in right."""
    case, ours = _answered(row["case"], folder(row))
    found = differences(case, ours)
    told = [entry for entry in DISAGREEMENTS if case.name in entry.cases]
    assert [f for f in found if not any(entry.covers(case.name, f[0]) for entry in told)] == []
    assert [entry.fields for entry in told if not _shows(entry, case, ours, found)] == []
    assert case.target or told, "a case without a target needs a rule of our own"


@cache
def _answered(name: str, root: Path) -> tuple[Case, list[Row]]:
    """The case and our rows, computed once for both questions."""
    case = load(name, root)
    return case, answer(case)


def _shows(entry: Disagreement, case: Case, ours: list[Row], found: list[tuple[str, Any, Any]]) -> bool:
    """Whether the disagreement is really there, as near as it claims, with the words it claims."""
    mine = [f for f in found if entry.covers(case.name, f[0])]
    near = entry.within is None or all(abs(a - b) <= entry.within * abs(b) for _, a, b in mine)
    worded = not entry.note or any(entry.note in row.get("note", "") for row in ours)
    return near and worded and (bool(mine) or not entry.fields)


@pytest.mark.parametrize("row", CASES)
def test_every_missing_number_has_a_reason(row: dict[str, str]) -> None:
    """A NaN without a reason is a silent wrong answer."""
    rows = [line for line in _answered(row["case"], folder(row))[1] if "note" in line]
    assert [line for line in rows if _has_nan(line) and not line["note"]] == []


def _has_nan(row: Row) -> bool:
    numbers = (
        value
        for key, value in row.items()
        if isinstance(value, float) and not key.startswith(("se", "stdev", "value_sum"))
    )
    return any(math.isnan(number) for number in numbers)


def test_every_case_of_the_index_is_here() -> None:
    """A case that is not run proves nothing."""
    assert len(index()) == 280
    assert {row["data"] for row in index()} == {"own", "bundled"}


def test_each_disagreement_names_a_case_and_a_proof_that_exist() -> None:
    """The table may not outlive what it speaks of."""
    names = {row["case"] for row in index()}
    assert [name for entry in DISAGREEMENTS for name in entry.cases if name not in names] == []
    assert [entry.proof for entry in DISAGREEMENTS if not hasattr(test_proofs, entry.proof)] == []


def test_the_reference_page_is_the_table() -> None:
    """Readers see the page, not the tests."""
    assert PAGE.read_text(encoding="utf-8") == page()

"""Every open oracle case of control charts is run by name, in the tests of charts or in those of rules."""

from __future__ import annotations

import csv

from tests.oracle import test_spc_charts, test_spc_rules
from tests.oracle.spc_cases import HERE, THERE, index
from tests.shared import needs_shared


def run_by_name() -> set[str]:
    """The cases that the two files run."""
    return {str(case.values[0]) for case in [*test_spc_charts.CHARTS, *test_spc_rules.RULES]}


def test_every_case_of_the_index_is_run_by_one_of_the_two_files() -> None:
    """A new case that nobody runs would be silently believed."""
    assert {row["case"] for row in index()} == run_by_name()


@needs_shared
def test_our_index_is_the_whole_oracle() -> None:
    """Our own index could forget a case; the oracle's cannot."""
    with (THERE / "INDEX.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["id"] for row in rows if row["split"] == "open"} == run_by_name()
    own = {row["id"] for row in rows if row["own_input"] == "True"}
    assert {row["case"] for row in index() if row["data"] == "own"} == own


def test_every_case_on_our_own_data_is_in_the_project() -> None:
    """A clone by itself still checks them."""
    own = [row["case"] for row in index() if row["data"] == "own"]
    assert [name for name in own if not (HERE / f"{name}.json").exists() or not (HERE / f"{name}.csv").exists()] == []

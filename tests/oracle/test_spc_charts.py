"""Every oracle case of a chart by name: our columns are the peer's, or the case is in the table of disagreements."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from evenground.spc import ControlChart
from tests.oracle import spc_disagreements, test_spc_proofs
from tests.oracle.disagreements import Disagreement
from tests.oracle.spc_answers import answer, qcc_chart, qic_chart
from tests.oracle.spc_cases import SpcCase, cases, index, load
from tests.oracle.spc_matching import Difference, differences

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "spc-oracle-disagreements.md"
CHARTS = cases("q-", "qcc-", "pb-", "xmrr-", but=("q-bchart",))
DRAWN = {"qicharts2": qic_chart, "qcc": qcc_chart}


@pytest.mark.parametrize("name", CHARTS)
def test_every_column_is_the_peers_or_a_disagreement_told_in_the_table(name: str) -> None:
    """Another program's answer is the best evidence that a formula was typed in right."""
    case = load(name)
    told = [entry for entry in spc_disagreements.DISAGREEMENTS if name in entry.cases]
    found = differences(case, answer(case))
    assert [one for one in found if not any(entry.covers(name, one.field) for entry in told)] == []
    assert [entry.fields for entry in told if not _shows(entry, case, found)] == []
    assert case.columns or told, "a case without an answer needs a rule of our own"


def _shows(entry: Disagreement, case: SpcCase, found: list[Difference]) -> bool:
    """Whether the disagreement is really there, in every column it names, as near as it claims, with its words."""
    mine = [one for one in found if entry.covers(case.name, one.field)]
    near = entry.within is None or all(one.most <= entry.within for one in mine)
    worded = not entry.note or entry.note in str(_chart(case).note)
    return near and worded and (len(mine) >= bool(entry.fields))


def _chart(case: SpcCase) -> ControlChart:
    return DRAWN[case.package](case)


@pytest.mark.parametrize("name", [case for case in CHARTS if case.values[0].startswith(("q-", "qcc-"))])
def test_every_missing_number_has_a_reason(name: str) -> None:
    """A NaN without a reason is a silent wrong answer."""
    chart = _chart(load(name))
    blank = np.isnan(chart.value).any(axis=-1) | (np.isnan(chart.upper).any(axis=-1) & (chart.kind != "run"))
    first_range = chart.kind == "mr"  # a range needs two values: the first point of a phase never has one
    assert first_range or all(np.atleast_1d(chart.note)[np.atleast_1d(blank)] != "")


def test_every_case_of_a_chart_is_run() -> None:
    """A case that is not run proves nothing."""
    assert len(index()) == 140
    assert len(CHARTS) == 94


def test_each_disagreement_names_a_case_and_a_proof_that_exist() -> None:
    """The table may not outlive what it speaks of."""
    names = {row["case"] for row in index()}
    table = [*spc_disagreements.CHARTS, *spc_disagreements.ROUNDED, *spc_disagreements.REFUSED]
    assert [name for entry in table for name in entry.cases if name not in names] == []
    assert [entry.proof for entry in table if not hasattr(test_spc_proofs, entry.proof)] == []


def test_the_reference_page_is_the_table() -> None:
    """Readers see the page, not the tests."""
    assert PAGE.read_text(encoding="utf-8") == spc_disagreements.page()

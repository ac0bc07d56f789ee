"""Every oracle case of rules, funnels, CUSUMs and suggested phases by name: our answer is the peer's, or in the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.oracle import spc_disagreements, test_spc_rule_proofs
from tests.oracle.spc_cases import cases, index, load
from tests.oracle.spc_matching import Difference, differences
from tests.oracle.spc_rule_answers import answer

BEGINNINGS = (
    "mdc-", "qcc-nelson-", "qcc-we-", "rspc-", "ihi-", "tab-", "fun-", "funr-", "au-", "rc-", "q-bchart",
)  # fmt: skip
RULES = cases(*BEGINNINGS)


@pytest.mark.parametrize("name", RULES)
def test_every_answer_is_the_peers_or_a_disagreement_told_in_the_table(name: str) -> None:
    """Another program's answer is the best evidence that a rule was read right."""
    told = [entry for entry in spc_disagreements.RULES if name in entry.cases]
    found = parted(name)
    assert [one for one in found if not any(entry.covers(name, one.field) for entry in told)] == []
    for entry in told:
        mine = [one for one in found if entry.covers(name, one.field)]
        assert mine, "a disagreement that is not there"
        assert entry.within is None or all(one.most <= entry.within for one in mine)


def parted(name: str) -> list[Difference]:
    """The columns in which we and the peer part."""
    case = load(name)
    ours, theirs = answer(case)
    assert ours.keys() <= theirs.keys() | {"group"}, (
        "a column of ours that the peer does not have is compared with nothing"
    )
    assert all(np.size(ours[field]) == np.size(theirs[field]) for field in ours)
    columns = {field: [None if np.isnan(x) else x for x in column] for field, column in theirs.items()}
    return differences(replace(case, columns=columns, package=""), ours)


def test_every_case_of_a_rule_is_run() -> None:
    """A case that is not run proves nothing."""
    assert len(RULES) == len([row for row in index() if row["case"].startswith(BEGINNINGS)])
    assert len(RULES) == 59


def test_each_disagreement_names_a_case_and_a_proof_that_exist() -> None:
    """The table may not outlive what it speaks of."""
    names = {row["case"] for row in index()}
    assert [name for entry in spc_disagreements.RULES for name in entry.cases if name not in names] == []
    proofs = [entry.proof for entry in spc_disagreements.RULES]
    assert [proof for proof in proofs if not hasattr(test_spc_rule_proofs, proof)] == []

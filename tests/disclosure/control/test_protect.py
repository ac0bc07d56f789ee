"""What protection promises of the table it gives back."""

import pyarrow as pa
import pytest

from evenground.disclosure import audit, protect
from evenground.model.faults import Faults
from tests.disclosure.control.test_leaks import RACE, rows

TABLE = pa.Table.from_pylist(rows(*RACE))


def test_a_hidden_row_keeps_no_figure():
    protected = protect(TABLE)
    for row, hidden in zip(protected.table.to_pylist(), protected.hidden, strict=True):
        assert (row["numerator"] is None) == hidden
        assert (row["denominator"] is None) == hidden


def test_the_least_is_hidden_where_it_can_be_known():
    """One more row is the least; and of the two the one with fewer people."""
    protected = protect(TABLE)
    assert protected.method == "optimal"
    assert protected.table["status"].to_pylist() == ["shown", "suppressed", "suppressed-complementary", "shown"]


def test_hiding_only_the_small_counts_is_refused_by_the_audit():
    bare = protect(TABLE).hidden & protect(TABLE).primary
    columns = {
        name: pa.array([None if hide else v for v, hide in zip(TABLE[name].to_pylist(), bare, strict=True)])
        for name in ("numerator", "denominator")
    }
    found = audit(
        TABLE.drop_columns(list(columns))
        .append_column("numerator", columns["numerator"])
        .append_column("denominator", columns["denominator"])
    )
    assert not found.safe


def test_a_small_count_in_plain_sight_is_found():
    found = audit(TABLE)
    assert set(found.verdict) == {"printed"}


def test_every_group_tells_how_much_of_it_is_hidden():
    assert protect(TABLE).shares["race"] == {"A": 1.0, "B": 1.0, "C": 0.0}


def test_rows_without_counts_cannot_be_protected():
    with pytest.raises(Faults, match="no numerator"):
        protect(pa.Table.from_pylist(rows(("All", 100, 300), ("A", None, 30), ("B", 40, 120))))


def test_tables_that_contradict_one_another_are_refused():
    with pytest.raises(Faults, match=r"contradict|add up"):
        protect(pa.Table.from_pylist(rows(("All", 50, 300), ("A", 40, 120), ("B", 60, 130))))

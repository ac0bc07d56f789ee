"""Tidy tables of any make, read as printed."""

import pytest

from evenground.model.faults import Faults
from evenground.publishing import read_tidy


def read(folder, text, **options):
    (folder / "table.csv").write_text(text, encoding="utf-8")
    return read_tidy(folder / "table.csv", **options)


def test_our_own_cells_come_back_as_printed(tmp_path):
    """A withheld figure is no figure, and digits stay as they were printed."""
    table = read(
        tmp_path, "measure,race,n,estimate,status\nadmitted,Asian,,,suppressed\nadmitted,Black,120,7.50,shown\n"
    )
    assert table.column_names == ["measure", "race", "n", "estimate", "status"]
    assert table.column("estimate").to_pylist() == [None, "7.50"]


@pytest.mark.parametrize("mark", ["*", "<11", "1-10", "s", "–"])
def test_marks_of_others_stay_what_they_are(tmp_path, mark):
    """What a mark says is for the attacker to use, not for the reader to drop."""
    assert read(tmp_path, f"race,n\nAsian,{mark}\nBlack,120\n").column("n").to_pylist() == [mark, "120"]


def test_columns_by_other_names_are_understood(tmp_path):
    """Nobody renames a published table before auditing it."""
    table = read(tmp_path, "Indicator;Group;Events;Population;Rate;Lower CI;Upper CI\nx;A;12;200;6.0;3.4;10.2\n")
    assert table.column_names == ["measure", "Group", "numerator", "denominator", "estimate", "lower", "upper"]


def test_a_column_named_as_a_dimension_keeps_its_name(tmp_path):
    """In a table of schools, population may be who they are for."""
    table = read(tmp_path, "population,year,count\nchildren,first,12\n", dimensions=["population", "year"])
    assert table.column_names == ["population", "year", "n"]


@pytest.mark.parametrize(
    ("column", "written", "first", "last"),
    [
        ("year", "2024", "2024-01-01", "2024-12-31"),
        ("quarter", "2024-Q2", "2024-04-01", "2024-06-30"),
        ("Month", "2024-02", "2024-02-01", "2024-02-29"),
        ("date", "2024-02-03", "2024-02-03", "2024-02-03"),
        ("period", "All", "", ""),
    ],
)
def test_a_written_period_becomes_its_first_and_last_day(tmp_path, column, written, first, last):
    """Windows that overlap are attacked together, so their days must be known."""
    table = read(tmp_path, f"{column},race,n\n{written},Asian,12\n")
    assert (table.column("period_start")[0].as_py(), table.column("period_end")[0].as_py()) == (first, last)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("race,colour\nAsian,blue\n", "No column holds figures"),
        ("year,n\nlast year,12\n", "something else than years"),
        ("race,n\n", "a header but no rows"),
        ("race,n\nAsian,1,2,3\n", "too many fields"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused(tmp_path, text, said):
    """A table half read would look safe."""
    with pytest.raises(Faults, match=said):
        read(tmp_path, text)


def test_a_dimension_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Faults, match="no column 'rase'"):
        read(tmp_path, "race,n\nAsian,12\n", dimensions=["rase"])

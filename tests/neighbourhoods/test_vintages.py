"""The wrong census is caught by names, by the plan's word, and by the codes themselves."""

import pytest

from evenground.neighbourhoods.areas import AreaKind
from evenground.neighbourhoods.vintages import fit, told_by_column, told_by_file


@pytest.mark.parametrize(
    ("column", "year"),
    [
        ("census_tract_id_2010", 2010),
        ("census_tract_id_2020", 2020),
        ("GEOID20", 2020),
        ("GEOID10", 2010),
        ("TRACTCE10", 2010),
        ("ZCTA5CE20", 2020),
        ("tract_2000", 2000),
        ("fips_tract_id", None),
        ("GEOID", None),
        ("ZCTA5", None),
        ("block_group_id_12010", None),
    ],
)
def test_a_columns_name_tells_its_census_or_nothing(column: str, year: int | None) -> None:
    """Agencies write the census behind the word; a 10 elsewhere is not a year."""
    told = told_by_column(column)
    assert (told.year if told else None) == year


@pytest.mark.parametrize(
    ("file", "year"),
    [
        ("dep_index_2018_ohio_tracts2010.csv.gz", 2010),
        ("eji_2024_ohio_tracts2020.csv.gz", 2020),
        ("ohio_2010_tracts.csv", 2010),
        ("folder_tracts2020/visits.csv", None),
        ("acs_2020_ohio.csv", None),
        ("dep_index_2018_ohio_zcta.csv.gz", None),
    ],
)
def test_a_files_year_is_its_census_only_beside_the_word_tract(file: str, year: int | None) -> None:
    """Survey data of 2020 may stand on tracts of 2010."""
    told = told_by_file(file)
    assert (told.year if told else None) == year


def test_tracts_split_since_the_tables_census_look_wrong() -> None:
    """Four of twenty tracts were split in two; the table knows only the whole ones."""
    table = [f"39061{n:04d}00" for n in range(1, 21)]
    source = [*table[4:], *(f"39061{n:04d}{part:02d}" for n in range(1, 5) for part in (1, 2))]
    found = fit(AreaKind.TRACT, source, table)
    assert (found.covered, found.strangers, found.siblings) == (24, 8, 8)
    assert found.looks_wrong


def test_tracts_of_other_counties_are_no_sign_of_another_census() -> None:
    """A table of one county says nothing of its neighbours."""
    table = [f"39061{n:04d}00" for n in range(1, 21)]
    assert not fit(AreaKind.TRACT, [f"39017{n:04d}00" for n in range(1, 21)], table).looks_wrong


def test_one_mistyped_tract_is_no_sign_of_another_census() -> None:
    """It stops no run; it is told as not linked."""
    table = [f"39061{n:04d}00" for n in range(1, 21)]
    assert not fit(AreaKind.TRACT, [*table, "39061000101"], table).looks_wrong

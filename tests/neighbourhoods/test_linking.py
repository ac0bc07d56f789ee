"""A link from rows to a neighbourhood variable: who links, who does not and why, and what is refused before it can mislead."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenground.model.faults import Faults
from evenground.neighbourhoods.wording import share_of
from tests.neighbourhoods.made_up import group_of, link_files, poverty, tracts, write

TRACTS = tracts(20)


def table(folder: Path, rows: list[tuple[Any, ...]] | None = None, header: str = "tract,poverty_rate") -> None:
    write(folder, "table.csv", header, poverty(TRACTS) if rows is None else rows)


def visits(folder: Path, areas: list[str], column: str = "tract") -> str:
    return write(folder, "visits.csv", f"visit,{column}", [(f"v{n}", area) for n, area in enumerate(areas)])


def test_every_row_links_by_its_tract_and_counts_agree(tmp_path: Path) -> None:
    """The plain case: 60 visits in 20 tracts of the table."""
    table(tmp_path)
    made = link_files(tmp_path, visits(tmp_path, TRACTS * 3), quantiles=5)
    assert (made.rows_linked, made.rows_missing, made.rows_total, made.link_rate) == (60, 0, 60, 1.0)
    assert set(made.mapping) == set(TRACTS)
    assert len(made.groups) == 5
    assert {list(made.mapping.values()).count(group) for group in made.groups} == {4}
    assert "Of the rows with a place recorded, all were linked." in made.notes


def test_a_missing_place_is_unknown_and_a_place_outside_the_table_is_not_linked(tmp_path: Path) -> None:
    """Failing to link is itself unequal, so the two are told apart and both are counted."""
    table(tmp_path)
    made = link_files(tmp_path, visits(tmp_path, [*TRACTS, "", "Declined", "39017000100", "39017000100"]), quantiles=2)
    assert (made.rows_linked, made.rows_total) == (20, 24)
    assert group_of(made, "39017000100") == "Not linked"
    assert made.not_linked == {"the area is not in the table": 2}


def test_an_area_whose_value_is_missing_in_the_table_is_not_linked_and_that_is_said(tmp_path: Path) -> None:
    """-999 is an agency's word for "no estimate", not a very low rate."""
    rows: list[tuple[Any, ...]] = poverty(TRACTS)
    table(tmp_path, [*rows[2:], (TRACTS[0], -999), (TRACTS[1], "")])
    made = link_files(tmp_path, visits(tmp_path, TRACTS), quantiles=2)
    assert made.not_linked == {"the table has no value for the area": 2}
    assert min(low for low, _ in made.ranges.values()) > 0
    assert any("-999" in note for note in made.notes)
    assert any("no poverty_rate for 2 of its 20 areas" in note for note in made.notes)


def test_neither_the_print_of_a_linkage_nor_its_notes_hold_an_area(tmp_path: Path) -> None:
    """The variable is kept and the address dropped; a tract with three visits is nearly an address."""
    table(tmp_path)
    made = link_files(tmp_path, visits(tmp_path, [*TRACTS, "39017000100"]), quantiles=5)
    shown = repr(made) + " ".join(made.notes)
    assert not [code for code in [*TRACTS, "39017000100"] if code in shown]


@pytest.mark.parametrize("strangers", [1, 5, 10, 11, 300])
def test_no_note_gives_a_count_of_rows(tmp_path: Path, strangers: int) -> None:
    """Not linked may be hidden to protect another group; a count in a note would give both away."""
    table(tmp_path)
    made = link_files(tmp_path, visits(tmp_path, [*TRACTS * 3, *["39017000100"] * strangers]), quantiles=5)
    about_rows = [note for note in made.notes if "rows" in note]
    assert "Some rows are not linked because the area is not in the table." in about_rows
    assert not [note for note in about_rows if any(character.isdigit() for character in note.replace("1 in 4", ""))]
    assert made.not_linked == {"the area is not in the table": strangers}


@pytest.mark.parametrize(
    ("part", "total", "words"),
    [
        (0, 500, "none"),
        (500, 500, "all"),
        (499, 500, "most"),
        (490, 500, "most"),
        (489, 500, "more than 9 in 10"),
        (400, 500, "more than 3 in 4"),
        (300, 500, "more than half"),
        (200, 500, "fewer than half"),
        (11, 500, "fewer than 1 in 4"),
        (10, 500, "few"),
        (1, 500, "few"),
        (15, 30, "few"),
        (19, 20, "most"),
    ],
)
def test_shares_are_told_in_words_that_hide_small_counts(part: int, total: int, words: str) -> None:
    """19 of 20 in per cent is one person."""
    assert share_of(part, total, threshold=11) == words


@pytest.mark.parametrize("way", ["{}.0", " {} ", "140US{}", "{}1001"])
def test_areas_written_in_another_way_link_to_the_same_groups(tmp_path: Path, way: str) -> None:
    """``.0``, spaces, Census prefixes and whole blocks are still the same tracts."""
    table(tmp_path)
    plain = link_files(tmp_path, visits(tmp_path, TRACTS), quantiles=5)
    other = link_files(tmp_path, visits(tmp_path, [way.format(code) for code in TRACTS]), quantiles=5)
    assert [other.mapping[raw] for raw in sorted(other.mapping)] == [
        plain.mapping[raw] for raw in sorted(plain.mapping)
    ]


def test_lost_leading_zeros_are_put_back_in_both_files_and_that_is_said(tmp_path: Path) -> None:
    """Nine states' codes begin with 0, and every spreadsheet eats it."""
    codes = tracts(20, county="01001")
    table(tmp_path, [(code.removeprefix("0"), rate) for code, rate in poverty(codes)])
    made = link_files(tmp_path, visits(tmp_path, [code.removeprefix("0") for code in codes]), quantiles=5)
    assert made.rows_linked == 20
    assert sum("leading zero" in note for note in made.notes) == 2


def test_block_groups_are_cut_to_their_tract_and_tracts_to_their_county(tmp_path: Path) -> None:
    """A smaller area lies in one larger area, so that nothing is guessed; a note says it was done."""
    table(tmp_path)
    made = link_files(
        tmp_path, visits(tmp_path, [code + "2" for code in TRACTS], "block_group"), area="block_group", quantiles=5
    )
    assert made.rows_linked == 20
    assert any("each census block group in block_group was cut to its census tract" in note for note in made.notes)
    write(tmp_path, "counties.csv", "FIPS,poverty_rate", [("39061", 0.3), ("39017", 0.1)])
    made = link_files(tmp_path, visits(tmp_path, TRACTS), table="counties.csv", on="FIPS", cuts=(0.2,))
    assert set(made.mapping.values()) == {"Poverty 0.2 or more"}


def test_zip_codes_without_an_area_are_told_and_why_it_matters(tmp_path: Path) -> None:
    """45221 is a university's mail room: it has a ZIP code and no ZCTA."""
    write(tmp_path, "zcta.csv", "ZCTA5,poverty_rate", [("45219", 0.3), ("45220", 0.2), ("45229", 0.1)])
    source = visits(tmp_path, ["45219", "45220-1234", "45229", *["45221"] * 12], "zip")
    made = link_files(tmp_path, source, table="zcta.csv", on="ZCTA5", area="zip", cuts=(0.15,))
    assert made.not_linked == {"the ZIP code has no area of its own (ZCTA)": 12}
    assert any("PO boxes" in note for note in made.notes)
    assert any("ZIP+4" in note for note in made.notes)


@pytest.mark.parametrize(
    ("areas", "column", "says"),
    [
        (["3.90610E+10", "3.90611E+10"], "tract", "its last digits are lost"),
        (["39061010000", "39061020000", "39061030000"], "tract", "its last digits are lost"),
        (["103.01", "97.00", "1.00"], "tract", "its state and county are missing"),
        (["45219", "45220", "45229"], "zip", "One ZIP code lies across many tracts"),
        (["39061", "39017", "39025"], "county_fips", "codes of a county"),
        (["Hamilton", "Butler", "Warren"], "county", "names or other text"),
        (["02139000100", "03139000100", "07139000100"], "tract", "not such a code"),
        (tracts(20, county="21037"), "tract", "other states or regions"),
    ],
)
def test_areas_that_cannot_link_stop_the_run_with_what_to_do(
    tmp_path: Path, areas: list[str], column: str, says: str
) -> None:
    """Everybody in Not linked would look like an answer."""
    table(tmp_path)
    with pytest.raises(Faults) as found:
        link_files(tmp_path, visits(tmp_path, areas, column), area=column, quantiles=5)
    assert says in str(found.value)
    assert all(fault.fix and fault.where for fault in found.value.faults)
    assert not [area for area in areas if area in str(found.value)]  # no person's place stands in a message


def test_county_names_against_county_codes_are_refused(tmp_path: Path) -> None:
    """There are 31 Washington Counties."""
    write(tmp_path, "counties.csv", "FIPS,poverty_rate", [("39061", 0.3), ("39017", 0.1)])
    with pytest.raises(Faults, match="Add a column with the 5-digit county code"):
        link_files(
            tmp_path,
            visits(tmp_path, ["Hamilton", "Butler"], "county"),
            table="counties.csv",
            on="FIPS",
            area="county",
            cuts=(0.2,),
        )


def test_zip_codes_against_counties_are_refused_although_both_have_five_digits(tmp_path: Path) -> None:
    """45001 is a county in no state and a ZIP code in Ohio; 39061 is both a county and a ZIP code."""
    write(tmp_path, "counties.csv", "FIPS,poverty_rate", [("39061", 0.3), ("39017", 0.1)])
    with pytest.raises(Faults, match="holds codes of a ZIP code"):
        link_files(
            tmp_path,
            visits(tmp_path, ["39061", "39017"], "zip"),
            table="counties.csv",
            on="FIPS",
            area="zip",
            cuts=(0.2,),
        )


SPLIT = [*TRACTS[4:], *tracts(4, suffixes=(1, 2))]


def test_the_wrong_census_is_caught_by_the_codes_alone(tmp_path: Path) -> None:
    """Nothing is named for a census here; four of twenty tracts were split since."""
    table(tmp_path)
    with pytest.raises(Faults, match=r"8 of the 24 tracts .* look like tracts of another census"):
        link_files(tmp_path, visits(tmp_path, SPLIT), quantiles=5)


def test_a_plan_that_names_the_census_may_link_to_a_part_of_a_county(tmp_path: Path) -> None:
    """A table of the city's tracts only is no mistake if someone says so."""
    table(tmp_path)
    made = link_files(tmp_path, visits(tmp_path, SPLIT), quantiles=5, vintage=2010)
    assert made.vintage == 2010
    assert made.rows_linked == 16
    assert any("often" in note.lower() and "another census" in note for note in made.notes)


@pytest.mark.parametrize(
    ("column", "name", "vintage"),
    [("tract_2020", "tracts2010.csv", None), ("tract", "tracts2010.csv", 2020), ("tract_2020", "table.csv", 2010)],
)
def test_the_wrong_census_is_caught_by_names_and_by_the_plan(
    tmp_path: Path, column: str, name: str, vintage: int | None
) -> None:
    """Even where every code happens to be in the table: the same number may mean other streets."""
    write(tmp_path, name, "tract,poverty_rate", poverty(TRACTS))
    with pytest.raises(Faults, match="Tracts are redrawn after each census"):
        link_files(tmp_path, visits(tmp_path, TRACTS, column), table=name, area=column, quantiles=5, vintage=vintage)


def test_several_years_an_area_stop_the_run_until_the_plan_names_one(tmp_path: Path) -> None:
    """The latest year taken unasked would move people to other groups on the day a new year is added."""
    rows = [(code, rate + (year == 2024), year) for year in (2023, 2024) for code, rate in poverty(TRACTS)]
    table(tmp_path, rows, "tract,poverty_rate,year")
    source = visits(tmp_path, TRACTS)
    with pytest.raises(Faults, match=r"holds 2 years, 2023 to 2024 [\s\S]* year = 2024 in the link"):
        link_files(tmp_path, source, quantiles=5)
    assert max(high for _, high in link_files(tmp_path, source, quantiles=5, year=2023).ranges.values()) < 1
    assert min(low for low, _ in link_files(tmp_path, source, quantiles=5, year=2024).ranges.values()) > 1
    with pytest.raises(Faults, match="has no year 2019"):
        link_files(tmp_path, source, quantiles=5, year=2019)


def test_the_same_area_twice_is_harmless_if_equal_and_refused_if_not(tmp_path: Path) -> None:
    """Which of two rates would depend on the order of rows."""
    rows = poverty(TRACTS)
    source = visits(tmp_path, TRACTS)
    table(tmp_path, [*rows, rows[0]])
    assert link_files(tmp_path, source, quantiles=5).rows_linked == 20
    table(tmp_path, [*rows, (TRACTS[0], 0.99)])
    with pytest.raises(Faults, match=f"tract {TRACTS[0]} has several values of poverty_rate"):
        link_files(tmp_path, source, quantiles=5)


def test_all_faults_of_source_and_table_come_at_once_with_the_nearest_names(tmp_path: Path) -> None:
    """Nobody mends a plan one message at a time."""
    table(tmp_path)
    with pytest.raises(Faults) as found:
        link_files(tmp_path, visits(tmp_path, TRACTS), area="tracts", column="poverty", quantiles=5)
    said = str(found.value)
    assert len(found.value.faults) == 2
    assert "Did you mean tract?" in said
    assert "Did you mean poverty_rate?" in said


def test_a_table_outside_the_plans_folder_is_refused(tmp_path: Path) -> None:
    """A plan from elsewhere must not read the machine."""
    folder = tmp_path / "plan"
    folder.mkdir()
    table(tmp_path)
    with pytest.raises(Faults):
        link_files(folder, visits(folder, TRACTS), table="../table.csv", quantiles=5)


def test_words_in_a_column_that_is_cut_by_size_are_refused(tmp_path: Path) -> None:
    """A label has no size."""
    table(tmp_path, [(code, "high") for code in TRACTS])
    with pytest.raises(Faults, match="20 of its values are not numbers"):
        link_files(tmp_path, visits(tmp_path, TRACTS), quantiles=5)


def test_a_table_whose_tracts_a_spreadsheet_rounded_is_refused(tmp_path: Path) -> None:
    """3.90611E+10 is a hundred tracts in one."""
    table(tmp_path, [(f"3.906{n}E+10", 0.1 * n) for n in range(1, 9)])
    with pytest.raises(Faults, match="set to text"):
        link_files(tmp_path, visits(tmp_path, TRACTS), quantiles=5)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10_000))
def test_the_order_of_rows_in_either_file_never_matters(tmp_path: Path, seed: int) -> None:
    """Files are exported in any order."""
    dice = random.Random(seed)
    areas, rows = [*TRACTS, "39017000100"], poverty(TRACTS)
    table(tmp_path, rows)
    plain = link_files(tmp_path, visits(tmp_path, areas), quantiles=5)
    dice.shuffle(areas)
    dice.shuffle(rows)
    table(tmp_path, rows)
    assert link_files(tmp_path, visits(tmp_path, areas), quantiles=5) == plain

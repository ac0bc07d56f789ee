"""Area codes: what was meant is read through what programs did to them, and what is lost is said to be lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.neighbourhoods.areas import AreaKind, Reading, Remark, coarsen, read_area, recognise

TRACT, ZIP, COUNTY, GROUP = AreaKind.TRACT, AreaKind.ZIP, AreaKind.COUNTY, AreaKind.BLOCK_GROUP


@pytest.mark.parametrize(
    ("raw", "kind", "code", "remark"),
    [
        ("39061010201", TRACT, "39061010201", Remark.AS_WRITTEN),
        (" 39061010201 ", TRACT, "39061010201", Remark.AS_WRITTEN),
        ("39061010201.0", TRACT, "39061010201", Remark.AS_WRITTEN),
        ("'39061010201", TRACT, "39061010201", Remark.AS_WRITTEN),
        ('="39061010201"', TRACT, "39061010201", Remark.AS_WRITTEN),
        ("140US39061010201", TRACT, "39061010201", Remark.AS_WRITTEN),
        ("1400000US39061010201", TRACT, "39061010201", Remark.AS_WRITTEN),
        ("39-061-0102.01", TRACT, "39061010201", Remark.AS_WRITTEN),
        ("3.9061010201E+10", TRACT, "39061010201", Remark.AS_WRITTEN),
        ("1001020100", TRACT, "01001020100", Remark.PADDED),
        ("1001020100.0", TRACT, "01001020100", Remark.PADDED),
        ("1-001-0201.00", TRACT, "01001020100", Remark.PADDED),
        ("390610102012", TRACT, "39061010201", Remark.SHORTENED),
        ("390610102012", GROUP, "390610102012", Remark.AS_WRITTEN),
        ("10010201001", GROUP, "010010201001", Remark.PADDED),
        ("45229", ZIP, "45229", Remark.AS_WRITTEN),
        ("45229.0", ZIP, "45229", Remark.AS_WRITTEN),
        ("45229-3026", ZIP, "45229", Remark.SHORTENED),
        ("452293026", ZIP, "45229", Remark.SHORTENED),
        ("2139", ZIP, "02139", Remark.PADDED),
        ("21394307", ZIP, "02139", Remark.PADDED),
        ("860US45229", ZIP, "45229", Remark.AS_WRITTEN),
        ("39061", COUNTY, "39061", Remark.AS_WRITTEN),
        ("1001", COUNTY, "01001", Remark.PADDED),
        ("050US01001", COUNTY, "01001", Remark.AS_WRITTEN),
        ("  West  End ", AreaKind.NAMED, "west end", Remark.AS_WRITTEN),
    ],
)
def test_a_spoiled_code_is_read_as_the_code_that_was_meant(raw: str, kind: AreaKind, code: str, remark: Remark) -> None:
    """Spreadsheets and number columns take zeros off and put ``.0`` on; people are not to lose their place by that."""
    assert read_area(raw, kind) == Reading(code, remark)


@pytest.mark.parametrize(
    ("raw", "kind", "remark"),
    [
        ("3.90610E+10", TRACT, Remark.SCIENTIFIC),
        ("3.9E10", TRACT, Remark.SCIENTIFIC),
        ("102.01", TRACT, Remark.NO_COUNTY),
        ("010201", TRACT, Remark.NO_COUNTY),
        ("00000000000", TRACT, Remark.MISSING),
        ("03061010201", TRACT, Remark.UNREADABLE),  # no state has the number 03
        ("3906101020", TRACT, Remark.UNREADABLE),  # ten digits by a lost end, not a lost start
        ("Hamilton", COUNTY, Remark.UNREADABLE),
        ("061", COUNTY, Remark.UNREADABLE),
        ("00000", ZIP, Remark.MISSING),
        ("99999", ZIP, Remark.MISSING),
        ("452", ZIP, Remark.UNREADABLE),  # the first three digits, as privacy rules leave them
        ("K1A 0B1", ZIP, Remark.UNREADABLE),
    ],
)
def test_a_code_that_is_lost_is_never_guessed(raw: str, kind: AreaKind, remark: Remark) -> None:
    """A guessed tract is a wrong neighbourhood; the reason says what to mend."""
    assert read_area(raw, kind) == Reading(None, remark)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("place", ["39061010201", "39061010202"], TRACT),
        ("fips", ["39061010201", "39061010202"], TRACT),
        ("FIPS", ["39061", "01001"], COUNTY),
        ("ZCTA5", ["45229", "45230"], ZIP),
        ("place_zipcode", ["45229", "45230-1234"], ZIP),
        ("HEROP_ID", ["140US39113003900"], TRACT),
        ("HEROP_ID", ["050US01001"], COUNTY),
        ("tract", ["102.01", "97.00"], TRACT),
        ("tract", ["10201", "9700"], TRACT),
        ("block_group", ["10010201001", "10010201002"], GROUP),
        ("where", ["390610102012"], GROUP),
        ("county", ["Hamilton", "Butler"], AreaKind.NAMED),
        ("area", ["45229", "45230"], AreaKind.FIVE),
        ("area", [f"39{odd:03d}" for odd in range(1, 60, 2)], COUNTY),
        ("tract", ["3.90610E+10", "3.90620E+10"], TRACT),
    ],
)
def test_the_kind_of_area_is_seen_from_values_and_then_from_the_name(
    name: str, values: list[str], kind: AreaKind
) -> None:
    """Files call the same thing GEOID, fips or HEROP_ID, and "fips" may be a tract or a county."""
    assert recognise(name, values) is kind


def test_a_tract_lies_in_its_county_and_a_zip_code_in_nothing() -> None:
    """Census areas nest; mail routes do not."""
    assert coarsen("390610102012", GROUP, TRACT) == "39061010201"
    assert coarsen("39061010201", TRACT, COUNTY) == "39061"
    assert coarsen("39061", COUNTY, TRACT) is None
    assert coarsen("45229", ZIP, COUNTY) is None


states = st.sampled_from(["01", "06", "09", "39", "48", "72"])
digits = st.text("0123456789", min_size=9, max_size=9).filter(lambda rest: rest[3:] != "000000")  # no tract is 0000.00


@given(states, digits, st.sampled_from(["{}", "{}.0", " {}", "140US{}", "'{}"]), st.booleans())
def test_writing_a_tract_in_another_way_never_changes_it(state: str, rest: str, way: str, lose_zero: bool) -> None:
    """Padding, ``.0``, quotes and prefixes are marks of programs, not of places."""
    code = state + rest
    written = code.removeprefix("0") if lose_zero and "US" not in way else code
    assert read_area(way.format(written), TRACT).code == code

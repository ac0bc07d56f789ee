"""Code sets: raw codes from real records get the names people use for themselves, and nothing is guessed."""

import csv
import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.model.columns import ColumnType
from evenground.model.strata import Construct, Stratum
from evenground.plans import codes
from evenground.plans.codes import ages
from evenground.plans.missing import missing_group
from tests.shared import SHARED, needs_shared


@pytest.mark.parametrize(
    ("name", "raw", "group"),
    [
        ("omb_1997_race", "2106-3", "White"),
        ("omb_1997_race", "Caucasian", "White"),
        ("omb_1997_race", "AfricanAmerican", "Black or African American"),
        ("omb_1997_race", "black/african-american", "Black or African American"),
        ("omb_1997_race", "urn:oid:2.16.840.1.113883.6.238|1002-5", "American Indian or Alaska Native"),
        ("omb_1997_race", "Two or More Races", "More than one"),
        ("omb_1997_race", "Middle Eastern or North African", "White"),
        ("omb_1997_race", "Hispanic", None),
        ("omb_1997_ethnicity", "2186-5", "Not Hispanic or Latino"),
        ("omb_1997_ethnicity", "LATINO", "Hispanic or Latino"),
        ("omb_1997_combined", "Asian/Pacific-Islander", "Asian or Pacific Islander"),
        ("omb_2024", "MENA", "Middle Eastern or North African"),
        ("omb_2024", "2076-8", "Native Hawaiian or Pacific Islander"),
        ("omb_2024", "Multiracial and/or Multiethnic", "More than one"),
        ("omb_2024", "purple", None),
        ("language", "en-US", "English"),
        ("language", "SPA", "Spanish"),
        ("language", "Español", "Spanish"),
        ("language", "ger", "German"),
        ("language", "Haitian", "Haitian Creole"),
        ("language", "ASL", "American Sign Language"),
        ("language", "qq-US", None),
        ("payer", "medical assistance", "Medicaid or CHIP"),
        ("payer", "charity care", "Self-pay or no insurance"),
        ("payer", "Government", "Other public insurance"),
        ("sex", "f", "Female"),
        ("gender", "non-binary", "Nonbinary"),
        ("poverty_area", "High poverty", "High poverty"),
        ("age_decades", "[90-100)", "90 or more"),
        ("age_decades", " 30-39", "30–39"),
        ("age_decades", "70+", None),
        ("age_us2000", "AGE_GE_75_YRS", "75 or more"),
        ("age_us2000", "AGE_0_17_YRS", "0–17"),
        ("age_adult", "<18", "Under 18"),
        ("age_pediatric", "7", "5–10"),
    ],
)
def test_a_raw_code_gets_its_group(name, raw, group):
    """Codes as found in FHIR exports, in the UCI and New York data, and in hand-kept lists."""
    assert codes.code_set(name).label_of(raw) == group


@pytest.mark.parametrize("name", codes.names())
def test_every_set_states_where_it_comes_from_and_has_names_in_both_languages(name):
    """A code set without a source is an opinion."""
    code_set = codes.code_set(name)
    assert code_set.source
    assert code_set.licence
    assert 1977 <= code_set.year <= 2026
    assert len(set(code_set.groups)) == len(code_set.groups) > 1
    assert all(code_set.bands or code_set.label_of(group) == group for group in code_set.groups)
    assert all(code_set.bands or group in code_set.spanish for group in code_set.groups)
    assert not any(missing_group(group) for group in code_set.groups)


def test_the_1997_and_2024_sets_hold_the_standards_minimum_categories():
    """OMB: five races in 1997; seven categories in one question in 2024."""
    assert len(set(codes.code_set("omb_1997_race").groups) - {"More than one", "Another race"}) == 5
    assert len(set(codes.code_set("omb_2024").groups) - {"More than one", "Another race"}) == 7
    assert codes.code_set("omb_2024").construct is Construct.SOCIAL


@needs_shared
def test_every_language_code_is_one_of_iso_639():
    """A slip in a code would rename a community."""
    with (SHARED / "data/reference/iso639_3.csv").open(encoding="utf-8") as file:
        iso = {row["alpha_3"]: (row["alpha_2"], row["bibliographic"]) for row in csv.DictReader(file)}
    ours = codes.sets.files("evenground.plans.codes").joinpath("language.csv").read_text("utf-8")
    rows = [
        row for row in csv.DictReader(ours.splitlines()) if row["alpha_3"] not in ("ber", "nah")
    ]  # ISO 639-2 families
    assert len(rows) > 200
    assert {row["alpha_3"]: (row["alpha_2"], row["alpha_3_other"]) for row in rows}.items() <= iso.items()


@needs_shared
def test_the_2000_standard_weights_reproduce_the_published_new_york_rates():
    """NYC Health publishes crude deaths by race and age, and the rates adjusted to this standard."""
    folder = SHARED / "data/series/nyc_covid"
    with (folder / "snapshot_2021-06-17__deaths-by-race-age.csv").open() as file:
        by_age = {row.pop("RACE_GROUP"): row for row in csv.DictReader(file)}
    with (folder / "snapshot_2021-06-17__by-race.csv").open() as file:
        published = {row["RACE_GROUP"]: float(row["DEATH_RATE_ADJ"]) for row in csv.DictReader(file)}
    standard = codes.code_set("age_us2000")
    weights = dict(standard.weights)
    for race, row in by_age.items():
        rates = {standard.label_of(age): float(rate) for age, rate in row.items()}
        adjusted = sum(weights[age] * rate for age, rate in rates.items()) / sum(weights.values())
        assert adjusted == pytest.approx(published[race], abs=0.01)


def test_several_answers_in_one_field_come_apart():
    """Trimmed, each once, in the order given; blanks are no answer."""
    assert codes.split_multi("White; Asian ;White;;", ";") == ("White", "Asian")
    assert codes.split_multi("Trinidad and Tobago", None) == ("Trinidad and Tobago",)
    assert codes.split_multi(" ; ", ";") == ()


def test_groups_have_names_in_spanish():
    """A page in Spanish names people in Spanish; a name nobody gave stays as it is."""
    shown = [codes.label_in(group, "es") for group in ("White", "Unknown", "0 to under 6.5", "65 or more", "Ward 7")]
    assert shown == ["Blanca", "Desconocido", "0 a menos de 6.5", "65 o más", "Ward 7"]
    assert codes.label_in("Other coverage", "en") == "Other coverage"


def test_an_age_set_cuts_numbers_and_reads_text():
    """The same set serves a column of ages and a column of written bands."""
    stratum = Stratum("age", "Age", column="age", codes="age_adult")
    assert codes.bands_for(stratum, ColumnType.INTEGER)[:2] == (18, 25)
    assert codes.bands_for(stratum, ColumnType.TEXT) == ()


def test_an_unknown_set_names_those_there_are():
    """The error is the manual."""
    with pytest.raises(KeyError, match="omb_2024"):
        codes.code_set("../secrets")


@given(st.text(max_size=40), st.sampled_from(codes.names()))
def test_no_raw_value_breaks_a_code_set(raw, name):
    """Whatever a record holds, the answer is one of the groups or None."""
    group = codes.code_set(name).label_of(raw)
    code_set = codes.code_set(name)
    assert group is None or group in code_set.groups or group == ages.below_name(code_set.bands)


@given(st.lists(st.integers(0, 120), min_size=1, max_size=9, unique=True).map(sorted), st.integers(0, 150))
def test_every_age_is_in_exactly_one_band(bounds, age):
    """A person between two bands would be lost."""
    names = (ages.below_name(bounds), *ages.band_names(bounds))
    assert len(set(names)) == len(names)
    assert ages.band_of(str(age), bounds) == names[sum(bound <= age for bound in bounds)]


def test_the_examples_in_the_docstrings_hold():
    """A wrong example is worse than none."""
    assert doctest.testmod(ages).failed == 0


def test_the_reference_page_knows_every_set():
    """A set that nobody can find is not there."""
    page = (Path(__file__).parents[2] / "docs/reference/code-sets.md").read_text("utf-8")
    assert [name for name in codes.names() if f"| `{name}` |" not in page] == []

"""Columns that may identify a person are caught by name or by content; places, groups and counts are not mistaken for them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from evenground.model.columns import ColumnType
from evenground.sources.identifiers import why_identifies
from tests.sources.written import opened

TEXT, WHOLE, NUMBER, DATE = ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.DATE
MANY = [str(100000 + i * 7) for i in range(200)]
BY_NAME = [
    ("first_name", TEXT, "name"), ("LastName", TEXT, "name"), ("fake_first_name", TEXT, "name"), ("PatientName", TEXT, "name"),
    ("Mother's maiden name", TEXT, "name"), ("guardian_name", TEXT, "name"), ("provider_name", TEXT, "name"), ("apellidos", TEXT, "name"),
    ("MRN", WHOLE, "record"), ("patient_nbr", WHOLE, "record"), ("subject_id", WHOLE, "record"), ("encounter_id", WHOLE, "record"),
    ("PatientID", TEXT, "record"), ("medical_record_number", TEXT, "record"), ("medicaid_id", TEXT, "record"), ("CSN", WHOLE, "record"),
    ("ssn", TEXT, "Social Security"), ("home_address", TEXT, "address"), ("addr1", TEXT, "address"), ("street", TEXT, "address"),
    ("phone", TEXT, "phone"), ("Cell Phone", TEXT, "phone"), ("fax", TEXT, "phone"), ("email", TEXT, "e-mail"), ("E-mail address", TEXT, "e-mail"),
    ("dob", DATE, "birth"), ("BirthDate", DATE, "birth"), ("date_of_birth", TEXT, "birth"), ("BIRTH_DATETIME", DATE, "birth"),
    ("fecha_nacimiento", DATE, "birth"), ("account_number", TEXT, "account"), ("policy_no", TEXT, "account"), ("device_id", TEXT, "device"),
    ("vin", TEXT, "device"), ("license plate", TEXT, "device"), ("ip_address", TEXT, "internet"), ("url", TEXT, "internet"), ("photo", TEXT, "photograph"),
]  # fmt: skip
NOT_BY_NAME = [
    ("clinic_name", TEXT), ("county_name", TEXT), ("neighborhood", TEXT), ("place_name", TEXT), ("race", TEXT), ("gender", TEXT),
    ("cell_count", WHOLE), ("E_MOBILE", WHOLE), ("birth_weight", NUMBER), ("birth_year", WHOLE), ("number_emergency", WHOLE), ("n_patients", WHOLE),
    ("census_tract_id", TEXT), ("zip", TEXT), ("county_fips", TEXT), ("admission_type_id", WHOLE), ("gender_concept_id", WHOLE), ("language", TEXT),
    ("visit_date", DATE), ("age", WHOLE), ("diagnosis", TEXT), ("address_type", TEXT), ("payer_code", TEXT), ("late", WHOLE), ("long_stay", WHOLE),
    ("insurance", TEXT), ("org_code", TEXT), ("drug_name", TEXT),
]  # fmt: skip
BY_CONTENT = {
    "e-mail": [f"person{i}@example.org" for i in range(30)],
    "Social Security": [f"123-45-{i:04}" for i in range(30)],
    "phone": [f"(513) 555-{i:04}" for i in range(30)],
    "internet": [f"10.0.0.{i}" for i in range(30)],
    "record number": [f"0f8fad5b-d9cb-469f-a165-70867728{i:04}" for i in range(30)],
    "street address": [f"{i + 1} Old Mill Road" for i in range(30)],
    "person's name": [f"Garcia{chr(97 + i)}, Rosa" for i in range(25)],
    "free text": [
        f"Seen at home on day {i}, mother told us about the long wait at the clinic and the bus." for i in range(30)
    ],
    "different in almost every row": [f"QX{20391 + i * 13:08}" for i in range(60)],
}
NOT_BY_CONTENT = {
    "counties": ["Ashe County, North Carolina", "New Hanover County, North Carolina", "Wake County, North Carolina"]
    * 10,
    "groups": [
        "Black, African American",
        "White, Hispanic",
        "Asian, Pacific Islander",
        "American Indian, Alaska Native",
        "White, Latino",
    ]
    * 6,
    "ages": ["[0-10)", "[10-20)", "[20-30)", "[30-40)", "[40-50)", "[50-60)"],
    "codes of illness": [f"{i}.{i % 10}" for i in range(200, 260)],
    "tracts": [f"390610{i:05}" for i in range(60)],
}


@pytest.mark.parametrize(("name", "type_", "why"), BY_NAME)
def test_a_name_that_points_to_a_person_is_caught(name: str, type_: ColumnType, why: str) -> None:
    """The eighteen identifiers of the HIPAA Safe Harbor rule are the checklist."""
    assert why in (why_identifies(name, type_, MANY, filled=200, distinct=200) or "")


@pytest.mark.parametrize(("name", "type_"), NOT_BY_NAME)
def test_a_name_that_points_to_a_place_a_group_or_a_count_is_not_caught(name: str, type_: ColumnType) -> None:
    """A false alarm takes away a group that people need to see."""
    assert why_identifies(name, type_, ["a", "b", "c", "d", "e"], filled=200, distinct=5) is None


@pytest.mark.parametrize("why", BY_CONTENT)
def test_content_gives_an_identifier_away_whatever_its_column_is_called(why: str) -> None:
    """Exports call columns "field7"."""
    assert why in (_of_content("field7", BY_CONTENT[why]) or "")


@pytest.mark.parametrize("case", NOT_BY_CONTENT)
def test_places_and_groups_are_not_mistaken_for_people(case: str) -> None:
    """Two capitalised words are not always a person."""
    assert _of_content("tract" if case == "tracts" else "field7", NOT_BY_CONTENT[case]) is None


def test_a_test_type_is_not_a_record_number_for_being_called_id() -> None:
    """A number shared by many rows sorts them; it names nobody."""
    assert why_identifies("test_id", TEXT, ["covid"], filled=15_000, distinct=1) is None


def test_the_note_of_an_identifier_shows_none_of_its_values(tmp_path: Path) -> None:
    """Notes are printed and published."""
    text = "patient_id,race\n" + "".join(f"{100000 + i},Black\n" for i in range(40)) + "SMITH77,White\n"
    with opened(tmp_path, text) as source:
        assert source.column("patient_id").identifies
        assert source.column("patient_id").note == ""


def _of_content(name: str, values: Sequence[str]) -> str | None:
    return why_identifies(name, TEXT, values, filled=len(values), distinct=len(set(values)))

"""A geocoder's output as it is: addresses found closely enough link, and each of the others has its reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from evenground.model.faults import Faults
from evenground.neighbourhoods.geocoded import why_not_placed
from tests.neighbourhoods.made_up import group_of, link_files, poverty, tracts, write

TRACTS = tracts(4)
HEADER = "id,address,matched_street,matched_zip,matched_city,matched_state,lat,lon,score,precision,geocode_result"


def geocoded(folder: Path, *, with_tracts: bool) -> str:
    """Eight made-up addresses as a DeGAUSS geocoder gives them back; tract n lies between longitudes n and n + 1."""
    found = [(f"p{n}", "x", "x", "45229", "x", "OH", 0.5, n + 0.5, 0.9, "range", "geocoded") for n in range(4)]
    lost: list[tuple[Any, ...]] = [
        ("p4", "x", *["NA"] * 8, "po_box"),
        ("p5", "x", *["NA"] * 8, "cincy_inst_foster_addr"),
        ("p6", "x", *["NA"] * 8, "non_address_text"),
        ("p7", "x", *["NA"] * 8, "imprecise_geocode"),
    ]
    header = HEADER + (",fips_tract_id" if with_tracts else "")
    ends = [(code,) if with_tracts else () for code in [*TRACTS, *["NA"] * 4]]
    rows = [(*row, *end) for row, end in zip([*found, *lost], ends, strict=True)]
    return write(folder, "geocoded.csv", header, rows)


def setting(folder: Path) -> str:
    write(folder, "table.csv", "tract,poverty_rate", poverty(TRACTS))
    squares = [
        {
            "type": "Feature",
            "properties": {"GEOID": code},
            "geometry": {"type": "Polygon", "coordinates": [[[n, 0], [n + 1, 0], [n + 1, 1], [n, 1], [n, 0]]]},
        }
        for n, code in enumerate(TRACTS)
    ]
    (folder / "tracts.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": squares}))
    return write(folder, "visits.csv", "visit,patient", [(n, f"p{n}") for n in range(9)])


@pytest.mark.parametrize("shapes", [None, "tracts.geojson"])
def test_people_link_through_the_geocoders_file_by_its_tracts_or_by_its_coordinates(
    tmp_path: Path, shapes: str | None
) -> None:
    """The address stays in the geocoder's file; the rows need only a person's or a visit's number."""
    source, via = setting(tmp_path), geocoded(tmp_path, with_tracts=shapes is None)
    made = link_files(tmp_path, source, area="patient", via=via, shapes=shapes, quantiles=2)
    assert (made.rows_linked, made.rows_total) == (4, 9)
    assert {raw: group_of(made, raw) for raw in ("p4", "p8")} == {"p4": "Not linked", "p8": "Not linked"}
    assert made.not_linked == {
        "not in the geocoder's file": 1,
        "the address is a PO box (po_box)": 1,
        "the address is an institution's or a foster care office's (cincy_inst_foster_addr)": 1,
        "the address is not an address (non_address_text)": 1,
        "the address was found only roughly (imprecise_geocode)": 1,
    }


def test_the_geocoders_file_can_be_the_source_itself(tmp_path: Path) -> None:
    """With a column of tracts it needs no crosswalk; rows that were not found have no place and are Unknown."""
    setting(tmp_path)
    made = link_files(tmp_path, geocoded(tmp_path, with_tracts=True), area="fips_tract_id", quantiles=2)
    assert (made.rows_linked, made.rows_missing, made.rows_total) == (4, 4, 8)
    assert any('via = "geocoded.csv"' in note for note in made.notes)


def test_coordinates_without_tracts_say_which_step_is_missing(tmp_path: Path) -> None:
    """A latitude is not a neighbourhood."""
    source, via = setting(tmp_path), geocoded(tmp_path, with_tracts=False)
    with pytest.raises(Faults, match="one step is still missing") as found:
        link_files(tmp_path, source, area="patient", via=via, quantiles=2)
    assert 'shapes = "tracts.geojson"' in str(found.value)


def test_a_crosswalk_that_knows_nobody_is_refused(tmp_path: Path) -> None:
    """Everybody in Not linked would look like an answer; the wrong column was named."""
    source, via = setting(tmp_path), geocoded(tmp_path, with_tracts=True)
    with pytest.raises(Faults, match=r"Nothing in the column visit of visits\.csv is in geocoded\.csv"):
        link_files(tmp_path, source, area="visit", via=via, quantiles=2)


def test_a_person_with_two_addresses_in_two_tracts_is_not_linked(tmp_path: Path) -> None:
    """Which one was home at the time, the file does not say; taking the first would depend on the order of rows."""
    source = setting(tmp_path)
    rows = [("p0", TRACTS[0]), ("p0", TRACTS[1]), ("p1", TRACTS[2]), ("p1", TRACTS[2])]
    write(tmp_path, "homes.csv", "person,tract", rows)
    made = link_files(tmp_path, source, area="patient", via="homes.csv", via_on="person", quantiles=2)
    assert set(made.mapping) == {"p1"}
    assert made.not_linked["several places, and the file does not say which one"] == 1


@pytest.mark.parametrize(
    ("row", "usable"),
    [
        ({"precision": "range", "score": "0.9", "geocode_result": "geocoded"}, True),
        ({"precision": "street", "score": "0.5", "geocode_result": "geocoded"}, True),
        ({"precision": "street", "score": "0.49"}, False),
        ({"precision": "zip", "score": "0.9"}, False),
        ({"precision": "city", "score": "0.9"}, False),
        ({"precision": "intersection", "score": "0.9"}, False),
        ({"precision": "NA", "score": "NA"}, False),
        ({"precision": "range", "score": "0.9", "po_box": "TRUE"}, False),
        ({"precision": "range", "score": "0.9", "po_box": "FALSE", "non_address_text": "false"}, True),
        ({"geocode_result": "po_box"}, False),
        ({"geocode_result": "something new"}, False),
        ({}, True),
    ],
)
def test_the_geocoders_own_rule_says_which_matches_are_used(row: dict[str, str | None], usable: bool) -> None:
    """Range or street, and a score of 0.5 or more; a ZIP code's middle point is in some tract, but not in the person's."""
    assert (why_not_placed(row) is None) is usable

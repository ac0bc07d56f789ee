"""Public files that nobody here made: Hamilton County's addresses, deprivation, vulnerability, rurality and a geocoder's output."""

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evenground.model.faults import Faults
from evenground.model.strata import Link, Stratum
from evenground.neighbourhoods import Linkage, link
from evenground.sources import Source, open_source
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

PLACES = SHARED / "data" / "places"
ADDRESSES = "nad_addresses_hamilton_open.csv.gz"
IN_2010: dict[str, Any] = {
    "table": "dep_index_2018_ohio_tracts2010.csv.gz",
    "on": "census_tract_fips",
    "column": "dep_index",
}
IN_2020: dict[str, Any] = {
    "table": "dep_index_2023_ohio_tracts2020.csv.gz",
    "on": "census_tract_id_2020",
    "column": "dep_index",
}
GEOCODED = "degauss_test/my_address_file_geocoder_3.3.0_score_threshold_{}.csv"


@pytest.fixture(scope="module")
def addresses() -> Iterator[Source]:
    with open_source(ADDRESSES, folder=PLACES) as source:
        yield source


def linked(source: Source, **options: Any) -> Linkage:
    return link(Stratum("place", "Neighbourhood", link=Link(**options)), source, folder=PLACES)


@pytest.mark.parametrize(
    "options", [{**IN_2010, "area": "census_tract_id_2010"}, {**IN_2020, "area": "census_tract_id_2020"}]
)
def test_all_4012_addresses_are_found_in_the_table_of_their_own_census(
    addresses: Source, options: dict[str, Any]
) -> None:
    """Every row has an area that the table holds; in 2020 seven rows lie in tracts for which the index has no value."""
    made = linked(addresses, quantiles=5, **options)
    assert made.rows_total == 4012
    assert made.rows_linked + made.not_linked.get("the table has no value for the area", 0) == 4012
    assert made.rows_linked == (4012 if options["area"].endswith("2010") else 4005)


@pytest.mark.parametrize(
    "options", [{**IN_2010, "area": "census_tract_id_2020"}, {**IN_2020, "area": "census_tract_id_2010"}]
)
def test_the_wrong_census_is_caught_by_its_names(addresses: Source, options: dict[str, Any]) -> None:
    """Nine rows in ten would still link, to a neighbourhood that may not be theirs."""
    with pytest.raises(Faults, match=r"has 20.0 tracts .* but .* has 20.0 tracts"):
        linked(addresses, quantiles=5, **options)


@pytest.mark.parametrize(("mine", "theirs"), [("2010", IN_2020), ("2020", IN_2010)])
def test_the_wrong_census_is_caught_by_its_codes_alone(tmp_path: Path, mine: str, theirs: dict[str, Any]) -> None:
    """The same files with every trace of a census taken from their names."""
    _rename(PLACES / ADDRESSES, tmp_path / "addresses.csv", {f"census_tract_id_{mine}": "tract"})
    _rename(PLACES / theirs["table"], tmp_path / "index.csv", {theirs["on"]: "geoid", "dep_index": "dep_index"})
    options = Link("index.csv", "geoid", "dep_index", "tract", quantiles=5)
    with (
        open_source("addresses.csv", folder=tmp_path) as source,
        pytest.raises(Faults, match="look like tracts of another census"),
    ):
        link(Stratum("place", "Place", link=options), source, folder=tmp_path)


def _rename(file: Path, copy: Path, columns: dict[str, str]) -> None:
    with (
        gzip.open(file, "rt", encoding="utf-8", newline="") as read,
        copy.open("w", encoding="utf-8", newline="") as write,
    ):
        rows = csv.DictReader(read)
        csv.writer(write).writerows([columns.values(), *([row[name] for name in columns] for row in rows)])


def test_zip_codes_link_to_zctas_and_a_university_and_a_hospital_have_none(addresses: Source) -> None:
    """45221 and 45228 are ZIP codes without an area: 133 of 4,012 addresses, counted by hand from the file."""
    made = linked(
        addresses,
        table="dep_index_2018_ohio_zcta.csv.gz",
        on="ZCTA5",
        column="fraction_poverty",
        area="place_zipcode",
        quantiles=4,
    )
    assert made.not_linked == {"the ZIP code has no area of its own (ZCTA)": 133}
    assert not {"45221", "45228"} & set(made.mapping)


@pytest.mark.parametrize(
    ("options", "groups"),
    [
        ({"table": "ruca_2010_ohio_tracts.csv", "on": "HEROP_ID", "column": "Rurality"}, 3),
        ({"table": "ruca_2010_ohio_tracts.csv", "on": "FIPS", "column": "Ruca1"}, 10),
        (
            {
                "table": "codec_hamilton/codec_drivetime.csv",
                "on": "census_tract_id_2010",
                "column": "drive_time_avg",
                "quantiles": 3,
            },
            3,
        ),
        ({"table": "hamilton_tract_to_neighborhood_2010.csv", "on": "census_tract_id", "column": "neighborhood"}, 81),
        ({"table": "svi_2022_us_counties_oeps.csv", "on": "HEROP_ID", "column": "SviSmryRnk", "quantiles": 4}, 4),
    ],
)
def test_every_kind_of_public_table_links_all_addresses_by_tracts_of_2010(
    addresses: Source, options: dict[str, Any], groups: int
) -> None:
    """Their keys are called HEROP_ID, FIPS or census_tract_id, and hold a tract or its county."""
    made = linked(addresses, area="census_tract_id_2010", **options)
    assert made.rows_linked == 4012
    assert len(made.groups) == groups
    assert not any("99" in group for group in made.groups)  # RUCA's 99 is "not coded"


@pytest.mark.parametrize(
    "options",
    [
        {"table": "eji_2024_ohio_tracts2020.csv.gz", "column": "walkability", "quantiles": 3, "highest_is": 3},
        {
            "table": "codec_hamilton/codec_acs_measures.csv",
            "column": "prop_poverty",
            "quantiles": 3,
            "weight": "n_persons_under_18",
        },
        {
            "table": "codec_hamilton/codec_property_code_enforcements.csv",
            "column": "n_property_code_enforcements",
            "quantiles": 3,
            "year": 2023,
        },
    ],
)
def test_every_kind_of_public_table_links_all_addresses_by_tracts_of_2020(
    addresses: Source, options: dict[str, Any]
) -> None:
    """Environmental justice, a community data set weighted by its children, and one year out of nine."""
    made = linked(addresses, on="census_tract_id_2020", area="census_tract_id_2020", **options)
    assert made.rows_linked == 4012
    assert len(made.groups) == 3


def test_ohios_88_counties_link_by_their_codes_and_their_names_are_refused() -> None:
    """The vulnerability index of 2018 as rows, and that of 2022 as table."""
    options = {"table": "svi_2022_us_counties_oeps.csv", "on": "FIPS", "column": "SviSmryRnk", "quantiles": 4}
    with open_source("svi_2018_ohio_counties.csv", folder=PLACES) as counties:
        assert linked(counties, area="fips", **options).rows_linked == 88
        with pytest.raises(Faults, match="Names of counties repeat"):
            linked(counties, area="county", **options)


@pytest.mark.parametrize("threshold", ["0.5", "all"])
def test_a_geocoders_output_links_190_of_201_and_says_why_eleven_do_not(threshold: str) -> None:
    """The counts by reason are those of the file's own geocode_result; one found address lies outside the county.

    The older layout flags addresses in columns instead, and keeps matches to a ZIP code or a city: the same eleven are held back.
    """
    with open_source("degauss_test/my_address_file.csv", folder=PLACES) as people:
        made = linked(
            people,
            area="id",
            via=GEOCODED.format(threshold),
            shapes="hamilton_tracts_2010.geojson.gz",
            quantiles=5,
            **IN_2010,
        )
    assert (made.rows_linked, made.rows_total) == (190, 201)
    assert {_code(reason): count for reason, count in made.not_linked.items()} == {
        "po_box": 1,
        "cincy_inst_foster_addr": 3,
        "non_address_text": 5,
        "imprecise_geocode": 1,
        "the address lies outside the areas drawn": 1,
    }


def _code(reason: str) -> str:
    found = re.search(r"\((\w+)\)$", reason)
    return found[1] if found else reason


def test_tracts_that_a_geocoders_chain_added_are_used_as_they_are() -> None:
    """One of five has no coordinates, and so no tract: it is Unknown."""
    with open_source("degauss_test/dep_index__my_address_file_geocoded_dep_index_0.2.0.csv", folder=PLACES) as people:
        made = linked(people, area="fips_tract_id", quantiles=5, **IN_2010)
    assert (made.rows_linked, made.rows_missing, made.rows_total) == (4, 1, 5)


@pytest.mark.parametrize("census", ["2010", "2020"])
def test_points_fall_into_the_tracts_that_the_census_gives_them(addresses: Source, census: str) -> None:
    """The outlines are simplified, so that an address on the edge may fall to the other side; 99 in 100 must not."""
    import numpy as np

    from evenground.neighbourhoods.shapes import read_shapes

    areas = read_shapes(f"hamilton_tracts_{census}.geojson.gz", PLACES, where="here")
    rows = addresses.query(
        f"SELECT lon, lat, CAST(census_tract_id_{census} AS VARCHAR) AS tract FROM {addresses.relation}"
    ).to_pydict()
    found = areas.locate(np.array(rows["lon"]), np.array(rows["lat"]))
    assert np.mean([mine == theirs for mine, theirs in zip(found, rows["tract"], strict=True)]) > 0.99

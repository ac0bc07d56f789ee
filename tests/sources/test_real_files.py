"""Real data that nobody here wrote: read whole, typed rightly, its identifiers caught and its places left alone."""

import gzip

import pytest

from evenground.model.columns import ColumnType
from evenground.sources import open_source
from tests.shared import SHARED, needs_shared

DATA = SHARED / "data"
INTEGER, NUMBER, TEXT, DATE = ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.TEXT, ColumnType.DATE

FILES = {
    "rowlevel/chop_covid_testing.csv.gz": (
        15_524,
        {"age": NUMBER, "clinic_name": TEXT},
        {"subject_id", "fake_first_name", "fake_last_name"},
    ),
    "rowlevel/ncbirths_2001.csv": (1_450, {"Gained": NUMBER, "HispMom": TEXT}, {"ID"}),
    "rowlevel/nhefs.csv": (1_629, {"wt82_71": NUMBER, "age": INTEGER}, {"seqn", "id"}),
    "rowlevel/birthwt.csv": (189, {"low": INTEGER}, set()),
    "series/nc_sids_1974_1979.csv": (100, {"NAME": TEXT, "FIPS": INTEGER, "BIR74": NUMBER}, set()),
    "series/us_infant_mortality_black_white_1915_2013.csv": (
        198,
        {"year": INTEGER, "infant_mortality_rate": NUMBER},
        set(),
    ),
    "series/us_maternal_mortality_by_race_2018_2021.csv": (32, {"deaths": INTEGER, "year": TEXT}, set()),
    "series/nhs_ae_attendances.csv.gz": (12_765, {"period": DATE, "org_code": TEXT}, set()),
    "series/nyc_covid/by_poverty_snapshots.csv.gz": (1_884, {"snapshot_date": DATE, "POVERTY_GROUP": TEXT}, set()),
    "series/nyc_covid/trends__weekly-case-rate-race.csv": (294, {"week_ending": DATE}, set()),
    "series/nyc_covid/trends__deathrate-by-modzcta.csv": (67, {"date": DATE}, set()),
    "places/degauss_test/my_address_file.csv": (201, {"id": TEXT}, {"id", "address"}),
    "places/hamilton_tract_to_neighborhood_2020.csv": (226, {"neighborhood": TEXT}, set()),
    "places/svi_2018_ohio_counties.csv": (88, {"county": TEXT, "E_MOBILE": INTEGER}, set()),
    "places/svi_2022_us_counties_oeps.csv": (3_243, {"FIPS": TEXT}, set()),
    "omop_gibleed/person.parquet": (
        2_694,
        {"YEAR_OF_BIRTH": INTEGER},
        {"PERSON_ID", "BIRTH_DATETIME", "PERSON_SOURCE_VALUE"},
    ),
}


@needs_shared
@pytest.mark.parametrize("file", FILES)
def test_a_real_file_is_understood(file: str) -> None:
    """Each row is there, and each kind of column is what a reader would say it is."""
    rows, types, identifiers = FILES[file]
    with open_source(DATA / file) as source:
        assert source.query(f"SELECT count(*) AS n FROM {source.relation}")["n"][0].as_py() == rows
        assert {name: source.column(name).type for name in types} == types
        assert {column.name for column in source.columns if column.identifies} == identifiers


@needs_shared
def test_diabetes_encounters_agree_with_a_plain_count_of_the_file() -> None:
    """101,766 encounters; "?" is shown as unknown, "None" is an answer."""
    path = DATA / "rowlevel/diabetes130/diabetic_data.csv.gz"
    with gzip.open(path, "rt") as lines:
        unknown = sum(line.split(",")[2] == "?" for line in lines)
    with open_source(path) as source:
        counts = dict(source.query(f"SELECT race, count(*) FROM {source.relation} GROUP BY ALL").to_pydict().items())
        assert counts["count_star()"][counts["race"].index("?")] == unknown == 2273
        assert sum(counts["count_star()"]) == 101_766
        assert source.column("race").missing_codes == ("?",)
        assert source.column("max_glu_serum").missing_codes == ()
        assert {column.name for column in source.columns if column.identifies} == {"encounter_id", "patient_nbr"}
        assert source.column("time_in_hospital").type is INTEGER
        assert source.column("age").type is TEXT

"""Addresses of a real county as the rows of a plan: linked to the neighbourhood of the right census, and then forgotten."""

import shutil
from pathlib import Path

import pytest

from tests.acceptance.by_hand import PLACES, rows_of, words_in
from tests.cli.calling import Answer, documents, evenground
from tests.shared import needs_shared

pytestmark = needs_shared

ADDRESSES, TABLE = "nad_addresses_hamilton_open.csv.gz", "dep_index_2018_ohio_tracts2010.csv.gz"
PLAN = """title = "Homes by deprivation of the neighborhood"
source = "nad_addresses_hamilton_open.csv.gz"

[[measure]]
name = "in_the_city"
type = "proportion"
numerator = "place_name = 'CINCINNATI'"
better = "higher"

[[stratum]]
name = "deprivation"
link = { table = "dep_index_2018_ohio_tracts2010.csv.gz", on = "census_tract_fips", area = "census_tract_id_2010", column = "dep_index", quantiles = 5 }
"""


def folder_with(folder: Path, plan: str) -> Path:
    for name in (ADDRESSES, TABLE):
        shutil.copy(PLACES / name, folder / name)
    (folder / "homes.toml").write_text(plan, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    folder = folder_with(tmp_path_factory.mktemp("homes"), PLAN)
    return evenground("run", folder / "homes.toml", "--json"), folder / "homes-report"


def test_all_4012_addresses_are_linked_to_a_fifth_of_the_county(ran: tuple[Answer, Path]) -> None:
    """Five groups hold every address, none is left as not linked, and the report says so."""
    answer, out = ran
    assert answer.code == 0, answer.err
    cells = {c["deprivation"]: c for c in answer.json["cells"]}
    fifths = [name for name in cells if name != "All"]
    assert len(fifths) == 5
    assert not {"Not linked", "Unknown"} & set(fifths)
    assert sum(cells[name]["n"] for name in fifths) == cells["All"]["n"] == 4012
    city = sum(row["place_name"] == "CINCINNATI" for row in rows_of(PLACES / ADDRESSES))
    assert sum(cells[name]["numerator"] for name in fifths) == city
    assert "4,012" in (out / "report.html").read_text(encoding="utf-8")


def test_no_address_and_no_tract_is_in_any_file(ran: tuple[Answer, Path]) -> None:
    """Not a house, a record's id, a coordinate or a tract: looked for one by one in all that was written."""
    told = "\n".join(words_in(ran[1]).values()) + ran[0].out + ran[0].err
    squeezed = told.upper()
    for row in rows_of(PLACES / ADDRESSES):
        house = f"{row['number_digits']} {row['street_name']}".upper()
        for secret in (house, row["uuid"], row["lon"], row["lat"], row["census_tract_id_2010"]):
            assert secret
            assert secret.upper() not in squeezed, secret


def test_tracts_of_another_census_are_caught_before_anything_is_counted(tmp_path: Path) -> None:
    """Nine addresses in ten would link all the same, some to a neighbourhood that is not theirs."""
    folder = folder_with(tmp_path, PLAN.replace('area = "census_tract_id_2010"', 'area = "census_tract_id_2020"'))
    for task in ("check", "run"):
        answer = evenground(task, folder / "homes.toml")
        assert (answer.code, answer.out) == (1, "")
        assert "has 2020 tracts" in answer.err
        assert "has 2010 tracts" in answer.err
    assert documents(tmp_path) == []

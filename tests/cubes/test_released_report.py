"""A report made from a released cube shows what its source withholds as hidden, and never as 0."""

import json
from pathlib import Path

import pytest

from evenground.cubes import Cube, hidden_rows, merge, released
from evenground.disclosure.release import release
from evenground.disclosure.released import Release
from evenground.model.figures import Status
from evenground.reports.measure_report import measure_reports
from tests.cubes.made import cube_of
from tests.cubes.test_merging import ONE, PLAN, replace_source

WITHHELD = {Status.SUPPRESSED, Status.COMPLEMENTARY}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Cube:
    """Three groups, two of them small, half of each seen."""
    sizes = {"b": 7, "Asian": 9, "w": 60}
    rows = [
        {**ONE, "race": race, "seen": at % 2 == 0, "score": float(at)}
        for race, size in sizes.items()
        for at in range(size)
    ]
    return cube_of(rows, tmp_path_factory.mktemp("rows"), PLAN)


def by_race(found: Release) -> dict[str, Status]:
    return {cell.name: cell.status for cell in found.result("seen", ("race",)).cells}


def test_a_released_cube_reports_what_the_full_one_released(full: Cube) -> None:
    """What may be shown is the same on both sides of the border; what is hidden stays hidden, and no figure comes of it."""
    shown = release(full, prove=False)
    again = release(released(full, hidden_rows(full, shown.cells_table)))
    assert by_race(again).keys() == by_race(shown).keys()
    assert {name for name, status in by_race(again).items() if status in WITHHELD} == {
        name for name, status in by_race(shown).items() if status in WITHHELD
    }
    hidden = [cell for cell in again.result("seen", ("race",)).cells if cell.status in WITHHELD]
    assert hidden
    assert all((cell.n, cell.numerator, cell.denominator, cell.estimate) == (None,) * 4 for cell in hidden)


def test_a_network_of_released_cubes_shows_a_group_only_where_every_member_does(full: Cube, tmp_path: Path) -> None:
    """A total that leaves out one clinic's group would be a wrong number, and would give the others' away."""
    there = replace_source(cube_of([{**ONE, "race": "b", "score": float(at)} for at in range(50)], tmp_path, PLAN), "x")
    parts = [released(one, hidden_rows(one, release(one, prove=False).cells_table)) for one in (full, there)]
    network = release(merge(*parts))
    assert by_race(network)["Black"] in WITHHELD
    masked = [text for text in map(json.dumps, measure_reports(network)) if "masked" in text]
    assert len(masked) == len(measure_reports(network))

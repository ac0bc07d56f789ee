"""The made-up registry is the same everywhere, says that it is made up, and holds what a report must cope with."""

import csv
import hashlib

import pytest

from evenground.demo import write_demo
from evenground.demo.registry import COLUMNS, GROUPS
from evenground.plans import read_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo")).parent


def test_the_same_children_are_made_up_everywhere(folder, tmp_path):
    again = write_demo(tmp_path).parent
    prints = [hashlib.sha256((one / "t1d.csv").read_bytes()).hexdigest() for one in (folder, again)]
    assert prints[0] == prints[1]


def test_the_plan_says_that_the_children_are_made_up(folder):
    assert read_plan(folder / "t1d.toml").made_up


def test_it_holds_a_group_too_small_to_show_and_people_of_unknown_group(folder):
    with (folder / "t1d.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    groups = {row["race_ethnicity"]: set() for row in rows}
    for row in rows:
        groups[row["race_ethnicity"]].add(row["patient_id"])
    assert {name: len(children) for name, children in groups.items()} == {name: size for name, size, _ in GROUPS}
    assert 0 < len(groups["Native Hawaiian or Pacific Islander"]) < 11
    assert groups["Unknown"]
    assert groups["Declined"]

"""The plan of a scan over a file: what is yes or no is an outcome, what says who people are is not."""

import pytest

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Faults
from evenground.plans import survey

RACE = Column("race", ColumnType.TEXT)
NAME = Column("last_name", ColumnType.TEXT, identifies="a person's name")
VALUES = {"race": ("Black", "White", "?"), "asthma": ("0", "1"), "smoker": ("yes", "no"), "sex": ("0", "1")}


def test_yes_and_no_and_0_and_1_are_outcomes_and_known_groupings_are_strata():
    columns = [
        RACE,
        NAME,
        Column("asthma", ColumnType.INTEGER),
        Column("smoker", ColumnType.TEXT),
        Column("age", ColumnType.INTEGER),
    ]
    plan, notes = survey("visits.csv", columns, values=VALUES)
    assert [measure.numerator for measure in plan.measures] == ["asthma", "smoker = 'yes'"]
    assert [stratum.name for stratum in plan.strata] == ["race", "age"]
    assert "Outcomes: asthma, smoker = 'yes'." in notes[0]


def test_who_people_are_is_never_an_outcome():
    """A sex of 0 and 1 looks like yes and no."""
    plan, _ = survey(
        "visits.csv", [RACE, Column("asthma", ColumnType.INTEGER), Column("sex", ColumnType.INTEGER)], values=VALUES
    )
    assert [measure.name for measure in plan.measures] == ["asthma"]


def test_what_is_named_is_taken_instead():
    columns = [
        RACE,
        Column("asthma", ColumnType.INTEGER),
        Column("clinic", ColumnType.TEXT),
        Column("visits", ColumnType.INTEGER),
    ]
    plan, _ = survey(
        "visits.csv", columns, values={**VALUES, "clinic": ("A", "B")}, outcomes=["visits > 2"], by=["clinic"]
    )
    assert [measure.numerator for measure in plan.measures] == ["visits > 2"]
    assert [stratum.name for stratum in plan.strata] == ["clinic"]


@pytest.mark.parametrize("columns", [[RACE], [Column("asthma", ColumnType.INTEGER)]], ids=["no outcome", "no groups"])
def test_nothing_to_look_at_is_said_with_what_to_name(columns):
    with pytest.raises(Faults, match=r"Name (one|an outcome): --"):
        survey("visits.csv", columns, values=VALUES)

"""A plan against a source: every column it names is there, fits, and does not give a person away."""

from dataclasses import replace

import pytest

from evenground.model.faults import Faults
from evenground.plans import check_against, read_plan_text
from tests.plans.columns import REGISTRY
from tests.plans.plans import MINIMAL


def told(text):
    with pytest.raises(Faults) as caught:
        check_against(read_plan_text(text, name="plan.toml"), REGISTRY, name="plan.toml")
    return [str(fault) for fault in caught.value.faults]


def stratum(*lines):
    return MINIMAL + "[[stratum]]\n" + 'name = "s"\n' + "\n".join(lines)


def test_a_plan_that_fits_passes():
    """Person and area may be columns that identify; nothing is said."""
    text = 'person = "patient_id"\ndate = "visit_date"\n' + stratum(
        'link = { table = "t.csv", on = "tract", column = "poverty" }'
    )
    check_against(read_plan_text(text), REGISTRY)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('person = "patient"\n' + MINIMAL, "plan.toml, line 1", "no column 'patient' for person"),
        ('date = "readmitted"\n' + MINIMAL, "plan.toml, line 1", "holds text, not dates"),
        ('date = "birth_date"\n' + MINIMAL, "plan.toml, line 1", "a birth date"),
        ('date = "year"\nevery = "month"\n' + MINIMAL, "plan.toml, line 1", 'every = "year"'),
        ('site = "mother_name"\n' + MINIMAL, "plan.toml, line 1", "a person's name"),
        (MINIMAL.replace("'yes'", "1"), "plan.toml, line 7", "holds text"),
        (MINIMAL + 'where = "stay"\n', "plan.toml, line 9", "stay = 1"),
        (MINIMAL.replace("proportion", "rate") + 'denominator = "screened"\n', "plan.toml, line 9", "must be a number"),
        (stratum('column = "rase"'), "plan.toml, line 11", "Did you mean race?"),
        (stratum('column = "patient_id"'), "plan.toml, line 11", "a record number"),
        (stratum('expression = "YEAR(birth_date)"'), "plan.toml, line 11", "'birth_date' cannot be used"),
        (stratum('column = "visits"'), "plan.toml, line 11", "lists or records"),
        (stratum('column = "race"', "bands = [0, 18]"), "plan.toml, line 12", "bands cut numbers"),
        (stratum('link = { table = "t.csv", on = "geoid", column = "x" }'), "plan.toml, line 11", "no column 'geoid'"),
    ],
)
def test_a_misfit_is_told_with_its_line(text, where, said):
    """One fault, at its line, with the remedy."""
    (fault,) = told(text)
    assert fault.startswith(where)
    assert said in fault


def test_all_misfits_are_told_at_once():
    """Half an hour of mending beats half a day."""
    text = (
        'person = "x"\n'
        + MINIMAL.replace("readmitted = 'yes'", "stays")
        + '[[stratum]]\nname = "s"\ncolumn = "birth_date"\n'
    )
    assert len(told(text)) == 3


def test_two_strata_of_the_same_groups_are_refused():
    """The pair of them would be a table of a group with itself."""
    (fault,) = told(stratum('column = "race"') + '\n[[stratum]]\nname = "t"\ncolumn = "race"\n')
    assert "the same groups" in fault


def test_a_refused_column_says_what_to_use_instead():
    """A refusal without a way on is a dead end."""
    assert "the area people live in" in told(stratum('column = "mother_name"'))[0]


def test_a_plan_without_its_text_still_says_where():
    """A plan made from options has no lines, but its parts have names."""
    plan = replace(read_plan_text(MINIMAL.replace("'yes'", "1")), text="")
    with pytest.raises(Faults, match="measure 1, numerator"):
        check_against(plan, REGISTRY)

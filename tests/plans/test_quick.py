"""The plan behind one command: what the options mean, said in words."""

import pytest

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Faults
from evenground.model.measures import Better, MeasureType
from evenground.model.periods import Every
from evenground.model.strata import Construct
from evenground.plans import check_against, plan_text, quick, read_plan_text
from tests.plans.columns import REGISTRY

COLUMNS = (
    *REGISTRY,
    Column("age", ColumnType.INTEGER),
    Column("age_band", ColumnType.TEXT),
    Column("died", ColumnType.INTEGER),
    Column("deaths", ColumnType.INTEGER),
    Column("live_births", ColumnType.INTEGER),
    Column("person_years", ColumnType.NUMBER),
    Column("payor_group", ColumnType.TEXT),
    Column("POVERTY_GROUP", ColumnType.TEXT),
)
VALUES = {
    "race": ["Caucasian", "AfricanAmerican", "?", "Hispanic"],
    "age_band": ["[0-10)", "[10-20)", "[90-100)"],
    "died": ["0", "1", "?"],
    "payor_group": ["government", "commercial", "charity care"],
    "POVERTY_GROUP": ["Low poverty", "High poverty"],
}


def understood(**options):
    return quick(
        "data/visits.csv", COLUMNS, **{"outcome": "readmitted = '<30'", "by": ["race"], "values": VALUES, **options}
    )


@pytest.mark.parametrize(
    ("options", "type_", "per", "rows"),
    [
        ({"outcome": "readmitted = '<30'"}, MeasureType.PROPORTION, 100, "people"),
        ({"outcome": "died"}, MeasureType.PROPORTION, 100, "people"),
        ({"outcome": "stay"}, MeasureType.MEAN, 1, "people"),
        ({"outcome": "died", "values": {}}, MeasureType.MEAN, 1, "people"),
        ({"outcome": "screened", "denominator": "stay > 1"}, MeasureType.PROPORTION, 100, "people"),
        ({"outcome": "stay", "denominator": "person_years"}, MeasureType.RATE, 1000, "people"),
        ({"outcome": "died = 1", "denominator": "person_years"}, MeasureType.RATE, 1000, "people"),
        ({"outcome": "deaths", "denominator": "live_births"}, MeasureType.PROPORTION, 1000, "totals"),
        (
            {"outcome": "deaths", "denominator": "live_births", "type": MeasureType.RATE},
            MeasureType.RATE,
            1000,
            "totals",
        ),
        ({"outcome": "deaths", "denominator": "person_years", "per": 100000}, MeasureType.RATE, 100000, "people"),
    ],
)
def test_the_kind_of_measure_follows_from_the_outcome(options, type_, per, rows):
    """The rule is in the docstring; whatever it finds is said, with how to change it."""
    plan, notes = understood(**options)
    (measure,) = plan.measures
    assert (measure.type, measure.per, plan.rows) == (type_, per, rows)
    assert type_.value in notes[0]


def test_race_gets_the_names_people_use_and_is_marked_as_social():
    """The record says Caucasian; the page does not. What was renamed is told."""
    plan, notes = understood()
    assert (plan.strata[0].codes, plan.strata[0].construct) == ("omb_1997_combined", Construct.SOCIAL)
    assert any("Caucasian as White" in note for note in notes)
    assert understood(raw_names=True).plan.strata[0].codes is None


def test_names_that_would_fold_several_values_into_one_are_not_used():
    """Detail is kept unless somebody chooses to give it up."""
    plan, notes = understood(values={"race": ["Mexican", "Hispanic", "White", "Black"]})
    assert plan.strata[0].codes is None
    assert plan.strata[0].construct is Construct.SOCIAL
    assert any("Hispanic and Mexican: kept apart" in note for note in notes)


def test_ages_payers_poverty_and_language_are_recognised():
    """Order and titles come by themselves."""
    plan, _ = understood(by=["age", "age_band", "payor_group", "poverty_group", "home language"])
    age, band, payer, poverty, language = plan.strata
    assert (age.bands[:2], age.ordered) == ((0, 18), True)
    assert (band.codes, band.ordered) == ("age_decades", True)
    assert (payer.codes, payer.title) == ("payer", "Who pays for care")
    assert (poverty.codes, poverty.ordered, poverty.name) == ("poverty_area", True, "poverty_group")
    assert (language.column, language.codes, language.name) == ("Home Language", "language", "home_language")


def test_a_reference_may_be_typed_as_in_the_record():
    """People type the value they see in the file."""
    assert understood(reference="Caucasian").plan.strata[0].reference == "White"


def test_a_reference_of_one_stratum_does_not_trouble_the_others():
    """``--reference White --by race,age`` means White for race, and the best group for age."""
    plan, _ = understood(by=["race", "age_band"], reference="Caucasian")
    assert [one.reference for one in plan.strata] == ["White", "best"]


def test_dates_persons_and_direction_are_taken_over():
    """And what was assumed is said."""
    plan, notes = understood(when="visit_date", person="PATIENT_ID", better=Better.HIGHER, min_count=5)
    assert (plan.date, plan.every, plan.person, plan.protect.threshold) == ("visit_date", Every.MONTH, "patient_id", 5)
    assert not any("Lower is taken" in note for note in notes)
    assert understood(when="year").plan.every is Every.YEAR


def test_groups_may_be_reckoned():
    """A number becomes groups by saying where to cut."""
    plan, _ = understood(by=["CASE WHEN hba1c < 7 THEN 'in control' ELSE 'not' END"])
    assert (plan.strata[0].name, plan.strata[0].column) == ("hba1c_group", None)


@pytest.mark.parametrize(
    ("options", "where", "said"),
    [
        ({"outcome": "readmitted"}, "--outcome", "readmitted = 'yes'"),
        ({"outcome": "stay; DROP TABLE x"}, "--outcome", "not allowed"),
        ({"by": ["rase"]}, "--by", "Did you mean race?"),
        ({"by": ["mother_name"]}, "--by", "a person's name"),
        ({"by": ["CASE WHEN mother_name = 'a' THEN 1 END"]}, "--by", "a person's name"),
        ({"by": ["hba1c"]}, "--by", "CASE WHEN hba1c < 1"),
        ({"by": ["visits"]}, "--by", "lists or records"),
        ({"by": []}, "--by", "No groups"),
        ({"by": ["race", "race"]}, "--by", "twice"),
        ({"when": "readmitted"}, "--when", "not dates"),
        ({"when": "birth_date"}, "--when", "a birth date"),
        ({"every": Every.MONTH}, "--every", "needs a date"),
        ({"person": "pid"}, "--person", "no column"),
        ({"where": "stay"}, "--where", "true or false"),
        ({"type": MeasureType.RATE}, "--type", "needs a denominator"),
        ({"outcome": "stay", "denominator": "enrolled_days", "type": MeasureType.MEAN}, "--type", "no denominator"),
    ],
)
def test_a_misfit_is_told_with_its_option(options, where, said):
    """The reader is told which option to change, and how."""
    with pytest.raises(Faults) as caught:
        understood(**options)
    (fault,) = caught.value.faults
    assert fault.where.startswith(where)
    assert said in str(fault)


def test_all_misfits_are_told_at_once():
    """One run, all remedies."""
    with pytest.raises(Faults) as caught:
        understood(outcome="readmitted", by=["rase"], person="x")
    assert len(caught.value.faults) == 3


def test_the_plan_can_be_kept_and_read_again():
    """What the command understood is a plan like any other."""
    plan, _ = understood(by=["race", "age", "age_band"], when="visit_date", person="patient_id")
    check_against(plan, COLUMNS)
    again = read_plan_text(plan_text(plan))
    assert plan_text(again) == plan_text(plan)

"""Plans: the promised example reads exactly, and every fault is told at once with its line."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from evenground.model.faults import Faults
from evenground.model.measures import Better, Kind, Measure, MeasureType
from evenground.model.periods import Every
from evenground.model.plans import FRAMING_ES, Charting, Excluded, Plan, Protect, Tried
from evenground.model.strata import Construct, Link, Stratum
from evenground.plans import questions, read_plan, read_plan_text
from tests.plans.plans import EXAMPLE, MINIMAL
from tests.shared import SHARED, needs_shared


def test_the_example_plan_reads_exactly():
    """This is the plan that the documentation shows to every newcomer."""
    plan = read_plan_text(EXAMPLE, folder=Path("registry"))
    assert plan.title == "Type 1 diabetes: emergency visits and control"
    assert (plan.source, plan.person, plan.date, plan.every) == ("t1d.parquet", "patient_id", "visit_date", Every.MONTH)
    assert plan.measures == (
        Measure(
            name="ed_visits",
            title="Emergency department visits",
            type=MeasureType.RATE,
            numerator="ed_visits",
            denominator="enrolled_days / 365.25",
            kind=Kind.OUTCOME,
            better=Better.LOWER,
            per=100,
            unit="visits per 100 child-years",
            why="Families told us a night in the ED is what they fear most.",
            line=7,
        ),
    )
    race, poverty = plan.strata
    assert race == Stratum("race", "Race and ethnicity", column="race_ethnicity", construct=Construct.SOCIAL, line=19)
    assert poverty == Stratum(
        "poverty",
        "Poverty",
        link=Link("tracts.csv", "tract", "poverty_rate", area="tract", quantiles=5),
        ordered=True,
        construct=Construct.PLACE,
        line=27,
    )
    assert plan.protect.threshold == 11
    assert plan.is_framed


@needs_shared
def test_the_example_here_is_the_one_in_the_design():
    """A copy that drifts would test nothing."""
    design = (SHARED / "DESIGN.md").read_text("utf-8")
    assert re.search(r"```toml\n(.*?)```", design, re.S)[1] == EXAMPLE


def test_a_short_plan_gets_plain_defaults():
    """What a plan does not say is what its reader would expect: per cent, titles from names, English, a threshold of 11."""
    plan = read_plan_text(MINIMAL)
    (measure,) = plan.measures
    assert (measure.title, measure.per, measure.unit, measure.better) == ("Readmitted", 100, "%", Better.LOWER)
    assert (plan.language, plan.conf, plan.protect.threshold, plan.every) == ("en", 0.95, 11, None)


def test_a_plan_in_spanish_is_framed_in_spanish():
    """The framing text stands with the results, in the language of those who read them."""
    assert read_plan_text('language = "es"\n' + MINIMAL).framing == FRAMING_ES


def test_a_date_without_every_is_by_month():
    """A month is the usual step in improvement work."""
    assert read_plan_text('date = "visit_date"\n' + MINIMAL).every is Every.MONTH


def test_a_code_set_brings_construct_and_order():
    """Race is social and decades have an order, whether or not the plan repeats it."""
    plan = read_plan_text(
        MINIMAL + '[[stratum]]\nname = "race"\ncolumn = "r"\ncodes = "omb_2024"\n'
        '[[stratum]]\nname = "age"\ncolumn = "a"\ncodes = "age_decades"\n'
    )
    assert [(one.construct, one.ordered) for one in plan.strata] == [(Construct.SOCIAL, False), (Construct.OTHER, True)]


def test_bands_may_be_typed_with_a_plain_hyphen():
    """Few keyboards have the dash that bands are shown with."""
    stratum = '[[stratum]]\nname = "age"\ncolumn = "a"\nbands = [0, 18, 65]\nreference = "18-64"\n'
    assert read_plan_text(MINIMAL + stratum).strata[0].reference == "18–64"


def test_all_faults_are_told_at_once_in_the_order_of_lines():
    """Nobody should mend a plan one message at a time."""
    text = (
        'sorce = "x"\nevery = "monthly"\n' + MINIMAL.replace('"proportion"', '"ratio"') + '[protect]\nthreshold = "a"\n'
    )
    with pytest.raises(Faults) as caught:
        read_plan_text(text, name="t1d.toml")
    told = [(fault.where, fault.what) for fault in caught.value.faults]
    assert told == [
        ("t1d.toml, line 1", "There is no key 'sorce' here."),
        ("t1d.toml, line 2", "every cannot be 'monthly'."),
        ("t1d.toml, line 2", "every is given, but no date."),
        ("t1d.toml, line 8", "type cannot be 'ratio'."),
        ("t1d.toml, line 12", "threshold must be a whole number, but is the text 'a'."),
    ]


def test_a_plan_on_disk_names_itself_in_messages(tmp_path):
    """With several plans open, the reader must know which one is meant."""
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL.replace("numerator", "numerater"), encoding="utf-8")
    with pytest.raises(Faults, match=r"mine\.toml, line 4: numerator is missing"):
        read_plan(path)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    """Notepad writes both."""
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode())
    assert replace(read_plan(path), text="", folder=Path()) == replace(read_plan_text(MINIMAL), text="")


def test_the_plan_shown_in_the_reference_reads():
    """People copy the first thing they see."""
    page = (Path(__file__).parents[2] / "docs/reference/plan.md").read_text("utf-8")
    plan = read_plan_text(re.search(r"```toml\n(.*?)```", page, re.S)[1])
    assert questions(plan) == ()


@pytest.mark.parametrize("kind", [Plan, Measure, Stratum, Link, Protect, Charting, Excluded, Tried])
def test_the_reference_names_every_key(kind):
    """A key that is not written down does not exist for those who need it."""
    page = (Path(__file__).parents[2] / "docs/reference/plan.md").read_text("utf-8")
    inner = {"measures", "strata", "protect", "charting", "tried", "day", "folder", "text", "line"}
    assert [one.name for one in fields(kind) if one.name not in inner and f"`{one.name}`" not in page] == []

"""Plans written back: reading what was written gives the same plan, and the hash knows what decides the counts."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evenground.model.measures import Better, Kind, Measure, MeasureType
from evenground.model.periods import Every
from evenground.model.plans import Audience, Charting, Excluded, Plan, Protect, Tried
from evenground.model.strata import Construct, Link, MultiRace, Stratum
from evenground.plans import hash_of, plan_text, read_plan_text
from evenground.plans.charting import RULES
from tests.plans.plans import EXAMPLE

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    str.strip
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}x", fullmatch=True)
MAYBE = st.one_of(st.just(""), WORDS)
NUMBERS = st.floats(0.001, 1e9)
FILES = st.from_regex(r"[a-z]{1,8}\.csv", fullmatch=True)
RISING = st.lists(st.integers(-99, 999), min_size=1, max_size=4, unique=True).map(
    lambda found: tuple(map(float, sorted(found)))
)


DAYS = st.dates()
PROTECTS = st.builds(
    Protect, st.integers(1, 1000), st.sampled_from(Audience), st.sampled_from(["show", "hide"]), st.integers(1, 1000)
)


@st.composite
def chartings(draw):
    days = sorted(draw(st.sets(DAYS, max_size=3)))
    return Charting(
        rules=draw(st.sampled_from(RULES)),
        baseline=draw(st.none() | st.integers(2, 99)),
        phases=tuple(sorted(draw(st.sets(DAYS, max_size=3)))),
        exclude=tuple(Excluded(day, draw(WORDS)) for day in days),
    )


@st.composite
def attempts(draw):
    found = [Tried(day, draw(WORDS)) for day in draw(st.lists(DAYS, max_size=3))]
    return tuple(sorted(found, key=lambda one: one.day))


@st.composite
def measures(draw, name):
    kind = draw(st.sampled_from(MeasureType))
    per = draw(NUMBERS)
    below = {MeasureType.PROPORTION: per, MeasureType.RATE: 1e9, MeasureType.MEAN: 1e9}[kind]
    return Measure(
        name=name,
        title=draw(WORDS),
        type=kind,
        numerator=draw(WORDS),
        denominator=None if kind is MeasureType.MEAN else draw(WORDS),
        kind=draw(st.sampled_from(Kind)),
        better=draw(st.sampled_from(Better)),
        per=per,
        target=draw(st.none() | st.floats(-1e9 if kind is MeasureType.MEAN else 0, below)),
        unit=draw(MAYBE),
        where=draw(st.none() | WORDS),
        why=draw(MAYBE),
        chosen_by=draw(MAYBE),
    )


@st.composite
def links(draw):
    quantiles = draw(st.none() | st.integers(2, 20))
    via = draw(st.none() | FILES)
    return Link(
        table=draw(FILES),
        on=draw(WORDS),
        column=draw(WORDS),
        area=draw(WORDS),
        quantiles=quantiles,
        cuts=() if quantiles else draw(st.just(()) | RISING),
        vintage=draw(st.none() | st.just(2020)),
        highest_is=draw(st.none() | st.just(1)) if quantiles else None,
        via=via,
        via_on=draw(st.none() | WORDS) if via else None,
    )


@st.composite
def strata(draw, name):
    origin = draw(st.sampled_from(["column", "expression", "link"]))
    bands = draw(st.just(()) | RISING) if origin != "link" else ()
    labels = () if bands or origin == "link" else draw(st.dictionaries(WORDS, st.just("A group"), max_size=3)).items()
    separator = draw(st.none() | st.just(";")) if origin != "link" else None
    order = tuple(draw(st.lists(WORDS.filter(lambda word: word != "All"), max_size=3, unique=True)))
    return Stratum(
        name=name,
        title=draw(WORDS),
        column=draw(WORDS) if origin == "column" else None,
        expression=draw(WORDS) if origin == "expression" else None,
        link=draw(links()) if origin == "link" else None,
        labels=tuple(labels),
        bands=bands,
        order=order,
        ordered=draw(st.booleans()) if order or bands or origin == "link" else False,
        construct=draw(st.sampled_from(Construct)),
        reference=draw(st.sampled_from(["best", "largest", "overall"])),
        multi=draw(st.sampled_from(MultiRace)) if separator else MultiRace.ALONE,
        separator=separator,
        collected=draw(MAYBE),
        collected_by=draw(MAYBE),
        self_reported=draw(st.none() | st.booleans()),
    )


@st.composite
def plans(draw):
    names = draw(st.lists(NAMES, min_size=4, max_size=6, unique=True))
    date = draw(st.none() | WORDS)
    return Plan(
        title=draw(WORDS),
        source=draw(FILES),
        measures=(draw(measures(names[0])),),
        strata=tuple(draw(strata(name)) for name in names[1:]),
        person=draw(st.none() | WORDS),
        date=date,
        every=draw(st.sampled_from(Every)) if date else None,
        site=draw(st.none() | WORDS),
        rows=draw(st.sampled_from(["people", "totals"])),
        deeper=draw(st.sampled_from([(), (tuple(names[1:4]),)])),
        protect=draw(PROTECTS),
        charting=draw(chartings()) if date else Charting(),
        tried=draw(attempts()) if date else (),
        framing=draw(WORDS),
        language=draw(st.sampled_from(["en", "es"])),
        collected=draw(MAYBE),
        conf=draw(st.floats(0.51, 0.99)),
        made_up=draw(st.booleans()),
    )


def without_places(plan):
    return replace(
        plan,
        text="",
        folder=Path(),
        measures=tuple(replace(one, line=None) for one in plan.measures),
        strata=tuple(replace(one, line=None) for one in plan.strata),
    )


@given(plans())
def test_reading_what_was_written_gives_the_same_plan(plan):
    """Whatever its texts hold: quotes, backslashes, hashes, line ends of other alphabets."""
    assert without_places(read_plan_text(plan_text(plan))) == plan


def test_writing_the_example_keeps_it():
    """The plan that the documentation shows survives the round."""
    plan = read_plan_text(EXAMPLE)
    assert without_places(read_plan_text(plan_text(plan))) == without_places(plan)


def test_the_hash_changes_with_the_counts_and_with_nothing_else():
    """Organisations run one plan on their own rows; their cubes must merge. A new title must not throw a cube away."""
    plan = read_plan_text(EXAMPLE)
    measure, (race, poverty) = plan.measures[0], plan.strata
    same = replace(
        plan, source="other.csv", title="t", language="es", protect=Protect(5), rows="totals", text="", folder=Path("x")
    )
    same = replace(same, charting=Charting("nelson", baseline=12), tried=(Tried(dt.date(2025, 1, 15), "Free rides"),))
    same = replace(same, measures=(replace(measure, title="x", why="", per=1.0, target=0.5, line=99),))
    same = replace(same, strata=(replace(race, reference="largest", collected="asked"), poverty))
    assert hash_of(same) == hash_of(plan)
    others = [
        replace(plan, person=None),
        replace(plan, every=Every.YEAR),
        replace(plan, measures=(replace(measure, where="a = 1"),)),
        replace(plan, strata=(replace(race, codes="omb_2024"), poverty)),
        replace(plan, strata=(poverty, race)),
    ]
    assert len({hash_of(other) for other in (plan, *others)}) == len(others) + 1

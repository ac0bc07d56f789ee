"""What a plan says of protection, charts over time, and what was tried: read with every fault at once."""

import datetime as dt

import pytest

from evenground.model.faults import Faults
from evenground.model.plans import Audience, Charting, Excluded, Protect, Tried
from evenground.plans import read_plan_text
from tests.plans.plans import MINIMAL

DATED = 'date = "visit_date"\n' + MINIMAL


def told(text):
    with pytest.raises(Faults) as caught:
        read_plan_text(text, name="plan.toml")
    return [str(fault) for fault in caught.value.faults]


def test_protection_and_charts_read_exactly():
    """A day may be a TOML date or a text; exclusions and attempts stand in the order of their days."""
    plan = read_plan_text(
        DATED
        + """target = 5
[protect]
audience = "public"
zeros = "hide"
round = 5
[chart]
rules = "western-electric"
baseline = 12
phases = [2025-01-01, "2025-07-01"]
exclude = [{ period = "2024-09-01", why = "flood" }, { period = 2024-03-01, why = "strike" }]
[[tried]]
date = 2025-02-01
title = "Text reminders"
[[tried]]
date = "2025-01-15"
title = "Free rides"
"""
    )
    assert plan.measures[0].target == 5
    assert plan.protect == Protect(11, Audience.PUBLIC, "hide", 5)
    assert plan.charting == Charting(
        "western-electric",
        12,
        (dt.date(2025, 1, 1), dt.date(2025, 7, 1)),
        (Excluded(dt.date(2024, 3, 1), "strike"), Excluded(dt.date(2024, 9, 1), "flood")),
    )
    assert plan.tried == (Tried(dt.date(2025, 1, 15), "Free rides"), Tried(dt.date(2025, 2, 1), "Text reminders"))


def test_a_plan_that_says_nothing_of_them_gets_the_careful_defaults():
    """For the team, zeros shown, not rounded, Anhøj rules over all periods."""
    plan = read_plan_text(MINIMAL)
    assert (plan.protect, plan.charting, plan.tried) == (Protect(11, Audience.TEAM, "show", 1), Charting("anhoej"), ())
    assert plan.measures[0].target is None


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[protect]\naudience = "publik"', 11, "Did you mean public?"),
        ('[protect]\nzeros = "keep"', 11, "Write show or hide."),
        ("[protect]\nround = 0", 11, "from 1 to 1000"),
        ("[protect]\nround = 2.5", 11, "a whole number"),
        ('[chart]\nrules = "anhoj"', 11, "Did you mean anhoej?"),
        ("[chart]\nbaseline = 1", 11, "from 2 to 10000"),
        ('[chart]\nphases = ["2025-01"]', 11, "must be a day, but is the text '2025-01'"),
        ("[chart]\nphases = [2025-01-01T10:00:00]", 11, "must be a day"),
        ("[chart]\nphases = [2025-02-01, 2025-01-01]", 11, "do not rise"),
        ('[chart]\nexclude = ["2025-01-01"]', 11, "a block in { }"),
        ('[chart]\nexclude = [{ period = "2025-02-30", why = "x" }]', 11, "must be a day"),
        ("[chart]\nexclude = [{ period = 2025-02-01 }]", 11, "why is missing"),
        ('[chart]\nexclude = [{ period = 2025-02-01, why = "a" }, { period = 2025-02-01, why = "b" }]', 11, "twice"),
        ("[chart]\nbaselines = 12", 11, "Did you mean baseline?"),
        ('[[tried]]\ntitle = "x"', 10, "date is missing"),
        ("[[tried]]\ndate = 2025-01-01", 10, "title is missing"),
        ("target = -1", 10, "less than none"),
        ("target = 101", 10, "more than all"),
        ("target = nan", 10, "a number that ends"),
    ],
)
def test_a_slip_is_told_with_its_line_and_its_remedy(text, line, said):
    """One fault, at its line."""
    (fault,) = told(f"{DATED}{text}\n")
    assert fault.startswith(f"plan.toml, line {line}:")
    assert said in fault


def test_charts_over_time_need_a_date():
    """Else they would be promised and never drawn."""
    faults = told(MINIMAL + '[chart]\nrules = "ihi"\n[[tried]]\ndate = 2025-01-01\ntitle = "x"\n')
    assert len(faults) == 2
    assert all("no date is named" in fault for fault in faults)

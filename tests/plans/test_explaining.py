"""A plan in plain words, in the plan's language, with what it does not say yet."""

import re

import pytest

from evenground.plans import explain, questions, read_plan_text, shown_source
from evenground.plans.sayings import _SAYINGS
from tests.plans.columns import REGISTRY
from tests.plans.plans import EXAMPLE, MINIMAL


@pytest.mark.parametrize(
    "said",
    [
        "Emergency department visits (what happens to people)",
        "Over: enrolled_days / 365.25",
        "visits per 100 child-years",
        "Lower is better.",
        "Families told us a night in the ED",
        "Groups come from the column race_ethnicity.",
        "compared with the group that fares best",
        "poverty_rate in tracts.csv, joined by tract",
        "By month, from the dates in visit_date",
        "patient_id tells which rows are the same person",
        "No count from 1 to 10 is shown",
        "did people say it themselves",
        "social categories, not biology",
    ],
)
def test_the_example_is_explained_in_full(said):
    """What, for whom, out of whom, over what time, who against whom, what is protected, what is not said."""
    assert said in explain(read_plan_text(EXAMPLE))


def test_what_is_not_said_is_asked_and_what_is_said_is_not():
    """How race was collected, by whom, and whether people said it themselves can bend every result."""
    assert len(questions(read_plan_text(EXAMPLE))) == 4
    answered = EXAMPLE.replace(
        'construct = "social"',
        'construct = "social"\ncollected = "at check-in"\ncollected_by = "staff"\nself_reported = true',
    ).replace("kind        =", 'chosen_by = "the family council"\nkind =')
    assert questions(read_plan_text(answered)) == ()


def test_a_plan_in_spanish_is_explained_in_spanish():
    """The plan's language is the reader's."""
    text = explain(read_plan_text('language = "es"\n' + EXAMPLE))
    assert "Qué se contará" in text
    assert "Menos es mejor." in text
    assert "compared" not in text


def test_the_columns_add_what_they_hold():
    """Columns that could tell who a person is are named, so that nobody wonders where they went."""
    text = explain(read_plan_text(MINIMAL + '[[stratum]]\nname = "race"\ncolumn = "race"\n'), REGISTRY)
    assert "mother_name" in text
    assert "? (race)" in text


def test_a_password_is_never_shown():
    """An explanation is read over shoulders and pasted into mails."""
    assert shown_source("postgres://me:s3cret@host/db?sslpassword=x") == "postgres://me:•••@host/db"
    assert "s3cret" not in explain(read_plan_text(MINIMAL.replace("visits.csv", "postgres://me:s3cret@host/db")))


def test_every_sentence_is_there_in_both_languages_with_the_same_parts():
    """A part that is missing in one language would be silence for its readers."""
    parts = {key: [sorted(re.findall(r"\{\w+\}", text)) for text in both] for key, both in _SAYINGS.items()}
    assert [key for key, (english, spanish) in parts.items() if english != spanish] == []


def test_the_sentences_are_short():
    """Grade 8 or below: no sentence over 25 words."""
    for english, _ in _SAYINGS.values():
        assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=[.?:;]) ", english))


OVER_TIME = """[protect]
audience = "public"
zeros = "hide"
round = 5
[chart]
rules = "nelson"
baseline = 12
phases = [2025-01-01]
exclude = [{ period = "2024-03-01", why = "the clinic was closed" }]
[[tried]]
date = "2025-01-15"
title = "Free rides to the clinic"
"""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The aim: 5"),
        ("en", "The report is for everyone."),
        ("en", "nobody, or everybody, in a group"),
        ("en", "rounded to the nearest 5"),
        ("en", "the Nelson rules"),
        ("en", "The first 12 periods"),
        ("en", "anew from 2025-01-01"),
        ("en", "the period of 2024-03-01 (the clinic was closed)"),
        ("en", "Marked on 2025-01-15: Free rides to the clinic"),
        ("es", "La meta: 5"),
        ("es", "El informe es para todas las personas."),
        ("es", "Se marca el 2025-01-15"),
    ],
)
def test_protection_and_charts_are_explained(language, said):
    """Who will see it, what is hidden from them, and what the charts are held against."""
    head = f'language = "{language}"\ndate = "visit_date"\n'
    assert said in explain(read_plan_text(head + MINIMAL + "target = 5\n" + OVER_TIME))


def test_a_report_for_the_steward_says_that_small_counts_are_shown():
    """The opposite promise must not stand beside it."""
    text = explain(read_plan_text(MINIMAL + '[protect]\naudience = "steward"\n'))
    assert "small counts are shown" in text
    assert "No count from 1 to" not in text

"""No language lacks a message, and a message holds the same values in each."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.figures.language import LANGUAGES, MISSING_GROUPS
from evenground.reports.language import words_for


def fields(text: str) -> set[str]:
    """The names of the values that a message holds."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_message(language: str) -> None:
    """A missing key would end a report in the middle."""
    assert words_for(language).messages.keys() == words_for("en").messages.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_holds_the_same_values_in_every_language(language: str) -> None:
    """A figure lost in translation is a wrong report."""
    english = words_for("en").messages
    differing = {key for key, text in words_for(language).messages.items() if fields(text) != fields(english[key])}
    assert differing == set()


@pytest.mark.parametrize("group", MISSING_GROUPS)
def test_the_missing_groups_are_said_in_spanish(group: str) -> None:
    """They are our words, not people's names."""
    assert words_for("es").group(group) != group


def test_peoples_own_names_are_never_translated() -> None:
    """Groups are named as people name themselves; names of our code sets are ours to translate."""
    assert words_for("es").groups(("Afro-Caribbean", "Quechua Ayacucho")) == "Afro-Caribbean · Quechua Ayacucho"
    assert words_for("es").groups(("Black or African American", "Spanish")) == "Negra o afroamericana · español"


@given(st.floats(-1e9, 1e9, allow_nan=False), st.integers(0, 4))
def test_a_number_reads_back_the_same_in_every_language(value: float, decimals: int) -> None:
    """Whatever marks it is written with."""
    english = words_for("en").number(value, decimals).replace("−", "-").replace(",", "")
    spanish = words_for("es").number(value, decimals).replace("−", "-").replace("\u00a0", "").replace(",", ".")
    assert float(english) == float(spanish) == pytest.approx(round(value, decimals), abs=10.0**-decimals)

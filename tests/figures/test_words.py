"""The words inside pictures: the same in both languages, and plain."""

from __future__ import annotations

import string

import pytest

from evenground.figures.language import read_catalogue
from tests.reports.reading_level import ease, grade

EN, ES = (read_catalogue("evenground.figures", language) for language in ("en", "es"))
SAID_WHOLE = [key for key, text in EN.items() if text.endswith(".")]


def fields(text: str) -> set[str]:
    """The names of the values that a message holds."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_messages() -> None:
    """A message that one lacks stops a report."""
    assert EN.keys() == ES.keys()


@pytest.mark.parametrize("key", EN)
def test_a_message_holds_the_same_values_in_both_languages(key: str) -> None:
    """A figure dropped in translation is a finding dropped."""
    assert fields(EN[key]) == fields(ES[key])


def test_the_sentences_below_pictures_read_at_grade_8_or_below() -> None:
    """Charts are for parents too."""
    assert grade(_plain(EN)) <= 8
    assert ease(_plain(ES)) >= 60


def _plain(words: dict[str, str]) -> str:
    return " ".join(words[key] for key in SAID_WHOLE).replace("{", "").replace("}", "")

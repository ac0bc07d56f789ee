"""The report's words: the pictures' catalogue and the sentences' catalogue of one language together."""

from __future__ import annotations

from functools import cache

from evenground.figures.language import Words, read_catalogue
from evenground.figures.language import words_for as words_of_figures


def words_for(language: str) -> Words:
    """The words of a language ("es-MX" reads "es"); English where we have none yet."""
    return _words(words_of_figures(language).language)


@cache
def _words(language: str) -> Words:
    figures = words_of_figures(language)
    return Words(figures.language, {**figures.messages, **read_catalogue("evenground.reports", figures.language)})

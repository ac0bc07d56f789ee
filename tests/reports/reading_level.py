"""How many years of school a text asks for: Flesch-Kincaid for English, Fernández Huerta for Spanish."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.!?:;]+(?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+")


def grade(text: str) -> float:
    """US school grade of an English text (Kincaid et al. 1975); a colon ends a clause as a full stop does."""
    sentences, words = _counts(text)
    syllables = sum(_english(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def ease(text: str) -> float:
    """Fernández Huerta's ease of a Spanish text (1959): 60 to 70 is the seventh and eighth year of school, more is easier."""
    sentences, words = _counts(text)
    syllables = sum(_spanish(word) for word in words)
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / sentences


def _counts(text: str) -> tuple[int, list[str]]:
    """Numbers count as one short word each, as they are read."""
    words = _WORD.findall(re.sub(r"[\d.,−%]*\d", " ten ", text))
    return max(1, len(_SENTENCE.findall(text))), words


def _english(word: str) -> int:
    lowered = word.lower()
    groups = len(re.findall(r"[aeiouy]+", lowered))
    silent = lowered.endswith("e") and not lowered.endswith(("le", "ee")) and groups > 1
    past = lowered.endswith("ed") and not lowered.endswith(("ted", "ded")) and groups > 1
    return max(1, groups - (silent or past))


def _spanish(word: str) -> int:
    lowered = re.sub(r"qu|gu(?=[eiéí])", "k", word.lower())
    apart = re.sub(r"([aeoáéó])(?=[aeoáéóíú])|([íú])(?=[aeo])", r"\1\2-", lowered)
    return max(1, len(re.findall(r"[aeiouáéíóúüy]+", apart)))

"""Why a column may identify a person: by its name, by the shape of its values, or because its values are nearly all different.

The checklist is the eighteen identifiers of the HIPAA Safe Harbor rule (45 CFR 164.514(b)(2)). Places down to a ZIP code or tract are
not caught here, since neighbourhood work needs them; dates of care are not, since periods need them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evenground.model.columns import ColumnType
from evenground.sources.identifier_words import (
    NAME_RULES,
    NOT_A_PERSON,
    OF_A_GROUP,
    RECORD_OWNERS,
    RECORD_WORDS,
    words_of,
)

_NAME = "a person's name"
_RECORD = "a record number"
_LOCATION = "an exact location"
_ENOUGH = 0.8
_FEWEST = 5
_NEARLY_UNIQUE = 0.9
_BARE = {" id ", " ids ", " uid ", " uuid ", " guid ", " key "}
_BARE_UNIQUE = 0.2
_FEW = 25
_LONG = 60

_SHAPES = (
    ("an e-mail address", re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")),
    ("a Social Security number", re.compile(r"\d{3}-\d{2}-\d{4}")),
    ("a phone number", re.compile(r"(\+\d{1,3}[ .-]?)?(\(\d{2,4}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}( ?(x|ext\.?) ?\d+)?")),
    (
        "an internet address",
        re.compile(r"(\d{1,3}\.){3}\d{1,3}|(?i:https?|ftp)://\S+|([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}"),
    ),
    ("a device number", re.compile(r"([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}")),
    (_RECORD, re.compile(r"\{?[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}?")),
    (
        "a street address",
        re.compile(
            r"(?i)(p\.? ?o\.? box \d+.*|\d+[a-z]? ([\w.'-]+ ){1,5}"
            r"(st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|pl|place|way|ter|terrace|cir|circle|hwy|pkwy|pike|trl)\b.*)"
        ),
    ),
)
_PERSON = re.compile(r"[^\W\d_][\w'’-]+,? ([^\W\d_]\.? )?[^\W\d_][\w'’-]+( (?i:jr|sr|ii|iii)\.?)?")
_COMMA_PERSON = re.compile(r"[^\W\d_][\w'’ -]+, [^\W\d_][\w'’.-]+( [^\W\d_]\.?)?")
_NUMBER_LIKE = re.compile(r"(?=(.*\d){5})[A-Za-z]{0,4}[-#]?[\dA-Za-z-]{5,}")


def why_identifies(name: str, type_: ColumnType, sample: Sequence[str], *, filled: int, distinct: int) -> str | None:
    """A few plain words why the column may identify a person, or None.

    ``sample`` holds some values as text (missing codes left out) of the column's ``filled`` values, ``distinct`` of which differ.
    """
    words = words_of(name)
    values = list(dict.fromkeys(value.strip() for value in sample))
    unique = distinct / filled if filled else 0.0
    if type_ is ColumnType.BOOLEAN or NOT_A_PERSON.search(words):
        return None
    return (
        _by_name(words, type_, values, unique)
        or _by_number(words, type_, values, unique, distinct)
        or (_by_shape(words, values, unique) if type_ is ColumnType.TEXT else None)
    )


def _by_name(words: str, type_: ColumnType, values: Sequence[str], unique: float) -> str | None:
    for reason, pattern, types in NAME_RULES:
        if pattern.search(words) and type_ in types and not (reason == _LOCATION and not _are_fractions(values)):
            return reason
    is_name = re.search(r" (name|names|nombre|nombres) $", words) and type_ is ColumnType.TEXT
    return _NAME if is_name and _are_people(values) and unique > 0.3 else None


def _are_fractions(values: Sequence[str]) -> bool:
    return not values or sum("." in value for value in values) >= _ENOUGH * len(values)


def _are_people(values: Sequence[str]) -> bool:
    people = [value for value in values if _PERSON.fullmatch(value) and not OF_A_GROUP.search(words_of(value))]
    return len(people) >= max(_FEWEST, 0.6 * len(values))


def _by_number(words: str, type_: ColumnType, values: Sequence[str], unique: float, distinct: int) -> str | None:
    """A number that names a person or a record; one that only a few rows share out is a category, whatever its name."""
    if type_ not in (ColumnType.INTEGER, ColumnType.TEXT, ColumnType.NUMBER) or not values:
        return None
    is_spread = unique > 0.05 or distinct > 1000
    if RECORD_OWNERS.search(words) and (is_spread or distinct > _FEW):
        return _RECORD
    if words in _BARE and unique > _BARE_UNIQUE:
        return _RECORD
    if RECORD_WORDS.search(words) and unique > _NEARLY_UNIQUE and distinct > _FEW:
        return _RECORD
    return None


def _by_shape(words: str, values: Sequence[str], unique: float) -> str | None:
    if len(values) < _FEWEST:
        return None
    for reason, shape in _SHAPES:
        if sum(shape.fullmatch(value) is not None for value in values) >= _ENOUGH * len(values):
            return reason
    if sum(
        _COMMA_PERSON.fullmatch(value) is not None and _are_people([value] * _FEWEST) for value in values
    ) >= _ENOUGH * len(values):
        return _NAME
    if unique > _NEARLY_UNIQUE and _share(values, lambda value: len(value) > _LONG and " " in value) > 0.5:
        return "free text, which may name people"
    is_number = unique > _NEARLY_UNIQUE and len(values) > _FEW and not OF_A_GROUP.search(words)
    if (
        is_number
        and _share(values, lambda value: _NUMBER_LIKE.fullmatch(value) is not None and len(value) >= 8) >= _ENOUGH
    ):
        return "a number that is different in almost every row"
    return None


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, values)) / len(values)

"""One area code as somebody typed, exported or spoiled it: what kind of area it is, and the code that was meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum


class AreaKind(StrEnum):
    """The kinds of area. ``FIVE``: five digits that may be a ZIP code or a county; ``NAMED``: any other name or code."""

    BLOCK = "census block"
    BLOCK_GROUP = "census block group"
    TRACT = "census tract"
    COUNTY = "county"
    ZIP = "ZIP code"
    FIVE = "five-digit code"
    NAMED = "area name"


class Remark(StrEnum):
    """What had to be done to a code, or why it cannot be read."""

    AS_WRITTEN = "as written"
    PADDED = "its leading zero was lost"
    SHORTENED = "it was longer than needed"
    MISSING = "no place recorded"
    SCIENTIFIC = "its last digits are lost"
    NO_COUNTY = "its state and county are missing"
    UNREADABLE = "not such a code"


@dataclass(frozen=True, slots=True)
class Reading:
    """The ``code`` that was meant (None if it cannot be told) and the ``remark`` on how it was found."""

    code: str | None
    remark: Remark = Remark.AS_WRITTEN


WIDTH = {AreaKind.BLOCK: 15, AreaKind.BLOCK_GROUP: 12, AreaKind.TRACT: 11, AreaKind.COUNTY: 5, AreaKind.ZIP: 5}
NESTED = (AreaKind.BLOCK, AreaKind.BLOCK_GROUP, AreaKind.TRACT, AreaKind.COUNTY)
TRACT_LIKE = (AreaKind.BLOCK, AreaKind.BLOCK_GROUP, AreaKind.TRACT)

# Federal state codes that were never given out are the gaps in 01..56; five territories follow.
STATES = {f"{n:02d}" for n in range(1, 57)} - {"03", "07", "14", "43", "52"} | {"60", "66", "69", "72", "78"}

_CENSUS = re.compile(r"(\d{3})(?:\d{4})?US(\d{2,15})")  # 140US39113003900, 1400000US39113003900
_CENSUS_KINDS = {
    "050": AreaKind.COUNTY,
    "100": AreaKind.BLOCK,
    "140": AreaKind.TRACT,
    "150": AreaKind.BLOCK_GROUP,
    "860": AreaKind.ZIP,
}
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d+)")
_WHOLE = re.compile(r"(\d+)\.0*")  # 39061010201.0: a code that passed through a number column
_SPLIT_TRACT = re.compile(r"(\d{1,2})-?(\d{3})-?(\d{4})[.-]?(\d{2})")  # 39-061-0102.01
_LOCAL_TRACT = re.compile(r"\d{1,4}\.\d{1,2}|\d{1,6}")  # 102.01 or 010201: a tract's number within its county
_ZIP = re.compile(r"(\d{4,5})(?:[- ]?(\d{4}))?")
_NO_PLACE = {"00000", "88888", "99999"}  # ZIP codes that stand for "none known"
_LENGTHS = {
    15: AreaKind.BLOCK,
    14: AreaKind.BLOCK,
    12: AreaKind.BLOCK_GROUP,
    11: AreaKind.TRACT,
    10: AreaKind.TRACT,
    9: AreaKind.ZIP,
    8: AreaKind.ZIP,
    5: AreaKind.FIVE,
    4: AreaKind.FIVE,
}
_NAMES = (
    (re.compile(r"block[ _-]?group|(?<![a-z])bg(?![a-z])|blkgrp"), AreaKind.BLOCK_GROUP),
    (re.compile(r"tract"), AreaKind.TRACT),
    (re.compile(r"zip|zcta|postal|postcode"), AreaKind.ZIP),
    (re.compile(r"county|cnty|fips"), AreaKind.COUNTY),
)


def recognise(name: str, texts: Iterable[str]) -> AreaKind:
    """The kind of area that a column holds, from its values first and, where they leave it open, from its ``name``."""
    values, named = list(texts), kind_by_name(name)
    if not values:
        return named or AreaKind.NAMED
    if named is AreaKind.TRACT and _mostly_local(values):
        return AreaKind.TRACT
    kinds = Counter(_looks_like(text) for text in values)
    kind, most = max(kinds.items(), key=lambda item: (item[1], item[0]))
    if 2 * most <= len(values) and AreaKind.NAMED in kinds:
        kind = AreaKind.NAMED
    return _settled(kind, named, values)


def kind_by_name(name: str) -> AreaKind | None:
    """The kind that a column's name speaks of, if any."""
    return next((kind for pattern, kind in _NAMES if pattern.search(name.lower())), None)


def read_area(raw: str, kind: AreaKind) -> Reading:
    """The code of ``kind`` that ``raw`` means: padding, ``.0``, ZIP+4, quotes and Census prefixes are seen through."""
    text = tidy(raw)
    if kind is AreaKind.NAMED:
        return Reading(" ".join(text.casefold().split()))
    if _SCIENTIFIC.fullmatch(text):
        return Reading(None, Remark.SCIENTIFIC)
    if kind in (AreaKind.ZIP, AreaKind.FIVE):
        return _read_zip(text)
    return _read_nested(text, kind)


def coarsen(code: str, kind: AreaKind, to: AreaKind) -> str | None:
    """The code of the larger area ``to`` in which ``code`` lies: counties hold tracts, tracts hold block groups."""
    if kind is to:
        return code
    if kind in NESTED and to in NESTED and NESTED.index(kind) < NESTED.index(to):
        return code[: WIDTH[to]]
    return None


def tidy(raw: str) -> str:
    """``raw`` without the marks that programs leave around a code; a whole scientific number is written out."""
    text = raw.strip().strip("='\"").strip()
    census = _CENSUS.fullmatch(text)
    text = census[2] if census else text
    whole = _WHOLE.fullmatch(text)
    text = whole[1] if whole else text
    science = _SCIENTIFIC.fullmatch(text)
    return _written_out(science[1] + (science[2] or ""), int(science[3]), text) if science else text


def _written_out(digits: str, exponent: int, text: str) -> str:
    """All digits are there only if none was rounded away; 3.90610E+10 has lost the tract."""
    return digits[: exponent + 1] if len(digits) > exponent and not digits[exponent + 1 :].strip("0") else text


def _looks_like(raw: str) -> AreaKind:
    census = _CENSUS.fullmatch(raw.strip())
    if census and census[1] in _CENSUS_KINDS:
        return _CENSUS_KINDS[census[1]]
    text = tidy(raw)
    science = _SCIENTIFIC.fullmatch(text)
    if science:
        return _LENGTHS.get(int(science[3]) + 1, AreaKind.NAMED)
    if text.isdigit():
        return _LENGTHS.get(len(text), AreaKind.NAMED)
    if "-" in text and _ZIP.fullmatch(text):
        return AreaKind.ZIP
    return AreaKind.TRACT if _SPLIT_TRACT.fullmatch(text) or re.fullmatch(r"\d{1,4}\.\d{1,2}", text) else AreaKind.NAMED


def _settled(kind: AreaKind, named: AreaKind | None, values: list[str]) -> AreaKind:
    """What the values look like, and the column's name where they leave it open."""
    if kind is AreaKind.NAMED:
        return _named_number(named, values)
    if kind is AreaKind.TRACT and named is AreaKind.BLOCK_GROUP:
        return AreaKind.BLOCK_GROUP  # 11 digits: a block group whose leading zero was lost
    if kind is not AreaKind.FIVE:
        return kind
    if named in (AreaKind.ZIP, AreaKind.COUNTY):
        return named
    return AreaKind.COUNTY if _numbered_like_counties(values) else AreaKind.FIVE


def _mostly_local(values: list[str]) -> bool:
    return 2 * sum(bool(_LOCAL_TRACT.fullmatch(tidy(value))) for value in values) > len(values)


def _named_number(named: AreaKind | None, values: list[str]) -> AreaKind:
    """Numbers of an odd length (3-digit ZIPs, county numbers) keep the kind their column is named for, to be refused as it."""
    numbers = sum(tidy(value).isdigit() for value in values)
    return named if named and 2 * numbers > len(values) else AreaKind.NAMED


def _numbered_like_counties(values: list[str]) -> bool:
    """Counties are numbered 001, 003, 005… within a state; ZIP codes are odd and even alike."""
    codes = {tidy(value).zfill(5) for value in values}
    odd = sum(code[-1] in "13579" for code in codes)
    return len(codes) >= 20 and odd >= 0.95 * len(codes) and all(code[:2] in STATES for code in codes)


def _read_zip(text: str) -> Reading:
    found = _ZIP.fullmatch(text)
    if not found:
        return Reading(None, Remark.UNREADABLE)
    code = found[1].zfill(5)
    if code in _NO_PLACE:
        return Reading(None, Remark.MISSING)
    if len(found[1]) == 4:
        return Reading(code, Remark.PADDED)
    return Reading(code, Remark.SHORTENED if found[2] else Remark.AS_WRITTEN)


def _read_nested(text: str, kind: AreaKind) -> Reading:
    split = _SPLIT_TRACT.fullmatch(text) if kind is AreaKind.TRACT else None
    digits = split[1].zfill(2)[-len(split[1]) :] + split[2] + split[3] + split[4] if split else text
    if digits.isdigit() and not digits.strip("0"):
        return Reading(None, Remark.MISSING)
    width = WIDTH[kind]
    if not digits.isdigit() or len(digits) < width - 1:
        local = kind is AreaKind.TRACT and _LOCAL_TRACT.fullmatch(text)
        return Reading(None, Remark.NO_COUNTY if local else Remark.UNREADABLE)
    code = digits.zfill(width)
    if code[:2] not in STATES or (len(digits) > width and len(digits) not in WIDTH.values()):
        return Reading(None, Remark.UNREADABLE)
    if len(digits) < width:
        return Reading(code, Remark.PADDED)
    if kind in TRACT_LIKE and code[5:11] == "000000":
        return Reading(None, Remark.SCIENTIFIC)  # no tract has the number 0: 3.9061E+10 was written out again
    return Reading(code[:width], Remark.SHORTENED if len(digits) > width else Remark.AS_WRITTEN)


def look_rounded(codes: Collection[str], kind: AreaKind) -> bool:
    """Whether more than half of the distinct tract codes end in 0000, as 3.90610E+10 does once a program has written it out.

    Of real tracts about one in a hundred does.
    """
    round_ones = sum(code[7:11] == "0000" for code in codes)
    return kind in TRACT_LIKE and round_ones >= 2 and 2 * round_ones > len(codes)

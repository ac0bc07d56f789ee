"""Names in a plan: what may stand as the head of a column in the tables that leave, and how to make such a name."""

from __future__ import annotations

import re
from collections.abc import Collection

RESERVED = frozenset(
    [
        "all",
        "by",
        "denominator",
        "difference",
        "difference_lower",
        "difference_upper",
        "estimate",
        "excess",
        "group",
        "lower",
        "measure",
        "missing",
        "n",
        "numerator",
        "p_value",
        "period_end",
        "period_start",
        "persons",
        "q_value",
        "ratio",
        "ratio_lower",
        "ratio_upper",
        "reference",
        "status",
        "sum",
        "sum_of_squares",
        "upper",
        "verdict",
        "whole",
    ]
)
LONGEST = 60
_GOOD = re.compile(r"[a-z][a-z0-9_]*")


def why_not(name: str) -> tuple[str, str] | None:
    """What is wrong with ``name`` and how to mend it, or None if it can head a column."""
    if name in RESERVED:
        return (
            f"The name {name} is taken: the tables have a column of that name.",
            f"Use another, such as {name}_group.",
        )
    if len(name) > LONGEST:
        return (
            f"The name {name[:20]}… has {len(name)} characters; at most {LONGEST} fit.",
            "Shorten it; use `title` for long words.",
        )
    if not _GOOD.fullmatch(name):
        return (
            f"The name {name[:60]!r} cannot head a column.",
            f"Use small letters a-z, digits and _, starting with a letter, such as {make(name)}. The `title` may be anything.",
        )
    return None


def make(text: str, taken: Collection[str] = ()) -> str:
    """A good name made from any text, different from those ``taken``: ``RACE_GROUP`` becomes ``race_group``."""
    plain = re.sub(r"[^a-z0-9]+", "_", _split_capitals(text).casefold()).strip("_")[: LONGEST - 10]
    name = plain if plain[:1].isalpha() and plain.isascii() else f"x_{plain}".rstrip("_")
    if name in RESERVED:
        name = f"{name}_group"
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def in_title_case(text: str) -> str:
    """A title made from a column's name: ``MomRace`` becomes ``Mom race``, ``RACE_GROUP`` becomes ``Race group``."""
    words = re.sub(r"[_\W]+", " ", _split_capitals(text)).strip()
    return words[:1].upper() + words[1:] if words else text


def dashed(group: str) -> str:
    """A band as people type it, ``0-17``, with the dash that bands are shown with: ``0–17``."""
    return re.sub(r"^(\d+)-(\d+)$", r"\1–\2", group)


def _split_capitals(text: str) -> str:
    if text.isupper():
        return text.lower()
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return parted if text == parted else parted.lower()

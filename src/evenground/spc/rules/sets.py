"""The named sets of rules, the other names they go by, and the lengths that each takes as parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evenground.spc.rules import anhoej, ihi, making_data_count, nelson, western_electric
from evenground.spc.rules.signals import Rule

RULE_SETS: Final[tuple[str, ...]] = (
    "anhoej", "bestbox", "cutbox", "western-electric", "nelson", "ihi", "mdc", "none",
)  # fmt: skip

ALIASES: Final[Mapping[str, str]] = {
    "anhøj": "anhoej",
    "anhoj": "anhoej",
    "best box": "bestbox",
    "cut box": "cutbox",
    "we": "western-electric",
    "weco": "western-electric",
    "western electric": "western-electric",
    "nhs": "mdc",
    "making data count": "mdc",
    "making-data-count": "mdc",
    "perla": "ihi",
    "off": "none",
}

_LENGTHS: Final[Mapping[str, Mapping[str, int]]] = {
    "western-electric": western_electric.LENGTHS,
    "nelson": nelson.LENGTHS,
    "ihi": ihi.LENGTHS,
    "mdc": making_data_count.LENGTHS,
}


def rule_set(name: str) -> str:
    """The standard name of a set of rules; raises ValueError for a name that is not known."""
    plain = ALIASES.get(name.strip().lower(), name.strip().lower())
    if plain not in RULE_SETS:
        raise ValueError(f"There is no set of rules called {name!r}. Choose one of: {', '.join(RULE_SETS)}.")
    return plain


def rules_of(name: str, lengths: Mapping[str, int] | str | None = None) -> dict[str, Rule]:
    """The rules of a set by name, in the set's own order, with its lengths changed where ``lengths`` says so."""
    plain = rule_set(name)
    sizes = lengths_of(plain, lengths)
    if plain in ("anhoej", "bestbox", "cutbox"):
        return anhoej.rules(sizes, plain)
    if plain == "western-electric":
        return western_electric.rules(sizes)
    if plain == "nelson":
        return nelson.rules(sizes)
    if plain == "ihi":
        return ihi.rules(sizes)
    return making_data_count.rules(sizes) if plain == "mdc" else {}


def lengths_of(name: str, lengths: Mapping[str, int] | str | None = None) -> dict[str, int]:
    """How many points each rule of a set asks for; "jmp" and "minitab" name the two conventions of Nelson's rules."""
    standard = dict(_LENGTHS.get(name, {}))
    if isinstance(lengths, str):
        if name != "nelson" or lengths.lower() not in nelson.CONVENTIONS:
            raise ValueError(f"{lengths!r} are not lengths of {name!r}: only 'nelson' has 'jmp' and 'minitab'.")
        return dict(nelson.CONVENTIONS[lengths.lower()])
    for rule, length in (lengths or {}).items():
        _check_length(name, rule, length, standard)
    return standard | dict(lengths or {})


def _check_length(name: str, rule: str, length: int, standard: Mapping[str, int]) -> None:
    if rule not in standard:
        known = ", ".join(standard) or "none"
        raise ValueError(f"The rules {name!r} have no length called {rule!r}. Lengths that can be changed: {known}.")
    if int(length) != length or length < 3:
        raise ValueError(f"The length of {rule!r} must be a whole number of at least 3 points, not {length!r}.")

"""A figure that may be withheld: shown, hidden, none, not recorded or too few to say are five different things, and none is ever 0."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """The status of a cell in every table that leaves the library (``cells.csv`` writes these words)."""

    SHOWN = "shown"
    SUPPRESSED = "suppressed"
    COMPLEMENTARY = "suppressed-complementary"
    NONE = "none"


WITHHELD = frozenset({Status.SUPPRESSED, Status.COMPLEMENTARY})
"""Both kinds of hiding: nothing but the words of the steward's own tables may tell them apart."""


class Verdict(StrEnum):
    """What can be said of a gap."""

    GAP = "gap"
    NO_CLEAR_GAP = "no clear gap"
    TOO_FEW = "too few to say"

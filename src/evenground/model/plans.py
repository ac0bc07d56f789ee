"""The measurement plan as a value: what is measured, for whom, over which time, from which source, and how it is protected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from evenground.model.measures import Measure
from evenground.model.periods import Every
from evenground.model.strata import Construct, Stratum

_Named = TypeVar("_Named", Measure, Stratum)

ROWS = ("people", "totals", "running totals")
"""What a row can be (``Plan.rows``)."""

FRAMING = (
    "Race and ethnicity are social categories, not biology. A difference like this most likely comes from racism and other "
    "systems that shut people out. Ask what in our care, our rules and our neighborhoods makes it so."
)
FRAMING_ES = (
    "La raza y la etnia son categorías sociales, no biología. Una diferencia como esta muy probablemente viene del racismo y de "
    "otros sistemas que excluyen a las personas. Pregunte qué hay en nuestra atención, nuestras reglas y nuestros barrios que la causa."
)


class Audience(StrEnum):
    """Who will see the report: the steward sees counts; everyone else sees protected figures."""

    STEWARD = "steward"
    TEAM = "team"
    NETWORK = "network"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Protect:
    """No count from 1 to ``threshold - 1`` is shown, nor the complement of one, nor anything that proves one.

    ``zeros``: ``show`` or ``hide`` that nobody in a group (or everybody) had the thing. ``round``: counts are rounded to this base for
    the audience (1: not at all).
    """

    threshold: int = 11
    audience: Audience = Audience.TEAM
    zeros: str = "show"
    round: int = 1


@dataclass(frozen=True, slots=True)
class Excluded:
    """A period that is shown but not judged, with the reason."""

    day: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Charting:
    """How control charts are made: the rules, the periods of the baseline, the first day of each new phase, what is left out and why."""

    rules: str = "anhoej"
    baseline: int | None = None
    phases: tuple[dt.date, ...] = ()
    exclude: tuple[Excluded, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """Something that was tried, to be marked on the charts: when, and what."""

    day: dt.date
    title: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole, checked plan. ``folder`` is where relative paths start; no path may leave it. ``text`` is the TOML it was read from.

    ``deeper`` holds named sets of three or more strata, beside each stratum and each pair, which are always measured.
    ``rows`` says what a row is: ``people`` (a person, a visit: the number of rows is protected) or ``totals`` (a row of a
    published table, that already stands for many: its numerator and denominator are) or ``running totals`` (a row of a table that
    counts on from period to period: each holds the one before it, so the last stands for the whole time). ``site`` is the column that
    says which organisation or clinic a row comes from, if any.
    """

    title: str
    source: str
    measures: tuple[Measure, ...]
    strata: tuple[Stratum, ...] = ()
    person: str | None = None
    date: str | None = None
    every: Every | None = None
    site: str | None = None
    rows: str = "people"
    deeper: tuple[tuple[str, ...], ...] = ()
    protect: Protect = field(default_factory=Protect)
    charting: Charting = field(default_factory=Charting)
    tried: tuple[Tried, ...] = ()
    framing: str = FRAMING
    language: str = "en"
    collected: str = ""
    conf: float = 0.95
    made_up: bool = False
    folder: Path = Path()
    text: str = ""

    def measure(self, name: str) -> Measure:
        """The measure of this name; KeyError with the names there are."""
        return _named(name, self.measures)

    def stratum(self, name: str) -> Stratum:
        """The stratum of this name; KeyError with the names there are."""
        return _named(name, self.strata)

    @property
    def is_running(self) -> bool:
        """Whether each period holds the ones before it, so that nothing may be added up over time."""
        return self.rows == "running totals"

    @property
    def sets(self) -> tuple[tuple[str, ...], ...]:
        """Every stratum set that is measured: () for overall, each stratum, each pair, and the deeper ones."""
        names = [stratum.name for stratum in self.strata]
        pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
        return ((), *((name,) for name in names), *pairs, *self.deeper)

    @property
    def is_framed(self) -> bool:
        """Whether any stratum is a social construct, so that the framing text must stand with the results."""
        return any(stratum.construct is Construct.SOCIAL for stratum in self.strata)


def _named(name: str, among: tuple[_Named, ...]) -> _Named:
    for one in among:
        if one.name == name:
            return one
    raise KeyError(f"There is no {name!r} here. There are: {', '.join(one.name for one in among)}.")

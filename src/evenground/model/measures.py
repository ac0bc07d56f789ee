"""What is asked: a measure, whose numerator and denominator are expressions over the rows of a source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a measure is for in improvement work."""

    OUTCOME = "outcome"
    PROCESS = "process"
    BALANCING = "balancing"


class MeasureType(StrEnum):
    """How numerator and denominator are read.

    ``proportion``: people (or rows) with the thing, out of those who could have it. ``rate``: events over person-time.
    ``mean``: the average of the numerator over rows.
    """

    PROPORTION = "proportion"
    RATE = "rate"
    MEAN = "mean"


class Better(StrEnum):
    """Which direction is good for people: fewer readmissions is ``lower``, more vaccinations is ``higher``."""

    LOWER = "lower"
    HIGHER = "higher"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a plan.

    ``numerator`` and ``denominator`` are SQL expressions over the source's columns, already checked against the
    allow-list; ``denominator`` is None where every row counts once. ``per`` scales what is shown (100 for per cent);
    ``where`` keeps only some rows. ``standardise`` names the stratum (age bands, as a rule) to which rates are directly
    standardised, with the standard population's ``weights`` by group (none: this source's own). ``target`` is the level aimed at, on the scale shown. ``why`` and ``chosen_by`` say to whom the measure matters, and who said so.
    """

    name: str
    title: str
    type: MeasureType
    numerator: str
    denominator: str | None = None
    kind: Kind = Kind.OUTCOME
    better: Better = Better.LOWER
    per: float = 100.0
    unit: str = "%"
    where: str | None = None
    why: str = ""
    chosen_by: str = ""
    standardise: str | None = None
    weights: tuple[tuple[str, float], ...] = ()
    target: float | None = None
    line: int | None = None

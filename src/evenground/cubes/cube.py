"""The cube: counts by stratum set and period, with everything needed to say how they came about. It never changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

import pyarrow as pa

from evenground.cubes.hashing import content_hash
from evenground.model.figures import Status
from evenground.model.periods import Period
from evenground.model.plans import Plan

FORMAT_VERSION: Final = 2
HASH_VERSION: Final = 1
LEADING: Final = ("measure", "by", "whole", "period_start", "period_end")
COUNTS: Final = ("n", "missing", "persons", "numerator", "denominator", "sum", "sum_of_squares")
STATUS: Final = "status"
WITHHELD_BY: Final = "withheld_by"
BOUNDED: Final = ("n", "numerator", "denominator")


class Holding(StrEnum):
    """What a cube holds. ``full``: every count, for the steward alone. ``released``: what may be shown, small counts withheld.
    ``mixed``: full cubes and released ones merged, for the steward alone.
    """

    FULL = "full"
    RELEASED = "released"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the counts come from. ``fingerprint`` is the source's own; ``engine`` and ``engine_version`` ran the query;
    ``version`` is Evenground's. ``parts`` holds the provenance of each cube that was merged into this one. ``holds`` says whether every
    count is in it. A released cube has no fingerprint: one made from the rows would let small counts be guessed and checked.
    """

    plan_hash: str
    source: str
    fingerprint: str
    engine: str
    engine_version: str
    version: str
    parts: tuple[Provenance, ...] = ()
    holds: Holding = Holding.FULL

    @property
    def origins(self) -> tuple[Provenance, ...]:
        """The sources behind this cube: itself, or the parts it was merged from."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """How one neighbourhood link went. ``mapping_hash`` tells whether the same areas still mean the same groups. The numbers of rows
    are None in a released cube.
    """

    stratum: str
    table: str
    column: str
    rows_linked: int | None
    rows_total: int | None
    cut_points: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    mapping_hash: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one period (``start`` is None for rows without a date): how many, the sum of their hashes (None where the
    engine gives none), and how many were left out of each stratum that the plan asks to drop its missing values from.
    """

    start: dt.date | None
    rows: int
    rows_hash: int | None = None
    dropped: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Cube:
    """Counts of a plan over one source, or over several that were merged; immutable and content-hashed.

    ``table`` holds one row for each measure, stratum set (``by``: names joined with ","; "" is overall), period and group that
    has any rows: ``whole`` (over all periods), ``period_start``, ``period_end``, one column a stratum (its group or "All"), ``n``
    rows that tell the measure, ``missing`` rows that do not, ``persons`` distinct people behind ``n`` (null: not counted),
    ``numerator``, ``denominator``, ``sum`` and ``sum_of_squares`` (the last two for means only).
    A released or mixed cube has a ``status`` beside them (``shown`` or ``suppressed``, and then every count is null); if merged, also
    ``withheld_by`` (the sources that withhold it) and ``…_low`` and ``…_high`` of n, numerator and denominator (null: no bound).
    ``groups`` gives the order of each stratum's groups, missing ones last. ``own_notes`` are those that hold no counts.
    """

    plan: Plan
    table: pa.Table
    groups: Mapping[str, tuple[str, ...]]
    periods: tuple[Period, ...]
    links: tuple[LinkSummary, ...]
    tallies: tuple[Tally, ...]
    provenance: Provenance
    own_notes: tuple[str, ...] = field(default=())

    @property
    def whole(self) -> Period | None:
        """From the first day of the first period to the last day of the last; None without dates."""
        return Period(self.periods[0].start, self.periods[-1].end) if self.periods else None

    @property
    def is_released(self) -> bool:
        """Whether it holds only what may be shown, so that it may be handed to all."""
        return self.provenance.holds is Holding.RELEASED

    @property
    def is_full(self) -> bool:
        """Whether every count is in it. Such a cube is for the network's steward alone, and so is a mixed one."""
        return self.provenance.holds is Holding.FULL

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the cube says: plan, counts, groups and links; the order of the rows read does not change it."""
        links = sorted((link.stratum, link.rows_linked, link.rows_total, link.mapping_hash) for link in self.links)
        return content_hash(self.table, (HASH_VERSION, self.provenance.plan_hash, sorted(self.groups.items()), links))

    @property
    def notes(self) -> tuple[str, ...]:
        """Plain sentences on what was left out or seen; counts below the plan's threshold are not written out."""
        return (*self.own_notes, *self._undated(), *self._dropped(), *self._withheld())

    def _undated(self) -> list[str]:
        rows = sum(tally.rows for tally in self.tallies if tally.start is None)
        if not rows or self.plan.date is None or self.plan.every is None:
            return []
        return [f"{self._rows(rows)} without a date: counted in the whole, but in no {self.plan.every.value}."]

    def _dropped(self) -> list[str]:
        notes = []
        for stratum in self.plan.strata:
            rows = sum(dict(tally.dropped).get(stratum.name, 0) for tally in self.tallies)
            if rows:
                notes.append(
                    f"{self._rows(rows)} left out of every table by {stratum.title}, because nobody knows the group and the plan "
                    'says missing = "drop". They still count in the overall figures.'
                )
        return notes

    def _withheld(self) -> list[str]:
        if self.is_full:
            return []
        hidden = sum(status != Status.SHOWN for status in self.table.column(STATUS).to_pylist())
        return [f"Figures are withheld in {hidden:,} of {self.table.num_rows:,} cells of this cube."] if hidden else []

    def _rows(self, count: int) -> str:
        threshold = self.plan.protect.threshold
        if count < threshold:
            return f"Some rows (fewer than {threshold}) are"
        return f"{count:,} rows are"


def schema(plan: Plan) -> pa.Schema:
    """The columns of a full cube's table for this plan, in order."""
    types = {"whole": pa.bool_(), "period_start": pa.date32(), "period_end": pa.date32()}
    leading = [(name, types.get(name, pa.string())) for name in LEADING]
    strata = [(stratum.name, pa.string()) for stratum in plan.strata]
    counts = [(name, pa.int64() if name in {"n", "missing", "persons"} else pa.float64()) for name in COUNTS]
    return pa.schema([*leading, *strata, *counts])


def released_schema(plan: Plan) -> pa.Schema:
    """The columns of a released cube's table."""
    return pa.schema([*schema(plan), (STATUS, pa.string())])


def bounded_schema(plan: Plan) -> pa.Schema:
    """The columns of a table merged from released cubes: who withholds a figure, and the lowest and highest it can be."""
    bounds = [(name, pa.float64()) for column in BOUNDED for name in bound_names(column)]
    return pa.schema([*released_schema(plan), (WITHHELD_BY, pa.string()), *bounds])


def bound_names(column: str) -> tuple[str, str]:
    """The columns of the lowest and the highest possible value."""
    return f"{column}_low", f"{column}_high"

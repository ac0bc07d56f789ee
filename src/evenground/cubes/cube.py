"""The cube: counts by stratum set and period, with everything needed to say how they came about. It never changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pyarrow as pa

from evenground.cubes.hashing import content_hash
from evenground.model.periods import Period
from evenground.model.plans import Plan

FORMAT_VERSION: Final = 1
LEADING: Final = ("measure", "by", "whole", "period_start", "period_end")
COUNTS: Final = ("n", "missing", "persons", "numerator", "denominator", "sum", "sum_of_squares")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the counts come from. ``fingerprint`` is the source's own; ``engine`` and ``engine_version`` ran the query;
    ``version`` is Evenground's. ``parts`` holds the provenance of each cube that was merged into this one.
    """

    plan_hash: str
    source: str
    fingerprint: str
    engine: str
    engine_version: str
    version: str
    parts: tuple[Provenance, ...] = ()

    @property
    def origins(self) -> tuple[Provenance, ...]:
        """The sources behind this cube: itself, or the parts it was merged from."""
        return self.parts or (self,)


@dataclass(frozen=True, slots=True)
class LinkSummary:
    """How one neighbourhood link went. ``mapping_hash`` tells whether the same areas still mean the same groups."""

    stratum: str
    table: str
    column: str
    rows_linked: int
    rows_total: int
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

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the cube says: plan, counts, groups and links; the order of the rows read does not change it."""
        links = sorted((link.stratum, link.rows_linked, link.rows_total, link.mapping_hash) for link in self.links)
        return content_hash(self.table, (FORMAT_VERSION, self.provenance.plan_hash, sorted(self.groups.items()), links))

    @property
    def notes(self) -> tuple[str, ...]:
        """Plain sentences on what was left out or seen; counts below the plan's threshold are not written out."""
        return (*self.own_notes, *self._undated(), *self._dropped())

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

    def _rows(self, count: int) -> str:
        threshold = self.plan.protect.threshold
        if count < threshold:
            return f"Some rows (fewer than {threshold}) are"
        return f"{count:,} rows are"


def schema(plan: Plan) -> pa.Schema:
    """The columns of a cube's table for this plan, in order."""
    types = {"whole": pa.bool_(), "period_start": pa.date32(), "period_end": pa.date32()}
    leading = [(name, types.get(name, pa.string())) for name in LEADING]
    strata = [(stratum.name, pa.string()) for stratum in plan.strata]
    counts = [(name, pa.int64() if name in {"n", "missing", "persons"} else pa.float64()) for name in COUNTS]
    return pa.schema([*leading, *strata, *counts])

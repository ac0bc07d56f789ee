"""What may leave: results in which every withheld figure is None with a status, never a number.

Reports, figures and files are drawn from these values only. A count here is None unless it may be shown to the audience.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.charted import ReleasedChart, ReleasedGapChart, ReleasedPooled
from evenground.model.figures import Verdict
from evenground.model.measures import Measure
from evenground.model.periods import Period
from evenground.model.plans import Audience, Plan
from evenground.model.strata import Stratum


@dataclass(frozen=True, slots=True)
class ReleasedGap:
    """One group against the reference; signed as group minus reference, scaled by ``per``; ratio group over reference.

    ``worse_by`` is the difference signed so that positive is worse for people, whichever direction is better.
    ``excess``: how many fewer (or, for ``better = higher``, more) events or people there would be, had this group the reference's level; > 0 is worse off.
    ``bounds``: lowest and highest the difference could be, had the missing answers and the people of unknown group gone one way or the other.
    ``needed``: with ``too few to say``, how many in this group (rows, or person-time units) it would take to tell a gap of this size; ``periods_needed`` how
    many times as long a time, at today's pace, that is.
    ``hidden``: some count behind it is withheld, so all figures are None.
    """

    measure: str
    by: tuple[str, ...]
    groups: tuple[str, ...]
    reference: tuple[str, ...]
    period: Period | None
    verdict: Verdict
    hidden: bool = False
    difference: float | None = None
    difference_lower: float | None = None
    difference_upper: float | None = None
    ratio: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None
    worse_by: float | None = None
    excess: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    bounds: tuple[float, float] | None = None
    needed: int | None = None
    periods_needed: float | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """The group's name as shown."""
        return " · ".join(self.groups)

    @property
    def reference_name(self) -> str:
        """The reference group's name as shown; ``overall`` and ``target`` keep those words."""
        return " · ".join(self.reference)


@dataclass(frozen=True, slots=True)
class ReleasedSummary:
    """One many-group measure (slope index, Theil…): its value, interval, what it would be with no gap at all, and its note."""

    name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    null_value: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedChange:
    """How one gap moved between two periods, on both scales, split into the two ways a gap can close.

    ``group_change`` and ``reference_change``: change of each one's estimate (scaled by per). ``verdict`` is one of
    ``narrowed``, ``widened``, ``levelled down`` (narrowed because the better-off got worse, while the worse-off did not improve),
    ``mixed`` (difference and ratio moved in opposite directions), ``no clear change``.
    """

    groups: tuple[str, ...]
    reference: tuple[str, ...]
    first: Period
    last: Period
    difference_first: float
    difference_last: float
    ratio_first: float | None
    ratio_last: float | None
    group_change: float
    reference_change: float
    verdict: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedAverageChange:
    """How the overall level moved between two periods: ``within`` groups, and ``between`` (other groups were counted)."""

    first: Period
    last: Period
    before: float
    after: float
    within: float
    between: float


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """One measure by one stratum set: over all periods (``overall``, ``cells``, ``gaps``) and over time.

    ``cells`` stand in the strata's own order, Unknown, Declined and Not linked last. ``over_time`` holds for each period the
    overall cell and the groups' cells in the same order. ``gaps`` holds one gap for each group but the reference. ``charts`` are control
    charts over time, overall first and then the groups' in the order of ``cells``; ``gap_charts`` one for each group but the reference (single strata only).
    ``pooled``: groups too small for a period, over longer spans. ``breaks``: from each of these periods on, the data seem to be made in another way.
    ``impossible``: groups whose share passes 100 %.
    """

    measure: Measure
    strata: tuple[Stratum, ...]
    period: Period | None
    overall: ReleasedCell
    cells: tuple[ReleasedCell, ...]
    gaps: tuple[ReleasedGap, ...]
    reference: tuple[str, ...] = ()
    overlapping: bool = False
    summaries: tuple[ReleasedSummary, ...] = ()
    change: ReleasedChange | None = None
    average_change: ReleasedAverageChange | None = None
    over_time: tuple[tuple[Period, ReleasedCell, tuple[ReleasedCell, ...]], ...] = ()
    gaps_over_time: tuple[ReleasedGap, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[ReleasedChart, ...] = ()
    gap_charts: tuple[ReleasedGapChart, ...] = ()
    pooled: tuple[ReleasedPooled, ...] = ()
    breaks: tuple[Period, ...] = ()
    impossible: tuple[str, ...] = ()

    @property
    def by(self) -> tuple[str, ...]:
        """The names of the strata in this set."""
        return tuple(stratum.name for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class ReleasedLink:
    """How well a neighbourhood link went: overall and by group, the cut points used, and what was seen on the way."""

    stratum: str
    table: str
    column: str
    linked: int | None
    total: int | None
    rate: float | None
    by_group: Mapping[str, tuple[ReleasedCell, ...]] = field(default_factory=dict)
    cut_points: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedMissing:
    """Who is missing, by site: ``cells`` hold each site's share (in per cent) of rows of unknown ``group``, or with an unknown ``answer``."""

    title: str
    what: str
    cells: tuple[ReleasedCell, ...]


@dataclass(frozen=True, slots=True)
class GrainAdvice:
    """By these strata, the share (0 to 1) of cells too small to show: ``now``, period by period, and ``then``, by ``longer`` times
    (``quarter``, ``year`` or ``all``)."""

    by: tuple[str, ...]
    now: float
    longer: str
    then: float


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that one run may show to one audience.

    ``results``: for each measure, each stratum and then each pair. ``scan``: the gaps worth acting on first, ranked by people
    affected. ``looked_at`` counts the comparisons behind the false-discovery rate ``fdr``. ``facts`` are label-and-text pairs for "how this was made"
    (source, rows, period, version, engine, hash). ``safe_to_publish`` is False until an audit has passed.
    ``audit``: what an attack on it found (``disclosure.Audit``; None: not attacked). ``advice``: what a coarser grain would show, where much is hidden. ``cells_table`` and ``gaps_table`` hold every released cell and gap (all periods, all pairs), with the columns of cells.csv and gaps.csv.
    """

    plan: Plan
    results: tuple[ReleasedResult, ...]
    scan: tuple[ReleasedGap, ...] = ()
    looked_at: int = 0
    fdr: float = 0.05
    links: tuple[ReleasedLink, ...] = ()
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    safe_to_publish: bool = False
    cells_table: pa.Table | None = None
    gaps_table: pa.Table | None = None
    missing: tuple[ReleasedMissing, ...] = ()
    audience: Audience = Audience.TEAM
    advice: tuple[GrainAdvice, ...] = ()
    audit: Any = None
    missing_table: pa.Table | None = None

    def result(self, measure: str, by: tuple[str, ...]) -> ReleasedResult:
        """The result of this measure by these strata; KeyError with what there is if it was not measured."""
        for result in self.results:
            if result.measure.name == measure and result.by == by:
                return result
        raise KeyError(f"{measure!r} by {' and '.join(by)!r} was not measured. {self._measured()}")

    def _measured(self) -> str:
        measures = dict.fromkeys(result.measure.name for result in self.results)
        sets = dict.fromkeys(" and ".join(result.by) for result in self.results)
        return f"Measured are {', '.join(measures)}; by {', '.join(sets)}."

"""What may be shown over time: control charts, the chart of a gap, its trajectory, and small groups seen over longer spans.

Every number here is worked out from released cells alone, so nothing here can tell more than they do: a withheld period is a missing point.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from evenground.disclosure.cells import ReleasedCell
from evenground.model.figures import Status
from evenground.model.periods import Period


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One period of a control chart; figures are on the scale shown, None where there is no point or no limits.

    ``signals`` names the rules that this point completes. ``in_signal`` is true for every point of a signalling pattern.
    ``excluded`` gives the reason for which the point is shown but not judged. ``broken`` says why this point looks like a fault in the data.
    """

    period: Period
    status: Status
    value: float | None = None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    phase: int = 0
    signals: tuple[str, ...] = ()
    in_signal: bool = False
    excluded: str = ""
    broken: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedChart:
    """A control chart of one group's level (``scale`` is ``level``; ``groups`` empty: overall), or of a gap (``difference``, ``ratio``).

    ``kind``: the chart as in ``spc`` (p, pp, u, up, i…). ``rules`` names the rule set. ``signal`` says what the latest pattern means: for a
    level ``better``, ``worse`` or ``none``; for a gap ``narrowing``, ``widening``, ``closed``, ``reversed`` or ``none``; ``too short`` below
    ten points. ``false_alarm``: how often (0 to 1) these rules signal on so many points when nothing changed. ``baseline``: the number of first
    points that the limits rest on (None: all). ``note``: what a reader should know (overdispersion, left-out periods…), one sentence each.
    """

    kind: str
    groups: tuple[str, ...]
    points: tuple[ChartPoint, ...]
    scale: str = "level"
    rules: str = "anhoej"
    signal: str = "none"
    target: float | None = None
    baseline: int | None = None
    longest_run: int | None = None
    longest_run_max: int | None = None
    crossings: int | None = None
    crossings_min: int | None = None
    false_alarm: float | None = None
    assurance: str = ""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The group's name as shown."""
        return " · ".join(self.groups)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The slope of a gap on one scale: change a year with its interval, and the day on which it would close at this pace.

    ``verdict``: ``closing``, ``widening`` or ``no clear change``. ``closes`` is None unless it is closing; ``closes_earliest`` and ``closes_latest``
    come from the slope's interval (latest None: perhaps never). ``dispersion``: above 1, months differ more than chance alone would make them.
    """

    scale: str
    per_year: float
    per_year_lower: float
    per_year_upper: float
    verdict: str
    closes: dt.date | None = None
    closes_earliest: dt.date | None = None
    closes_latest: dt.date | None = None
    dispersion: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedGapChart:
    """The gap of one group to the reference over time: both scales, judged together.

    ``signal``: ``narrowing``, ``widening``, ``closed``, ``reversed``, ``mixed`` (the two scales disagree), ``none`` or ``too short``.
    """

    groups: tuple[str, ...]
    reference: tuple[str, ...]
    difference: ReleasedChart
    ratio: ReleasedChart | None
    signal: str
    trajectories: tuple[Trajectory, ...] = ()

    @property
    def name(self) -> str:
        """The group's name as shown."""
        return " · ".join(self.groups)

    @property
    def reference_name(self) -> str:
        """The reference group's name as shown."""
        return " · ".join(self.reference)


@dataclass(frozen=True, slots=True)
class ReleasedPooled:
    """A group too small to be seen in each period, seen over longer spans.

    ``span``: ``quarter``, ``half-year``, ``year``, ``two years``… or ``all``; ``windows`` hold a cell for each. ``steadied`` holds for each window the partially pooled
    (empirical-Bayes) level with its limits, drawn towards all groups' level: an estimate, marked as such. ``periods_until_seen``: how many
    periods of the plan together would show this group, at today's numbers.
    """

    groups: tuple[str, ...]
    span: str
    windows: tuple[tuple[Period, ReleasedCell], ...]
    steadied: tuple[tuple[float, float, float] | None, ...] = ()
    periods_until_seen: int | None = None

    @property
    def name(self) -> str:
        """The group's name as shown."""
        return " · ".join(self.groups)


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One site of a funnel plot: its value on the scale shown, and the size that its limits rest on; both None unless ``status`` is ``shown``.

    ``outside``: the widest of the funnel's limits (0.998, say) that the value lies outside of; None inside all of them.
    """

    name: str
    status: Status
    value: float | None = None
    denominator: float | None = None
    outside: float | None = None


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """The limits at one level ``conf``, one pair for each of the funnel's ``sizes``; None where there is none."""

    conf: float
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ReleasedFunnel:
    """Sites compared with limits that narrow as their size grows, worked out from shown sites alone.

    ``title`` names what is compared (the stratum's title). ``limits`` stand at ``sizes``, which grow from the smallest to the largest shown
    denominator. ``size_unit`` says what the denominators count. ``widened``: the limits allow for sites differing more than chance alone would make them.
    """

    title: str
    points: tuple[FunnelPoint, ...]
    centre: float | None
    sizes: tuple[float, ...] = ()
    limits: tuple[FunnelLimit, ...] = ()
    size_unit: str = ""
    widened: bool = False
    notes: tuple[str, ...] = ()

"""What one writes in Python: a cube that answers for its gaps, and an answer that shows itself in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evenground import cubes
from evenground.disclosure.charted import ChartPoint, ReleasedChart
from evenground.disclosure.release import release
from evenground.disclosure.released import Release, ReleasedResult
from evenground.figures.control_chart import control_chart
from evenground.figures.dot_plot import dot_plot
from evenground.model.plans import Plan
from evenground.reports import sentence
from evenground.reports.trends import chart_sentence


@dataclass(frozen=True)
class Gaps:
    """The gaps of one measure between the groups of one stratifier (or pair), as they may be shown.

    ``sentence`` says it in plain words, ``figure`` is an SVG, ``table`` an Arrow table (pandas, Polars and R read it).
    """

    result: ReleasedResult
    plan: Plan
    table: Any

    @property
    def sentence(self) -> str:
        """What the result says, in plain words."""
        return sentence(self.result, self.plan.language)

    @property
    def figure(self) -> str:
        """The picture, as SVG text."""
        return dot_plot(self.result, language=self.plan.language)

    def _repr_html_(self) -> str:
        return f"<p>{self.sentence}</p>{self.figure}"

    def __str__(self) -> str:
        return self.sentence

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


@dataclass(frozen=True)
class Chart:
    """The control chart of one group: ``released`` holds its points, limits and signals; ``sentence`` says it, ``figure`` is an SVG."""

    released: ReleasedChart
    result: ReleasedResult
    plan: Plan

    @property
    def signals(self) -> list[ChartPoint]:
        """The points that are part of a signal: more than chance alone would bring."""
        return [point for point in self.released.points if point.in_signal]

    @property
    def sentence(self) -> str:
        """What the chart says, in plain words."""
        return chart_sentence(self.released, self.plan.language)

    @property
    def figure(self) -> str:
        """The picture, as SVG text, with marks for what was tried."""
        return control_chart(self.released, self.result, language=self.plan.language, marks=self.plan.tried)

    def _repr_html_(self) -> str:
        return f"<p>{self.sentence}</p>{self.figure}"

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Cube:
    """Counts of a plan, and what they say. Immutable; ``counts`` is the cube of the engine, with every count in it."""

    counts: cubes.Cube

    @property
    def plan(self) -> Plan:
        """The plan that was measured."""
        return self.counts.plan

    @property
    def hash(self) -> str:
        """The content hash: equal for equal counts."""
        return self.counts.hash

    @cached_property
    def released(self) -> Release:
        """Everything that may be shown to a team, small counts hidden."""
        return release(self.counts)

    def gaps(self, measure: str, *, by: str | tuple[str, ...]) -> Gaps:
        """The gaps of this measure by one stratum, or by a pair: ``by="race"`` or ``by=("race", "poverty")``.

        Raises KeyError with what there is for a name that was not measured.
        """
        names = (by,) if isinstance(by, str) else tuple(by)
        result = self.released.result(measure, names)
        return Gaps(result, self.plan, _rows(self.released.gaps_table, measure, " × ".join(names)))

    def chart(self, measure: str, **groups: str) -> Chart:
        """The control chart of one group, with its signals: ``chart("ed_visits", race="Black")``; of everyone with no group named.

        Raises KeyError with what there is for a measure, stratum or group that was not measured, or where there is no chart (no periods).
        """
        by = tuple(groups)
        result = next((one for one in self.released.results if one.measure.name == measure and not by), None)
        result = result or self.released.result(measure, by)
        named = tuple(groups.values())
        for chart in result.charts:
            if chart.groups == named:
                return Chart(chart, result, self.plan)
        there = "; ".join(chart.name for chart in result.charts if chart.groups) or "none: the plan has no periods"
        raise KeyError(f"There is no chart of {' and '.join(named) or 'everyone'}. There are: {there}.")

    def save(self, path: Any) -> None:
        """Write the cube to a single file."""
        cubes.save(self.counts, path)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The released cells, as an Arrow stream: no hidden count is in it."""
        table: Any = self.released.cells_table
        return table.__arrow_c_stream__(requested_schema)


def _rows(table: Any, measure: str, by: str) -> Any:
    import pyarrow.compute as pc

    mine = pc.and_(pc.equal(table["measure"].cast("string"), measure), pc.equal(table["by"].cast("string"), by))
    return table.filter(mine)

"""What one writes in Python: a cube that answers for its gaps, and an answer that shows itself in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evenground import cubes
from evenground.disclosure.release import release
from evenground.disclosure.released import Release, ReleasedResult
from evenground.figures.dot_plot import dot_plot
from evenground.model.plans import Plan
from evenground.reports import sentence


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

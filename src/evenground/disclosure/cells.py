"""One released cell: a group's figures, or the reason there are none."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.model.figures import Status


@dataclass(frozen=True, slots=True)
class ReleasedCell:
    """One group's figures, already scaled by the measure's ``per``. All figures are None unless ``status`` is ``shown``.

    ``groups``: one name a stratum of the set (empty: overall). ``n`` rows, ``persons`` distinct people if the plan names a
    person column, ``missing`` rows of this group for which the measure could not be told. ``note`` says why a figure is
    None although the cell is shown (an interval from one value, no denominator…).
    """

    groups: tuple[str, ...]
    status: Status
    n: int | None = None
    persons: int | None = None
    missing: int | None = None
    numerator: float | None = None
    denominator: float | None = None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    note: str = ""

    @property
    def name(self) -> str:
        """The group's name as shown: ``Black``, or ``Black · Spanish`` for a pair."""
        return " · ".join(self.groups)

"""What a link gives to the engine and to the reader: a group for each recorded place, and how well it went, without the places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Linkage:
    """The answer of ``link``. Only ``mapping`` and the counts know about people; they stay in the engine and are never printed.

    ``mapping``: group name by raw area value, written as ``CAST(column AS VARCHAR)`` writes it; raw codes for a missing place
    are mapped to Unknown or Declined. A value that is not in it is Not linked; a null is Unknown.
    ``groups``: names in order, without the missing ones; ``short_names`` for use beside a title that names the variable.
    ``cut_points`` ascend (an area at or above one lies on its higher side); ``ranges``: lowest and highest value by group.
    ``rows_linked``, ``rows_missing`` (no place recorded) and ``rows_total`` count the source's rows;
    ``not_linked`` counts the rest by reason. They are raw counts: show them only after release.
    ``notes`` are safe to show: they hold no area and no count of rows, only shares in round words.
    """

    stratum: str
    variable: str
    table: str
    area_kind: str
    groups: tuple[str, ...]
    short_names: Mapping[str, str]
    cut_points: tuple[float, ...]
    ranges: Mapping[str, tuple[float, float]]
    vintage: int | None
    notes: tuple[str, ...]
    mapping: Mapping[str, str] = field(repr=False)
    rows_linked: int = field(repr=False)
    rows_missing: int = field(repr=False)
    rows_total: int = field(repr=False)
    not_linked: Mapping[str, int] = field(repr=False)

    @property
    def link_rate(self) -> float | None:
        """Rows linked out of all rows (those without a recorded place too); None without rows. A raw figure."""
        return self.rows_linked / self.rows_total if self.rows_total else None

"""Cubes: one pass over the rows becomes counts by group and period; stored, merged and refreshed, never changed."""

from __future__ import annotations

from evenground.cubes.build import build
from evenground.cubes.cube import Cube, LinkSummary, Provenance, Tally
from evenground.cubes.merging import merge
from evenground.cubes.refreshing import refresh
from evenground.cubes.storing import from_bytes, load, save, to_bytes

__all__ = [
    "Cube",
    "LinkSummary",
    "Provenance",
    "Tally",
    "build",
    "from_bytes",
    "load",
    "merge",
    "refresh",
    "save",
    "to_bytes",
]

"""Cubes: one pass over the rows becomes counts by group and period; stored, merged and refreshed, never changed."""

from __future__ import annotations

from evenground.cubes.build import build
from evenground.cubes.cube import Cube, Holding, LinkSummary, Provenance, Tally
from evenground.cubes.merging import merge
from evenground.cubes.refreshing import refresh
from evenground.cubes.releasing import hidden_rows, released, rounded
from evenground.cubes.storing import from_bytes, load, save, to_bytes
from evenground.cubes.withheld import missing_figures

__all__ = [
    "Cube",
    "Holding",
    "LinkSummary",
    "Provenance",
    "Tally",
    "build",
    "from_bytes",
    "hidden_rows",
    "load",
    "merge",
    "missing_figures",
    "refresh",
    "released",
    "rounded",
    "save",
    "to_bytes",
]

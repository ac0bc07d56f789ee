"""A cube that may be handed to all: withheld cells have no figure, and nothing else in it, or in its file, gives one away."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from evenground.cubes.cube import COUNTS, LEADING, STATUS, Cube, Holding, Provenance, released_schema
from evenground.model.faults import fault
from evenground.model.figures import Status
from evenground.model.measures import MeasureType
from evenground.model.plans import Plan

Mask = NDArray[np.bool_]
SHOWN, WITHHELD = str(Status.SHOWN), str(Status.SUPPRESSED)


def released(cube: Cube, hidden: ArrayLike) -> Cube:
    """The cube as it may be handed to all. ``hidden`` says of each row of its table whether it is withheld.

    Both kinds of hiding get one mark. Left out for every cell: how many rows do not tell the measure (small, as a rule), the tallies of rows and their
    fingerprints, the fingerprint of the source, how many rows linked, and the address and text of the plan. Counts are rounded where the plan says so.
    Raises Faults for a cube that is not full, ValueError for a mask of another length.
    """
    if not cube.is_full:
        raise fault(
            "Only a full cube can be released: this one has withheld cells already.", cube.provenance.source, ""
        )
    mask = np.asarray(hidden, dtype=bool)
    if mask.shape != (cube.table.num_rows,):
        raise ValueError(f"hidden has {mask.size} entries for {cube.table.num_rows} rows of the cube")
    return Cube(
        plan=_public_plan(cube.plan),
        table=_masked(cube, mask),
        groups=cube.groups,
        periods=cube.periods,
        links=tuple(dataclasses.replace(link, rows_linked=None, rows_total=None, notes=()) for link in cube.links),
        tallies=(),
        provenance=_public(cube.provenance),
        own_notes=(*cube.own_notes, *_numberless(cube)),
    )


def hidden_rows(cube: Cube, cells: pa.Table | None) -> Mask:
    """Which rows of the cube are withheld: all but those that the table of released cells (``Release.cells_table``) shows, or says to be empty."""
    keys = ["measure", "period_start", "period_end", *(stratum.name for stratum in cube.plan.strata)]
    if cells is None:
        return np.ones(cube.table.num_rows, dtype=bool)
    told = cells.filter(pc.is_in(cells.column(STATUS).cast(pa.string()), pa.array([SHOWN, str(Status.NONE)])))
    seen = set(_keys(told, keys))
    return np.array([key not in seen for key in _keys(cube.table, keys)], dtype=bool)


def rounded(cube: Cube) -> Cube:
    """The cube with counts of people rounded to the base that its plan asks for; itself where it asks for none."""
    if cube.plan.protect.round <= 1:
        return cube
    table = cube.table
    for name, values in _rounded(cube).items():
        at = table.column_names.index(name)
        told = pa.array(np.nan_to_num(values), mask=np.isnan(values)).cast(table.schema.field(name).type)
        table = table.set_column(at, table.schema.field(name), told)
    return dataclasses.replace(cube, table=table)


def _keys(table: pa.Table, names: list[str]) -> Iterator[tuple[object, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _masked(cube: Cube, hidden: Mask) -> pa.Table:
    """The table with every count of a hidden row, and every number of untold rows, gone from memory too, not only marked as null."""
    columns = {name: cube.table.column(name) for name in (*LEADING, *(stratum.name for stratum in cube.plan.strata))}
    counts = _rounded(cube)
    kinds = released_schema(cube.plan)
    for name in COUNTS:
        gone = hidden | np.isnan(counts[name]) | (name == "missing")
        columns[name] = pa.array(np.where(gone, 0.0, counts[name]), mask=gone).cast(kinds.field(name).type)
    columns[STATUS] = pa.array(np.where(hidden, WITHHELD, SHOWN).tolist(), pa.string())
    return pa.table([columns[field.name] for field in kinds], schema=kinds)


def _rounded(cube: Cube) -> dict[str, NDArray[np.float64]]:
    """The counts, those of people rounded to the plan's base. A sum of values moves with its n, so that the mean stays as it is."""
    counts = {name: np.asarray(cube.table.column(name).cast(pa.float64()).to_numpy(), dtype=float) for name in COUNTS}
    base = cube.plan.protect.round
    if base <= 1:
        return counts
    types = {measure.name: measure.type for measure in cube.plan.measures}
    of = np.array([types[name] for name in cube.table.column("measure").to_pylist()], dtype=object)
    whole = {name: np.floor(counts[name] / base + 0.5) * base for name in counts}
    with np.errstate(all="ignore"):
        scale = np.where(counts["n"] > 0, whole["n"] / counts["n"], 1.0)
    mean, rate = of == MeasureType.MEAN, of == MeasureType.RATE
    summed = {name: counts[name] * scale for name in ("numerator", "sum", "sum_of_squares")}
    return counts | {
        "n": whole["n"],
        "missing": whole["missing"],
        "persons": whole["persons"],
        "numerator": np.where(mean, summed["numerator"], whole["numerator"]),
        "denominator": np.where(rate, counts["denominator"], whole["denominator"]),
        "sum": summed["sum"],
        "sum_of_squares": summed["sum_of_squares"],
    }


def _numberless(cube: Cube) -> Iterator[str]:
    """What the tallies said, without their numbers."""
    plan = cube.plan
    if plan.date is not None and plan.every is not None and any(tally.start is None for tally in cube.tallies):
        yield f"Some rows are without a date: counted in the whole, but in no {plan.every.value}."
    dropped = {name for tally in cube.tallies for name, rows in tally.dropped if rows}
    for stratum in plan.strata:
        if stratum.name in dropped:
            yield f'Some rows are left out of every table by {stratum.title}, because the plan says missing = "drop".'


def _public(made: Provenance) -> Provenance:
    return dataclasses.replace(
        made,
        source=" + ".join(short_name(one) for one in made.source.split(" + ")),
        fingerprint="",
        holds=Holding.RELEASED,
        parts=tuple(_public(part) for part in made.parts),
    )


def _public_plan(plan: Plan) -> Plan:
    return dataclasses.replace(plan, source=short_name(plan.source), text="", folder=Path())


def short_name(source: str) -> str:
    """A source's name without the machine or the folder that it lies in: ``visits.csv``, ``clinic#visits``."""
    if "://" not in source:
        return PurePosixPath(source.replace("\\", "/")).name
    parts = urlsplit(source)
    name = PurePosixPath(parts.path).name
    return f"{name}#{parts.fragment}" if parts.fragment else name

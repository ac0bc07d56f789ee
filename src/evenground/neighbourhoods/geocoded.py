"""A geocoder's output as it is (DeGAUSS columns), or any crosswalk, read as: this person or visit lies in that area, or why not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from evenground.model.faults import Faults, fault
from evenground.model.strata import Link
from evenground.neighbourhoods.areas import AreaKind, kind_by_name
from evenground.neighbourhoods.columns import Texts, absent, texts
from evenground.neighbourhoods.shapes import Shapes, read_shapes
from evenground.neighbourhoods.wording import listed
from evenground.plans.missing import missing_group
from evenground.sources import Source, open_source

PRECISE = frozenset({"range", "street"})
LOWEST_SCORE = 0.5

NOT_IN_FILE = "not in the geocoder's file"
SEVERAL = "several places, and the file does not say which one"
OUTSIDE = "the address lies outside the areas drawn"
IMPRECISE = "the address was found only roughly (imprecise_geocode)"
NOT_FOUND = "the address was not found"
REASONS = {
    "po_box": "the address is a PO box (po_box)",
    "cincy_inst_foster_addr": "the address is an institution's or a foster care office's (cincy_inst_foster_addr)",
    "non_address_text": "the address is not an address (non_address_text)",
    "imprecise_geocode": IMPRECISE,
}

_GEOCODER = ("geocode_result", "precision", "score", *list(REASONS)[:3])
_KNOWN_AREAS = ("fips_tract_id", "census_tract_id", "fips_block_group_id", "census_block_group_id", "geoid")


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """``area_of`` a person or visit as text, or the reason ``why_not``. ``column`` is where the areas come from. Stays in the engine."""

    column: str
    area_of: Mapping[str, str] = field(repr=False)
    why_not: Mapping[str, str] = field(repr=False)
    notes: tuple[str, ...] = ()

    def place(self, raw: str) -> tuple[str | None, str]:
        """The area of ``raw`` as text and "", or None and why."""
        name = _identity(raw)
        return (self.area_of[name], "") if name in self.area_of else (None, self.why_not.get(name, NOT_IN_FILE))


def read_crosswalk(link: Link, folder: Path, *, where: str) -> Crosswalk:
    """The crosswalk ``link.via``. Raises Faults if it has neither areas nor, with ``link.shapes``, coordinates."""
    assert link.via is not None
    on = link.via_on or "id"
    with open_source(link.via, folder=folder) as source:
        missing = absent(source, [on, link.via_area], where=where)
        if missing:
            raise Faults(missing)
        held = {column.name.casefold(): column.name for column in source.columns}
        area = link.via_area or (None if link.shapes else _area_column(source, held, where))
        points = None if area else _points(source, held, where)
        signs = [held[sign] for sign in _GEOCODER if sign in held]
        wanted = list(dict.fromkeys([on, *signs, *([area] if area else points or [])]))
        columns = texts(source, wanted, untouched=[name for name in (on, area) if name])
    return _crosswalk(link, folder, columns, on, area, points, where)


def why_not_placed(row: Mapping[str, str | None]) -> str | None:
    """Why a geocoder's row (keys in lower case) may not be used, or None if it may.

    DeGAUSS's own rule: usable are matches of precision "range" or "street" that score 0.5 or more. Older outputs, which keep every
    match and flag the address in columns of TRUE and FALSE, are held to the same rule.
    """
    flagged = next((name for name in list(REASONS)[:3] if (row.get(name) or "").casefold() in ("true", "1")), None)
    result = (row.get("geocode_result") or "").casefold()
    if flagged or result in REASONS:
        return REASONS[flagged or result]
    if result and missing_group(result) is None and result != "geocoded":
        return NOT_FOUND
    precision, score = row.get("precision"), row.get("score")
    if "precision" in row and missing_group(precision):
        return NOT_FOUND
    if precision and precision.casefold() not in PRECISE:
        return IMPRECISE
    return IMPRECISE if score and not missing_group(score) and not _at_least(score, LOWEST_SCORE) else None


def _area_column(source: Source, held: Mapping[str, str], where: str) -> str:
    """The geocoder's own column of tracts, or the only column that is named for an area."""
    for known in _KNOWN_AREAS:
        if known in held:
            return held[known]
    named = [name for name in held.values() if kind_by_name(name) in (AreaKind.TRACT, AreaKind.BLOCK_GROUP)]
    if len(named) == 1:
        return named[0]
    raise fault(*_no_area(source.name, named, has_points={"lat", "lon"} <= held.keys(), where=where))


def _no_area(name: str, named: Sequence[str], *, has_points: bool, where: str) -> tuple[str, str, str]:
    if named:
        return (
            f"{name} has several columns of areas: {listed(list(named))}.",
            where,
            f"Say which: via_area = {named[0]!r}.",
        )
    if has_points:
        what = f"{name} has coordinates (lat, lon) but no column of census tracts: one step is still missing."
        fix = 'Let the geocoder\'s census tract step add them, or name a GeoJSON file of the tracts in the link: shapes = "tracts.geojson".'
        return what, where, fix
    return f"{name} has no column of census tracts.", where, "Name the column that holds the areas: via_area = …"


def _points(source: Source, held: Mapping[str, str], where: str) -> list[str]:
    for pair in (("lon", "lat"), ("longitude", "latitude"), ("x", "y")):
        if set(pair) <= held.keys():
            return [held[name] for name in pair]
    raise fault(
        f"{source.name} has no columns lat and lon to look up in the shapes.", where, "Geocode the addresses first."
    )


def _crosswalk(
    link: Link,
    folder: Path,
    columns: Mapping[str, Texts],
    on: str,
    area: str | None,
    points: list[str] | None,
    where: str,
) -> Crosswalk:
    shapes = read_shapes(link.shapes, folder, where=where) if link.shapes and points else None
    areas = columns[area] if area else _located(shapes, columns, points or [])
    signs = [name for name in columns if name.casefold() in _GEOCODER]
    found: dict[str, set[str]] = {}
    why: dict[str, str] = {}
    for i, raw in enumerate(columns[on]):
        if raw is None or missing_group(raw):
            continue
        reason = why_not_placed({sign.casefold(): columns[sign][i] for sign in signs})
        place, name = areas[i], _identity(raw)
        if reason is None and place is not None and missing_group(place) is None:
            found.setdefault(name, set()).add(place)
        else:
            said = reason or (OUTSIDE if shapes and _has_point(columns, points, i) else NOT_FOUND)
            why[name] = min(
                said, why.get(name, said)
            )  # of several reasons always the same one, whatever the order of rows
    several = {name: SEVERAL for name, places in found.items() if len(places) > 1}
    area_of = {name: next(iter(places)) for name, places in found.items() if len(places) == 1}
    column = area or (shapes.property if shapes else "")
    return Crosswalk(column, area_of, {**why, **several}, _notes(link, column, signs))


def _notes(link: Link, column: str, signs: list[str]) -> tuple[str, ...]:
    looked = (
        f"looked up in {link.shapes} by coordinates"
        if link.shapes and not link.via_area
        else f"taken from its column {column}"
    )
    notes = [f"Each {link.area} was found in {link.via}; areas were {looked}."]
    if signs:
        notes.append(
            f"Addresses matched less closely than to a street, or with a score under {LOWEST_SCORE}, are Not linked."
        )
    return tuple(notes)


def _located(shapes: Shapes | None, columns: Mapping[str, Texts], points: list[str]) -> Texts:
    if shapes is None:
        return []
    x, y = (np.array([_coordinate(text) for text in columns[name]]) for name in points)
    return shapes.locate(x, y)


def _has_point(columns: Mapping[str, Texts], points: list[str] | None, row: int) -> bool:
    return bool(points) and all(
        _coordinate(columns[name][row]) == _coordinate(columns[name][row]) for name in points or []
    )


def _coordinate(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return float("nan")


def _identity(raw: str) -> str:
    """55001310120.0 and 55001310120 are one person; other names are taken as they stand."""
    return re.sub(r"^(\d+)\.0+$", r"\1", raw.strip())


def _at_least(text: str, lowest: float) -> bool:
    return _coordinate(text) >= lowest

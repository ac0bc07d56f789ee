"""Which area a point lies in: areas read from a GeoJSON file, points tested by counting the edges to their east."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.model.faults import fault
from evenground.neighbourhoods.areas import AreaKind, recognise
from evenground.neighbourhoods.wording import listed

Floats = NDArray[np.float64]

_AT_ONCE = 4096  # points tested together, so that points x edges stays small
_LARGEST = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Shapes:
    """Areas with their outlines, in degrees. ``property`` is the name under which the file holds the area's code."""

    property: str
    codes: tuple[str, ...]
    edges: tuple[Floats, ...] = field(repr=False)

    def locate(self, longitude: Floats, latitude: Floats) -> list[str | None]:
        """The code of the area that holds each point, or None. Where outlines overlap, the first code in order has it."""
        found = np.full(len(longitude), -1)
        for place, edges in enumerate(self.edges):
            _mark_inside(found, place, edges, longitude, latitude)
        return [self.codes[place] if place >= 0 else None for place in found.tolist()]


def read_shapes(name: str, folder: Path, *, where: str) -> Shapes:
    """Areas from a GeoJSON file (``.gz`` too) of polygons in longitude and latitude. Raises Faults if it is not one."""
    features = _features(name, inside(folder, name, where=where), where)
    key = _key(features, name, where)
    try:
        outlines = {str(feature["properties"][key]): _edges(feature.get("geometry")) for feature in features}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise fault(
            f"{name} has an area whose outline or {key} cannot be read.", where, "Export it again as GeoJSON."
        ) from error
    codes = tuple(sorted(code for code, edges in outlines.items() if len(edges)))
    if any(
        np.abs(outlines[code][:, [0, 2]]).max() > 360 or np.abs(outlines[code][:, [1, 3]]).max() > 90 for code in codes
    ):
        raise fault(f"{name} is not in degrees.", where, "Export it with longitude and latitude (EPSG:4326, WGS 84).")
    return Shapes(key, codes, tuple(outlines[code] for code in codes))


def inside(folder: Path, name: str, *, where: str) -> Path:
    """The file ``name`` in ``folder``; a path that leads out of it is refused, even by a link."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise fault(f"{name} lies outside the plan's folder.", where, "Put the file beside the plan.")
    if not path.is_file():
        raise fault(f"There is no file {name}.", where, "Check the name; it starts from the plan's folder.")
    return path


def _features(name: str, path: Path, where: str) -> list[dict[str, Any]]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        read = json.loads(text) if len(text) <= _LARGEST else None
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise fault(
            f"{name} cannot be read as GeoJSON.", where, "Check that the file is whole, and export it again."
        ) from error
    features = read.get("features") if isinstance(read, dict) else None
    if not features or not all(isinstance(f, dict) and isinstance(f.get("properties"), dict) for f in features):
        raise fault(f"{name} holds no areas.", where, "Give a GeoJSON FeatureCollection of polygons.")
    return list(features)


def _key(features: list[dict[str, Any]], name: str, where: str) -> str:
    """The property whose values are area codes; ``GEOID`` before ``TRACTCE``, since only it is whole."""
    keys = [key for key in features[0]["properties"] if all(key in feature["properties"] for feature in features)]
    for key in keys:
        texts = [str(feature["properties"][key]) for feature in features]
        if len(set(texts)) == len(texts) and recognise(key, texts) is not AreaKind.NAMED:
            return str(key)
    raise fault(
        f"No property of {name} holds area codes.",
        where,
        f"It has {listed(keys) if keys else 'none that every area has'}.",
    )


def _edges(geometry: Any) -> Floats:
    """All edges of an area's rings as rows (x1, y1, x2, y2); holes are rings too, and counting sees to them."""
    if geometry is None:
        return np.empty((0, 4))
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(geometry["type"])
    return np.concatenate([_ring(ring) for polygon in polygons for ring in polygon])


def _ring(ring: Any) -> Floats:
    points = np.array([point[:2] for point in ring], dtype=float)
    return np.hstack([points, np.roll(points, -1, axis=0)])


def _mark_inside(found: NDArray[np.int_], place: int, edges: Floats, x: Floats, y: Floats) -> None:
    """Give ``place`` to each point within the outline that has no area yet."""
    box = (x >= edges[:, 0].min()) & (x <= edges[:, 0].max()) & (y >= edges[:, 1].min()) & (y <= edges[:, 1].max())
    for points in _blocks(np.flatnonzero(box & (found < 0))):
        found[points[_is_inside(edges, x[points], y[points])]] = place


def _blocks(points: NDArray[np.int_]) -> Iterator[NDArray[np.int_]]:
    return (points[start : start + _AT_ONCE] for start in range(0, len(points), _AT_ONCE))


def _is_inside(edges: Floats, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """A point is inside if a line drawn from it to the east crosses the outline an odd number of times.

    An edge counts if one end is above the line and the other not, so that a corner on the line is counted once.
    """
    x1, y1, x2, y2 = edges.T
    y1, y2 = y1[:, None], y2[:, None]
    spans = (y1 > y) != (y2 > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = x1[:, None] + (y - y1) / (y2 - y1) * (x2 - x1)[:, None]
    return np.asarray((spans & (x < crossing)).sum(axis=0) % 2 == 1)

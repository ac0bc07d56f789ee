"""Points in areas: each point is in the area that holds it, holes are holes, and a shared border has one owner."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.model.faults import Faults
from evenground.neighbourhoods.shapes import Shapes, read_shapes

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]


def feature(code: str, *rings: Any, kind: str = "Polygon") -> dict[str, Any]:
    coordinates = [list(rings)] if kind == "MultiPolygon" else list(rings)
    return {"properties": {"GEOID": code, "NAME": "x"}, "geometry": {"type": kind, "coordinates": coordinates}}


def shapes(folder: Path, *features: dict[str, Any]) -> Shapes:
    (folder / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return read_shapes("areas.geojson", folder, where="here")


def at(areas: Shapes, x: float, y: float) -> str | None:
    return areas.locate(np.array([x]), np.array([y]))[0]


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_a_point_is_in_the_area_around_it_and_not_in_its_hole(tmp_path: Path, kind: str) -> None:
    """A lake or another town inside a tract is not the tract."""
    areas = shapes(tmp_path, feature("39061000100", SQUARE, HOLE, kind=kind))
    assert at(areas, 1, 1) == "39061000100"
    assert at(areas, 5, 5) is None
    assert at(areas, 11, 5) is None
    assert at(areas, 1, 10.001) is None


def test_a_point_without_coordinates_is_nowhere(tmp_path: Path) -> None:
    """An address that was not found has no coordinates, and must not land at 0, 0."""
    assert at(shapes(tmp_path, feature("39061000100", SQUARE)), float("nan"), float("nan")) is None


@given(st.integers(-1, 21), st.integers(0, 9))
def test_a_point_on_a_shared_border_has_one_owner(x: int, y: int) -> None:
    """Two squares side by side share the line x = 10; every point of the whole numbers' grid is in at most one, by a fixed rule."""
    left = np.array([[0.0, 0, 10, 0], [10, 0, 10, 10], [10, 10, 0, 10], [0, 10, 0, 0]])
    areas = Shapes("GEOID", ("left", "right"), (left, left + np.array([10.0, 0, 10, 0])))
    owners = [one for one in ("left", "right") if _alone(areas, one, x, y)]
    assert owners == (["left"] if 0 <= x < 10 else ["right"] if 10 <= x < 20 else [])


def _alone(areas: Shapes, code: str, x: int, y: int) -> bool:
    place = areas.codes.index(code)
    return at(Shapes("GEOID", (code,), (areas.edges[place],)), x, y) == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not json", "cannot be read as GeoJSON"),
        ("[]", "holds no areas"),
        ('{"features": []}', "holds no areas"),
        ('{"features": [{"properties": {"a": "b"}, "geometry": null}]}', "No property"),
        (
            '{"features": [{"properties": {"GEOID": "39061000100"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
            "outline",
        ),
        (
            json.dumps({"features": [feature("39061000100", [[500000, 4e6], [500001, 4e6], [500001, 4.1e6]])]}),
            "not in degrees",
        ),
    ],
)
def test_a_file_that_is_not_areas_in_degrees_is_refused(tmp_path: Path, text: str, says: str) -> None:
    """A map in metres would put everybody nowhere."""
    (tmp_path / "areas.geojson").write_text(text)
    with pytest.raises(Faults, match=says):
        read_shapes("areas.geojson", tmp_path, where="here")


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """A plan from elsewhere must not read the machine."""
    with pytest.raises(Faults, match="outside the plan's folder"):
        read_shapes("../../etc/passwd", tmp_path, where="here")

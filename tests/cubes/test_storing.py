"""A cube is one file that says everything about itself, and is refused if it is not what was written."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evenground.cubes import Cube, from_bytes, load, save, to_bytes
from evenground.model.faults import Faults
from tests.cubes.made import cube_of, plan_of
from tests.cubes.test_merging import ONE


@pytest.fixture
def cube(tmp_path: Path) -> Cube:
    return cube_of([ONE, {**ONE, "day": None, "race": None}], tmp_path)


def with_metadata(content: bytes, key: bytes, value: bytes) -> bytes:
    table = pq.read_table(io.BytesIO(content))
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**table.schema.metadata, key: value}), sink)
    return sink.getvalue()


def test_what_is_saved_is_what_is_loaded(cube: Cube, tmp_path: Path) -> None:
    """Counts, plan, groups, periods, notes and provenance come back; so do the bytes."""
    save(cube, tmp_path / "made.cube")
    found = load(tmp_path / "made.cube")
    assert (found.hash, found.plan, found.groups, found.periods, found.notes, found.provenance) == (
        (cube.hash, cube.plan, cube.groups, cube.periods, cube.notes, cube.provenance)
    )
    assert to_bytes(found) == to_bytes(cube)
    assert [path.name for path in tmp_path.glob("*made.cube*")] == ["made.cube"]


def test_neither_a_password_nor_this_machines_folder_travels(tmp_path: Path) -> None:
    """A cube is made to be given away."""
    plan = plan_of(text='source = "postgres://ann:s3cret@db/x#t"', folder=Path("/srv/ann"))
    content = to_bytes(cube_of([ONE], tmp_path, plan))
    assert b"s3cret" not in content
    assert b"/srv/ann" not in content


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "not a cube"), (b"who,what\n1,2\n", "not a cube"), (b"PAR1 and then nothing", "damaged")],
)
def test_what_is_no_cube_is_refused(content: bytes, says: str) -> None:
    """Any file may be named by mistake."""
    with pytest.raises(Faults, match=says):
        from_bytes(content)


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    """No stack trace for a typing error."""
    with pytest.raises(Faults, match="cannot be read"):
        load(tmp_path / "nowhere.cube")


def test_another_parquet_file_is_refused(cube: Cube, tmp_path: Path) -> None:
    """Rows are not a cube."""
    with pytest.raises(Faults, match="This Parquet file is not a cube"):
        load(tmp_path / "rows.parquet")


def test_a_cut_off_file_is_refused(cube: Cube) -> None:
    """A copy that broke off must not count fewer people."""
    with pytest.raises(Faults, match="damaged"):
        from_bytes(to_bytes(cube)[:-200])


def test_counts_changed_by_hand_are_refused(cube: Cube) -> None:
    """The hash in the file speaks of the table in it."""
    other = replace(
        cube, table=cube.table.set_column(cube.table.schema.get_field_index("n"), "n", cube.table.column("missing"))
    )
    told = pq.read_schema(io.BytesIO(to_bytes(cube))).metadata
    content = with_metadata(
        with_metadata(to_bytes(other), b"evenground.cube", told[b"evenground.cube"]),
        b"evenground.seal",
        told[b"evenground.seal"],
    )
    with pytest.raises(Faults, match="changed after it was made"):
        from_bytes(content)


def test_a_plan_changed_by_hand_is_refused(cube: Cube) -> None:
    """What is written beside the table stands under a seal."""
    told = json.loads(pq.read_schema(io.BytesIO(to_bytes(cube))).metadata[b"evenground.cube"])
    told["plan"]["protect"]["threshold"] = 1
    with pytest.raises(Faults, match="changed after it was made"):
        from_bytes(with_metadata(to_bytes(cube), b"evenground.cube", json.dumps(told).encode()))


def test_a_cube_of_a_newer_format_asks_for_a_newer_version(cube: Cube) -> None:
    """Better no answer than half of one."""
    told = json.loads(pq.read_schema(io.BytesIO(to_bytes(cube))).metadata[b"evenground.cube"])
    told["format"] += 1
    with pytest.raises(Faults, match="newer Evenground"):
        from_bytes(with_metadata(to_bytes(cube), b"evenground.cube", json.dumps(told).encode()))

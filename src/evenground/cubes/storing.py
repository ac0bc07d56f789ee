"""A cube is one Parquet file: the table, and beside it everything that says how it came about, under a seal."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenground.cubes.cube import (
    COUNTS,
    FORMAT_VERSION,
    STATUS,
    Cube,
    LinkSummary,
    Provenance,
    Tally,
    bounded_schema,
    released_schema,
    schema,
)
from evenground.cubes.plain_values import from_plain, to_plain
from evenground.model.faults import Faults, fault
from evenground.model.figures import Status
from evenground.model.periods import Period
from evenground.model.plans import Plan
from evenground.model.strata import ALL
from evenground.model.whole import write_file
from evenground.plans import hash_of

_PASSWORD = re.compile(r"(://[^\s/:@\"']*):[^\s\"']*@")
_KEY, _SEAL = b"evenground.cube", b"evenground.seal"


@dataclasses.dataclass(frozen=True, slots=True)
class _Beside:
    """What stands in the file beside the table."""

    format: int
    hash: str
    plan: Plan
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    periods: tuple[Period, ...]
    links: tuple[LinkSummary, ...]
    tallies: tuple[Tally, ...]
    provenance: Provenance
    own_notes: tuple[str, ...]


def save(cube: Cube, path: str | Path) -> None:
    """Write the cube to one Parquet file, whole or not at all."""
    try:
        write_file(Path(path), to_bytes(cube))
    except OSError as error:
        raise fault(
            f"The cube cannot be written: {error.strerror}.", str(path), "Choose a folder that you may write to."
        ) from error


def load(path: str | Path) -> Cube:
    """Read a cube from a file; Faults if it is no cube, damaged, changed by hand, or of a newer format."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise fault(f"The cube cannot be read: {error.strerror}.", str(path), "Check the name of the file.") from error
    return from_bytes(content, name=str(path))


def to_bytes(cube: Cube) -> bytes:
    """The file's content; the same cube gives the same bytes with the same version of Arrow.

    A released cube is written without the statistics that Parquet keeps of each column, so that nothing stands in it but its table.
    """
    beside = _Beside(
        FORMAT_VERSION,
        cube.hash,
        _without_passwords(cube.plan),
        tuple(cube.groups.items()),
        cube.periods,
        cube.links,
        cube.tallies,
        cube.provenance,
        cube.own_notes,
    )
    text = json.dumps(to_plain(beside), sort_keys=True).encode()
    sealed = cube.table.replace_schema_metadata({_KEY: text, _SEAL: hashlib.sha256(text).hexdigest().encode()})
    sink = io.BytesIO()
    pq.write_table(sealed, sink, compression="zstd", write_statistics=cube.is_full)
    return sink.getvalue()


def from_bytes(content: bytes, *, name: str = "the cube") -> Cube:
    """The cube that ``to_bytes`` wrote; Faults as ``load``. ``name`` is how messages call it."""
    table = _table(content, name)
    beside = _beside(table, name)
    cube = Cube(
        plan=beside.plan,
        table=table.replace_schema_metadata(None).combine_chunks(),
        groups=dict(beside.groups),
        periods=beside.periods,
        links=beside.links,
        tallies=beside.tallies,
        provenance=beside.provenance,
        own_notes=beside.own_notes,
    )
    _check(cube, beside, name)
    return cube


def _without_passwords(plan: Plan) -> Plan:
    """A cube travels; the password of the database it came from must not."""
    source, text = (_PASSWORD.sub(r"\1@", one) for one in (plan.source, plan.text))
    return dataclasses.replace(plan, source=source, text=text)


def _table(content: bytes, name: str) -> pa.Table:
    if not content.startswith(b"PAR1"):
        raise fault(
            "This is not a cube: not even a Parquet file.", name, "Make one with `evenground cube PLAN --out FILE`."
        )
    try:
        table = pq.read_table(io.BytesIO(content))
        table.validate(full=True)  # letters too: a broken one would else be met much later
        _ = table.column_names
    except (pa.ArrowException, OSError, ValueError) as error:
        raise fault(
            "The cube's file is damaged: it cannot be read to its end.", name, "Copy it again, or build it again."
        ) from error
    return table


def _beside(table: pa.Table, name: str) -> _Beside:
    metadata = table.schema.metadata or {}
    if _KEY not in metadata:
        raise fault(
            "This Parquet file is not a cube.",
            name,
            "To measure it, name it as the `source` of a plan, or use `evenground gaps`.",
        )
    try:
        plain = json.loads(metadata[_KEY])
        _refuse_newer(plain, name)
        if hashlib.sha256(metadata[_KEY]).hexdigest().encode() != metadata.get(_SEAL):
            raise _changed(name)
        return from_plain(_Beside, plain)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _changed(name) from error


def _refuse_newer(plain: Any, name: str) -> None:
    if plain["format"] > FORMAT_VERSION:
        raise fault("This cube was made by a newer Evenground.", name, "Install the newest version to read it.")


def _check(cube: Cube, beside: _Beside, name: str) -> None:
    """The table must be the one that the seal speaks of, for the plan that the hash speaks of, with groups that are named."""
    if not _is_known(cube) or cube.hash != beside.hash:
        raise _changed(name)
    if hash_of(cube.plan) != cube.provenance.plan_hash:
        what = "The plan in this cube is not the one that it was made with, or another version of Evenground made it."
        raise fault(what, name, "Build it again with this version.")
    if any((pc.min(cube.table.column(name)).as_py() or 0) < 0 for name in ("n", "missing", "persons")):
        raise _changed(name)
    for stratum in cube.plan.strata:
        found = set(cube.table.column(stratum.name).unique().to_pylist())
        if not found <= {ALL, *cube.groups.get(stratum.name, ())}:
            raise _changed(name)


def _is_known(cube: Cube) -> bool:
    """Whether the table has the columns of what the cube says it holds, and a withheld cell has no figure."""
    if cube.is_full:
        return bool(cube.table.schema.equals(schema(cube.plan)))
    if not any(cube.table.schema.equals(known(cube.plan)) for known in (released_schema, bounded_schema)):
        return False
    withheld = cube.table.filter(pc.not_equal(cube.table.column(STATUS), str(Status.SHOWN)))
    return all(withheld.column(name).null_count == withheld.num_rows for name in COUNTS)


def _changed(name: str) -> Faults:
    return fault(
        "The cube's file was damaged or changed after it was made.",
        name,
        "Copy it again from where it was made, or build it again.",
    )

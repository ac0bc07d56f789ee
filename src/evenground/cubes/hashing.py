"""One hash for what a table says, whatever the engine, the chunks or the library's memory layout."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def content_hash(table: pa.Table, beside: object) -> str:
    """SHA-256 (hexadecimal) of the table's names and values, row by row in order, and of the plain value ``beside`` it."""
    digest = hashlib.sha256(json.dumps(beside, default=str, sort_keys=True).encode())
    for name in table.column_names:
        digest.update(f"\x00{name}\x00{table.num_rows}\x00".encode())
        for part in _parts(table.column(name).combine_chunks()):
            digest.update(part)
    return digest.hexdigest()


def _parts(array: pa.Array) -> list[bytes]:
    """Which values are there, and the values, as bytes that depend on nothing else."""
    told = pc.is_valid(array).to_numpy(zero_copy_only=False).tobytes()
    if pa.types.is_string(array.type):
        values = sorted(value for value in pc.unique(array).to_pylist() if value is not None)
        places = pc.index_in(array, value_set=pa.array(values, pa.string())).fill_null(-1)
        return [told, json.dumps(values).encode(), places.to_numpy(zero_copy_only=False).astype("<i4").tobytes()]
    if pa.types.is_floating(array.type):
        # Adding 0.0 turns -0.0 into 0.0: the same number must not hash twice.
        return [told, (array.fill_null(0.0).to_numpy() + 0.0).astype("<f8").tobytes()]
    whole = array.cast(pa.int32()) if pa.types.is_date(array.type) else array
    return [told, np.asarray(whole.cast(pa.int64()).fill_null(0).to_numpy(), dtype="<i8").tobytes()]

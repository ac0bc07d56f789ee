"""Parquet: one file, a folder or a pattern of them, read where it lies; only its footer and a sample are read to open it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from evenground.model.faults import fault
from evenground.sources.engine import Engine, literal, quoted_text
from evenground.sources.text_columns import Offered, offer
from evenground.sources.typed_columns import find_typed


def offer_parquet(
    engine: Engine, files: Sequence[Path], missing_codes: Mapping[str, Sequence[str]], *, name: str
) -> Offered:
    """The view ``rows`` over ``files``. Faults: not Parquet, damaged, or files whose columns differ."""
    paths = ", ".join(quoted_text(literal(path)) for path in files)
    parted = "true" if any("=" in part for path in files for part in path.parts[:-1]) else "false"
    relation = f"read_parquet([{paths}], union_by_name = false, hive_partitioning = {parted})"
    try:
        found = find_typed(engine, relation, missing_codes)
    except duckdb.Error:
        fix = "The file may be cut off or damaged, or its parts may have different columns. Export it again."
        raise fault("This cannot be read as Parquet.", name, fix) from None
    return offer(engine, found, relation)

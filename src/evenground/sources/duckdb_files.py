"""A table in a DuckDB file, attached read-only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from evenground.model.faults import fault
from evenground.sources.engine import Engine, quoted_name, quoted_text
from evenground.sources.tables import choose
from evenground.sources.text_columns import Offered, offer
from evenground.sources.typed_columns import find_typed


def offer_duckdb(
    engine: Engine, path: Path, table: str, missing_codes: Mapping[str, Sequence[str]], *, name: str
) -> Offered:
    """The view ``rows`` over ``table`` of the file ``path``, or over its only table. Faults: damaged, in use, no such table."""
    try:
        engine.connection.execute(f"ATTACH {quoted_text(str(path))} AS attached (READ_ONLY)")
        found = engine.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'attached' "
            "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE database_name = 'attached' AND NOT internal ORDER BY ALL"
        )
        schema, chosen = choose(found, table, usual="main", name=name)
        relation = f"attached.{quoted_name(schema)}.{quoted_name(chosen)}"
        return offer(engine, find_typed(engine, relation, missing_codes), relation)
    except duckdb.Error as error:
        what = f"This DuckDB file cannot be read: {str(error).splitlines()[0][:200]}"
        raise fault(what, name, "It may be damaged, open in another program, or made by a newer DuckDB.") from None

"""Where stage two runs: the source's own DuckDB, or one in memory that holds the cells of any other database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from sqlglot import exp

from evenground.cubes.cells import cells_query
from evenground.cubes.shape import Shape
from evenground.model.faults import Faults, fault
from evenground.sources import Source
from evenground.sources.engine import start


@contextmanager
def cells_of(shape: Shape, source: Source, only: exp.Expr | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Run stage one and yield the connection on which table ``eg_cells`` stands; every ``eg_`` table is gone afterwards."""
    made = start() if source.connection is None else None
    connection = made.connection if made is not None else source.connection
    assert connection is not None
    before = _tables(connection)
    try:
        with plain_errors(source):
            _fill(connection, shape, source, only)
        yield connection
    finally:
        if made is not None:
            made.close()
        else:
            for table in _tables(connection) - before:
                connection.execute(f'DROP TABLE IF EXISTS "{table}"')


def _fill(connection: duckdb.DuckDBPyConnection, shape: Shape, source: Source, only: exp.Expr | None) -> None:
    query = cells_query(shape, source, only).sql(source.dialect)
    if source.connection is not None:
        put_areas(connection, shape)
        connection.execute(f"CREATE TEMP TABLE eg_cells AS {query}")
        return
    cells = source.query(query)
    types = {name: pa.string() for name in cells.column_names if pa.types.is_null(cells.schema.field(name).type)}
    put(
        connection,
        "eg_cells",
        pa.table(
            {
                name: cells.column(name).cast(types.get(name, cells.schema.field(name).type))
                for name in cells.column_names
            }
        ),
    )


def put_areas(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    """The area-to-group tables that stage one joins (``eg_areas0``…)."""
    for place, key in enumerate(shape.keys):
        if key.mapping is not None:
            areas = pa.table(
                {
                    "eg_area": pa.array(list(key.mapping), pa.string()),
                    "eg_group": pa.array(list(key.mapping.values()), pa.string()),
                }
            )
            put(connection, f"eg_areas{place}", areas)


def put(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Copy an Arrow table into a temporary table."""
    connection.register("eg_arriving", table)
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM eg_arriving")
    finally:
        connection.unregister("eg_arriving")


def fetch(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """The answer of a DuckDB query as an Arrow table."""
    return connection.sql(sql).to_arrow_table()


def ask(source: Source, sql: str) -> pa.Table:
    """The answer of the source's own engine."""
    return source.query(sql) if source.connection is None else fetch(source.connection, sql)


@contextmanager
def plain_errors(source: Source) -> Iterator[None]:
    """Turn what the engine refuses to do into a fault in plain words."""
    try:
        yield
    except Faults:
        raise
    except duckdb.OutOfMemoryException as error:
        raise fault(
            "There is not enough memory or disk to group the rows.",
            source.name,
            "Free some disk space, or ask for fewer strata.",
        ) from error
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise fault(
            f"The rows cannot be counted: {first}", source.name, "Look at the column and the expression that it names."
        ) from error


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE temporary AND table_name LIKE 'eg\\_%' ESCAPE '\\'"
    ).fetchall()
    return {name for (name,) in rows}

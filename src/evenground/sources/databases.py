"""Rows that stay in a database, through SQLAlchemy: only aggregates come back. A password never reaches a note, an error or a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa

from evenground.model.columns import ColumnType
from evenground.model.faults import Faults, fault
from evenground.sources.addresses import Address, find_path
from evenground.sources.engine import quoted_name
from evenground.sources.far_tables import SAMPLED, as_subquery, find_in_database, fingerprint_of_table, in_dialect
from evenground.sources.source import Source
from evenground.sources.tables import choose
from evenground.sources.typed_columns import ZONED

_DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}
_DIALECTS = {
    "postgresql": "postgres",
    "postgres": "postgres",
    "mssql": "tsql",
    "mariadb": "mysql",
    "awsathena": "athena",
    "cockroachdb": "postgres",
}
_INSTALL = 'Install what reads databases: pip install "evenground[warehouse]"'
_BATCH = 50_000
_SETTINGS = {"postgres": ("SET default_transaction_read_only = on", "SET TIME ZONE 'UTC'")}


def open_database(address: Address, *, folder: Path | None, missing_codes: Mapping[str, Sequence[str]]) -> Source:
    """Open ``scheme://…#schema.table``. Faults: driver missing, no connection, no such table."""
    engine = _engine(address, folder)
    connection = None
    try:
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT", no_parameters=True)
        return _opened(engine, connection, address, missing_codes)
    except Exception as error:
        _end(connection, engine)
        if isinstance(error, Faults):
            raise
        raise _no_answer(address, error) from None


def _engine(address: Address, folder: Path | None) -> Any:
    try:
        import sqlalchemy
    except ImportError:
        raise fault("Reading from a database needs more than was installed.", address.name, _INSTALL) from None
    if address.scheme.startswith("sqlite"):
        find_path(address.rest.removeprefix("/"), folder=folder, name=address.name)
    rest = _within(address, folder)
    try:
        return sqlalchemy.create_engine(
            f"{_DRIVERS.get(address.scheme, address.scheme)}://{rest}", hide_parameters=True
        )
    except ImportError as error:
        what = f"The driver for {address.scheme} is not installed ({error.name})."
        raise fault(
            what, address.name, _INSTALL if address.scheme in _DRIVERS else f"Install it: pip install {error.name}"
        ) from None
    except sqlalchemy.exc.NoSuchModuleError:
        what = f"Nothing installed here reads an address that begins with {address.scheme}://."
        raise fault(what, address.name, "Check the spelling, or install that database's SQLAlchemy dialect.") from None
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise fault(
            "This database address cannot be understood.",
            address.name,
            "Write postgres://user@host:5432/database#table.",
        ) from None


def _within(address: Address, folder: Path | None) -> str:
    """A SQLite path starts in the plan's folder as any other path does."""
    if folder is None or not address.scheme.startswith("sqlite"):
        return address.rest
    return f"/{folder / address.rest.removeprefix('/')}"


def _no_answer(address: Address, error: Exception) -> Faults:
    first = address.without_secrets(str(getattr(error, "orig", None) or error)).strip().splitlines()
    what = f"The database gave no answer: {first[0][:200] if first else type(error).__name__}"
    return fault(
        what,
        address.name,
        "Check host, port, database, user and password; the password can be in PGPASSWORD or ~/.pgpass.",
    )


def _opened(engine: Any, connection: Any, address: Address, missing_codes: Mapping[str, Sequence[str]]) -> Source:
    dialect = _DIALECTS.get(engine.dialect.name, engine.dialect.name)
    for setting in _SETTINGS.get(dialect, ()):
        connection.exec_driver_sql(setting)
    schema, table = _chosen(engine, address)
    within = _in_duckdb(schema, table)

    def run(sql: str) -> pa.Table:
        return _answer(connection, sql, address)

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in connection.exec_driver_sql(in_dialect(sql, dialect)).fetchall()]

    described = [(one["name"], _type(one["type"]), _kind(one["type"])) for one in _inspected(engine, schema, table)]
    found = find_in_database(described, rows, within, missing_codes)
    relation, twins = as_subquery(found, within, dialect)
    return Source(
        name=address.name,
        dialect=dialect,
        columns=tuple(one.as_column() for one in found),
        relation=relation,
        run=run,
        end=lambda: _end(connection, engine),
        take_fingerprint=lambda: fingerprint_of_table(found, rows, within),
        notes=(f"Rows stay in the database ({dialect}). {SAMPLED}",),
        raw_text=twins,
    )


def _end(connection: Any, engine: Any) -> None:
    if connection is not None:
        connection.close()
    engine.dispose()


def _chosen(engine: Any, address: Address) -> tuple[str, str]:
    from sqlalchemy import inspect

    looked = inspect(engine)
    usual = looked.default_schema_name or ""
    hidden = {"information_schema", "pg_catalog", "sys", "mysql", "performance_schema"}
    tables = [
        (schema or "", table)
        for schema in (looked.get_schema_names() if usual else [None])
        if schema not in hidden
        for table in (*looked.get_table_names(schema=schema), *looked.get_view_names(schema=schema))
    ]
    return choose(sorted(tables), address.table, usual=usual, name=address.name)


def _inspected(engine: Any, schema: str, table: str) -> list[Any]:
    from sqlalchemy import inspect

    return list(inspect(engine).get_columns(table, schema=schema or None))


def _in_duckdb(schema: str, table: str) -> str:
    return ".".join(quoted_name(part) for part in (schema, table) if part)


def _type(kind: Any) -> ColumnType:
    from sqlalchemy import types

    if isinstance(kind, types.Numeric) and not isinstance(kind, types.Float):
        return ColumnType.INTEGER if kind.scale == 0 else ColumnType.NUMBER
    ours = (
        (types.Boolean, ColumnType.BOOLEAN),
        (types.Integer, ColumnType.INTEGER),
        (types.Float, ColumnType.NUMBER),
        (types.DateTime, ColumnType.TIMESTAMP),
        (types.Date, ColumnType.DATE),
        (types.String, ColumnType.TEXT),
        (types.Uuid, ColumnType.TEXT),
    )
    return next((type_ for theirs, type_ in ours if isinstance(kind, theirs)), ColumnType.OTHER)


def _kind(kind: Any) -> str:
    return ZONED if getattr(kind, "timezone", False) else str(kind)


def _answer(connection: Any, sql: str, address: Address) -> pa.Table:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        result = connection.exec_driver_sql(sql)
        names = list(result.keys())
        columns: list[list[Any]] = [[] for _ in names]
        while batch := result.fetchmany(_BATCH):
            for column, values in zip(columns, zip(*batch, strict=True), strict=True):
                column.extend(map(_plain, values))
    except SQLAlchemyError as error:
        raise _no_answer(address, error) from None
    return pa.Table.from_arrays([pa.array(column) for column in columns], names=names)


def _plain(value: Any) -> Any:
    """Sums come back as Decimal; Arrow tables of the other engines hold floats."""
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, UUID) else value

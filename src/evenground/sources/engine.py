"""The embedded engine: one private DuckDB for one source, with its own temporary folder, shut off from files and network."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from evenground.model.faults import fault

ROWS = '"rows"'
"""The quoted name under which every source that DuckDB reads offers its rows."""

MEMORY_VARIABLE = "EVENGROUND_MEMORY"
_DEFAULT_MEMORY = "1GB"
_OF_THE_DATA = (
    duckdb.ConversionException,
    duckdb.OutOfRangeException,
    duckdb.InvalidInputException,
    duckdb.IOException,
    duckdb.SerializationException,
)
_OPTIONS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@dataclass(frozen=True, slots=True)
class Engine:
    """A DuckDB connection and the temporary folder that it may spill to; ``close`` gives both back."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    remove_folder: Callable[[], object]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Every row of a small answer."""
        return self.connection.execute(sql).fetchall()

    def table(self, sql: str) -> pa.Table:
        """The answer as an Arrow table."""
        return self.connection.sql(sql).to_arrow_table()

    def answer(self, sql: str) -> pa.Table:
        """As ``table``, for those who ask from outside. Faults: a value that an expression cannot take, a damaged file, too little memory."""
        try:
            return self.table(sql)
        except duckdb.OutOfMemoryException:
            fix = f"Set {MEMORY_VARIABLE} higher, free some disk space, or ask for fewer strata at once."
            raise fault("The query needs more memory than it may use.", "", fix) from None
        except duckdb.Error as error:
            if not isinstance(error, _OF_THE_DATA) and type(error) is not duckdb.Error:
                raise  # a mistake in the query, which is ours
            fix = "Check the plan's expressions against the column's values; if the file is damaged, export it again."
            raise fault(f"The rows cannot be read so: {str(error).splitlines()[0][:300]}", "", fix) from None

    def shut_off(self, *, allowed: Iterable[Path | str] = ()) -> None:
        """From now on no query can reach a file or the network, but for the ``allowed`` files and the temporary folder."""
        paths = ", ".join(quoted_text(str(path)) for path in allowed)
        self.connection.execute(f"SET allowed_paths = [{paths}]")
        self.connection.execute("SET enable_external_access = false")
        self.connection.execute("SET lock_configuration = true")

    def close(self) -> None:
        """End the connection and remove the temporary folder; a second call does nothing."""
        self.connection.close()
        self.remove_folder()


def start() -> Engine:
    """A private DuckDB that never loads an extension. ``EVENGROUND_MEMORY`` (as "4GB" or "50%") caps its memory."""
    folder = Path(tempfile.mkdtemp(prefix="evenground-"))
    connection = duckdb.connect(":memory:", config=dict(_OPTIONS))
    engine = Engine(connection, folder, weakref.finalize(connection, shutil.rmtree, folder, ignore_errors=True))
    connection.execute(f"SET temp_directory = {quoted_text(str(folder / 'spill'))}")
    connection.execute("SET TimeZone = 'UTC'")
    try:
        connection.execute(f"SET memory_limit = {quoted_text(os.environ.get(MEMORY_VARIABLE, _DEFAULT_MEMORY))}")
    except duckdb.Error:
        engine.close()
        where = f"environment variable {MEMORY_VARIABLE}"
        raise fault("This is not an amount of memory.", where, 'Write it as "4GB" or "50%".') from None
    return engine


def quoted_text(text: str) -> str:
    """``text`` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """``name`` as an SQL identifier, in DuckDB and in every database that follows the standard."""
    return '"' + name.replace('"', '""') + '"'


def literal(path: Path) -> str:
    """``path`` for DuckDB, with the marks that would make it a pattern taken literally."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))

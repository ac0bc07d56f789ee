"""An open source of rows: its columns as found, and one door, ``query``, through which aggregates come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from evenground.model.columns import Column

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass(frozen=True)
class Source:
    """Rows that stay where they are. Close it, or use it in a ``with`` statement.

    ``name`` is the address as written, without any password; ``dialect`` is SQLGlot's name of the SQL that ``query`` takes.
    ``relation`` can stand after FROM. ``raw_text`` gives, for each column whose codes became NULL when it was typed, the quoted
    name of its untouched text twin in the relation. ``connection`` is DuckDB's own, for sources which DuckDB reads.
    """

    name: str
    dialect: str
    columns: tuple[Column, ...]
    relation: str
    run: Callable[[str], pa.Table] = field(repr=False)
    end: Callable[[], None] = field(repr=False)
    take_fingerprint: Callable[[], str] = field(repr=False)
    notes: tuple[str, ...] = ()
    raw_text: Mapping[str, str] = field(default_factory=dict)
    connection: duckdb.DuckDBPyConnection | None = field(default=None, repr=False)

    @cached_property
    def fingerprint(self) -> str:
        """What the rows were when they were read: its first word says which kind of print it is (see the reference)."""
        return self.take_fingerprint()

    def column(self, name: str) -> Column:
        """The column of this name; KeyError with the names there are."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}. It has: {', '.join(c.name for c in self.columns)}.")

    def query(self, sql: str) -> pa.Table:
        """The answer to one SELECT in ``dialect``, as an Arrow table."""
        return self.run(sql)

    def close(self) -> None:
        """Give back the connection and remove temporary files. Closing twice does no harm."""
        self.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

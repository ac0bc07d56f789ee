"""What a source's column seems to be: its type, the codes in it that mean missing, and whether it identifies a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """The types that expressions and strata know."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as found. ``identifies`` says in a few plain words why it may identify a person ("a person's name",
    "a record number"…), or is None: such a column is refused as a stratum and in any output, though it may be the plan's
    ``person`` or the ``area`` of a neighbourhood link. ``missing_codes`` are the codes found in it that mean missing.
    """

    name: str
    type: ColumnType
    identifies: str | None = None
    missing_codes: tuple[str, ...] = ()
    note: str = ""

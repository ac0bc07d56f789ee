"""Paths in a plan stay inside the plan's folder: no absolute path, no way up, no symbolic link that leads out."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

_ADDRESS = re.compile(r"([a-z][a-z0-9]*)(\+[a-z0-9]+)?://", re.IGNORECASE)
_DATABASES = frozenset(
    [
        "bigquery",
        "clickhouse",
        "databricks",
        "duckdb",
        "hive",
        "mariadb",
        "mssql",
        "mysql",
        "oracle",
        "postgres",
        "postgresql",
        "redshift",
        "snowflake",
        "spark",
        "sqlite",
        "trino",
    ]
)


def is_address(source: str) -> bool:
    """Whether ``source`` is a database address, such as ``postgres://host/registry``, and not a path."""
    match = _ADDRESS.match(source)
    return match is not None and match[1].lower() in _DATABASES


def shown(source: str) -> str:
    """``source`` as it may be printed: the password of a database address, and any options after ``?``, are left out."""
    if not _ADDRESS.match(source):
        return source
    return re.sub(r"(://[^:@/?#]*):[^@]*@", r"\1:•••@", source.partition("?")[0])


def why_not(path: str, folder: Path) -> tuple[str, str] | None:
    """What is wrong with a plan's path and how to mend it, or None if it stays in ``folder``."""
    match = _ADDRESS.match(path)
    if match:
        return (
            f"{match[0]} is not a kind of address that a plan may read.",
            f"Give a file in the plan's folder, or a database: {', '.join(sorted(_DATABASES))}.",
        )
    beside = f"Put the file beside the plan and write its name, such as {PureWindowsPath(path).name or 'visits.csv'}."
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive or path.startswith(("\\", "~")):
        return f"The path {path[:80]} starts outside the plan's folder.", beside
    try:
        inside = (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return f"The path {path[:80]!r} cannot be followed.", beside
    if not inside or ("\\" in path and ".." in PureWindowsPath(path).parts):
        return f"The path {path[:80]} leads out of the plan's folder.", beside
    return None

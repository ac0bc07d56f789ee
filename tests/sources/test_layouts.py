"""Separators, encodings, headers and packings are found by themselves, and told."""

import datetime as dt
import gzip
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenground.model.columns import ColumnType
from evenground.sources import open_source
from tests.sources.written import opened, values

TABLE = "name_of_group,seen\nMāori,1\nEspañol,2\n"
WESTERN = "name_of_group,seen\nEspañol,1\nFrançais,2\n"
ENCODED = {
    "utf-8": (TABLE, "UTF-8,"),
    "utf-8-sig": (TABLE, "byte-order mark"),
    "utf-16": (TABLE, "UTF-16,"),
    "utf-16-le": (TABLE, "little-endian"),
    "utf-16-be": (TABLE, "big-endian"),
    "utf-32": (TABLE, "UTF-32"),
    "cp1252": (WESTERN, "Windows-1252"),
}


@pytest.mark.parametrize("codec", ENCODED)
@pytest.mark.parametrize("packed", [False, True])
def test_an_encoding_is_found_and_told(codec: str, packed: bool, tmp_path: Path) -> None:
    """A group's own name must be spelled as its people spell it."""
    text, told = ENCODED[codec]
    content = text.encode(codec)
    with opened(tmp_path, gzip.compress(content) if packed else content) as source:
        assert values(source, "name_of_group") == [line.split(",")[0] for line in text.splitlines()[1:]]
        assert told in source.notes[0]


@pytest.mark.parametrize(
    ("mark", "told"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "upright bars")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_separator_is_found_whatever_ends_the_lines(mark: str, told: str, end: str, tmp_path: Path) -> None:
    """Each program exports in its own way."""
    text = end.join((f"race{mark}note", f'Black{mark}"a{mark}b"', f"White{mark}c")) + end
    with opened(tmp_path, text) as source:
        assert values(source, "note") == [f"a{mark}b", "c"]
        assert told in source.notes[0]


def test_lines_may_end_in_more_than_one_way(tmp_path: Path) -> None:
    """Files glued together from two systems hold both."""
    with opened(tmp_path, "race,seen\r\nBlack,1\nWhite,2\r\n") as source:
        assert values(source, "seen") == [1, 2]


def test_a_line_break_within_quotes_is_part_of_the_value(tmp_path: Path) -> None:
    """In the header too."""
    with opened(tmp_path, '"race\nof patient",seen\n"Black\nor African American",1\nWhite,2\n') as source:
        assert [column.name for column in source.columns] == ["race of patient", "seen"]
        assert values(source, "race of patient")[0] == "Black\nor African American"


def test_title_lines_above_the_header_are_found_and_told(tmp_path: Path) -> None:
    """Reports carry a title; it is neither a header nor a row."""
    with opened(tmp_path, "Visits in 2024\n\nrace,seen\nBlack,1\nWhite,2\n") as source:
        assert values(source, "seen") == [1, 2]
        assert "The header stands on line 3; left out what is above it: Visits in 2024" in source.notes


def test_a_blank_header_cell_gets_a_name_and_is_told(tmp_path: Path) -> None:
    """Data frames write their row numbers so."""
    with opened(tmp_path, ",race\n0,Black\n1,White\n") as source:
        assert [column.name for column in source.columns] == ["column_1", "race"]
        assert "The header is blank over column_1; named it so." in source.notes


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    """A blank line in it is a missing value, not the end."""
    with opened(tmp_path, "race\nBlack\n\nWhite\n") as source:
        assert values(source, "race") == ["Black", None, "White"]


def test_five_hundred_columns_are_read(tmp_path: Path) -> None:
    """Wide survey exports exist; the limit, 10,000, is refused with a word above it."""
    names = ",".join(f"q{i}" for i in range(500))
    with opened(tmp_path, f"{names}\n{','.join(['1'] * 500)}\n") as source:
        assert len(source.columns) == 500


def test_a_workbook_is_read_as_its_cells_say(tmp_path: Path) -> None:
    """Dates are cells of their own kind; codes typed as text keep their zeros; the title is no header."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("Visits in 2024",))
    sheet.merge_cells("A1:D1")
    for row in (
        ("seen on", "zip", "n", "ok"),
        (dt.datetime.fromisoformat("2024-05-01 00:00:00"), "01001", 3.5, True),
        (dt.datetime.fromisoformat("2024-05-02 00:00:00"), "45229", 4, False),
        (),
    ):
        sheet.append(row)
    book.create_sheet("Codes").append(("a", "b"))
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(tmp_path / "visits.xlsx")
    with open_source(tmp_path / "visits.xlsx") as source:
        types = [column.type for column in source.columns]
        assert types == [ColumnType.DATE, ColumnType.TEXT, ColumnType.NUMBER, ColumnType.BOOLEAN]
        assert values(source, "zip") == ["01001", "45229"]
        assert source.notes[0] == "Read the sheet 'Sheet'; the others are 'Codes'."
        assert source.notes[1] == "1 hidden sheet was left out."


def test_a_folder_of_parquet_files_is_one_table(tmp_path: Path) -> None:
    """Warehouses export in parts, in folders by year."""
    for year in ("year=2023", "year=2024"):
        (tmp_path / year).mkdir()
        pq.write_table(pa.table({"race": ["Black", "?"], "seen": [1, 2]}), tmp_path / year / "part.parquet")
    with open_source(tmp_path) as source:
        assert values(source, "seen") == [1, 2, 1, 2]
        assert values(source, "year") == [2023, 2023, 2024, 2024]
        assert source.column("race").missing_codes == ("?",)


def test_nested_parquet_columns_are_told_and_the_others_used(tmp_path: Path) -> None:
    """One odd column must not close the whole file."""
    pq.write_table(pa.table({"race": ["Black"], "codes": [[1, 2]], "who": [{"a": 1}]}), tmp_path / "a.parquet")
    with open_source(tmp_path / "a.parquet") as source:
        assert [column.type for column in source.columns] == [ColumnType.TEXT, ColumnType.OTHER, ColumnType.OTHER]
        assert "a plan cannot use it" in source.column("codes").note
        assert values(source, "race") == ["Black"]


def test_a_big_parquet_file_is_opened_by_its_footer(tmp_path: Path) -> None:
    """Opening must cost the same for a thousand rows as for fifty million: identifiers are looked for in a sample."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"race": ["Black"] * 200_000 + ["Declined"]}), path, row_group_size=10_000)
    with open_source(path) as source:
        assert source.column("race").missing_codes == ()
        assert "first rows only" in source.notes[0]


def test_a_fingerprint_changes_with_the_content_and_says_its_kind(tmp_path: Path) -> None:
    """A result names the data it was made from."""
    with opened(tmp_path, TABLE) as first, opened(tmp_path, TABLE + "Wāhine,3\n", name="b.csv") as second:
        assert first.fingerprint.startswith("sha256:")
        assert first.fingerprint != second.fingerprint
    with opened(tmp_path, TABLE, name="c.csv") as again:
        assert again.fingerprint == first.fingerprint

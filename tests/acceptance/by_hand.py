"""Plain counts of real files with nothing but the csv module: what the command is held against."""

import csv
import gzip
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from pypdf import PdfReader

from tests.shared import SHARED

DATA = SHARED / "data"
ROWLEVEL, SERIES, PLACES = DATA / "rowlevel", DATA / "series", DATA / "places"
Row = dict[str, str]
Counts = dict[str, tuple[int, int]]

COUNTED = re.compile(r"\b([\d,]+) of ([\d,]+)\b")


def rows_of(path: Path) -> list[Row]:
    """Every row of a CSV file, as text."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def count(rows: Iterable[Row], group: Callable[[Row], str], answer: Callable[[Row], bool | None]) -> Counts:
    """For each group how many said yes, and how many gave an answer at all."""
    yes: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for row in rows:
        said = answer(row)
        if said is not None:
            told[group(row)] += 1
            yes[group(row)] += said
    return {name: (yes[name], told[name]) for name in told}


def is_small(number: float | None) -> bool:
    """From 1 to 10."""
    return number is not None and 0 < number < 11


def has_small(counts: tuple[float, float]) -> bool:
    """Whether the yes, the no or the total is from 1 to 10."""
    yes, told = counts
    return any(is_small(number) for number in (yes, told - yes, told))


def words_in(folder: Path) -> dict[str, str]:
    """What a reader, or a program, can find in each file of a report: PDF pages, workbook parts and texts alike."""
    return {path.relative_to(folder).as_posix(): _words(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def _words(path: Path) -> str:
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def small_counts_in(text: str) -> list[str]:
    """Every "3 of 18" in the text that shows a count from 1 to 10, as yes, as no or as total."""
    found = [(match[0], *(int(part.replace(",", "")) for part in match.groups())) for match in COUNTED.finditer(text)]
    return [said for said, yes, told in found if has_small((yes, told))]

"""How a text file is laid out: the mark between fields, where the header stands, and how many lines come before the rows."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from evenground.model.faults import Faults, fault

_PLAIN_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars", "^": "carets", "~": "tildes"}
_LINES = 400


@dataclass(frozen=True, slots=True)
class Layout:
    """``names`` as in the header; ``skip`` lines (header and what stands above it) before the first row.

    ``title`` holds what stood above the header.
    """

    separator: str
    names: tuple[str, ...]
    skip: int
    title: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The separator's name for people."""
        return _PLAIN_NAMES[self.separator]


def find_layout(text: str, *, whole: bool, name: str) -> Layout:
    """The layout of a file that begins with ``text``; ``whole`` says that there is no more of it. Faults if no header is found."""
    if not text.strip():
        raise fault("The file is empty.", name, "Export it again; it should hold a line of column names and then rows.")
    lines = text if whole else text[: text.rfind("\n") + 1] or text
    separator = max(_PLAIN_NAMES, key=lambda mark: _evenness(lines, mark))
    return _with_header(list(itertools.islice(_numbered(lines, separator), _LINES)), separator, name)


def _numbered(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line it ends on. A row may hold line breaks within quotes."""
    csv.field_size_limit(1 << 30)
    reader = csv.reader(_kept_ends(text), delimiter=separator, strict=False)
    for row in reader:
        yield reader.line_num, row


def _kept_ends(text: str) -> Iterator[str]:
    """Lines split at line feeds and carriage returns only (``splitlines`` would also split at form feeds)."""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        yield line + "\n"


def _evenness(text: str, mark: str) -> tuple[float, int]:
    """How well ``mark`` cuts the first lines into rows of one width: the share of rows of that width, then the width."""
    widths = Counter(len(row) for _, row in itertools.islice(_numbered(text, mark), _LINES) if row)
    width, rows = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(0, 0))
    return (rows / sum(widths.values()) if width > 1 else 0.0, width)


def _with_header(rows: list[tuple[int, list[str]]], separator: str, name: str) -> Layout:
    filled = [(line, row) for line, row in rows if any(cell.strip() for cell in row)]
    width = Counter(len(row) for _, row in filled).most_common(1)[0][0]
    title = list(itertools.takewhile(lambda item: _is_title(item[1], width), filled))
    line, header = filled[len(title)] if len(title) < len(filled) else filled[0]
    if len(header) != width:
        raise _header_misfits(name, line, len(header), width)
    above = tuple(next(cell for cell in row if cell.strip()).strip() for _, row in title)
    return Layout(separator, tuple(header), line, above)


def _is_title(row: list[str], width: int) -> bool:
    """Text in the first cell alone, over a table that is wider: spreadsheets fill the rest of that line with separators."""
    alone = bool(row[0].strip()) and not any(cell.strip() for cell in row[1:])
    return alone and (len(row) == 1 < width or len(row) == width > 2)


def _header_misfits(name: str, line: int, names: int, width: int) -> Faults:
    what = f"The header has {names} column names but most rows have {width} fields, so names would stand over the wrong columns."
    fix = "Give every column a name in the header line."
    if names == width - 1:
        fix = "Give the first column a name too (in R: write.csv with row.names = FALSE)."
    return fault(what, f"{name}, line {line}", fix)

"""The line on which each key of a TOML text stands: `tomllib` gives values only, and a fault needs its line.

Made for text that `tomllib` has already accepted, so it need not check anything, only keep count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""A key's path, as one would index the parsed document: ``("measure", 0, "numerator")``."""

DEEPEST = 20


class TooDeepError(ValueError):
    """Values nested deeper than any plan needs; ``line`` says where."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested too deep on line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Lines:
    """Path to line, both tables and keys; a path that is not in the text gets the line of the nearest table that is."""

    found: Mapping[Path, int]

    def of(self, *path: str | int) -> int | None:
        """The line of the key at ``path``, or of what holds it; None for the document itself."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.found:
                return self.found[path[:length]]
        return None


def find_lines(text: str) -> Lines:
    """The lines of every table, key, and array item in ``text``; TooDeepError beyond 20 levels."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.document()
    return Lines(scanner.found)


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    line: int = 1
    found: dict[Path, int] = field(default_factory=dict)
    tables: dict[Path, int] = field(default_factory=dict)  # how many items each array of tables has so far

    def document(self) -> None:
        table: Path = ()
        while self.skip():
            if self.text.startswith("[[", self.at):
                table = self.header(2)
            elif self.text[self.at] == "[":
                table = self.header(1)
            else:
                self.pair(table)

    def header(self, brackets: int) -> Path:
        self.at += brackets
        table = self.resolve(self.key(), starts_item=brackets == 2)
        self.at += brackets
        return table

    def resolve(self, keys: list[str], *, starts_item: bool) -> Path:
        """The path of a header's table: each array of tables on the way means its last item."""
        path: Path = ()
        for position, key in enumerate(keys):
            path = (*path, key)
            last = position == len(keys) - 1
            if last and starts_item:
                self.found.setdefault(path, self.line)
                self.tables[path] = self.tables.get(path, 0) + 1
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
            if last:
                self.found[path] = self.line
        return path

    def pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self.key():
            path = (*path, key)
            self.found.setdefault(path, line)
        self.skip_blank()
        self.at += 1  # the equals sign
        self.value(path)

    def key(self) -> list[str]:
        keys = []
        while True:
            self.skip_blank()
            keys.append(self.string() if self.text[self.at] in "\"'" else self.bare())
            self.skip_blank()
            if self.peek() != ".":
                return keys
            self.at += 1

    def bare(self) -> str:
        start = self.at
        while self.peek() and (self.peek().isalnum() or self.peek() in "_-"):
            self.at += 1
        return self.text[start : self.at]

    def value(self, path: Path) -> None:
        if len(path) > DEEPEST:
            raise TooDeepError(self.line)
        self.skip_blank()
        mark = self.peek()
        if mark == "[":
            self.array(path)
        elif mark == "{":
            self.inline_table(path)
        elif mark and mark in "\"'":
            self.string()
        else:
            while self.peek() and self.peek() not in ",]}#\n":
                self.at += 1

    def array(self, path: Path) -> None:
        self.at += 1
        item = 0
        while self.skip() and self.peek() != "]":
            if self.peek() == ",":
                self.at += 1
                continue
            self.found[(*path, item)] = self.line
            self.value((*path, item))
            item += 1
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while self.skip() and self.peek() != "}":
            if self.peek() == ",":
                self.at += 1
                continue
            self.pair(path)
        self.at += 1

    def string(self) -> str:
        """Steps over a string of any of the four kinds and gives its text (escapes are resolved in keys of one line only)."""
        mark = self.text[self.at]
        quotes = mark * 3 if self.text.startswith(mark * 3, self.at) else mark
        start = self.at = self.at + len(quotes)
        while self.at < len(self.text) and not self.text.startswith(quotes, self.at):
            step = 2 if mark == '"' and self.text[self.at] == "\\" else 1
            self.line += self.text.count("\n", self.at, self.at + step)
            self.at += step
        body = self.text[start : self.at]
        self.at += len(quotes)
        while len(quotes) == 3 and self.peek() == mark:  # up to two quotes may stand just before the closing three
            self.at += 1
        return _unescaped(body) if quotes == '"' else body

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip_blank(self) -> None:
        while self.peek() and self.peek() in " \t":
            self.at += 1

    def skip(self) -> bool:
        """Steps over blanks, line ends and comments; False at the end of the text."""
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif character in " \t\r\n":
                self.line += character == "\n"
                self.at += 1
            else:
                return True
        return False


_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


def _unescaped(body: str) -> str:
    if "\\" not in body:
        return body
    out, at = [], 0
    while at < len(body):
        if body[at] != "\\":
            out.append(body[at])
            at += 1
            continue
        length = {"u": 4, "U": 8}.get(body[at + 1], 0)
        out.append(chr(int(body[at + 2 : at + 2 + length], 16)) if length else _ESCAPES[body[at + 1]])
        at += 2 + length
    return "".join(out)

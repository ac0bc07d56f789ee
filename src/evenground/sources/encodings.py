"""Which encoding a text file is in, proved by reading all of it once; anything but plain UTF-8 is rewritten as UTF-8."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from evenground.model.faults import Faults, fault

_CHUNK = 1 << 20
_HEAD = 1 << 18
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PLAIN_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little-endian, without a mark)",
    "utf-16-be": "UTF-16 (big-endian, without a mark)",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a file; ``told`` is its plain name, ``guessed`` whether another 8-bit encoding would also have fitted.

    ``mixed_ends``: lines end in more than one way (the engine wants one).
    """

    codec: str
    guessed: bool
    mixed_ends: bool

    @property
    def told(self) -> str:
        """The encoding's name for people."""
        return _PLAIN_NAMES[self.codec]

    @property
    def is_utf8(self) -> bool:
        """Whether the engine can read the bytes as they are."""
        return self.codec in {"utf-8", "utf-8-sig"}


def find_encoding(path: Path, *, name: str) -> Encoding:
    """The encoding of all of ``path`` (gzip is looked through). Faults: NUL bytes, a cut-off gzip, two encodings in one file."""
    with opened(path) as stream:
        head = _read(stream, _HEAD, name)
    codec = _marked(head) or _unmarked_utf16(head)
    if codec:
        return _checked(path, Encoding(codec, guessed=False, mixed_ends=False), name)
    return _eight_bit(path, name)


def decoded(path: Path, encoding: Encoding, *, name: str) -> Iterator[str]:
    """The text of ``path`` in pieces; Faults where a byte does not fit."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    try:
        for piece in _pieces(path, name):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        what = f"The file looks like {encoding.told} but some bytes do not fit: it may be cut off or damaged."
        raise fault(what, name, "Export it again, as UTF-8.") from None


def opened(path: Path) -> BinaryIO:
    """``path`` opened to read its bytes, unpacked if it is gzip."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _read(stream: BinaryIO, size: int, name: str) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        what = "The gzip file is cut off or damaged, so rows at its end are missing."
        raise fault(what, name, "Copy or export it again, and compare the file sizes.") from None


def _pieces(path: Path, name: str) -> Iterator[bytes]:
    with opened(path) as stream:
        while piece := _read(stream, _CHUNK, name):
            yield piece


def _marked(head: bytes) -> str | None:
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Western text is zero."""
    even, odd = head[::2], head[1::2]
    if len(head) < 4 or len(odd) == 0:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _checked(path: Path, encoding: Encoding, name: str) -> Encoding:
    line = 1
    for text in decoded(path, encoding, name=name):
        if "\x00" in text:
            raise _nul_fault(name, line + text[: text.index("\x00")].count("\n"))
        line += text.count("\n")
    return encoding


@dataclass(slots=True)
class _Seen:
    """What one pass over the bytes has met so far."""

    line: int = 1
    first_bad_line: int | None = None
    multibyte: bool = False
    undefined: bool = False
    crlf: int = 0
    feeds: int = 0
    returns: int = 0


def _eight_bit(path: Path, name: str) -> Encoding:
    seen = _Seen()
    rest = b""
    for piece in _pieces(path, name):
        whole, rest = _cut_after_line(rest + piece)
        _look_at(whole, seen, name)
    _look_at(rest, seen, name)
    mixed_ends = sum((seen.crlf > 0, seen.feeds > seen.crlf, seen.returns > seen.crlf)) > 1
    if seen.first_bad_line is None:
        return Encoding("utf-8", guessed=False, mixed_ends=mixed_ends)
    if seen.multibyte:
        raise _two_encodings(name, seen.first_bad_line)
    return Encoding("latin-1" if seen.undefined else "cp1252", guessed=True, mixed_ends=mixed_ends)


def _cut_after_line(data: bytes) -> tuple[bytes, bytes]:
    """Whole lines, and the started one: a character is never cut in two, nor a CR from its LF."""
    end = data.rfind(b"\n") + 1
    return (data[:end], data[end:]) if end else (b"", data)


def _look_at(data: bytes, seen: _Seen, name: str) -> None:
    if b"\x00" in data:
        raise _nul_fault(name, seen.line + data[: data.index(b"\x00")].count(b"\n"))
    if not data.isascii():
        _look_at_accents(data, seen)
    seen.crlf += data.count(b"\r\n")
    seen.feeds += data.count(b"\n")
    seen.returns += data.count(b"\r")
    seen.line += data.count(b"\n")


def _look_at_accents(data: bytes, seen: _Seen) -> None:
    try:
        data.decode("utf-8")
        seen.multibyte = True
    except UnicodeDecodeError as error:
        if seen.first_bad_line is None:
            seen.first_bad_line = seen.line + data[: error.start].count(b"\n")
        seen.multibyte |= any(ord(char) > 127 for char in data.decode("utf-8", errors="ignore"))
        seen.undefined |= any(byte in data for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


def _nul_fault(name: str, line: int) -> Faults:
    what = "There is a NUL byte (a zero byte) in the text, so this is not a plain text file, or it is damaged."
    return fault(what, f"{name}, line {line}", "Export it again as CSV in UTF-8, or remove the NUL bytes.")


def _two_encodings(name: str, line: int) -> Faults:
    what = "The file mixes two encodings: some letters are UTF-8, others are not, so names of groups could be misread."
    return fault(what, f"{name}, line {line}", "Export it again, all of it as UTF-8.")

"""Words inside a picture: made safe for XML, measured, and broken into lines before anything is drawn."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import escape as _escape

from evenground.figures import text_widths

_REGULAR = tuple(int(width) for width in text_widths.REGULAR.split())
_BOLD = tuple(int(width) for width in text_widths.BOLD.split())
_DIGIT = 632
_UNKNOWN = 650
_SPARE = 1.03
"""A little more than measured, for readers whose browser brings another font."""

_MARKS = frozenset("–—‘’‚“”„…•−€™\u00a0\n\t")
"""Marks beyond the Latin letters that our fonts hold."""

_UNSAFE = frozenset({"Cc", "Cs", "Co", "Cn"})
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")


def clean(text: str) -> str:
    """The text on one line (no-break spaces stay), without control characters and direction overrides, which could make words read as others."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (" " if _breaks(letter) else letter for letter in text if letter not in _OVERRIDES)
    return " ".join(part for part in re.split(r"[ \t\n\r\f\v]+", "".join(kept)) if part)


def escape(text: str) -> str:
    """Clean text, safe between tags and inside quotes of HTML and XML."""
    return _escape(clean(text), quote=True)


@lru_cache(maxsize=1 << 15)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text stands, in the unit of ``size``."""
    return sum(_advance(letter, bold) for letter in text) * size / 1000 * _SPARE


def is_covered(letter: str) -> bool:
    """Whether the font that comes with us has this letter of the Latin alphabet."""
    index = ord(letter) - text_widths.FIRST
    return 0 <= index < len(_REGULAR) and _REGULAR[index] > 0


def is_drawable(letter: str) -> bool:
    """Whether a picture can be drawn with the fonts that come with us alone, as far as this letter goes."""
    return letter in _MARKS or is_covered(letter)


def wrapped(text: str, width: float, size: float, *, bold: bool = False, most: int = 4) -> tuple[str, ...]:
    """The text in lines no wider than ``width``; what does not fit into ``most`` lines ends in an ellipsis."""
    lines: list[str] = []
    for word in clean(text).split(" "):
        for part in _broken(word, width, size, bold):
            joined = f"{lines[-1]} {part}" if lines else part
            if lines and width_of(joined, size, bold=bold) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return tuple(lines) if len(lines) <= most else (*lines[: most - 1], _shortened(lines[most - 1], width, size, bold))


def _breaks(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSAFE


def _advance(letter: str, bold: bool) -> int:
    if letter.isdigit() and letter.isascii():
        return _DIGIT
    index = ord(letter) - text_widths.FIRST
    table = _BOLD if bold else _REGULAR
    if 0 <= index < len(table) and table[index]:
        return table[index]
    return _beyond(letter)


def _beyond(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    return 1050 if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word too long for a line, broken where it must be (and languages that write no spaces)."""
    parts = [""]
    for letter in word:
        if parts[-1] and width_of(parts[-1] + letter, size, bold=bold) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def _shortened(line: str, width: float, size: float, bold: bool) -> str:
    while line and width_of(line + "…", size, bold=bold) > width:
        line = line[:-1]
    return line.rstrip() + "…"

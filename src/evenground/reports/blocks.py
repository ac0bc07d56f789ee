"""A report as a list of blocks in one language: what the web page and the PDF both hold, before either is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

BELOW = "\x1f"
"""In a table's cell: what follows stands in smaller type below (a likely range below its figure)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 2 is a chapter. ``ident`` can be linked to."""

    level: int
    text: str
    ident: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``kind`` is lede, body, quiet, frame (the framing text), label (a small line above) or item."""

    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Banner:
    """A notice that must not be missed."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, wide and narrow, and its caption. ``sheets``: the same for paper, in parts that fit a page (none: ``wide``).

    Each SVG carries its own alternative in words.
    """

    wide: str
    narrow: str
    caption: str
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column. ``term`` is the ident of the word in the glossary that explains it."""

    name: str
    numeric: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row names it, and a row shorter than the columns ends in one cell across the rest.

    ``strong`` holds the places of rows that stand out (the level line's). A cell may hold a second line after ``BELOW``.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rank:
    """One entry of a ranked list: a sentence, what stands below it, and the ident of the result it leads to."""

    title: str
    text: str
    target: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked list; ``numbered`` only where the order means something."""

    items: tuple[Rank, ...]
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and texts; ``idents`` where each label can be linked to (a glossary)."""

    pairs: tuple[tuple[str, str], ...]
    idents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that open on demand; on paper they stand open."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that belong together: ``kind`` is finding, chapter, panel. ``label`` is the ident of its heading."""

    kind: str
    blocks: tuple[Block, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """Links to the chapters: text, target, and the texts and targets below it."""

    title: str
    items: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


Block = Heading | Text | Banner | Picture | Table | Ranked | Facts | Fold | Group | Contents


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report."""

    title: str
    language: str
    kicker: str
    period: str
    blocks: tuple[Block, ...] = field(default=())

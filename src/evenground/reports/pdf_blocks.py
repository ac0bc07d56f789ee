"""A document as the JSON that the Typst template reads, with its pictures as files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from html import unescape
from pathlib import Path
from typing import Any

from evenground.figures.svg import description, height_to_width
from evenground.figures.text import clean
from evenground.reports.blocks import BELOW, Block, Contents, Document, Fold, Group, Picture, Table

_COLUMNS = 8
"""As many as a sheet of paper holds."""


class Pictures:
    """The pictures of a document as files in one folder, each named once."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self._count = 0

    def keep(self, svg: str) -> str:
        """Save a picture and give its file name."""
        self._count += 1
        name = f"picture-{self._count}.svg"
        (self._room / name).write_text(svg, encoding="utf-8")
        return name


def document_json(doc: Document, pictures: Pictures) -> dict[str, Any]:
    """The document as plain values; every text is on one line and free of control characters."""
    head = {"title": doc.title, "language": doc.language, "kicker": doc.kicker, "period": doc.period}
    return {**{key: clean(text) for key, text in head.items()}, "blocks": _blocks(doc.blocks, pictures)}


def _blocks(blocks: Iterable[Block], pictures: Pictures) -> list[dict[str, Any]]:
    """The PDF has bookmarks and page numbers, so the page's list of links stays out."""
    return [_block(part, pictures) for block in blocks if not isinstance(block, Contents) for part in _fitting(block)]


def _block(block: Block, pictures: Pictures) -> dict[str, Any]:
    if isinstance(block, Picture):
        return _picture(block, pictures)
    if isinstance(block, Group):
        return {"type": "Group", "kind": block.kind, "blocks": _blocks(block.blocks, pictures)}
    if isinstance(block, Fold):
        return {"type": "Fold", "summary": clean(block.summary), "blocks": _blocks(block.blocks, pictures)}
    return {"type": type(block).__name__, **_cleaned(asdict(block))}


def _picture(block: Picture, pictures: Pictures) -> dict[str, Any]:
    file, tall = pictures.keep(block.wide), height_to_width(block.wide)
    alt = unescape(description(block.wide))
    return {"type": "Picture", "file": file, "tall": tall, "alt": clean(alt), "caption": clean(block.caption)}


def _fitting(block: Block) -> list[Block]:
    """A picture in sheets becomes one picture a sheet; a table too wide for paper several, each with the first column."""
    if isinstance(block, Picture) and block.sheets:
        captions = [block.caption, *[""] * (len(block.sheets) - 1)]
        return [Picture(svg, "", caption) for svg, caption in zip(block.sheets, captions, strict=True)]
    if not isinstance(block, Table) or len(block.columns) <= _COLUMNS:
        return [block]
    return [_part(block, start) for start in range(1, len(block.columns), _COLUMNS - 1)]


def _part(table: Table, start: int) -> Table:
    end = start + _COLUMNS - 1
    rows = tuple((row[0], *row[start:end]) if len(row) == len(table.columns) else row for row in table.rows)
    return replace(table, columns=(table.columns[0], *table.columns[start:end]), rows=rows)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return BELOW.join(clean(part) for part in value.split(BELOW))
    if isinstance(value, dict):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(item) for item in value]
    return value

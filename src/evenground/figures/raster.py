"""A picture as PNG, for slides and messages: set by Typst on a page of its own size with our fonts, always in the light form."""

from __future__ import annotations

import tempfile
from importlib.resources import as_file, files
from pathlib import Path

from evenground.figures.svg import size_of
from evenground.figures.text import is_drawable

_MARGIN = 16
_PAGE = """#set page(width: {width}pt, height: {height}pt, margin: {margin}pt, fill: white)
#image("picture.svg", width: 100%)
"""


def write_png(svg: str, path: str | Path, *, scale: float = 2) -> Path:
    """Write one of our pictures as PNG with a white margin, ``scale`` pixels for each of its units; gives back its path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(png_of(svg, scale=scale))
    return target


def png_of(svg: str, *, scale: float = 2) -> bytes:
    """One of our pictures as the bytes of a PNG, the same for the same picture and fonts; it holds pixels alone, no text and no facts about this computer.

    Letters that our fonts lack are drawn with this computer's fonts.
    """
    import typst

    width, height = size_of(svg)
    # The fonts lie with the reports, a room above this one: they are read as files, nothing of that room is imported.
    fonts = files("evenground").joinpath("reports", "fonts")
    with tempfile.TemporaryDirectory() as folder, as_file(fonts) as ours:
        room = Path(folder)
        (room / "picture.svg").write_text(svg, encoding="utf-8")
        page = _PAGE.format(width=width + 2 * _MARGIN, height=height + 2 * _MARGIN, margin=_MARGIN)
        (room / "page.typ").write_text(page, encoding="utf-8")
        made = typst.compile(
            str(room / "page.typ"),
            root=str(room),
            font_paths=[str(ours)],
            ignore_system_fonts=all(is_drawable(letter) for letter in svg),
            format="png",
            ppi=72 * scale,
        )
    return bytes(made)

"""A picture as PNG, for slides and messages: set by Typst on a page of its own size with our fonts, always in the light form."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from evenground.figures.svg import size_of
from evenground.figures.text import is_drawable

_MARGIN = 16
_PAGE = """#set page(width: {width}pt, height: {height}pt, margin: {margin}pt, fill: white)
#image("picture-{number}.svg", width: 100%)
"""


def write_png(svg: str, path: str | Path, *, scale: float = 2) -> Path:
    """Write one of our pictures as PNG with a white margin, ``scale`` pixels for each of its units; gives back its path."""
    return write_pngs([(svg, path)], scale=scale)[0]


def write_pngs(pictures: Sequence[tuple[str, str | Path]], *, scale: float = 2) -> list[Path]:
    """Write several (SVG, path) at once, which is much quicker than one by one; gives back their paths."""
    targets = [Path(path) for _, path in pictures]
    for target, pixels in zip(targets, _pngs([svg for svg, _ in pictures], scale), strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(pixels)
    return targets


def png_of(svg: str, *, scale: float = 2) -> bytes:
    """One of our pictures as the bytes of a PNG, the same for the same picture and fonts; it holds pixels alone, no text and no facts about this computer.

    Letters that our fonts lack are drawn with this computer's fonts.
    """
    return _pngs([svg], scale)[0]


def _pngs(svgs: Sequence[str], scale: float) -> list[bytes]:
    """Each picture as a page of its own size, all set in one go."""
    import typst

    if not svgs:
        return []
    # The fonts lie with the reports, a room above this one: they are read as files, nothing of that room is imported.
    fonts = files("evenground").joinpath("reports", "fonts")
    with tempfile.TemporaryDirectory() as folder, as_file(fonts) as ours:
        room = Path(folder)
        (room / "page.typ").write_text("".join(_pages(svgs, room)), encoding="utf-8")
        made: Any = typst.compile(
            str(room / "page.typ"),
            root=str(room),
            font_paths=[str(ours)],
            ignore_system_fonts=all(is_drawable(letter) for letter in set("".join(svgs))),
            format="png",
            ppi=72 * scale,
        )
    pages = made if isinstance(made, list) else [made]
    return [bytes(page) for page in pages]


def _pages(svgs: Sequence[str], room: Path) -> Iterable[str]:
    for number, svg in enumerate(svgs):
        (room / f"picture-{number}.svg").write_text(svg, encoding="utf-8")
        width, height = size_of(svg)
        yield _PAGE.format(width=width + 2 * _MARGIN, height=height + 2 * _MARGIN, margin=_MARGIN, number=number)

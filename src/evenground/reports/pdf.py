"""The same document as a tagged PDF (PDF/UA-1), set by Typst from a JSON file and from our own SVG; equal input gives equal bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass, replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

from evenground.disclosure.released import Release
from evenground.figures.text import is_covered
from evenground.reports.blocks import Banner, Document
from evenground.reports.chapters import document
from evenground.reports.language import words_for
from evenground.reports.pdf_blocks import Pictures, document_json

_OURS = frozenset("–—‘’‚“”„…•−€™\u00a0\n\t")
"""Marks beyond the Latin letters that our fonts hold."""


def write_pdf(release: Release, path: str | Path, language: str | None = None) -> Path:
    """Write the report as one tagged PDF, in the plan's language unless another is asked for; gives back its path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pdf_of(document(release, language)))
    return target


def pdf_of(doc: Document) -> bytes:
    """A document as the bytes of a PDF. Text goes in as data, never as Typst source.

    Our own fonts draw the Latin alphabet. Other letters are drawn with this computer's fonts; where it has none, each such letter is
    a question mark and the report says so (a tagged PDF may not hold a letter that no font can draw).
    """
    import typst

    text = json.dumps(asdict(doc), ensure_ascii=False)
    if all(letter in _OURS or is_covered(letter) for letter in text):
        return _compiled(doc, system_fonts=False)
    try:
        return _compiled(doc, system_fonts=True)
    except typst.TypstError:
        return _compiled(_replaced(doc), system_fonts=False)


def _compiled(doc: Document, *, system_fonts: bool) -> bytes:
    import typst

    with tempfile.TemporaryDirectory() as folder, as_file(files("evenground.reports")) as here:
        room, ours = Path(folder), Path(here)
        pictures = Pictures(room)
        (room / "report.json").write_text(
            json.dumps(document_json(doc, pictures), ensure_ascii=False), encoding="utf-8"
        )
        template = room / "report.typ"
        template.write_bytes((ours / "report.typ").read_bytes())
        made = typst.compile(
            str(template),
            root=str(room),
            font_paths=[str(ours / "fonts")],
            ignore_system_fonts=not system_fonts,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    return bytes(made)


def _replaced(doc: Document) -> Document:
    """The document with a question mark for each letter that we cannot draw, and a notice that says so at its head."""
    words = words_for(doc.language)
    plain = _mapped(
        doc, lambda text: "".join(letter if letter in _OURS or is_covered(letter) else "?" for letter in text)
    )
    notice = Banner(words("banner.letters_title"), words("banner.letters"))
    return cast(Document, replace(plain, blocks=(notice, *plain.blocks)))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """A value of blocks with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _mapped(getattr(value, field.name), change) for field in fields(value)})
    return value

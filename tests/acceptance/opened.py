"""Every document of a release opened as far as it goes: parts of a workbook, pages and dictionary of a PDF, chunks of a picture, and its bytes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from pypdf import PdfReader

TIMES = {  # what may differ between two runs of one and the same registry: when, and how long it took
    "gaps.xlsx/docProps/core.xml": r"<dcterms:\w+ [^>]*>[^<]*</dcterms:\w+>",
    "measure-reports.json": r'"date": "[^"]*"',
    "certificate.json": r'"seconds": [\d.]+',
    "manifest.json": r'"(gaps\.xlsx|measure-reports\.json|certificate\.json)": "[0-9a-f]{64}"',
    "register.txt": r"[0-9a-f]{64}",
}


def opened(folder: Path) -> dict[str, str]:
    """What every file of a folder holds, by its name; a file that holds several things gives each under a name of its own."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            found |= {f"{name}{part}": text for part, text in _parts(path)}
    return {name: _timeless(name, text) for name, text in found.items()}


def _timeless(name: str, text: str) -> str:
    short = next((one for one in TIMES if name == one or name.endswith(f"/{one}")), None)
    return re.sub(TIMES[short], "…", text) if short else text


def _parts(path: Path) -> list[tuple[str, str]]:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return [(f"/{name}", book.read(name).decode("utf-8", "replace")) for name in book.namelist()]
    raw = ("", path.read_bytes().decode("latin-1" if path.suffix in {".pdf", ".png", ".parquet"} else "utf-8"))
    return [raw, *_pdf(path)] if path.suffix == ".pdf" else [raw]


def _pdf(path: Path) -> list[tuple[str, str]]:
    reader = PdfReader(path)
    pages = "\n".join(page.extract_text() for page in reader.pages)
    return [("/text", pages), ("/metadata", repr(sorted((reader.metadata or {}).items())))]

"""The manifest of a release: what every file in it is (by its hash), and which release came before, so that nothing changes unseen."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenground.model.whole import files_below

MANIFEST, CERTIFICATE = "manifest.json", "certificate.json"
_FORMAT = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """``files``: SHA-256 (hex) by path, of everything in the release but the manifest. ``previous``: that of the manifest before, None for the first.

    It holds hashes of released files only, no sizes, no counts of rows, and no hash of anything that was not released.
    """

    number: int
    day: dt.date
    previous: str | None
    files: Mapping[str, str]

    def to_json(self) -> str:
        """The manifest as it stands in ``manifest.json``."""
        plain = {
            "format": _FORMAT,
            "number": self.number,
            "date": self.day.isoformat(),
            "previous": self.previous,
            "files": dict(sorted(self.files.items())),
        }
        return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release; OSError if there is none, ValueError, TypeError or KeyError if it is none."""
    plain: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if plain["format"] != _FORMAT:
        raise ValueError("made by another version")
    return Manifest(plain["number"], dt.date.fromisoformat(plain["date"]), plain["previous"], dict(plain["files"]))


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 (hex) of every file of a release but its manifest."""
    return {name: hash_of_file(folder / name) for name in files_below(folder) if name != MANIFEST}


def hash_of_file(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Which files of a folder are ours: a hidden list of names, written with them, so that all others are left alone."""

from __future__ import annotations

import os
from pathlib import Path

LIST = ".evenground-files"


def files_below(folder: Path) -> list[str]:
    """Every file below a folder, by its path from there, in order."""
    found = [(Path(place) / name).relative_to(folder) for place, _, names in os.walk(folder) for name in names]
    return sorted(path.as_posix() for path in found)


def write_list(folder: Path) -> None:
    """Write into the folder the names of all the files in it, and nothing else of them."""
    names = [name for name in files_below(folder) if name != LIST]
    (folder / LIST).write_text("".join(f"{name}\n" for name in [*names, LIST]), encoding="utf-8", newline="\n")


def listed(folder: Path) -> frozenset[str]:
    """The names on the folder's list that stay inside it; none if it has no list."""
    try:
        names = (folder / LIST).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return frozenset()
    return frozenset(name for name in names if name and not Path(name).is_absolute() and ".." not in Path(name).parts)

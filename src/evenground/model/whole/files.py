"""One file, written beside its place, brought safely to the disk, and put into place in one step."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from evenground.model.whole.locks import abandoned, lock


def write_file(path: Path, content: bytes) -> None:
    """Write the file whole or not at all; what crashed writers left beside it goes. Raises OSError."""
    _clear(path)
    partial, file = _opened(path)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if os.name == "posix":
                partial.replace(path)  # while we hold it, so that nobody takes it for left behind
        if os.name != "posix":
            partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_tree(folder: Path) -> None:
    """Bring every file below a folder, and the folders themselves, safely to the disk."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            with (Path(place) / name).open("r+b") as file:
                os.fsync(file.fileno())
        sync_folder(Path(place))


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names safely to the disk, where the system knows how."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems cannot
            os.fsync(handle)
    finally:
        os.close(handle)


def literal(name: str) -> str:
    """A name as a pattern that only it fits."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _opened(path: Path) -> tuple[Path, BinaryIO]:
    """A new file beside ``path`` that we hold; another, if somebody took the first for abandoned before we held it."""
    while True:
        partial = path.with_name(f".{path.name}.part-{secrets.token_hex(4)}")
        file = partial.open("xb")
        if lock(file.fileno(), wait=False) is not False and partial.exists():
            return partial, file
        file.close()
        partial.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    for left in path.parent.glob(f".{literal(path.name)}.part-*"):
        with abandoned(left) as is_left:
            if is_left and left.is_file():
                left.unlink(missing_ok=True)

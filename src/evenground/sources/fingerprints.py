"""What a source held when it was read, in one line: all of a small file's content, the ends of a big one, the counts of a table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

BIG = 64 << 20
_END = 4 << 20


def of_files(files: Sequence[Path]) -> str:
    """``sha256:…`` of the whole content, or, over 64 MB, ``ends-sha256:…`` of size, time of change, and first and last 4 MB."""
    digest = hashlib.sha256()
    small = sum(path.stat().st_size for path in files) <= BIG
    for path in files:
        _add_all(path, digest) if small else _add_ends(path, digest)
    return f"{'sha256' if small else 'ends-sha256'}:{digest.hexdigest()}"


def _add_all(path: Path, digest: hashlib._Hash) -> None:
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)


def _add_ends(path: Path, digest: hashlib._Hash) -> None:
    facts = path.stat()
    digest.update(f"{facts.st_size} {facts.st_mtime_ns}".encode())
    with path.open("rb") as stream:
        digest.update(stream.read(_END))
        stream.seek(max(0, facts.st_size - _END))
        digest.update(stream.read(_END))

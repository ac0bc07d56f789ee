"""What a store holds: its releases in order, and what their tables told, which every later audit must take into account."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pyarrow as pa

from evenground.model.faults import fault
from evenground.publishing.certificates import Certificate, from_json
from evenground.publishing.manifests import CERTIFICATE, MANIFEST, hash_of_file, read_manifest
from evenground.publishing.reading import read_tidy
from evenground.publishing.register import read_register

CELLS, MISSING = "cells.csv", "missing.csv"
_NUMBER = re.compile(r"\d{4,}")
_UNREADABLE = (OSError, ValueError, TypeError, KeyError)


@dataclasses.dataclass(frozen=True, slots=True)
class Published:
    """One release: its number, its folder, its day, and the audit that let it out."""

    number: int
    folder: Path
    day: dt.date
    certificate: Certificate

    @property
    def page(self) -> Path:
        """The report."""
        return self.folder / "report.html"


def numbered(store: Path) -> dict[int, Path]:
    """Every folder whose name is a number, in order."""
    found = {int(path.name): path for path in store.glob("[0-9]*") if path.is_dir() and _NUMBER.fullmatch(path.name)}
    return dict(sorted(found.items()))


def releases(store: str | Path) -> tuple[Published, ...]:
    """The releases of a store, oldest first; none if there is no store. Raises Faults for one that cannot be read."""
    return tuple(_published(number, folder) for number, folder in numbered(Path(store)).items())


def published_cells(store: str | Path) -> tuple[pa.Table, ...]:
    """The cells of every release, oldest first, as an audit takes them: texts, as printed.

    Raises Faults if a table is gone or not the one that was published: an audit against a changed past would prove nothing.
    """
    place = Path(store)
    gone = {entry.number for entry in read_register(place)} - set(numbered(place))
    if gone:
        what = f"Release {min(gone):04d} was removed, and an audit must know what it told."
        raise fault(what, str(place), "Bring its folder back from a backup.")
    return tuple(_cells(one) for one in releases(store))


def _published(number: int, folder: Path) -> Published:
    try:
        manifest = read_manifest(folder)
        certificate = from_json((folder / CERTIFICATE).read_text(encoding="utf-8"))
    except _UNREADABLE as error:
        raise fault(
            "This release cannot be read: its manifest or certificate is damaged.", str(folder), _MEND
        ) from error
    return Published(number, folder, manifest.day, certificate)


def _cells(one: Published) -> pa.Table:
    path = one.folder / CELLS
    if not path.is_file() or hash_of_file(path) != read_manifest(one.folder).files.get(CELLS):
        raise fault("This table is not the one that was published.", str(path), _MEND)
    missing = one.folder / MISSING
    parts = [read_tidy(file) for file in (path, missing) if file.is_file()]
    return pa.concat_tables(parts, promote_options="default")


_MEND = f"Bring the whole folder back from a backup; {MANIFEST} says what belongs in it."

"""Whether a store still holds what was published: every file against its manifest, every manifest against the next one and the register."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from evenground.model.faults import Fault
from evenground.publishing.manifests import MANIFEST, Manifest, hash_of_file, hashes_of, read_manifest
from evenground.publishing.published import numbered
from evenground.publishing.register import read_register

_BACKUP = "Bring it back from a backup, and ask who changed it."


def verify(store: str | Path) -> tuple[Fault, ...]:
    """Everything that was changed, added or removed since it was published; empty if nothing was.

    Whoever can rewrite the whole store, register and all, can fool this: keep the newest manifest's hash elsewhere too.
    """
    place = Path(store)
    found = numbered(place)
    registered = {entry.number: entry.manifest for entry in read_register(place)}
    known = {number: hash_of_file(path) for number, path in _manifests(found)} | registered
    faults = [fault for number, folder in found.items() for fault in _check(number, folder, known)]
    for number in sorted(set(known) - set(found)):
        faults.append(Fault(f"Release {number:04d} was removed.", str(place), _BACKUP))
    return tuple(faults)


def _manifests(found: dict[int, Path]) -> Iterator[tuple[int, Path]]:
    for number, folder in found.items():
        if (folder / MANIFEST).is_file():
            yield number, folder / MANIFEST


def _check(number: int, folder: Path, known: dict[int, str]) -> Iterator[Fault]:
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError, TypeError, KeyError):
        yield Fault(f"The manifest of release {number:04d} is missing or damaged.", str(folder / MANIFEST), _BACKUP)
        return
    if (
        known.get(number, hash_of_file(folder / MANIFEST)) != hash_of_file(folder / MANIFEST)
        or manifest.number != number
    ):
        yield Fault(f"The manifest of release {number:04d} was changed.", str(folder / MANIFEST), _BACKUP)
    yield from _check_files(folder, manifest)
    before = max((one for one in known if one < number), default=None)
    if manifest.previous != (None if before is None else known[before]):
        what = f"Release {number:04d} does not follow the release that is before it now: one was changed, removed or put in between."
        yield Fault(what, str(folder / MANIFEST), _BACKUP)


def _check_files(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    now = hashes_of(folder)
    for name in sorted(manifest.files.keys() | now.keys()):
        if name not in now:
            yield Fault("This file was removed.", str(folder / name), _BACKUP)
        elif name not in manifest.files:
            yield Fault("This file was added later.", str(folder / name), "Take it out: it was never audited.")
        elif now[name] != manifest.files[name]:
            yield Fault("This file was changed.", str(folder / name), _BACKUP)

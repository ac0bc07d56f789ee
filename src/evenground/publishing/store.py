"""Putting a release into the store: complete and sealed, under a number of its own, or not at all."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

from evenground.model.faults import Fault, Faults, fault
from evenground.model.whole import files_below, locked, staged, sync_folder, sync_tree
from evenground.publishing.certificates import Certificate
from evenground.publishing.manifests import CERTIFICATE, MANIFEST, Manifest, hash_of_file, hashes_of
from evenground.publishing.published import CELLS, Published, numbered
from evenground.publishing.register import Entry, read_register, write_register

DOCUMENTS = frozenset({".html", ".pdf", ".csv", ".xlsx", ".svg", ".png", ".json", ".ndjson", ".toml", ".txt", ".md"})
"""What a release may hold. A cube (``.parquet``) holds every count, so it never leaves in one."""


def publish_documents(
    write: Callable[[Path], object], store: str | Path, certificate: Certificate, *, day: dt.date | None = None
) -> Published:
    """Let ``write`` put the documents into an empty folder, and make of it the next release of ``store``, with certificate and manifest.

    Nothing is published (Faults) unless the audit passed and took into account every release that the store holds by now, or if a document
    is of a kind that may not leave. ``day``: the day on the manifest, today's if not given. Publishers wait for one another.
    """
    place = Path(store)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with locked(place / ".lock"):
            entries = _settled(place)
            _refuse_unproved(certificate, len(entries), place)
            with staged(place, "release") as new:
                write(new)
                _refuse_unfit(new)
                return _seal(new, place, certificate, entries, day or dt.datetime.now(dt.UTC).date())
    except OSError as error:
        raise fault(
            f"The release could not be written: {error.strerror or error}.",
            str(place),
            "Name another folder with --to.",
        ) from error


def _seal(new: Path, store: Path, certificate: Certificate, entries: tuple[Entry, ...], day: dt.date) -> Published:
    number = entries[-1].number + 1 if entries else 1
    folder = store / f"{number:04d}"
    (new / CERTIFICATE).write_text(certificate.to_json(), encoding="utf-8", newline="\n")
    manifest = Manifest(number, day, entries[-1].manifest if entries else None, hashes_of(new))
    (new / MANIFEST).write_text(manifest.to_json(), encoding="utf-8", newline="\n")
    sync_tree(new)
    if folder.exists():  # not ours, since its number was never given out
        raise fault("There is something of this name already.", str(folder), "Move it out of the store.")
    new.rename(folder)
    sync_folder(store)
    _close(folder)
    write_register(store, (*entries, Entry(number, hash_of_file(folder / MANIFEST))))
    return Published(number, folder, day, certificate)


def _settled(store: Path) -> tuple[Entry, ...]:
    """Every number given out, the last one too if its publisher crashed before it could write it down."""
    entries = {entry.number: entry for entry in read_register(store)}
    late = {number: folder for number, folder in numbered(store).items() if number not in entries}
    for number, folder in late.items():
        if (folder / MANIFEST).is_file():
            _close(folder)
            entries[number] = Entry(number, hash_of_file(folder / MANIFEST))
    found = tuple(entries[number] for number in sorted(entries))
    if late:
        write_register(store, found)
    return found


def _close(folder: Path) -> None:
    """Take from everybody the right to write: a slip of the hand is then refused by the system."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            (Path(place) / name).chmod(0o444)
        Path(place).chmod(0o555)


def _refuse_unproved(certificate: Certificate, earlier: int, store: Path) -> None:
    if not certificate.passed:
        raise fault(
            "The audit did not pass, so nothing was published.",
            str(store),
            "Coarser groups or longer periods hide less.",
        )
    if certificate.earlier != earlier:
        what = f"The store holds {earlier} earlier releases, but the audit knew {certificate.earlier}, so nothing was published."
        raise fault(what, str(store), "Publish again: the audit must take every earlier release into account.")


def _refuse_unfit(new: Path) -> None:
    names = files_below(new)
    faults = [
        Fault(
            "A file of this kind may not leave in a release.", name, f"A release holds {', '.join(sorted(DOCUMENTS))}."
        )
        for name in names
        if Path(name).suffix.lower() not in DOCUMENTS or any(part.startswith(".") for part in Path(name).parts)
    ]
    if CELLS not in names:
        faults.append(Fault(f"There is no {CELLS} in the release.", CELLS, "Later audits need it."))
    faults += [
        Fault("This name is kept for the release itself.", name, "Name the document otherwise.")
        for name in names
        if name in {MANIFEST, CERTIFICATE}
    ]
    if faults:
        raise Faults(faults)

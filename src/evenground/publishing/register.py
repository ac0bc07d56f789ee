"""The store's register: every number ever given out, with its manifest's hash, so that a removed release is missed and no number comes twice."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from evenground.model.whole import write_file

REGISTER = "register.txt"


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One release: its number, and the SHA-256 (hex) of its manifest."""

    number: int
    manifest: str


def read_register(store: Path) -> tuple[Entry, ...]:
    """What the register holds, in the order of numbers; lines that are no entries are passed over (``verify`` misses them)."""
    try:
        lines = (store / REGISTER).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    found = {}
    for line in lines:
        number, _, manifest = line.partition(" ")
        if number.isdecimal() and len(manifest) == 64:
            found[int(number)] = Entry(int(number), manifest)
    return tuple(found[number] for number in sorted(found))


def write_register(store: Path, entries: tuple[Entry, ...]) -> None:
    """Write the register, whole or not at all."""
    text = "".join(f"{entry.number:04d} {entry.manifest}\n" for entry in entries)
    write_file(store / REGISTER, text.encode())

"""Column names as a header gives them: each one present, and each different from the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenground.model.faults import Fault, Faults

MOST_COLUMNS = 10_000
_LONGEST = 200
_DATA_LIKE = re.compile(r"[-+]?[\d.,:/ -]*\d[\d.,:/ %-]*")


@dataclass(frozen=True, slots=True)
class Names:
    """The names to use, and what was done to get them."""

    names: tuple[str, ...]
    notes: tuple[str, ...]


def named(header: Sequence[str], *, where: str) -> Names:
    """Names trimmed, blank ones filled in and told. Faults: twice the same name, a header that looks like a row, too many columns."""
    stripped = [" ".join(cell.split()) for cell in header]
    blank = [i + 1 for i, cell in enumerate(stripped) if not cell]
    names = tuple(cell or f"column_{i + 1}" for i, cell in enumerate(stripped))
    faults = list(_faults(stripped, names, where))
    if faults:
        raise Faults(faults)
    notes = (
        (f"The header is blank over {_columns(blank)}; named {'them' if len(blank) > 1 else 'it'} so.",)
        if blank
        else ()
    )
    return Names(names, notes)


def _faults(stripped: Sequence[str], names: Sequence[str], where: str) -> Iterator[Fault]:
    if len(names) > MOST_COLUMNS:
        what = f"There are {len(names):,} columns; Evenground reads up to {MOST_COLUMNS:,}."
        yield Fault(what, where, "Keep the columns that the plan needs.")
        return
    if any(stripped) and all(not cell or _DATA_LIKE.fullmatch(cell) for cell in stripped):
        what = "The first line holds numbers or dates where the column names should stand."
        yield Fault(what, where, "Add a header line with the names of the columns.")
    yield from _same_names(names, where)
    if any(len(name) > _LONGEST for name in names):
        what = f"A column name is longer than {_LONGEST} characters, so this line is hardly a header."
        yield Fault(what, where, "Check that the first line holds the column names.")


def _same_names(names: Sequence[str], where: str) -> Iterator[Fault]:
    places = defaultdict(list)
    for place, name in enumerate(names, start=1):
        places[name.casefold()].append((place, name))
    for same in (same for same in places.values() if len(same) > 1):
        written = " and ".join(repr(name) for name in dict.fromkeys(name for _, name in same))
        what = f"The column name {written} stands {len(same)} times (capitals do not count): columns {_listed(same)}."
        yield Fault(what, where, "Give each column a name of its own.")


def _listed(same: Sequence[tuple[int, str]]) -> str:
    return ", ".join(str(place) for place, _ in same)


def _columns(places: Sequence[int]) -> str:
    shown = ", ".join(f"column_{place}" for place in places[:5])
    return shown + (f" and {len(places) - 5} more" if len(places) > 5 else "")

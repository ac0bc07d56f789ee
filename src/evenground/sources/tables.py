"""Which of a database's tables an address means: the named one, or the only one there is."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from evenground.model.faults import fault

_SHOWN = 12


def choose(tables: Sequence[tuple[str, str]], wanted: str, *, usual: str, name: str) -> tuple[str, str]:
    """Schema and table that ``wanted`` ("table" or "schema.table") names among ``tables``. Faults name the tables there are."""
    if not tables:
        raise fault("There is no table here, or none that you may read.", name, "Check the address and your rights.")
    if not wanted:
        if len(tables) == 1:
            return tables[0]
        what = f"There are {len(tables)} tables, so the address must say which one."
        raise fault(
            what,
            name,
            f"Write it after a #, as {name}#{_plain(tables[0], usual)}. There are: {_listed(tables, usual)}.",
        )
    fitting = [one for one in tables if wanted in (one[1], f"{one[0]}.{one[1]}")]
    fitting = fitting or [
        one for one in tables if wanted.casefold() in (one[1].casefold(), f"{one[0]}.{one[1]}".casefold())
    ]
    first = [one for one in fitting if one[0] == usual] or fitting
    if len(first) != 1:
        raise _unclear(tables, fitting, wanted, usual, name)
    return first[0]


def _unclear(
    tables: Sequence[tuple[str, str]], fitting: Sequence[tuple[str, str]], wanted: str, usual: str, name: str
) -> Exception:
    if fitting:
        return fault(f"More than one table is called {wanted!r}.", name, f"Write schema.table: {_listed(fitting, '')}.")
    near = difflib.get_close_matches(wanted, [_plain(one, usual) for one in tables], n=3, cutoff=0.5)
    fix = f"Near in name: {', '.join(near)}." if near else f"There are: {_listed(tables, usual)}."
    return fault(f"There is no table {wanted!r}.", name, fix)


def _plain(table: tuple[str, str], usual: str) -> str:
    return table[1] if table[0] == usual else f"{table[0]}.{table[1]}"


def _listed(tables: Sequence[tuple[str, str]], usual: str) -> str:
    more = f" and {len(tables) - _SHOWN} more" if len(tables) > _SHOWN else ""
    return ", ".join(_plain(one, usual) for one in tables[:_SHOWN]) + more

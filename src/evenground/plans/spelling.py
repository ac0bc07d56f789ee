"""The nearest names to a misspelt one, said as a suggestion."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


def nearest(name: str, names: Iterable[str], *, most: int = 3) -> list[str]:
    """Up to ``most`` names that look like ``name``, best first; upper and lower case do not matter."""
    by_fold: dict[str, str] = {}
    for one in names:
        by_fold.setdefault(one.casefold(), one)
    found = difflib.get_close_matches(name.casefold()[:100], by_fold, n=most, cutoff=0.6)
    return [by_fold[one] for one in found]


def did_you_mean(name: str, names: Sequence[str], *, of: str = "names") -> str:
    """A sentence that offers the nearest names, or lists what there is (at most a dozen)."""
    close = nearest(name, names)
    if close:
        return f"Did you mean {either(close)}?"
    if not names:
        return f"There are no {of} to choose from."
    shown = ", ".join(names[:12])
    more = f", and {len(names) - 12} more" if len(names) > 12 else ""
    return f"The {of} are: {shown}{more}."


def either(names: Sequence[str]) -> str:
    """``a``, ``a or b``, ``a, b or c``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"

"""A group's name in the language of the reader."""

from __future__ import annotations

import re
from functools import cache

from evenground.model.strata import ALL, DECLINED, NOT_LINKED, UNKNOWN
from evenground.plans.codes.sets import code_set, names

_ALWAYS = {
    ALL: "Todos",
    UNKNOWN: "Desconocido",
    DECLINED: "Prefirió no decir",
    NOT_LINKED: "Sin vincular",
    "More than one": "Más de una",
}
_BANDS = (
    (re.compile(r"Under ([\d.]+)"), r"Menos de \1"),
    (re.compile(r"([\d.]+) to under ([\d.]+)"), r"\1 a menos de \2"),
    (re.compile(r"([\d.]+) or more"), r"\1 o más"),
)


def label_in(group: str, language: str, codes: str | None = None) -> str:
    """``group`` as said in ``language`` ("en" or "es"); unchanged where no name in it is known.

    ``codes`` names the stratum's code set, asked first, since one word may be a group of two sets.
    """
    if language != "es":
        return group
    if codes is not None and group in code_set(codes).spanish:
        return code_set(codes).spanish[group]
    for pattern, spanish in _BANDS:
        if pattern.fullmatch(group):
            return pattern.sub(spanish, group)
    return _ALWAYS.get(group) or _spanish().get(group, group)


@cache
def _spanish() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names():
        for group, spanish in code_set(name).spanish.items():
            found.setdefault(group, spanish)
    return found

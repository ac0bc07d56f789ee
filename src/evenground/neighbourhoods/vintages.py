"""Which census an area code belongs to: tracts are redrawn every ten years, and the wrong ones give a wrong neighbourhood."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from evenground.model.faults import Fault
from evenground.neighbourhoods.areas import TRACT_LIKE, AreaKind

_AREA = r"(?:tracts?|tractce|zctas?|zcta5|zcta5ce|bgs?|block_?groups?|geoid)"
_BESIDE = re.compile(rf"{_AREA}[ _-]*(?:id[ _-]*)?(20[012]0)(?!\d)|(?<!\d)(20[012]0)[ _-]*{_AREA}")
_SHORT = re.compile(rf"{_AREA}[ _-]?(00|10|20)(?!\d)")
_COLUMN = re.compile(r"(?<!\d)(20[012]0)(?!\d)")

_WHY = "Tracts are redrawn after each census, so people would be put in a wrong neighbourhood, or in none."
_FIX = "Use a table for the same census as the source's tracts, or geocode to the census of the table."


@dataclass(frozen=True, slots=True)
class Told:
    """A census ``year`` and what tells it, in words for a message."""

    year: int
    by: str


def told_by_column(column: str) -> Told | None:
    """The census that a column's name gives away: ``census_tract_id_2010``, ``GEOID20``."""
    name = column.lower()
    found = _COLUMN.search(name)
    short = None if found else _SHORT.search(name)
    if not found and not short:
        return None
    year = int(found[1]) if found else 2000 + int(short[1] if short else 0)
    return Told(year, f"its column is named {column}")


def told_by_file(table: str) -> Told | None:
    """The census that a file's name gives away. A year that is not beside the word tract may be the data's own, and tells nothing."""
    name = re.split(r"[/\\]", table)[-1]
    found = _BESIDE.search(name.lower())
    return Told(int(found[1] or found[2]), f"its file is named {name}") if found else None


@dataclass(frozen=True, slots=True)
class Fit:
    """How the source's areas sit in the table's: all distinct, ``covered``: in a county that the table covers; of these
    ``strangers`` are not in the table, and ``siblings`` of these have a neighbour there cut from the same old tract."""

    covered: int
    strangers: int
    siblings: int

    @property
    def looks_wrong(self) -> bool:
        """A table of one census holds every tract of a county; strangers cut from tracts that it holds are of another census.

        Three strangers and 2% are asked for, so that one mistyped code does not stop a run. With Ohio's tables the wrong
        census leaves 8 to 9% of Hamilton County's tracts as strangers, of which three in four are siblings.
        """
        return self.strangers >= 3 and self.strangers >= 0.02 * self.covered and 2 * self.siblings >= self.strangers


def fit(kind: AreaKind, wanted: Collection[str], held: Collection[str]) -> Fit:
    """How the codes ``wanted`` by the source sit among those ``held`` by the table, both of ``kind``."""
    if kind not in TRACT_LIKE:
        return Fit(0, 0, 0)
    counties = {code[:5] for code in held}
    trunks = {code[:9] for code in held}
    covered = {code for code in wanted if code[:5] in counties}
    strangers = covered.difference(held)
    return Fit(len(covered), len(strangers), sum(code[:9] in trunks for code in strangers))


def check_vintage(
    source: Told | None,
    table: Told | None,
    declared: int | None,
    found: Fit,
    *,
    where: str,
    source_name: str,
    table_name: str,
) -> tuple[list[Fault], list[str]]:
    """Faults if source and table are of different censuses by name, by the plan's word or by their codes; else notes."""
    torn = _torn(source, table, declared, source_name, table_name)
    if torn:
        return [Fault(f"{torn} {_WHY}", where, _FIX)], []
    if found.looks_wrong and declared is None:
        what = (
            f"{found.strangers} of the {found.covered} tracts in {source_name} are not in {table_name}, although it holds their counties and "
            f"{found.siblings} of them are parts of tracts that it holds otherwise: they look like tracts of another census. {_WHY}"
        )
        return [
            Fault(
                what,
                where,
                f"{_FIX} If they are of one census, say which (vintage = 2010 or 2020): the rest will be Not linked.",
            )
        ], []
    return [], [_agreed(source, table, declared), *_doubt(found)]


def _torn(source: Told | None, table: Told | None, declared: int | None, source_name: str, table_name: str) -> str:
    if declared is not None:
        for told, name in ((source, source_name), (table, table_name)):
            if told and told.year != declared:
                return f"The plan says vintage = {declared}, but {name} has {told.year} tracts ({told.by})."
    if source and table and source.year != table.year:
        return f"{source_name} has {source.year} tracts ({source.by}), but {table_name} has {table.year} tracts ({table.by})."
    return ""


def _agreed(source: Told | None, table: Told | None, declared: int | None) -> str:
    year = declared or (source.year if source else None) or (table.year if table else None)
    if year is None:
        return "Nothing says which census the tracts are of (2010 or 2020). Their codes fit together; vintage = … in the plan would settle it."
    if source and table:
        return f"Source and table both have {year} census tracts."
    return f"The tracts are taken to be of the {year} census; not both files say so."


def _doubt(found: Fit) -> list[str]:
    if not found.strangers:
        return []
    return [
        "Some tracts are not in the table although their county is. Often that is a tract of another census, or a mistyped one."
    ]

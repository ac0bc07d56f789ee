"""Links a source's rows to a neighbourhood variable by tract, ZIP or county, and keeps the variable, never the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from evenground.model.faults import Faults, fault
from evenground.model.strata import Link, Stratum
from evenground.neighbourhoods.areas import TRACT_LIKE, AreaKind, Remark
from evenground.neighbourhoods.columns import absent, counted_texts
from evenground.neighbourhoods.geocoded import NOT_IN_FILE, Crosswalk, read_crosswalk
from evenground.neighbourhoods.grouping import Grouping, group_areas
from evenground.neighbourhoods.linkage import Linkage
from evenground.neighbourhoods.places import Places, read_places
from evenground.neighbourhoods.variables import Variable, read_variable
from evenground.neighbourhoods.vintages import Told, check_vintage, fit, told_by_column, told_by_file
from evenground.neighbourhoods.wording import share_of
from evenground.sources import Source

NOT_IN_TABLE = "the area is not in the table"
NO_VALUE = "the table has no value for the area"
NO_ZCTA = "the ZIP code has no area of its own (ZCTA)"


def link(stratum: Stratum, source: Source, *, folder: Path, threshold: int = 11) -> Linkage:
    """Groups of ``stratum`` for the rows of ``source`` by the neighbourhood that each row names.

    ``folder`` is where the link's files are found. ``threshold``: shares of rows are told in words so round that
    no count from 1 to one less can be had from them.
    Raises Faults where linking would be wrong or empty: no such column or file, another kind of area, another census, lost
    digits, several values an area, a path outside ``folder``.
    """
    where = f"stratum {stratum.name!r}" + (f", line {stratum.line} of the plan" if stratum.line else "")
    if stratum.link is None:
        raise fault(
            f"The stratum {stratum.name!r} has no link.",
            where,
            "Write link = { table = …, on = …, column = …, area = … }.",
        )
    variable, crosswalk = _read_files(stratum.link, source, folder, where)
    grouping = group_areas(variable, stratum.link, stratum, where=where)
    counted = counted_texts(source, stratum.link.area)
    places = read_places(counted, stratum.link.area, crosswalk, variable, source=source.name, where=where)
    year, said = _vintage(stratum.link, source, places, variable, where)
    reasons = _reasons(places, variable, grouping)
    if places.why_not and not places.codes and set(places.why_not.values()) == {NOT_IN_FILE}:
        raise fault(*_nobody_geocoded(stratum.link, source, where))
    if places.codes and not any(code in variable.values for code in places.codes.values()):
        raise fault(*_nothing_links(places, variable, source, where))
    return _linkage(
        stratum,
        source,
        counted,
        places,
        variable,
        grouping,
        reasons,
        (year, [*said, *(crosswalk.notes if crosswalk else ())]),
        threshold,
    )


def _read_files(link: Link, source: Source, folder: Path, where: str) -> tuple[Variable, Crosswalk | None]:
    """All files of the link, with the faults of all of them at once."""
    faults = absent(source, [link.area], where=where)
    variable, crosswalk = None, None
    try:
        variable = read_variable(link, folder, where=where)
    except Faults as found:
        faults.extend(found.faults)
    try:
        crosswalk = read_crosswalk(link, folder, where=where) if link.via else None
    except Faults as found:
        faults.extend(found.faults)
    if faults or variable is None:
        raise Faults(faults)
    return variable, crosswalk


def _vintage(
    link: Link, source: Source, places: Places, variable: Variable, where: str
) -> tuple[int | None, list[str]]:
    here = link.via or source.name
    mine = told_by_column(places.column) or (told_by_file(link.shapes) if link.shapes else None) or told_by_file(here)
    theirs = told_by_column(variable.on) or told_by_file(variable.table)
    if variable.kind not in TRACT_LIKE:
        return None, _redrawn_zips(mine, theirs) if variable.kind is AreaKind.ZIP else []
    found = fit(variable.kind, set(places.codes.values()), variable.values.keys())
    faults, notes = check_vintage(
        mine, theirs, link.vintage, found, where=where, source_name=here, table_name=variable.table
    )
    if faults:
        raise Faults(faults)
    told = mine or theirs
    return link.vintage or (told.year if told else None), notes


def _redrawn_zips(mine: Told | None, theirs: Told | None) -> list[str]:
    if mine and theirs and mine.year != theirs.year:
        return [
            f"ZIP areas of {mine.year} are linked to ZIP areas of {theirs.year}. Most kept their number; a few were drawn anew."
        ]
    return []


def _reasons(places: Places, variable: Variable, grouping: Grouping) -> dict[str, str]:
    """Why a raw value is not linked, for every raw value that is not."""
    reasons = dict(places.why_not)
    by_zcta = variable.kind is AreaKind.ZIP and "zcta" in variable.on.lower() and "zcta" not in places.column.lower()
    prefixes = {code[:3] for code in variable.values}
    for raw, code in places.codes.items():
        if code in grouping.group_of:
            continue
        if code in variable.values:
            reasons[raw] = NO_VALUE
        else:
            reasons[raw] = NO_ZCTA if by_zcta and code[:3] in prefixes else NOT_IN_TABLE
    return reasons


def _nothing_links(places: Places, variable: Variable, source: Source, where: str) -> tuple[str, str, str]:
    what = f"No area in the column {places.column} of {source.name} is in {variable.table} (column {variable.on})."
    if variable.kind is AreaKind.NAMED:
        return what, where, "Look whether both write the areas' names in the same way."
    digits = 3 if variable.kind in (AreaKind.ZIP, AreaKind.FIVE) else 2
    apart = {code[:digits] for code in places.codes.values()}.isdisjoint(code[:digits] for code in variable.values)
    if apart:
        return (
            f"{what} They lie in other states or regions.",
            where,
            "Use a table that covers the region your patients live in.",
        )
    return what, where, "Look whether both columns hold the same kind of code, of the same census."


def _nobody_geocoded(link: Link, source: Source, where: str) -> tuple[str, str, str]:
    what = f"Nothing in the column {link.area} of {source.name} is in {link.via} (column {link.via_on or 'id'})."
    return (
        what,
        where,
        "Name the column that holds what the geocoder was given (area = …, via_on = …), written in the same way.",
    )


def _linkage(
    stratum: Stratum,
    source: Source,
    counted: Mapping[str | None, int],
    places: Places,
    variable: Variable,
    grouping: Grouping,
    reasons: Mapping[str, str],
    vintage: tuple[int | None, list[str]],
    threshold: int,
) -> Linkage:
    linked = {raw: grouping.group_of[code] for raw, code in places.codes.items() if code in grouping.group_of}
    not_linked = Counter[str]()
    for raw, why in reasons.items():
        not_linked[why] += places.rows[raw]
    rows_linked = sum(places.rows[raw] for raw in linked)
    rows_missing = counted.get(None, 0) + sum(places.rows[raw] for raw in places.missing)
    total = sum(counted.values())
    notes = (
        _on_kinds(places, variable),
        *_on_rough_matches(source, stratum.link),
        *_on_codes(places, variable),
        *vintage[1],
        *variable.notes,
        *grouping.notes,
        *_on_rate(rows_linked, total - rows_missing, not_linked, threshold),
    )
    return Linkage(
        stratum.name,
        variable.column,
        variable.table,
        str(variable.kind),
        grouping.groups,
        grouping.short_names,
        grouping.cut_points,
        grouping.ranges,
        vintage[0],
        notes,
        {**places.missing, **linked},
        rows_linked,
        rows_missing,
        total,
        dict(sorted(not_linked.items())),
    )


def _on_kinds(places: Places, variable: Variable) -> str:
    if places.kind is variable.kind:
        return f"Linked by {variable.kind}: {places.column} to {variable.on} in {variable.table}."
    return f"Linked by {variable.kind}: each {places.kind} in {places.column} was cut to its {variable.kind}, and that to {variable.on} in {variable.table}."


def _on_rough_matches(source: Source, link: Link | None) -> list[str]:
    """A geocoder's file used as the source itself gives every tract in it, also those of addresses found only to their city."""
    held = {column.name.casefold() for column in source.columns}
    if link is None or link.via or not {"precision", "score"} <= held:
        return []
    return [
        f"{source.name} comes from a geocoder. Every {link.area} in it was used, however roughly the address was found. To hold rough ones "
        f'back, link by the geocoder\'s id: area = "id", via = "{source.name}".'
    ]


def _on_codes(places: Places, variable: Variable) -> list[str]:
    notes = []
    if Remark.PADDED in places.remarks:
        notes.append(f"Some codes in {places.column} had lost their leading zero; it was put back.")
    if Remark.SHORTENED in places.remarks and places.kind is AreaKind.ZIP:
        notes.append(f"ZIP+4 codes in {places.column} were cut to five digits.")
    if variable.kind is AreaKind.ZIP and "zcta" in variable.on.lower() and "zcta" not in places.column.lower():
        notes.append(
            "ZIP codes are mail routes; the table goes by ZCTA, the areas that the Census draws around them. Where the two differ, a few people "
            "are given the neighbourhood beside their own."
        )
    return notes


def _on_rate(linked: int, with_place: int, reasons: Iterable[str], threshold: int) -> list[str]:
    """How far it went, and why not all the way, without any count of rows: the group Not linked may be hidden to protect another,
    and a count in a note would give both away. The counts are in the linkage, for the release to show or hide."""
    if not with_place:
        return ["No row has a place recorded, so that none is linked."]
    notes = [f"Of the rows with a place recorded, {share_of(linked, with_place, threshold=threshold)} were linked."]
    notes.extend(f"Some rows are not linked because {reason}." for reason in sorted(reasons))
    if 2 * linked < with_place:
        notes.append(
            "Fewer than half were linked. Read these groups with care: those who link may differ from those who do not."
        )
    if NO_ZCTA in reasons:
        notes.append(
            "A ZIP code without an area belongs to PO boxes or to one large building. People who get their mail there are missing from every neighbourhood here."
        )
    return notes

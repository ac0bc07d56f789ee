"""A table of neighbourhood variables, read down to one value an area: duplicates, missing codes and spoiled keys are caught here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf, isnan, nan
from pathlib import Path

from evenground.model.columns import ColumnType
from evenground.model.faults import Fault, Faults, fault
from evenground.model.strata import Link
from evenground.neighbourhoods.areas import AreaKind, Reading, Remark, look_rounded, read_area, recognise
from evenground.neighbourhoods.columns import Texts, absent, texts
from evenground.neighbourhoods.wording import listed, number
from evenground.plans.missing import missing_group
from evenground.sources import Source, open_source

Entry = float | str | None

# Codes that agencies write for "no estimate": CDC's -999, the American Community Survey's nine-digit jam values.
_SENTINELS = {
    -99.0,
    -999.0,
    -9999.0,
    -999999999.0,
    -888888888.0,
    -666666666.0,
    -555555555.0,
    -333333333.0,
    -222222222.0,
}
_YEAR = ("year", "data_year", "yr")
_EXAMPLES_OF_SPOILED = 3


@dataclass(frozen=True, slots=True)
class Variable:
    """One neighbourhood variable: ``values`` and ``weights`` by area code (None: the table has no value), its area ``kind``."""

    column: str
    on: str
    table: str
    kind: AreaKind
    is_number: bool
    values: Mapping[str, Entry] = field(repr=False)
    weights: Mapping[str, float | None] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()


def read_variable(link: Link, folder: Path, *, where: str) -> Variable:
    """The variable that ``link`` names, from its table. Raises Faults for everything in the table that would make it wrong."""
    with open_source(link.table, folder=folder) as source:
        missing = absent(source, [link.on, link.column, link.weight], where=where)
        if missing:
            raise Faults(missing)
        year = next((c.name for c in source.columns if c.name.casefold() in _YEAR and c.name != link.column), None)
        names = list(dict.fromkeys(name for name in (link.on, link.column, link.weight, year) if name))
        read = texts(source, names, untouched=[link.on])
        is_number = source.column(link.column).type in (ColumnType.NUMBER, ColumnType.INTEGER)
        notes = _notes_of_source(source, link.column)
    rows = _Rows(link, read[link.on], read[link.column], read[link.weight] if link.weight else None, where)
    return _variable(rows if year is None else _one_year(rows, read[year], year), is_number, notes)


@dataclass(slots=True)
class _Rows:
    link: Link
    keys: Texts
    entries: Texts
    weights: Texts | None
    where: str
    notes: list[str] = field(default_factory=list)


def _variable(rows: _Rows, is_number: bool, notes: list[str]) -> Variable:
    link = rows.link
    kind, codes = _codes(rows)
    entries, is_number = _entries(rows, is_number)
    values = _one_an_area(rows, codes, entries, link.column)
    weighed = _numbers(rows, rows.weights or [], link.weight or "") if rows.weights else []
    weights = _one_an_area(rows, codes, weighed, link.weight or "") if rows.weights else {}
    without = sum(value is None for value in values.values())
    if without == len(values):
        raise fault(
            f"The column {link.column} of {link.table} holds no value at all.", rows.where, "Choose another column."
        )
    if without:
        rows.notes.append(
            f"{link.table} has no {link.column} for {without:,} of its {len(values):,} areas; people there are Not linked."
        )
    told = {code: None if weight is None else float(weight) for code, weight in weights.items()}
    return Variable(link.column, link.on, link.table, kind, is_number, values, told, (*notes, *rows.notes))


def _notes_of_source(source: Source, column: str) -> list[str]:
    codes = source.column(column).missing_codes
    return [f"In {source.name}, {listed(list(codes))} in {column} was read as missing."] if codes else []


def _one_year(rows: _Rows, years: Texts, name: str) -> _Rows:
    """One year's rows. Taking the latest unasked would change the groups in silence when a new year arrives."""
    wanted, there = rows.link.year, sorted({year for year in map(_year, years) if year is not None})
    if wanted is None and len(there) <= 1:
        return rows
    table = rows.link.table
    span = (
        f"{len(there)} years, {there[0]} to {there[-1]}" if len(there) > 1 else f"the year {there[0] if there else '?'}"
    )
    if wanted is None:
        if not _repeats(rows.keys):
            return rows
        raise fault(
            f"{table} holds {span} (column {name}), so that an area has several values.",
            rows.where,
            f"Write which one to use: year = {there[-1]} in the link.",
        )
    if wanted not in there:
        raise fault(
            f"{table} has no year {wanted}; it holds {span}.",
            rows.where,
            f"Write year = {there[-1] if there else '…'}.",
        )
    keep = [i for i, year in enumerate(years) if _year(year) == wanted]
    weights = [rows.weights[i] for i in keep] if rows.weights else None
    note = [f"{table} holds {span}; the year {wanted} is used."] if len(there) > 1 else []
    return _Rows(rows.link, [rows.keys[i] for i in keep], [rows.entries[i] for i in keep], weights, rows.where, note)


def _year(text: str | None) -> int | None:
    head = (text or "")[:4]
    return int(head) if head.isdigit() and len(head) == 4 else None


def _repeats(keys: Texts) -> bool:
    told = [key for key in keys if key is not None]
    return len(set(told)) < len(told)


def _codes(rows: _Rows) -> tuple[AreaKind, list[str | None]]:
    """Every row's area code. The table is public, so that spoiled codes may be shown in the message."""
    link, told = rows.link, {key for key in rows.keys if missing_group(key) is None and key is not None}
    if not told:
        raise fault(
            f"The column {link.on} of {link.table} is empty.",
            rows.where,
            "Name the column that holds the areas: on = …",
        )
    kind = recognise(link.on, told)
    readings = {key: read_area(key, kind) for key in told}
    if look_rounded({reading.code for reading in readings.values() if reading.code is not None}, kind):
        readings = dict.fromkeys(readings, Reading(None, Remark.SCIENTIFIC))
    spoiled = [key for key, reading in readings.items() if reading.code is None]
    if 2 * len(spoiled) > len(told) or any(r.remark is Remark.SCIENTIFIC for r in readings.values()):
        raise Faults(_spoiled(link, kind, readings, rows.where))
    _note_readings(rows, kind, readings, spoiled)
    return kind, [readings[key].code if key in readings else None for key in rows.keys]


def _spoiled(link: Link, kind: AreaKind, readings: Mapping[str, Reading], where: str) -> Fault:
    bad = sorted(key for key, reading in readings.items() if reading.code is None)[:_EXAMPLES_OF_SPOILED]
    remark = Counter(reading.remark for reading in readings.values() if reading.code is None).most_common(1)[0][0]
    return Fault(
        f"The {link.on} of {link.table} cannot be read as a {kind}, for example {listed(bad)}: {remark}.",
        where,
        fix_of(remark),
    )


def fix_of(remark: Remark) -> str:
    """What to do about codes that cannot be read."""
    match remark:
        case Remark.SCIENTIFIC:
            return "A spreadsheet rounded the codes, and they cannot be won back. Export them again with the column set to text."
        case Remark.NO_COUNTY:
            return "Give the whole 11-digit code: 2 digits for the state, 3 for the county, 6 for the tract (102.01 is 010201)."
        case _:
            return "Give codes: 11 digits for a tract, 12 for a block group, 5 for a county (state and county) or a ZIP code."


def _note_readings(rows: _Rows, kind: AreaKind, readings: Mapping[str, Reading], spoiled: list[str]) -> None:
    table, padded = rows.link.table, sum(reading.remark is Remark.PADDED for reading in readings.values())
    if padded:
        rows.notes.append(f"In {table}, {padded:,} {rows.link.on} codes had lost their leading zero; it was put back.")
    if spoiled:
        rows.notes.append(f"In {table}, {len(spoiled):,} {rows.link.on} codes are not a {kind} and were left out.")


def _entries(rows: _Rows, is_number: bool) -> tuple[list[Entry], bool]:
    link, wants_number = rows.link, bool(rows.link.quantiles or rows.link.cuts)
    if is_number or wants_number:
        numbers: list[Entry] = list(_numbers(rows, rows.entries, link.column))
        return numbers, True
    return [None if missing_group(text) else " ".join((text or "").split()) for text in rows.entries], False


def _numbers(rows: _Rows, entries: Texts, column: str) -> list[float | None]:
    """Numbers with agencies' codes for "no estimate" taken out, and said."""
    told = [None if missing_group(text) else _number(text or "") for text in entries]
    words = sum(isnan(value) for value in told if value is not None)
    if words:
        raise fault(
            f"The column {column} of {rows.link.table} is cut into groups by its size, but {words:,} of its values are not numbers.",
            rows.where,
            "Choose a column of numbers, or leave out quantiles and cuts to use the column's own labels.",
        )
    codes = _codes_for_missing(column, [value for value in told if value is not None])
    if codes:
        said = ", ".join(f"{code:.0f}" for code in sorted(codes))
        rows.notes.append(
            f"In {rows.link.table}, {said} in {column} is a code for a missing value, and was read as that."
        )
    return [None if value in codes else value for value in told]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return nan
    return nan if isinf(value) else value


def _codes_for_missing(column: str, values: list[float]) -> set[float]:
    """-999 and its like where no other value is below 0; RUCA's 99 ("not coded", not the most rural)."""
    found = {value for value in values if value in _SENTINELS}
    if any(value < 0 and value not in _SENTINELS for value in values):
        found = {value for value in found if value <= -222222222}
    return found | ({99.0} & set(values) if "ruca" in column.casefold() else set())


def _one_an_area(rows: _Rows, codes: list[str | None], entries: Sequence[Entry], column: str) -> dict[str, Entry]:
    """One entry an area. The same row twice does no harm; two different values would make the answer depend on their order."""
    held: dict[str, set[Entry]] = {}
    for code, entry in zip(codes, entries, strict=True):
        if code is not None:
            held.setdefault(code, set()).add(entry)
    torn = sorted(code for code, found in held.items() if len(found) > 1)
    if torn:
        raise fault(
            _torn(rows, torn, held[torn[0]], column),
            rows.where,
            "Keep one row for each area, or choose the table's year with year = ….",
        )
    return {code: next(iter(found)) for code, found in held.items()}


def _torn(rows: _Rows, torn: list[str], found: set[Entry], column: str) -> str:
    both = sorted(number(value) if isinstance(value, float) else str(value or "nothing") for value in found)
    one = f"In {rows.link.table}, {rows.link.on} {torn[0]} has several values of {column}: {listed(both)}"
    return f"{one}, and {len(torn) - 1:,} other areas too." if len(torn) > 1 else f"{one}."

"""The places recorded in a source's rows, read as area codes of one kind, and refused whole where they are of the wrong kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from evenground.model.faults import Fault, Faults
from evenground.model.strata import UNKNOWN
from evenground.neighbourhoods.areas import AreaKind, Remark, coarsen, look_rounded, read_area, recognise
from evenground.neighbourhoods.geocoded import Crosswalk
from evenground.neighbourhoods.variables import Variable, fix_of
from evenground.plans.missing import missing_group

UNREADABLE = "the code of the area cannot be read"


@dataclass(frozen=True, slots=True)
class Places:
    """``codes``: area code by raw value; ``missing``: Unknown or Declined by raw value; ``why_not``: why a raw value has no
    code; ``rows`` by raw value. ``column`` says where the areas stand; ``kind`` is what they were before they were coarsened."""

    column: str
    kind: AreaKind
    codes: Mapping[str, str] = field(repr=False)
    missing: Mapping[str, str] = field(repr=False)
    why_not: Mapping[str, str] = field(repr=False)
    rows: Mapping[str, int] = field(repr=False)
    remarks: frozenset[Remark] = frozenset()


def read_places(
    counted: Mapping[str | None, int],
    column: str,
    crosswalk: Crosswalk | None,
    variable: Variable,
    *,
    source: str,
    where: str,
) -> Places:
    """Every distinct raw value of the source's area column, read to a code of the table's kind."""
    rows = {raw: count for raw, count in counted.items() if raw is not None}
    missing = {raw: group for raw in rows if (group := missing_group(raw)) is not None}
    if crosswalk:
        column = crosswalk.column
    placed = {raw: crosswalk.place(raw) if crosswalk else (raw, "") for raw in rows if raw not in missing}
    texts = {raw: text for raw, (text, _) in placed.items() if text is not None}
    why_not = {raw: why for raw, (text, why) in placed.items() if text is None}
    kind = _kind(column, texts, variable)
    _refuse_kind(kind, variable, column, source, where) if texts else None
    return _read(Places(column, kind, {}, missing, why_not, rows), texts, variable, source, where)


def _kind(column: str, texts: Mapping[str, str], variable: Variable) -> AreaKind:
    """Five digits whose column does not say whether they are ZIP codes or counties are what the table's are."""
    kind = recognise(column, set(texts.values()))
    five = (AreaKind.ZIP, AreaKind.COUNTY)
    return variable.kind if kind is AreaKind.FIVE and variable.kind in five else kind


def _refuse_kind(kind: AreaKind, variable: Variable, column: str, source: str, where: str) -> None:
    if coarsen("0" * 15, kind, variable.kind) is not None or variable.kind is AreaKind.FIVE:
        return
    has = {AreaKind.NAMED: "names or other text", AreaKind.FIVE: "five-digit codes"}.get(kind, f"codes of a {kind}")
    what = f"The column {column} of {source} holds {has}, but {variable.table} ({variable.on}) goes by {variable.kind}."
    raise Faults(Fault(what, where, _fix_of_kind(kind, variable.kind)))


def _fix_of_kind(kind: AreaKind, wanted: AreaKind) -> str:
    if kind is AreaKind.NAMED and wanted is AreaKind.COUNTY:
        return "Names of counties repeat between states and are written in many ways. Add a column with the 5-digit county code (FIPS)."
    if kind in (AreaKind.NAMED, AreaKind.FIVE):
        return f"Name the source's column that holds codes of a {wanted}: area = …"
    if kind is AreaKind.ZIP:
        return "One ZIP code lies across many tracts. Use a table by ZIP or ZCTA, or geocode the addresses first."
    return f"Use a table by {kind}, or name another column of the source: area = …"


def _read(places: Places, texts: Mapping[str, str], variable: Variable, source: str, where: str) -> Places:
    readings = {raw: read_area(text, places.kind) for raw, text in texts.items()}
    remarks = Counter(reading.remark for reading in readings.values())
    bad = sum(reading.code is None and reading.remark is not Remark.MISSING for reading in readings.values())
    whole = {reading.code for reading in readings.values() if reading.code is not None}
    if look_rounded(whole, places.kind):
        bad, remarks = len(whole), Counter([Remark.SCIENTIFIC])
    if remarks[Remark.SCIENTIFIC] or 2 * bad > len(readings):
        raise Faults(_spoiled(places, remarks, bad, source, where))
    codes, missing, why_not = {}, dict(places.missing), dict(places.why_not)
    for raw, reading in readings.items():
        if reading.code is not None:
            codes[raw] = coarsen(reading.code, places.kind, variable.kind) or reading.code
        elif reading.remark is Remark.MISSING:
            missing[raw] = UNKNOWN
        else:
            why_not[raw] = UNREADABLE
    return Places(places.column, places.kind, codes, missing, why_not, places.rows, frozenset(remarks))


def _spoiled(places: Places, remarks: Counter[Remark], bad: int, source: str, where: str) -> Fault:
    """No code of a person's place stands in the message: only how many, and what is wrong with them."""
    worst = (
        Remark.SCIENTIFIC
        if remarks[Remark.SCIENTIFIC]
        else max((r for r in remarks if r in (Remark.NO_COUNTY, Remark.UNREADABLE)), key=lambda r: (remarks[r], r))
    )
    what = f"{bad:,} different values in the column {places.column} of {source} cannot be read as a {places.kind}: {worst}."
    return Fault(what, where, fix_of(worst))

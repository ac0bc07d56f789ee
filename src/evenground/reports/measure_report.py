"""FHIR R4 MeasureReports (type summary, with stratifiers): one for each measure and period, drawn from the released table alone.

The shape is that of the DEQM summary profile, and a report that meets the profile's rules says so in ``meta.profile``.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from evenground.disclosure.released import Release
from evenground.model.strata import ALL
from evenground.model.whole import write_file
from evenground.plans import hash_of
from evenground.reports.measure_report_building import Cells, Json, Reporting
from evenground.reports.measure_report_reading import ReadReport, read_measure_report
from evenground.reports.tidy import cells_of

__all__ = [
    "CANONICAL",
    "FILE",
    "ReadReport",
    "bundle",
    "measure_reports",
    "read_measure_report",
    "write_measure_reports",
]

CANONICAL: Final = "urn:evenground"
FILE: Final = "measure-reports.json"
MOST_ROWS: Final = (
    20_000  # of a table whose pairs by period all go into reports; beyond, the file would be hundreds of megabytes
)


def measure_reports(
    release: Release,
    *,
    canonical: str = CANONICAL,
    version: str = "",
    reporter: str | None = None,
    date: dt.datetime | None = None,
) -> list[Json]:
    """One MeasureReport for each measure and period of the release, all periods together first, as plain JSON values.

    ``canonical``: the address below which your measures are known (``https://clinic.org/fhir``). ``version`` of the measures; if empty, a
    part of the plan's hash, which changes when what is counted changes. ``reporter``: a reference (``Organization/clinic``) or a plain name.
    ``date``: when the report was made, in UTC unless it says; if not told, today, to the day, so that the same
    figures give the same file all day.
    """
    said = dt.datetime.now(dt.UTC).date().isoformat() if date is None else _moment(date)
    shared = Reporting(release, canonical, version or hash_of(release.plan)[:12], reporter, said)
    return [shared.report(release.plan.measure(name), cells) for name, cells in _by_report(release)]


def _moment(date: dt.datetime) -> str:
    made = date.replace(microsecond=0)
    moment = made if made.tzinfo else made.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def write_measure_reports(release: Release, out: Path, **options: Any) -> Path:
    """Write all of them as one Bundle (type collection) to ``measure-reports.json`` in the folder ``out``; ``options`` as for ``measure_reports``."""
    path = out / FILE
    text = json.dumps(bundle(measure_reports(release, **options)), ensure_ascii=False)
    write_file(path, text.encode("utf-8"))
    return path


def bundle(reports: Sequence[Json]) -> Json:
    """The reports in a Bundle of type collection; the same report has the same address each time."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{_uuid(report)}", "resource": report} for report in reports],
    }


def _uuid(report: Json) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{report['measure']}#{report['id']}")


def _by_report(release: Release) -> Iterable[tuple[str, Cells]]:
    """The cells of the tidy table by measure and period, in the table's order; the widest period of each measure first."""
    found: dict[tuple[str, Any, Any], Cells] = {}
    for cell in _few_enough(cells_of(release), release).to_pylist():
        found.setdefault((cell["measure"], cell["period_start"], cell["period_end"]), []).append(cell)
    places = {measure.name: place for place, measure in enumerate(release.plan.measures)}
    widest = {name: max((key for key in found if key[0] == name), key=_days) for name in {key[0] for key in found}}
    first = dt.date.min
    order = sorted(found, key=lambda key: (places[key[0]], key != widest[key[0]], key[1] or first, key[2] or first))
    return [(key[0], found[key]) for key in order]


def _few_enough(cells: pa.Table, release: Release) -> pa.Table:
    """Of a very large table, periods keep everyone and single strata; pairs stay for all periods together (cells.csv has them all)."""
    names = [stratum.name for stratum in release.plan.strata]
    if cells.num_rows <= MOST_ROWS or len(names) < 2:
        return cells
    named = [pc.cast(pc.not_equal(cells.column(name).cast(pa.string()), ALL), pa.int8()) for name in names]
    crossed = pc.greater(functools.reduce(pc.add, named), 1)
    whole = pc.and_(
        pc.equal(cells.column("period_start"), pc.min(cells.column("period_start"))),
        pc.equal(cells.column("period_end"), pc.max(cells.column("period_end"))),
    )
    return cells.filter(pc.or_(whole, pc.invert(crossed)))


def _days(key: tuple[str, Any, Any]) -> int:
    return int((key[2] - key[1]).days) if key[1] and key[2] else 0

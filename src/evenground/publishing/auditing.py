"""The attack that every release must stand first: all that was ever published from the store, and this, in one reader's hands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from evenground import __version__
from evenground.disclosure.control.audit import audit
from evenground.disclosure.control.certificate import Audit
from evenground.disclosure.released import Release
from evenground.model.plans import Audience
from evenground.plans import hash_of
from evenground.publishing.certificates import Certificate
from evenground.publishing.reading import read_tidy

Progress = Callable[[str, float], None]


def audit_files(
    path: str | Path,
    *,
    against: Sequence[str | Path] = (),
    threshold: int = 11,
    dimensions: Sequence[str] = (),
    progress: Progress | None = None,
) -> Audit:
    """Attack a tidy table of any make, together with those of the same data that came before it (oldest first). Raises Faults."""
    tables = [read_tidy(one, dimensions=dimensions) for one in (*against, path)]
    return audit(*tables, threshold=threshold, dimensions=list(dimensions) or None, progress=progress)


def certificate_of(found: Audit, released: Release, audience: Audience, *, earlier: Sequence[pa.Table]) -> Certificate:
    """What the audit found, for the release that it let out, or did not."""
    status = (
        released.cells_table.column("status").cast(pa.string())
        if released.cells_table is not None
        else pa.array([], pa.string())
    )
    return Certificate(
        passed=found.safe,
        audience=audience,
        threshold=released.plan.protect.threshold,
        cells=len(status),
        hidden=pc.sum(pc.starts_with(status, "suppressed")).as_py() or 0,
        intervals=len(found),
        programs=_order_of_size(found.programs),
        seconds=found.seconds,
        earlier=len(earlier),
        revised=_revised(released.cells_table, earlier),
        code_version=__version__,
        plan_hash=hash_of(released.plan),
        method=f"linear programs over {found.model}",
    )


def _order_of_size(programs: int) -> int:
    """10, 100, 1,000…: how many programs it took depends on the hidden counts, so that the very number could be tried against guesses at them."""
    return int(10 ** len(str(max(programs - 1, 1))))


def _revised(cells: pa.Table | None, earlier: Sequence[pa.Table]) -> int:
    """The periods of which an earlier release printed another figure than this one does."""
    if cells is None:
        return 0
    now = _printed(cells)
    changed = {
        key[:2]
        for table in earlier
        for key, figures in _printed(table).items()
        if key in now
        and any(a is not None and b is not None and a != b for a, b in zip(figures, now[key], strict=True))
    }
    return len(changed)


def _printed(table: pa.Table) -> dict[tuple[str, ...], tuple[float | None, ...]]:
    """What each row prints, by its period, measure and groups."""
    counts = ("n", "numerator", "denominator")
    keys = sorted(
        set(table.column_names) - {*counts, "estimate", "lower", "upper", "status"} - {"period_start", "period_end"}
    )
    return {
        (str(row.get("period_start")), str(row.get("period_end")), *(str(row[name]) for name in keys)): tuple(
            _number(row.get(name)) for name in counts
        )
        for row in table.to_pylist()
    }


def _number(value: object) -> float | None:
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        return None

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


def certificate_of(found: Audit, released: Release, audience: Audience, *, earlier: int) -> Certificate:
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
        programs=found.programs,
        seconds=found.seconds,
        earlier=earlier,
        code_version=__version__,
        plan_hash=hash_of(released.plan),
        method=f"linear programs over {found.model}",
    )

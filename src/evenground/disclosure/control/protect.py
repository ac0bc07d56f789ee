"""Protect a publication: hide the small counts and as little else as keeps each of them as wide as it must be, then attack the whole."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from evenground.disclosure.control.counts import Counts
from evenground.disclosure.control.exact import improve
from evenground.disclosure.control.inquiry import Inquiry, Progress, readers
from evenground.disclosure.control.needs import needs, primary_rows
from evenground.disclosure.control.needs import weights as default_weights
from evenground.disclosure.control.protected import Protected, hidden_share
from evenground.disclosure.control.publication import Publication, Reading, publication
from evenground.disclosure.control.reading import Mask, read_cells
from evenground.disclosure.control.search import Work, contradiction, kept, protect_jointly, protect_tables, solutions
from evenground.model.faults import Fault, Faults
from evenground.model.figures import Status


def protect(
    cells: Any,
    *,
    dimensions: Sequence[str] | None = None,
    threshold: int = 11,
    counts: Counts = None,
    zeros: str = "show",
    previous: Sequence[Any] = (),
    overlapping: Sequence[str] = (),
    refines: Sequence[tuple[str, str]] = (),
    same_denominator: Sequence[tuple[str, str]] = (),
    nested: Sequence[tuple[str, str]] = (),
    members: str | None = None,
    omitted: str = "zero",
    exact: bool | str = "auto",
    weights: Any = None,
    time_limit: float | None = None,
    progress: Progress = None,
) -> Protected:
    """Hide what must be hidden of this tidy table, so that no small count (1 to ``threshold - 1``) can be told from all that is printed.

    Every row is published; a hidden row loses all its figures. ``previous``: earlier releases of the same data, oldest first, as they were printed.
    ``weights``: what hiding each row costs (default: about 1, slightly more for more people and longer periods). ``exact``: True looks for the least
    costly pattern, "auto" does so where the publication is small, False never; ``time_limit`` (seconds) bounds that search. The rest is as in ``audit``.
    The answer holds its own audit; publish only if ``.safe``. Raises Faults for tables that contradict themselves.
    """
    began = time.monotonic()
    all_cells, tables = read_cells([*previous, cells], dimensions)
    reading = Reading(
        counts, tuple(overlapping), tuple(refines), tuple(same_denominator), tuple(nested), omitted
    )  # fmt: skip
    told = publication(all_cells, reading, newest=len(previous))
    mine = all_cells.release == told.newest
    _whole(told, mine)
    found = solutions(told)
    if found is None and previous:  # revised behind the marks: no release says anything of another's periods
        told = publication(all_cells, replace(reading, apart=True), newest=len(previous))
        found = solutions(told)
    if found is None:
        raise contradiction(told)
    empty = _empty(told)
    primary = primary_rows(told, threshold, zeros) & ~empty
    weight = np.ones(len(all_cells))
    weight[mine] = default_weights(told)[mine] if weights is None else np.asarray(weights, dtype=float)
    work = Work(
        told, found, kept(told, found, needs(told, threshold, zeros), threshold), weight, empty, primary.copy(), primary,
        tuple(readers(all_cells, members)),
    )  # fmt: skip
    attacks, method, bound = _search(work, exact, time_limit, progress)
    inquiry = Inquiry(told, threshold, zeros, attacks)
    inquiry.run("auto", progress)
    return Protected(
        table=_table(tables[-1], work.hidden[mine], primary[mine], empty[mine]),
        hidden=work.hidden[mine],
        primary=primary[mine],
        method=method,
        bound=bound,
        cost=float(weight[work.hidden].sum()),
        shares=hidden_share(all_cells, mine & ~empty, work.hidden),
        audit=inquiry.report("auto", time.monotonic() - began),
        seconds=time.monotonic() - began,
    )


def _search(work: Work, exact: bool | str, time_limit: float | None, progress: Progress) -> Any:
    protect_tables(work)
    if progress is not None:
        progress("tables protected", 0.4)
    attacks = work.attacks()
    protect_jointly(work, [attack for _, attack in attacks])
    if exact is False:
        return attacks, "heuristic", None
    return improve(work, attacks, exact, time_limit)


def _whole(told: Publication, mine: Mask) -> None:
    """Nothing can be protected that is not given."""
    faults = []
    for (measure, kind), (rows, one) in told.told.items():
        lost = rows[np.isnan(one.value) & mine[rows]]
        if len(lost):
            where = ", ".join(told.cells.label(int(lost[0])).values()) or "overall"
            faults.append(
                Fault(
                    f"{len(lost)} rows of {measure!r} have no {kind}.",
                    where,
                    "Give every count; a group with nobody in it has 0, or the status none.",
                )
            )
    if faults:
        raise Faults(faults)


def _empty(told: Publication) -> Mask:
    """Rows with nobody in them: printed as such."""
    people = np.zeros(len(told.cells))
    for rows, one in told.told.values():
        people[rows] += np.nan_to_num(one.value)
    for name in ("denominator", "n"):
        if name in told.cells.figures:
            people += np.nan_to_num(told.cells.figures[name])
    return np.asarray((people == 0) | told.cells.empty, dtype=bool)


def _table(table: pa.Table, hidden: Mask, primary: Mask, empty: Mask) -> pa.Table:
    """The same rows; a hidden one keeps only what says which it is."""
    words = np.select(
        [primary & hidden, hidden, empty],
        [str(Status.SUPPRESSED), str(Status.COMPLEMENTARY), str(Status.NONE)],
        str(Status.SHOWN),
    )
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        figures = (
            pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_decimal(column.type)
        )
        columns[name] = pa.compute.if_else(pa.array(~hidden), column, None) if figures else column
    return pa.table(columns | {"status": pa.array(words.tolist(), type=pa.string())})

"""The tidy tables: every released cell and gap in one long table each, a withheld figure blank in all its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.disclosure.hiding import Mask
from evenground.model.figures import Status, Verdict
from evenground.model.periods import Period
from evenground.model.strata import ALL
from evenground.results.gaps import Gaps
from evenground.results.levels import Floats, Levels

COUNTS = ("n", "numerator", "denominator", "estimate", "lower", "upper")
GAP_FIGURES = (
    "difference", "difference_lower", "difference_upper", "ratio", "ratio_lower", "ratio_upper", "excess", "p", "q",
)  # fmt: skip


def cells_table(parts: Iterable[tuple[Levels, NDArray[np.object_], Period | None]], strata: Sequence[str]) -> pa.Table:
    """Columns of cells.csv. Each part: levels, their statuses, and the period that "all periods" stands for."""
    tables = [_cells(levels, status, whole, strata) for levels, status, whole in parts if len(levels)]
    return pa.concat_tables(tables) if tables else None


def gaps_table(parts: Iterable[tuple[Gaps, Mask, Period | None]]) -> pa.Table:
    """Columns of gaps.csv. Each part: gaps, which of them are hidden, and the period that "all periods" stands for."""
    tables = [_gaps(gaps, hidden, whole) for gaps, hidden, whole in parts if len(gaps)]
    return pa.concat_tables(tables) if tables else None


def _cells(levels: Levels, status: NDArray[np.object_], whole: Period | None, strata: Sequence[str]) -> pa.Table:
    shown = status == Status.SHOWN
    columns = {"measure": _constant(levels.measure.name, len(levels)), **_dates(levels.periods, whole)}
    for name in strata:
        columns[name] = (
            _words([groups[levels.by.index(name)] for groups in levels.groups])
            if name in levels.by
            else _constant(ALL, len(levels))
        )
    columns |= {name: _figures(getattr(levels, name), shown) for name in COUNTS}
    columns["n"] = columns["n"].cast(pa.int64())
    columns["status"] = _words([str(word) for word in status])
    return pa.table(columns)


def _gaps(gaps: Gaps, hidden: Mask, whole: Period | None) -> pa.Table:
    columns = {"measure": _constant(gaps.measure.name, len(gaps)), **_dates(gaps.periods, whole)}
    columns["by"] = _constant(" × ".join(gaps.by), len(gaps))
    columns["group"] = _words([" · ".join(groups) for groups in gaps.groups])
    columns["reference"] = _constant(" · ".join(gaps.reference), len(gaps))
    names = {"p": "p_value", "q": "q_value"}
    columns |= {names.get(name, name): _figures(getattr(gaps, name), ~hidden) for name in GAP_FIGURES}
    columns["verdict"] = _words([str(verdict) for verdict in verdicts(gaps, hidden)])
    return pa.table(columns)


def verdicts(gaps: Gaps, hidden: Mask) -> list[Verdict]:
    """What may be said of each gap: of a hidden one, that there are too few to say."""
    return [Verdict.TOO_FEW if hidden[i] else gaps.verdict(i) for i in range(len(gaps))]


def _figures(values: Floats, shown: Mask) -> pa.Array:
    return pa.array(values, type=pa.float64(), mask=~shown | ~np.isfinite(values))


def _dates(periods: Sequence[Period | None], whole: Period | None) -> dict[str, pa.Array]:
    def column(pick: Callable[[Period], object]) -> pa.Array:
        return pa.array([pick(p) if (p := period or whole) else None for period in periods], type=pa.date32())

    return {"period_start": column(lambda p: p.start), "period_end": column(lambda p: p.end)}


def _words(values: Sequence[str]) -> pa.Array:
    return pa.array(values, type=pa.string()).dictionary_encode().cast(pa.dictionary(pa.int32(), pa.string()))


def _constant(word: str, size: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, dtype=np.int32)), pa.array([word]))

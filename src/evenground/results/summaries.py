"""Many groups in one number, for those who report them: slope and relative index, spread, and what chance alone would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from evenground import equity
from evenground.model.measures import MeasureType
from evenground.model.strata import MultiRace, Stratum
from evenground.model.values import Value
from evenground.results.levels import Levels
from evenground.results.reference import NOT_A_GROUP

FEWEST_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary measure with its interval, what it would show if all groups were equal, and its note."""

    name: str
    value: float
    lower: float
    upper: float
    null_value: float
    note: str


def shown_for(stratum: Stratum) -> tuple[str, ...]:
    """The few that a team needs: slopes for ordered groups, else one absolute and one relative spread; always what the population loses."""
    return ("par", "paf", "sii", "rii") if stratum.ordered else ("par", "paf", "mdrw", "theil")


def summaries(
    cells: Levels, stratum: Stratum, reference: tuple[str, ...], *, draws: int = 10_000
) -> tuple[Summary, ...]:
    """The summary measures of one stratifier over all periods; groups of unknown membership are left out and named.

    Empty for fewer than three groups, for means, and where the groups overlap: there a many-group number says nothing.
    """
    rows = [i for i, groups in enumerate(cells.groups) if not set(groups) & NOT_A_GROUP]
    named = cells.take(np.array(rows, dtype=np.intp))
    overlapping = stratum.multi is MultiRace.COMBINATION
    if len(named) < FEWEST_GROUPS or cells.measure.type is MeasureType.MEAN or overlapping:
        return ()
    common = _arguments(named, reference)
    order = _order(named, reference) if stratum.ordered else None
    labels = [groups[0] for groups in named.groups]
    told = equity.summary_measures(named.estimate, order=order, labels=labels, draws=draws, **common)
    null = equity.measures_under_equality(named.estimate, draws=draws, **common)
    return tuple(_summary(name, told[name], null.get(name)) for name in shown_for(stratum))


def _arguments(named: Levels, reference: tuple[str, ...]) -> dict[str, Any]:
    """Proportions bring their counts; rates bring a standard error, for they have no upper bound."""
    place = named.row(reference)
    common: dict[str, Any] = {"population": named.denominator, "reference": place, "better": named.measure.better.value}
    if named.measure.type is MeasureType.PROPORTION and not named.standardised:
        return {**common, "numerator": named.numerator, "scale": named.measure.per}
    return {**common, "se": named.se, "scale": None}


def _order(named: Levels, reference: tuple[str, ...]) -> list[int]:
    """1 = most disadvantaged: the end that lies farther from the reference."""
    place = named.row(reference)
    first_is_advantaged = place is not None and place < len(named) / 2
    order = list(range(1, len(named) + 1))
    return order[::-1] if first_is_advantaged else order


def _summary(name: str, value: Value, null: Value | None) -> Summary:
    told, lower, upper = (
        float(np.ravel(np.asarray(part, dtype=float))[0]) for part in (value.value, value.lower, value.upper)
    )
    at_equality = np.nan if null is None else float(np.ravel(np.asarray(null.value, dtype=float))[0])
    return Summary(name, told, lower, upper, at_equality, str(np.ravel(np.asarray(value.note, dtype=object))[0]))

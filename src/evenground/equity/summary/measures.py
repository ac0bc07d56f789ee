"""All summary measures of inequality of a table of groups, or of thousands of tables, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from evenground.equity.summary.concentration import concentration
from evenground.equity.summary.distances import distances
from evenground.equity.summary.impact import attributable
from evenground.equity.summary.pairs import difference, ratio
from evenground.equity.summary.slopes import slope_indices
from evenground.equity.summary.tables import prepare
from evenground.equity.summary.variation import between_group_variance, mean_log_deviation, theil
from evenground.model.values import Value

MEASURES = (
    "difference", "ratio", "par", "paf", "sii", "rii", "aci", "rci", "bgv", "bgsd", "cov", "mdmu", "mdmw", "mdbu",
    "mdbw", "mdru", "mdrw", "idisu", "idisw", "theil", "mld",
)  # fmt: skip


def summary_measures(
    estimate: ArrayLike,
    *,
    population: ArrayLike | None = None,
    se: ArrayLike | None = None,
    numerator: ArrayLike | None = None,
    order: ArrayLike | None = None,
    reference: ArrayLike | None = None,
    better: str = "lower",
    scale: float | None = 100,
    model: str = "logit",
    conf: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
    average: ArrayLike | None = None,
    index: str = "standard",
    labels: Sequence[str] | None = None,
) -> dict[str, Value]:
    """The measures of ``MEASURES`` by name, each a Value with one number a table.

    All arrays have shape (..., groups). ``estimate``: the groups' levels, NaN where missing (the group is left out and
    named in the note). ``population``: people of each group (weights; None: equal). ``se``: standard errors.
    ``numerator``: events, where levels are counts over ``population``; gives standard errors, Newcombe's and Koopman's
    intervals. ``order``: 1 = most disadvantaged; None = no order; equal numbers are ties. ``reference``: a group's
    position, one for all or one a table, or a mask marking it; None follows the WHO's rules (most advantaged, or best
    group). ``better``: "lower" or "higher". ``scale``: the upper bound of the level (100 for a percentage, 1 for a
    proportion, None for rates and means without a bound). ``model``: "logit" or "linear" for SII and RII. ``draws`` and
    ``seed`` of the simulated intervals (a local generator: the same call gives the same answer). ``average``: the
    overall level if it is known better than from the groups. ``index``: "standard", "wagstaff" or "erreygers" for the
    RCI. ``labels``: the groups' names, for the notes. Raises ValueError for wrong usage, never for data.
    """
    if isinstance(draws, bool) or int(draws) != draws or draws < 1:
        raise ValueError(f"draws must be a whole number of 1 or more; it is {draws!r}.")
    tables = prepare(
        estimate,
        population=population,
        se=se,
        numerator=numerator,
        order=order,
        reference=reference,
        average=average,
        better=better,
        scale=scale,
        conf=conf,
        labels=labels,
    )
    par, paf = attributable(tables)
    sii, rii = slope_indices(tables, model)
    aci, rci = concentration(tables, index)
    found = {
        "difference": difference(tables),
        "ratio": ratio(tables),
        "par": par,
        "paf": paf,
        "sii": sii,
        "rii": rii,
        "aci": aci,
        "rci": rci,
        "bgv": between_group_variance(tables),
        "theil": theil(tables),
        "mld": mean_log_deviation(tables),
        **distances(tables, int(draws), seed),
    }
    return {name: found[name] for name in MEASURES}

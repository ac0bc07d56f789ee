"""The groups of each table made ready once for all measures: who is present, their weights, the average, the reference.

They stand in an order of their own, so that neither a tie nor the rounding of a sum depends on how they were given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, Mask, choice, floats, positive, quiet, z_score

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Tables:
    """Many tables of groups, arrays of shape (tables, groups) or (tables,); absent groups weigh 0 and count for nothing.

    The groups of a table stand with the surest first (smallest error, then most people), so the first of equal ones is the surest.
    """

    y: Floats  # estimates, 0 where absent
    se: Floats  # standard errors, NaN where not known, 0 where absent
    present: Mask
    n: Floats  # population (1 each if none was given), 0 where absent
    share: Floats  # n over its sum
    counted: Mask  # per table: a population was given and none is missing
    numerator: Floats | None
    mean: Floats
    fixed_mean: bool  # the average was given, not computed from the groups
    order: Floats | None
    reference: Positions | None
    sign: float  # 1 if higher is better, -1 if lower is better
    scale: float | None
    conf: float
    shape: tuple[int, ...]
    reasons: tuple[tuple[Mask, str], ...]  # why no measure at all is defined
    caveats: tuple[tuple[Mask, str], ...]  # which groups were left out
    weights_missing: Mask  # per table: someone's population is missing, so no weighted measure

    @property
    def z(self) -> float:
        """The normal quantile of the confidence level: 1.96 at 95 %."""
        return z_score(self.conf)

    @property
    def groups(self) -> Floats:
        """How many groups are present in each table."""
        return np.asarray(self.present.sum(-1), dtype=np.float64)

    @property
    def se_known(self) -> Mask:
        """Per table: every present group has a standard error."""
        return np.asarray(~np.any(np.isnan(self.se), axis=-1))

    def at(self, part: Floats, position: Positions) -> Floats:
        """``part`` at one group of each table."""
        return np.take_along_axis(part, position[:, np.newaxis], axis=-1)[:, 0]

    def best(self) -> Positions:
        """The best group of each table; see ``extreme``."""
        return self.extreme(self.sign)

    def extreme(self, sign: float, leave_out: Positions | None = None) -> Positions:
        """The highest (sign 1) or lowest (-1) group present; of equal ones the surest."""
        open_ = self.present.copy()
        if leave_out is not None:
            np.put_along_axis(open_, leave_out[:, np.newaxis], False, axis=-1)
        return np.asarray(np.where(open_, sign * self.y, -np.inf).argmax(-1))


def prepare(
    estimate: ArrayLike,
    *,
    population: ArrayLike | None,
    se: ArrayLike | None,
    numerator: ArrayLike | None,
    order: ArrayLike | None,
    reference: ArrayLike | None,
    average: ArrayLike | None,
    better: str,
    scale: float | None,
    conf: float,
    labels: Sequence[str] | None,
) -> Tables:
    """Checks the arguments of ``summary_measures`` and lays them out; raises ValueError for wrong usage."""
    z_score(conf)
    sign = {"lower": -1.0, "higher": 1.0}[choice(better, ("lower", "higher"), "better")]
    scale = None if scale is None else positive(scale, "scale")
    raw = floats(
        estimate=estimate,
        population=np.nan if population is None else population,
        se=np.nan if se is None else se,
        numerator=np.nan if numerator is None else numerator,
        order=np.nan if order is None else order,
    )
    shape = raw[0].shape
    if not shape or shape[-1] == 0:
        raise ValueError("estimate needs one number a group (the last axis); a single number was given.")
    y, n, s, x, rank = (part.reshape(-1, shape[-1]) for part in raw)
    present = ~np.isnan(y) if order is None else ~np.isnan(y) & ~np.isnan(rank)
    no_weight = present & ~(n >= 0) if population is not None else np.zeros_like(present)
    n = np.where(present, n if population is not None else 1.0, 0.0)
    n = np.where(no_weight, np.nan, n)
    if se is None and numerator is not None:
        s = _errors_from_counts(x, n, scale)
    y = np.where(present, y, 0.0)
    s = np.where(present, np.where(s >= 0, s, np.nan), 0.0)
    caveats = tuple(_left_out(present, labels))
    place = np.lexsort((x, rank, y, -n, s, ~present), axis=-1)
    y, n, s, x, rank = (np.take_along_axis(part, place, axis=-1) for part in (y, n, s, x, rank))
    present, no_weight = (np.take_along_axis(part, place, axis=-1) for part in (present, no_weight))
    with quiet():
        share = n / n.sum(-1, keepdims=True)
        mean = (share * y).sum(-1) if average is None else _per_table(average, shape)
    groups, people = present.sum(-1), n.sum(-1)
    reasons = (
        (groups == 0, "no group has an estimate"),
        (groups == 1, "only one group has an estimate: nothing to compare"),
    )
    return Tables(
        y=y,
        se=s,
        present=present,
        n=n,
        share=share,
        counted=np.full(len(y), population is not None) & ~no_weight.any(-1),
        numerator=None if numerator is None else np.where(present, x, 0.0),
        mean=mean,
        fixed_mean=average is not None,
        order=None if order is None else rank,
        reference=None if reference is None else (place == _positions(reference, shape)[:, np.newaxis]).argmax(-1),
        sign=sign,
        scale=scale,
        conf=conf,
        shape=shape[:-1],
        reasons=reasons,
        caveats=caveats,
        weights_missing=no_weight.any(-1) | (people == 0),
    )


def _errors_from_counts(x: Floats, n: Floats, scale: float | None) -> Floats:
    """Binomial errors of a proportion, Poisson errors of a rate per 1 (``scale`` None)."""
    with quiet():
        return np.sqrt(x) / n if scale is None else scale * np.sqrt(x * (n - x) / n**3)


def _per_table(average: ArrayLike, shape: tuple[int, ...]) -> Floats:
    (given,) = floats(average=average)
    try:
        return np.broadcast_to(given, shape[:-1]).reshape(-1)
    except ValueError:
        raise ValueError(f"average needs one number a table {shape[:-1]}; it has shape {given.shape}.") from None


def _positions(reference: ArrayLike, shape: tuple[int, ...]) -> Positions:
    """One position a table, from positions or from a mask with one True a table."""
    given = np.asarray(reference)
    if given.shape == shape:
        mask = given.astype(bool).reshape(-1, shape[-1])
        if np.any(mask.sum(-1) != 1):
            raise ValueError("reference must mark exactly one group in each table.")
        return np.asarray(mask.argmax(-1))
    if given.dtype.kind not in "iu" or given.ndim > len(shape) - 1:
        raise ValueError("reference must be a group's position (0 is the first), or a mask that marks one group.")
    if np.any((given < 0) | (given >= shape[-1])):
        raise ValueError(f"reference must lie between 0 and {shape[-1] - 1}.")
    return np.broadcast_to(given, shape[:-1]).reshape(-1).astype(np.intp)


def _left_out(present: Mask, labels: Sequence[str] | None) -> list[tuple[Mask, str]]:
    """One caveat for each pattern of absent groups, naming them."""
    groups = present.shape[-1]
    names = [f"group {i + 1}" for i in range(groups)] if labels is None else [str(label) for label in labels]
    if len(names) != groups:
        raise ValueError(f"labels must name the {groups} groups; {len(names)} were given.")
    patterns, where = np.unique(present, axis=0, return_inverse=True)
    caveats = []
    for i, pattern in enumerate(patterns):
        missing = [name for name, there in zip(names, pattern, strict=True) if not there]
        if missing and len(missing) < groups:
            caveats.append((where.reshape(-1) == i, f"left out, no estimate: {', '.join(missing)}"))
    return caveats

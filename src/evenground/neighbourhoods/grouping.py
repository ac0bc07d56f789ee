"""Areas into groups with plain names: fifths with their cut points recorded, bands, or the table's own labels."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from evenground.equity.quantiles import quantile_groups
from evenground.model.faults import fault
from evenground.model.strata import Link, Stratum
from evenground.neighbourhoods.variables import Variable
from evenground.neighbourhoods.wording import capital, listed, number, plain_name

_MOST_NUMBERS = 20  # different numbers that may stand as groups of their own
_MOST_LABELS = 200
_PARTS = {2: "halves", 3: "thirds", 4: "quarters", 5: "fifths", 6: "sixths", 8: "eighths", 10: "tenths"}


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group of every area that has one. ``groups`` in order, first the one that the plan calls 1.

    ``cut_points`` ascend; an area at or above a cut point lies on its higher side. ``ranges`` are the lowest and
    highest value in each group. ``short_names`` stand where the variable is named beside them: "1 (highest)", "2"….
    """

    group_of: Mapping[str, str] = field(repr=False)
    groups: tuple[str, ...]
    short_names: Mapping[str, str]
    cut_points: tuple[float, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def group_areas(variable: Variable, link: Link, stratum: Stratum, *, where: str) -> Grouping:
    """Groups by ``link.quantiles`` or ``link.cuts``, or, with neither, by the labels in the table."""
    if not variable.is_number:
        return _labelled(variable, stratum, where)
    values = {code: float(value) for code, value in variable.values.items() if value is not None}
    if link.quantiles:
        highest_first = _highest_first(link, link.quantiles, where)
        edges = _edges(variable, link, values, where)
        return _cut(values, edges, link, stratum, highest_first=highest_first, notes=_how_cut(variable, link, edges))
    if link.cuts:
        return _cut(
            values, tuple(sorted(link.cuts)), link, stratum, highest_first=link.highest_is in (None, 1), notes=[]
        )
    return _labelled(variable, stratum, where)


def weighted_edges(
    values: Mapping[str, float], weights: Mapping[str, float | None], quantiles: int
) -> tuple[float, ...]:
    """Cut points that share out people rather than areas.

    In order of value, an area belongs to the part in which the middle of its people lies, counted along everyone;
    areas of one value are taken as one. With equal weights and no ties this is the unweighted rule.
    """
    people: dict[float, float] = {}
    for code, value in values.items():
        people[value] = people.get(value, 0.0) + (weights.get(code) or 0.0)
    ordered = [value for value in sorted(people) if people[value] > 0]
    counts = np.array([people[value] for value in ordered])
    middles = np.cumsum(counts) - counts / 2
    parts = np.floor(quantiles * middles / counts.sum()) if ordered else counts
    return _lowest_of_each(zip(ordered, parts.tolist(), strict=True))


def equal_edges(values: Mapping[str, float], quantiles: int, *, highest_first: bool) -> tuple[float, ...]:
    """Cut points that share out areas, each counted once, by the rule of ``equity.quantile_groups``."""
    told = sorted(values.values())
    groups = quantile_groups(told, quantiles, highest_is=1 if highest_first else quantiles).value
    return _lowest_of_each(zip(told, np.asarray(groups).tolist(), strict=True))


def _lowest_of_each(ascending: zip[tuple[float, float]]) -> tuple[float, ...]:
    """The lowest value of each part but the first."""
    edges: list[float] = []
    last: float | None = None
    for value, part in ascending:
        if last is not None and part != last:
            edges.append(value)
        last = part
    return tuple(edges)


def _edges(variable: Variable, link: Link, values: Mapping[str, float], where: str) -> tuple[float, ...]:
    quantiles = link.quantiles or 0
    weighed = {c: v for c, v in values.items() if (variable.weights.get(c) or 0) > 0} if link.weight else values
    if any((weight or 0) < 0 for weight in variable.weights.values()):
        raise fault(
            f"The column {link.weight} of {link.table} has numbers below 0.", where, "Use a column of people counted."
        )
    if len(weighed) < quantiles:
        raise fault(
            f"{link.table} has {len(weighed):,} areas with a {link.column}: too few for {quantiles} groups.",
            where,
            "Ask for fewer groups, or take a table of a larger region.",
        )
    highest_first = _highest_first(link, quantiles, where)
    edges = (
        weighted_edges(weighed, variable.weights, quantiles)
        if link.weight
        else equal_edges(weighed, quantiles, highest_first=highest_first)
    )
    if not edges:
        raise fault(
            f"So many areas of {link.table} share one {link.column} that they cannot be parted.",
            where,
            "Choose another column, or say where to cut: cuts = […].",
        )
    return edges


def _highest_first(link: Link, quantiles: int, where: str) -> bool:
    if quantiles < 2:
        raise fault(f"quantiles is {quantiles}; two groups are the fewest.", where, "Write quantiles = 5, for example.")
    if link.highest_is not in (None, 1, quantiles):
        raise fault(
            f"highest_is is {link.highest_is}.",
            where,
            f"Write 1 if group 1 should hold the highest values, or {quantiles} if it should hold the lowest.",
        )
    return link.highest_is != quantiles


def _how_cut(variable: Variable, link: Link, edges: tuple[float, ...]) -> list[str]:
    parts = _PARTS.get(link.quantiles or 0, f"{link.quantiles} parts")
    told = sum(value is not None for value in variable.values.values())
    who = f"hold about equal numbers of people ({link.weight})" if link.weight else "hold about equal numbers of areas"
    notes = [
        f"{capital(parts)} of {link.column} {who}. They were cut over all {told:,} areas of {link.table} that have a value, "
        f"not only those where people here live. Cut points: {', '.join(map(number, edges))}."
    ]
    if len(edges) + 1 < (link.quantiles or 0):
        notes.append(
            f"Many areas share one {link.column}, and equal areas stay together: there are {len(edges) + 1} groups, not {link.quantiles}."
        )
    if link.highest_is is None:
        notes.append(
            f"Group 1 has the highest {link.column}. If a low {link.column} is the harder place to live, write highest_is = {link.quantiles}."
        )
    return notes


def _cut(
    values: Mapping[str, float],
    edges: tuple[float, ...],
    link: Link,
    stratum: Stratum,
    *,
    highest_first: bool,
    notes: list[str],
) -> Grouping:
    """``edges`` alone say where an area belongs, so that the recorded cut points give the same groups again."""
    band_of = {code: bisect_right(edges, value) for code, value in values.items()}
    held = sorted(set(band_of.values()), reverse=highest_first)
    names = (
        _quantile_names(len(edges) + 1, link, stratum, highest_first)
        if link.quantiles
        else _band_names(edges, link, stratum)
    )
    group_of = {code: names[band][0] for code, band in band_of.items()}
    groups = tuple(dict.fromkeys(names[band][0] for band in held))  # the plan's labels may give two parts one name
    within = {name: [values[code] for code, group in group_of.items() if group == name] for name in groups}
    ranges = {name: (min(found), max(found)) for name, found in within.items()}
    return Grouping(group_of, groups, {names[band][0]: names[band][1] for band in held}, edges, ranges, tuple(notes))


def _quantile_names(count: int, link: Link, stratum: Stratum, highest_first: bool) -> list[tuple[str, str]]:
    """Long and short name of each part, by ascending value. The ends say which way it goes; the middle is numbered."""
    plain, labels = plain_name(link.column), dict(stratum.labels)
    names = []
    for band in range(count):
        place = count - band if highest_first else band + 1
        end = {0: "lowest", count - 1: "highest"}.get(band)
        long = f"{capital(end)} {plain} ({place} of {count})" if end else f"{capital(plain)} {place} of {count}"
        names.append((labels.get(str(place), long), f"{place} ({end})" if end else str(place)))
    return names


def _band_names(edges: tuple[float, ...], link: Link, stratum: Stratum) -> list[tuple[str, str]]:
    said = [number(edge) for edge in edges]
    between = [f"{low} to below {high}" for low, high in pairwise(said)]
    labels = dict(stratum.labels)
    bands = [f"below {said[0]}", *between, f"{said[-1]} or more"]
    return [(labels.get(band, f"{capital(plain_name(link.column))} {band}"), band) for band in bands]


def _labelled(variable: Variable, stratum: Stratum, where: str) -> Grouping:
    raw = {code: _label(value) for code, value in variable.values.items() if value is not None}
    there = sorted(set(raw.values()), key=_natural)
    if len(there) > (_MOST_NUMBERS if variable.is_number else _MOST_LABELS):
        raise fault(
            f"The column {variable.column} of {variable.table} has {len(there):,} different values, too many to be groups.",
            where,
            "Write quantiles = 5, or cuts = […] with the numbers to cut at."
            if variable.is_number
            else "Choose a column with fewer labels, or put them together in the table.",
        )
    names = {label: _name(label, variable, stratum) for label in there}
    order = {name: place for place, name in enumerate(stratum.order)}
    groups = tuple(sorted(dict.fromkeys(names.values()), key=lambda name: order.get(name, len(order))))
    strangers = [name for name in stratum.order if name not in groups]
    notes = (f"The plan's order names {listed(strangers)}, which {variable.table} does not have.",) if strangers else ()
    return Grouping(
        {code: names[label] for code, label in raw.items()}, groups, {name: name for name in groups}, notes=notes
    )


def _label(value: float | str) -> str:
    return f"{value:.15g}" if isinstance(value, float) else value


def _name(label: str, variable: Variable, stratum: Stratum) -> str:
    given = dict(stratum.labels).get(label)
    return given or (f"{capital(plain_name(variable.column))} {label}" if variable.is_number else label)


def _natural(label: str) -> tuple[int, float, str]:
    try:
        return (0, float(label), "")
    except ValueError:
        return (1, 0.0, label)

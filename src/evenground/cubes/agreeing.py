"""Whether cubes may be merged at all: of one plan, all full or all released, and no row in two of them."""

from __future__ import annotations

from collections.abc import Sequence

from evenground.cubes.cube import LEADING, Cube, LinkSummary
from evenground.cubes.differences import differences
from evenground.model.faults import Fault, Faults, fault

ENOUGH_ROWS = 100


def refuse_mixed(cubes: Sequence[Cube], names: Sequence[str]) -> None:
    """Raise Faults where some cubes are full and some are not, and nobody asked for that."""
    if len({cube.provenance.holds for cube in cubes}) > 1:
        said = "; ".join(f"{name} is {cube.provenance.holds.value}" for name, cube in zip(names, cubes, strict=True))
        raise fault(
            f"Some of these cubes are full and some have withheld cells: {said}.",
            "",
            "Merge full cubes alone, or released ones alone. The network's steward may ask for both together: what comes of it is for the steward alone.",
        )


def refuse_unlike(cubes: Sequence[Cube], names: Sequence[str]) -> None:
    """Raise Faults with every part in which the plans differ, and every link that cut its areas in other places."""
    first, faults = cubes[0], []
    for cube, name in zip(cubes[1:], names[1:], strict=True):
        found = differences(first.plan, cube.plan, (names[0], name))
        where = f"{names[0]} and {name}"
        faults += [
            Fault(f"These cubes were made with different plans: {one}.", where, "Build both with the same plan.")
            for one in found
        ]
        if not found:
            faults += _other_cuts(first, cube, name)
    if faults:
        raise Faults(faults)


def _other_cuts(first: Cube, cube: Cube, name: str) -> list[Fault]:
    fix = "Give the plan's link fixed `cuts`, or the same table to everyone."
    return [
        Fault(
            f"The groups of {one.stratum!r} were cut in different places ({_cuts(one)} and {_cuts(other)}), so they do not mean the same.",
            name,
            fix,
        )
        for one, other in zip(_by_stratum(first), _by_stratum(cube), strict=False)
        if one.cut_points != other.cut_points
    ]


def _by_stratum(cube: Cube) -> list[LinkSummary]:
    return sorted(cube.links, key=lambda link: link.stratum)


def _cuts(link: LinkSummary) -> str:
    return ", ".join(f"{cut:g}" for cut in link.cut_points) or "nowhere"


def refuse_same_rows(cubes: Sequence[Cube], names: Sequence[str]) -> None:
    """Raise Faults where two cubes hold the same rows, as far as they tell."""
    for place, cube in enumerate(cubes):
        for at, other in enumerate(cubes[place + 1 :], place + 1):
            twice = _same_source(cube, other) or _same_period(cube, other) or _same_figures(cube, other)
            if twice:
                where = f"{names[place]} and {names[at]}"
                raise fault(
                    f"The same rows would count twice: {twice}.",
                    where,
                    "Leave one of the two out, or cut the periods so that they do not overlap.",
                )


def _same_source(one: Cube, other: Cube) -> str:
    ours, theirs = ({part.fingerprint for part in cube.provenance.origins} - {""} for cube in (one, other))
    shared = ours & theirs
    overlap = not one.periods or not other.periods or set(one.periods) & set(other.periods)
    return "both cubes hold rows of the same source and period" if shared and overlap else ""


def _same_period(one: Cube, other: Cube) -> str:
    if _engine(one) != _engine(other):
        return ""
    ours = {
        (tally.start, tally.rows, tally.rows_hash)
        for tally in one.tallies
        if tally.rows >= ENOUGH_ROWS and tally.rows_hash is not None
    }
    for tally in other.tallies:
        if (tally.start, tally.rows, tally.rows_hash) in ours:
            return (
                f"the {tally.rows:,} rows of the period that starts on {tally.start} are the same in both"
                if tally.start
                else "their rows are the same"
            )
    return ""


def _engine(cube: Cube) -> set[tuple[str, str]]:
    return {(part.engine, part.engine_version) for part in cube.provenance.origins}


def _same_figures(one: Cube, other: Cube) -> str:
    """Released cubes have no fingerprints, so their shown figures must tell: those of a large enough period, equal in every cell."""
    if one.is_full and other.is_full:
        return ""
    ours, theirs = _by_start(one), _by_start(other)
    for start, cells in ours.items():
        if cells == theirs.get(start) and sum(n or 0 for (_, by, *_), n in cells.items() if not by) >= ENOUGH_ROWS:
            return (
                f"every figure of the period that starts on {start} is the same in both"
                if start
                else "every figure is the same in both"
            )
    return ""


def _by_start(cube: Cube) -> dict[str, dict[tuple[str, ...], int | None]]:
    """n of every cell, by the start of its period."""
    names = [
        *(name for name in LEADING if not name.startswith("period")),
        *(stratum.name for stratum in cube.plan.strata),
    ]
    keys = zip(*(map(str, cube.table.column(name).to_pylist()) for name in names), strict=True)
    starts, whole = (cube.table.column(name).to_pylist() for name in ("period_start", "whole"))
    found: dict[str, dict[tuple[str, ...], int | None]] = {}
    for key, start, is_whole, n in zip(keys, starts, whole, cube.table.column("n").to_pylist(), strict=True):
        if is_whole != bool(cube.periods):
            found.setdefault(str(start or ""), {})[key] = n
    return found

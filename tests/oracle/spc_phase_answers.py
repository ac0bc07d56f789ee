"""Our suggested phases for the oracle cases of autospc and runcharter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from evenground.spc import control_chart
from evenground.spc.rephasing import Limits, Suggestion, stable_shifts, successive_medians
from tests.oracle.spc_answers import Columns
from tests.oracle.spc_cases import SpcCase

CHARTS = {"C": "c", "C'": "up", "P'": "pp", "XMR": "i"}


def stable_shifts_of(case: SpcCase) -> tuple[Columns, Columns]:
    """The lines, left-out points and breaks of autospc's charts."""
    limits, y = lines(case)
    found = stable_shifts(y, limits)
    ours = {"cl": y * np.nan, "lcl": y * np.nan, "ucl": y * np.nan, "excluded": y * np.nan, "breakPoint": y * 0}
    ours["breakPoint"][0] = np.nan
    for phase in found:
        onward = slice(phase.start, None)
        drawn = limits(used(phase, y.size))
        ours["cl"][onward], ours["lcl"][onward], ours["ucl"][onward] = (line[onward] for line in drawn)
        ours["breakPoint"][phase.start] += 1
        ours["excluded"][onward] = np.nan
        ours["excluded"][phase.start : phase.stop] = 0
        ours["excluded"][list(phase.left_out)] = 1
    return ours, {name: case.numbers(name) for name in ours}


def used(phase: Suggestion, points: int) -> np.ndarray:
    """The points that a phase's lines are worked out from."""
    mask = np.zeros(points, bool)
    mask[phase.start : phase.stop] = True
    mask[list(phase.left_out)] = False
    return mask


def lines(case: SpcCase) -> tuple[Limits, np.ndarray]:
    """The case's chart as a function of the points to use, and its values."""
    asked, table = case.arguments, case.table
    kind = CHARTS[asked["chart_type"]]
    y = table[asked["y"]].to_numpy(float)
    n = table[asked["n"]].to_numpy(float) if "n" in asked else (np.ones(y.size) if kind == "up" else None)
    per = 100 if kind == "pp" else 1

    def limits(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        place = np.flatnonzero(points)
        holes = [i for i in range(place[0], place[-1]) if not points[i]]  # bridged, as excluded points are
        chart = control_chart(
            kind, y, n, baseline=points, exclude=holes or None, screen=kind != "c", per=per, rules="none"
        )
        return chart.centre, chart.lower, chart.upper

    return limits, y if n is None else per * y / n


def successive_medians_of(case: SpcCase) -> tuple[Columns, Columns]:
    """The medians of runcharter with the days on which their points begin and end."""
    asked = case.arguments
    rows = [
        (group, number, phase.centre, day(dates[phase.start]), day(dates[phase.stop - 1]))
        for group, part in case.table.sort_values("date").groupby("grp")
        for dates in [part["date"].tolist()]
        for number, phase in enumerate(
            successive_medians(
                part["y"], baseline=asked["med_rows"], run=asked["runlength"], direction=asked["direction"]
            )
        )
    ]
    ours = sorted(rows)
    peer = pd.DataFrame(case.columns)
    peer["number"] = peer.groupby("grp").cumcount()
    theirs = sorted(
        (row.grp, row.number, row.median, day(row.start_date), day(row.end_date)) for row in peer.itertuples()
    )
    return _columns(ours), _columns(theirs)


day: Callable[[str], int] = lambda date: pd.Timestamp(date).toordinal()  # noqa: E731


def _columns(rows: list[tuple[str, int, float, int, int]]) -> Columns:
    parts = list(zip(*rows, strict=True))
    names = ("number", "median", "start_date", "end_date")
    return {name: np.array(part, float) for name, part in zip(names, parts[1:], strict=True)}

"""Our chart for each oracle case, as the columns that the peer gives: a column is compared only if it is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from evenground.spc import ControlChart, control_chart
from tests.oracle.spc_cases import SpcCase

Columns = dict[str, np.ndarray]
RUN_RULES = ("long run", "few crossings", "long run with few crossings")
QCC_KINDS = {"xbar.one": "i", "R": "r", "S": "s"}
QCC_ESTIMATORS = {
    "MVLUE-R": "weighted-range",
    "MVLUE-SD": "weighted-sd",
    "RMSDF": "pooled-sd",
    "UWAVE-R": "mean-range",
    "UWAVE-SD": "mean-sd",
    "SD": "sd",
}


def answer(case: SpcCase) -> Columns:
    """Our columns under the peer's names."""
    return ANSWERS[case.package](case)


def _qicharts2(case: SpcCase) -> Columns:
    chart = qic_chart(case)
    return {
        "y": chart.value,
        "cl": chart.centre,
        "lcl": chart.lower,
        "ucl": chart.upper,
        "target": chart.target,
        "include": chart.included,
        "sigma.signal": _flag(chart, "beyond limits"),
        "runs.signal": _runs_signal(chart),
        **_runs(chart),
    }


def qic_chart(case: SpcCase) -> ControlChart:
    """The chart that `qic` was asked for."""
    asked, table = case.arguments, case.table
    kind = asked["chart"]
    y = table[asked["y"]]
    options: dict[str, Any] = {
        "baseline": asked.get("freeze"),
        "phases": [asked["part"]] if "part" in asked else None,
        "exclude": [place - 1 for place in np.atleast_1d(asked["exclude"])] if "exclude" in asked else None,
        "centre": asked.get("cl"),
        "target": asked.get("target"),
        "per": asked.get("multiply", 1),
        "floor": 0 if asked.get("y.neg") is False else None,
        "screen": bool(case.options.get("qic.screenedmr")) and kind in ("i", "ip", "pp", "up"),
        "rules": asked.get("method", "anhoej"),
    }
    if "facets" in asked:
        table = table.sort_values(["hospital", "infection", "month"], kind="stable")
        y, n = (table[asked[name]].to_numpy().reshape(12, -1) for name in ("y", "n"))
        return control_chart(kind, y, n, **options)
    if kind in ("xbar", "s"):
        return control_chart(kind, y, subgroup=table[asked["x"]], **options)
    if "agg.fun" in asked:
        y = table.groupby(asked["x"])[asked["y"]].median()
    if kind == "pp" and asked["x"] == "org_code":
        options["estimator"] = "sd"  # organisations have no order
    return control_chart(kind, y, table[asked["n"]] if "n" in asked else None, **options)


def _runs(chart: ControlChart) -> Columns:
    """The counts of the runs analysis, on every point of their phase."""
    names = {
        "n.useful": chart.useful,
        "longest.run": chart.longest_run,
        "longest.run.max": chart.longest_run_max,
        "n.crossings": chart.crossings,
        "n.crossings.min": chart.crossings_min,
    }
    return {name: _of_points(chart, counts) for name, counts in names.items()}


def _of_points(chart: ControlChart, counts: Any) -> np.ndarray:
    by_series = np.asarray(counts, float).reshape(*chart.value.shape[:-1], -1)
    return by_series[..., chart.phase] if by_series.shape[-1] > 1 else np.broadcast_to(by_series, chart.value.shape)


def _flag(chart: ControlChart, rule: str) -> np.ndarray:
    return chart.flags[rule].astype(float)


def _runs_signal(chart: ControlChart) -> np.ndarray:
    """Whether the runs of each point's phase signal."""
    found = sum((chart.flags[rule] for rule in RUN_RULES if rule in chart.flags), np.zeros(chart.value.shape, bool))
    by_phase = [found[..., chart.phase == phase].any(axis=-1, keepdims=True) for phase in range(chart.phase.max() + 1)]
    return np.concatenate(by_phase, axis=-1)[..., chart.phase].astype(float)


def _pbcharts(case: SpcCase) -> Columns:
    asked, table = case.arguments, case.table
    chart = control_chart(
        {"i": "ip", "ms": "ms"}[asked["chart"]],
        table[asked["num"]],
        table[asked["den"]],
        baseline=asked.get("freeze"),
        phases=[asked["split"]] if "split" in asked else None,
        screen=asked.get("screenms", False),
    )
    return {
        "y": chart.value,
        "cl": chart.centre,
        "lcl": chart.lower,
        "ucl": chart.upper,
        "include": chart.included,
        "sigma.signal": _flag(chart, "beyond limits"),
        "runs.signal": _runs_signal(chart),
        **_runs(chart),
    }


def _qcc(case: SpcCase) -> Columns:
    chart = qcc_chart(case)
    measurement = np.sqrt(case.table.shape[1]) if chart.kind == "xbar" else 1.0
    found = {
        "statistic": chart.value,
        "lcl": chart.lower,
        "ucl": chart.upper,
        "center": chart.centre,
        "rule 1": _flag(chart, "beyond limits"),
    }
    return found | ({} if chart.kind in ("u", "r", "s", "g") else {"std_dev": chart.sigma * measurement})


def qcc_chart(case: SpcCase) -> ControlChart:
    """The chart that `qcc` was asked for."""
    asked, table = case.arguments, case.table
    kind = QCC_KINDS.get(asked["type"], asked["type"])
    options: dict[str, Any] = {
        "centre": asked.get("center"),
        "sigma": None if isinstance(asked.get("std.dev"), str) else asked.get("std.dev"),
        "estimator": QCC_ESTIMATORS.get(asked.get("std.dev", "")) if kind in ("i", "xbar") else None,
        "conf": asked.get("confidence.level"),
    }
    if kind in ("xbar", "r", "s"):
        rows, size = table.shape
        return control_chart(kind, table.to_numpy().ravel(), subgroup=np.repeat(np.arange(rows), size), **options)
    n = asked.get("sizes")
    return control_chart(kind, table[table.columns[-1]], table[n] if isinstance(n, str) else n, **options)


def _xmrr(case: SpcCase) -> Columns:
    """The peer makes its limits from the first five points."""
    i, mr = (control_chart(kind, case.table["y"], baseline=5) for kind in ("i", "mr"))
    return {
        "Central Line": i.centre,
        "Moving Range": mr.value,
        "Average Moving Range": mr.centre,
        "Lower Natural Process Limit": i.lower,
        "Upper Natural Process Limit": i.upper,
    }


ANSWERS: dict[str, Callable[[SpcCase], Columns]] = {
    "qicharts2": _qicharts2,
    "pbcharts": _pbcharts,
    "qcc": _qcc,
    "xmrr": _xmrr,
}

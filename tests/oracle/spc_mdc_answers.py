"""Our charts, flags and words for the oracle cases of NHSRplotthedots (Making Data Count)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from evenground.spc import ControlChart, assurance, control_chart
from tests.oracle.spc_answers import Columns
from tests.oracle.spc_cases import SpcCase

RULES = {"Above UCL": 1, "Below LCL": 1, "7 Point Trend": 2, "2 in 3": 3, "7 Points": 4, "Common Cause": 0}
POINTS = {
    "common_cause": 0, "special_cause_improvement": 1, "special_cause_concern": -1,
    "special_cause_neutral_high": 2, "special_cause_neutral_low": -2,
}  # fmt: skip
OUR_POINTS = {
    assurance.COMMON_CAUSE: 0, assurance.IMPROVEMENT: 1, assurance.CONCERN: -1,
    assurance.HIGH: 2, assurance.LOW: -2, assurance.NOT_JUDGED: np.nan,
}  # fmt: skip
TARGETS = {"consistent_pass": 1, "consistent_fail": -1, "inconsistent": 0}
OUR_TARGETS = {assurance.PASS: 1, assurance.FAIL: -1, assurance.HIT_OR_MISS: 0}


def answer(case: SpcCase) -> tuple[Columns, Columns]:
    """Limits, the rule that names each point, and the answers; words are numbered."""
    chart, words = charted(case)
    better, target = _better(case), case.arguments.get("target")
    ours: dict[str, Any] = {
        "mean_col": chart.centre,
        "lpl": chart.lower,
        "upl": chart.upper,
        "special_cause_type": _naming_rule(chart),
        "point_type": _numbered(words.points, OUR_POINTS),
        "variation_type": _numbered(words.variation, OUR_POINTS),
    }
    if target is not None and better:
        ours["assurance_type"] = _numbered(words.assurance, OUR_TARGETS)
    return {name: np.ravel(column) for name, column in ours.items()}, _theirs(case)


def charted(case: SpcCase) -> tuple[ControlChart, assurance.Answers]:
    """The chart the peer was asked for, with the words about it; several rows for facets."""
    asked = case.arguments
    facet = asked.get("facet_field")
    table = case.table.sort_values([name for name in (facet, asked["date_field"]) if name])
    groups = table[facet].nunique() if facet else 1
    y = table[asked["value_field"]].to_numpy(float).reshape(*([groups] if facet else []), -1)
    dates = table[asked["date_field"]].to_numpy()[: y.shape[-1]]
    target = asked.get("target")
    if isinstance(target, dict):
        target = np.array([target[name] for name in sorted(target)])[:, None]
    chart = control_chart(
        "i",
        y,
        phases=[int(np.flatnonzero(dates == date)[0]) for date in np.atleast_1d(asked.get("rebase", []))] or None,
        baseline=asked.get("fix_after_n_points"),
        screen=asked["screen_outliers"],
        rules="mdc",
    )
    words = assurance.making_data_count(
        chart.value, chart.centre, chart.sigma, lower=chart.lower, upper=chart.upper,
        target=target, better=_better(case), phase=chart.phase,
    )  # fmt: skip
    return chart, words


def _better(case: SpcCase) -> str | None:
    return {"increase": "higher", "decrease": "lower", "neutral": None}[case.arguments["improvement_direction"]]


def _naming_rule(chart: ControlChart) -> np.ndarray:
    number = np.zeros(chart.value.shape)
    for place, rule in reversed(list(enumerate(assurance.ORDER, 1))):
        number[chart.flags[rule]] = place
    return number


def _numbered(words: np.ndarray, numbers: dict[str, float]) -> np.ndarray:
    return np.array([numbers[word] for word in np.ravel(words)], float)


def _theirs(case: SpcCase) -> Columns:
    table = pd.DataFrame(case.columns)
    found = {name: case.numbers(name) for name in ("mean_col", "lpl", "upl")}
    found["point_type"] = _numbered(table["point_type"].to_numpy(), POINTS)
    found["special_cause_type"] = np.array([_rule(word) for word in table["special_cause_type"]], float)
    by_series = {row.get("f", ""): row for row in case.summary}.values()  # the last phase of each facet
    found["variation_type"] = np.array([POINTS[row["variation_type"]] for row in by_series], float)
    if all(row.get("assurance_type") for row in by_series):
        found["assurance_type"] = np.array([TARGETS[row["assurance_type"]] for row in by_series], float)
    return found


def _rule(word: str) -> int:
    return next(number for begin, number in RULES.items() if word.startswith(begin))

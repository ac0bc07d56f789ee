"""Our answer to each oracle case of rules, funnels, CUSUMs and suggested phases, beside the peer's, as columns of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from evenground.spc.cusum import bernoulli_cusum
from evenground.spc.limits.constants import c4, d2, d3
from evenground.spc.rules import Signals, signals
from evenground.spc.rules.ihi import run_limits
from evenground.spc.rules.runs import Runs, box_limits, crossings_min, in_cut_corner, longest_run_max
from tests.oracle import spc_funnel_answers, spc_mdc_answers, spc_phase_answers
from tests.oracle.spc_answers import Columns
from tests.oracle.spc_cases import SpcCase

Both = tuple[Columns, Columns]
"""(ours, the peer's)"""

WESTERN_ELECTRIC = ("beyond limits", "2 of 3", "4 of 5", "8 on one side")
NELSON = (
    "beyond limits", "9 on one side", "trend", "alternating", "2 of 3", "4 of 5", "within 1 sigma", "outside 1 sigma",
)  # fmt: skip


def answer(case: SpcCase) -> Both:
    """Our columns and the peer's, under the peer's names."""
    begins = max((begin for begin in ANSWERS if case.name.startswith(begin)), key=len)
    return ANSWERS[begins](case)


def about_zero(case: SpcCase, rules: str, **options: str) -> Signals:
    """The rules on the case's points, with centre 0 and sigma 1."""
    return signals(case.table["x"].to_numpy(float), 0, 1, lower=-3, upper=3, rules=rules, **options)


def _qcc(case: SpcCase) -> Both:
    """qcc marks the completing points with the number of the rule; the lowest number wins."""
    rules, names = ("nelson", NELSON) if "nelson" in case.name else ("western-electric", WESTERN_ELECTRIC)
    asked = np.atleast_1d(case.arguments["rules"])
    found = about_zero(case, rules).completing
    ours = np.full(len(case.table), np.nan)
    for number in sorted(asked, reverse=True):
        ours[found[names[number - 1]]] = number
    return {"rule": ours}, {"rule": case.numbers("rule")}


def _rspc(case: SpcCase) -> Both:
    found = about_zero(case, "nelson", lengths=case.arguments["convention"]).completing
    names = [f"Rule{number}" for number in range(1, 9)]
    ours = {name: found[rule].astype(float) for name, rule in zip(names, NELSON, strict=True)}
    return ours, {name: case.numbers(name) for name in names}


def _ihi(case: SpcCase) -> Both:
    x = case.table["x"].to_numpy(float)
    found = signals(x, np.median(x), np.nan, lower=np.nan, upper=np.nan, rules="ihi")
    shift, trend = found.completing["shift"], found.completing["trend"]
    ours = {
        "shift6": shift,
        "trend5": trend,
        "any shift": shift.any(),
        "any trend": trend.any(),
        "runs": found.crossings + 1,
    }
    told = case.summary
    theirs = {"any shift": told["shift"], "any trend": told["trend"], "runs": told["n_runs"]}
    return _floats(ours), _floats(theirs) | {name: case.numbers(name) for name in ("shift6", "trend5")}


def _critical_values(case: SpcCase) -> Both:
    n = case.numbers("n.useful")
    return {"longest.run.max": longest_run_max(n), "n.crossings.min": crossings_min(n)}, _numbers(case)


def _ihi_runs(case: SpcCase) -> Both:
    limits = np.array([run_limits(int(n)) for n in case.numbers("n.useful")], float)
    return {"fewest.runs.not.signal": limits[:, 0], "most.runs.not.signal": limits[:, 1]}, _numbers(case)


def _boxes(case: SpcCase) -> Both:
    n, crossings, longest = (case.numbers(name) for name in ("n", "c", "l"))
    none = np.zeros((n.size, 0))
    runs = Runs(n, longest, longest_run_max(n), crossings, crossings_min(n), none, none, none)
    ours = {"anhoej": (longest > runs.longest_max) | (crossings < runs.crossings_min)}
    most, fewest = box_limits(runs, "bestbox")
    ours["bestbox"] = (longest > most) | (crossings < fewest)
    ours["cutbox"] = ours["bestbox"] | in_cut_corner(runs)
    return _floats(ours), _numbers(case)


def _constants(case: SpcCase) -> Both:
    n = case.numbers("n")
    bias = c4(n)
    scatter = np.sqrt(1 - bias**2)
    ours = {
        "c4": bias,
        "A3": 3 / (bias * np.sqrt(n)),
        "B3": np.maximum(0, 1 - 3 * scatter / bias),
        "B4": 1 + 3 * scatter / bias,
        "d2": d2(n),
        "d3": d3(n),
    }
    return ours, _numbers(case)


def _bchart(case: SpcCase) -> Both:
    asked = case.arguments
    found = bernoulli_cusum(case.table["event"], asked["target"], odds_ratio=asked["or"], limit=asked["limit"])
    ours = {
        "s1": found.rise_step,
        "cusum1": found.rise,
        "s2": found.fall_step,
        "cusum2": found.fall,
        "signal1": np.where(found.rise_signal, asked["limit"], np.nan),
        "signal2": np.where(found.fall_signal, -asked["limit"], np.nan),
    }
    return ours, _numbers(case)


def _numbers(case: SpcCase) -> Columns:
    return {name: case.numbers(name) for name in case.columns}


def _floats(columns: Mapping[str, object]) -> Columns:
    return {name: np.atleast_1d(np.asarray(column, float)) for name, column in columns.items()}


ANSWERS: dict[str, Callable[[SpcCase], Both]] = {
    "qcc-nelson-": _qcc,
    "qcc-we-": _qcc,
    "rspc-": _rspc,
    "ihi-": _ihi,
    "tab-anhoej": _critical_values,
    "tab-ihi-runs": _ihi_runs,
    "tab-crsignal": _boxes,
    "tab-constants": _constants,
    "q-bchart": _bchart,
    "mdc-": spc_mdc_answers.answer,
    "fun-": spc_funnel_answers.funnelplotr,
    "funr-": spc_funnel_answers.funnelr,
    "au-": spc_phase_answers.stable_shifts_of,
    "rc-": spc_phase_answers.successive_medians_of,
}

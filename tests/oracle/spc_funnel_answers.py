"""Our funnels for the oracle cases of FunnelPlotR and funnelR."""

from __future__ import annotations

import numpy as np

from evenground.spc.funnel import Funnel, funnel
from tests.oracle.spc_answers import Columns
from tests.oracle.spc_cases import SpcCase

KINDS = {"PR": ("proportion", "arcsine"), "RC": ("counts", "log"), "SR": ("ratio", "log")}
LEVELS = (("95", 0), ("99", 1))  # the peer's "99" is 99.8 %


def funnelplotr(case: SpcCase) -> tuple[Columns, Columns]:
    """Limits with and without over-dispersion, z-scores, dispersion, and the units beyond the limits asked for."""
    asked, adjusted, chance = case.arguments, _adjusted(case), _by_chance(case)
    ours = {"rr": adjusted.value / asked.get("multiplier", 1), "Uzscore": adjusted.z}
    for level, row in LEVELS:
        ours |= {f"OD{level}LCL": adjusted.lower[row], f"OD{level}UCL": adjusted.upper[row]}
        ours |= {f"LCL{level}": chance.lower[row], f"UCL{level}": chance.upper[row]}
    used = adjusted if case.summary["draw_adjusted"] else chance
    row = dict(LEVELS)[str(asked["limit"])]
    ours |= {
        "outlier": used.outlier[row].astype(float),
        "phi": np.nan_to_num([adjusted.phi]),
        "tau2": np.array([adjusted.tau2]),
    }
    theirs = {name: case.numbers(name) for name in case.columns if name != "group"}
    return ours, theirs | {name: np.array([float(case.summary[name])]) for name in ("phi", "tau2")}


def _adjusted(case: SpcCase) -> Funnel:
    asked = case.arguments
    kind, method = KINDS[asked["data_type"]]
    method = "square root" if asked.get("sr_method") == "CQC" else method
    return _funnel(
        case, kind, method=method, overdispersion=asked.get("draw_adjusted", True), trim=asked.get("trim_by", 0.1)
    )


def _by_chance(case: SpcCase) -> Funnel:
    """The peer's limits without over-dispersion: arcsine for proportions, log for counts, exact Poisson for ratios."""
    kind, method = KINDS[case.arguments["data_type"]]
    return _funnel(case, kind, method="exact" if kind == "ratio" else method, overdispersion=False)


def _funnel(case: SpcCase, kind: str, **options: object) -> Funnel:
    """The funnel of the peer's units, which it has added up from rows and, for the SHMI, rounded."""
    x, n = case.numbers("numerator"), case.numbers("denominator")
    return funnel(x, n, kind=kind, per=case.arguments.get("multiplier", 1), **options)


def funnelr(case: SpcCase) -> tuple[Columns, Columns]:
    """Limits of 95 % and 99.8 % and whether a unit is extreme at each."""
    method = {"approximate": "plain", "exact": "exact"}[case.arguments["method"]]
    found = funnel(case.table["n"], case.table["d"], method=method, overdispersion=False)
    ours = {
        "lo": found.lower[0],
        "up": found.upper[0],
        "lo2": found.lower[1],
        "up2": found.upper[1],
        "score": found.outlier[0].astype(float),
        "score2": found.outlier[1].astype(float),
    }
    theirs = {name: case.numbers(name) for name in ("lo", "up", "lo2", "up2")}
    scores = {name: np.array(case.columns[name]) == "Extreme" for name in ("score", "score2")}
    return ours, theirs | {name: score.astype(float) for name, score in scores.items()}

"""Our answer to each oracle case, in the peer's own words: one function a kind of call, rows of numbers out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from evenground import equity
from tests.oracle.answers_phe import (
    phe_dsr,
    phe_funnel,
    phe_funnel_significance,
    phe_indirect,
    phe_life,
    phe_mean,
    phe_quantile,
    phe_sii,
    phe_simple,
)
from tests.oracle.cases import Case

Row = dict[str, Any]
DRAWS = 100_000  # as many as the independent check drew
NAMES = {"d": "difference", "r": "ratio", "parisk": "par", "ti": "theil", "covar": "cov"}
SIMULATED = {"bgsd", "covar", "cov", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw"}


def answer(case: Case) -> list[Row]:
    """Our rows for ``case``, each with the field names of its target and with the notes under ``note``."""
    return ANSWERS[case.function](case)


def healthequal(case: Case) -> list[Row]:
    """One summary measure, from the arguments the peer was given and no more."""
    if case.arguments.get("weight"):
        return _survey(case)
    given, table = case.arguments, case.table
    scale = None if "a mean" in case.record["title"] else _scale(table)
    population, order, reference = (case.column(key) for key in ("pop", "subgroup_order", "reference_subgroup"))
    reference = None if reference is None or not np.any(reference == 1) else reference == 1
    ordered = table["ordered_dimension"].iloc[0] if "ordered_dimension" in given else 1
    bounds = {"scale": given["lmax"]} if "lmax" in given else {"scale": scale}
    found = equity.summary_measures(
        case.column("est"),
        population=population,
        se=case.column("se"),
        order=order if ordered else None,
        reference=reference,
        better="higher" if _favourable(case) else "lower",
        average=table["setting_average"].iloc[0] if population is None and "setting_average" in given else None,
        model="linear" if given.get("linear") else "logit",
        index=given.get("method", "standard"),
        conf=given.get("conf.level", 0.95),
        draws=DRAWS if case.function in SIMULATED else 10,
        **bounds,
    )
    value = found[NAMES.get(case.function, case.function)]
    shrink = given["lmax"] if case.function == "aci" and "lmax" in given else 1
    return [_row(value, ("estimate", "lowerci", "upperci"), "se", shrink=shrink)]


def _favourable(case: Case) -> bool:
    return bool(case.table["favourable_indicator"].iloc[0]) if "favourable_indicator" in case.table else False


def _scale(table: pd.DataFrame) -> float | None:
    return float(table["indicator_scale"].iloc[0]) if "indicator_scale" in table else None


def _survey(case: Case) -> list[Row]:
    design = {key: case.column(key) for key in ("weight", "strata", "psu")}
    outcome, order = case.column("est"), case.column("subgroup_order")
    if case.function in ("sii", "rii"):
        model = "linear" if case.arguments.get("linear") else "logit"
        pair = equity.survey_slope_indices(outcome, order, model=model, **design)
    else:
        index = case.arguments.get("method", "standard")
        pair = equity.survey_concentration_indices(outcome, order, index=index, **design)
    return [_row(pair[case.function in ("rii", "rci")], ("estimate", "lowerci", "upperci"), "se")]


def heatmeasures(case: Case) -> list[Row]:
    """All measures of one table."""
    table = case.table
    ordered = bool(table["ordered_dimension"].iloc[0])
    reference = table["reference_subgroup"].to_numpy().astype(bool) if case.arguments["use_reference"] else None
    found = equity.summary_measures(
        table["estimate"],
        population=table["population"],
        se=None if ordered else table["se"],
        order=table["subgroup_order"] if ordered else None,
        reference=reference,
        better="higher" if table["favourable_indicator"].iloc[0] else "lower",
        scale=float(table["indicator_scale"].iloc[0]),
        draws=DRAWS,
    )
    if ordered:  # the peer uses the errors for these two only
        with_errors = equity.summary_measures(
            table["estimate"], se=table["se"], order=table["subgroup_order"], scale=None, draws=10,
            better="higher" if table["favourable_indicator"].iloc[0] else "lower",
        )  # fmt: skip
        found |= {name: with_errors[name] for name in ("difference", "ratio")}
    rows = [
        _row(found[NAMES.get(name, name)], ("estimate", "lowerci", "upperci"), "se")
        for name in case.arguments["measures"]
    ]
    return [{"measure": name, **row} for name, row in zip(case.arguments["measures"], rows, strict=True)]


def rineq(case: Case) -> list[Row]:
    """The concentration index of people in tied rank groups."""
    index = {"CI": "standard", "CIg": "standard", "CIc": "erreygers", "CIw": "wagstaff"}[case.arguments["type"]]
    pair = equity.survey_concentration_indices(
        case.column("outcome"), case.column("ineqvar"), weight=case.column("weights"), index=index
    )
    return [{"concentration_index": pair[case.arguments["type"] != "CIg"].value}]


def two_by_two(case: Case) -> list[Row]:
    """The measures of a group against its reference that we offer, under the peer's names."""
    (x1, n1), (x2, n2) = case.table[["x", "n"]].to_numpy(dtype=float)
    wald, mee = (equity.difference_interval(x1, n1, x2, n2, method=method) for method in ("wald", "score"))
    log, koopman = (equity.ratio_interval(x1, n1, x2, n2, method=method) for method in ("log", "score"))
    odds = {method: equity.odds_ratio_interval(x1, n1, x2, n2, method=method) for method in ("log", "score", "exact")}
    impact = equity.summary_measures(
        [x1 / n1, x2 / n2], population=[n1, n2], reference=1, scale=1, order=[2, 1], draws=10
    )
    inside = {"RR.strata.wald": log, "RR.strata.taylor": log, "RR.strata.score": koopman, "OR.strata.wald": odds["log"]}
    inside |= {"OR.strata.score": odds["score"], "OR.strata.mle": odds["exact"]}
    inside |= {"ARisk.strata.wald": wald, "ARisk.strata.score": mee}
    rows = {name: (value.value, value.lower, value.upper) for name, value in inside.items()}
    rows["OR.strata.cfield"] = (odds["log"].value, np.nan, np.nan)  # the peer gives it no limits
    for name, value in (("NNT.strata.wald", wald), ("NNT.strata.score", mee)):
        rows[name] = (1 / value.value, *sorted((1 / value.lower, 1 / value.upper)))
    rows["AFRisk.strata.wald"] = (1 - 1 / log.value, 1 - 1 / log.lower, 1 - 1 / log.upper)
    mean = (x1 + x2) / (n1 + n2)
    for name in ("PARisk.strata.wald", "PARisk.strata.piri"):
        rows[name] = (mean - x2 / n2, -impact["par"].upper, -impact["par"].lower)
    rows["PAFRisk.strata.wald"] = (1 - x2 / n2 / mean, -impact["paf"].upper / 100, -impact["paf"].lower / 100)
    names = ("measure", "est", "lower", "upper")
    return [dict(zip(names, (row["measure"], *rows[row["measure"]]), strict=True)) for row in case.target]


def epitools(case: Case) -> list[Row]:
    """Single proportions and rates, and pairs whose reference stands first."""
    if case.function in ("binom.exact", "binom.wilson"):
        method = case.function.removeprefix("binom.")
        value = equity.proportion_interval(case.column("x"), case.column("n"), method=method)
        return _rows(value, ("proportion", "lower", "upper"))
    if case.function == "pois.exact":
        return _rows(
            equity.rate_interval(case.column("x"), case.column("pt"), method="exact"), ("rate", "lower", "upper")
        )
    if case.function == "ageadjust.direct":
        x, n, weight = (case.column(key) for key in ("count", "pop", "stdpop"))
        per = 100_000 if case.record["expected"][0]["adj.rate"] > 1 else 1
        row = _row(equity.directly_standardised_rate(x, n, weight, method="gamma", per=per), ("adj.rate", "lci", "uci"))
        return [row | {"crude.rate": x.sum() / n.sum() * per}]
    (x2, x1), (n2, n1) = case.column("cases"), case.column("n")
    if case.function == "rateratio.midp":
        return [_row(equity.rate_ratio_interval(x1, n1, x2, n2, method="midp"), ("estimate", "lower", "upper"))]
    method = {"riskratio.small": "small", "riskratio.wald": "log"}[case.function]
    return [_row(equity.ratio_interval(x1, n1, x2, n2, method=method), ("estimate", "lower", "upper"))]


def base_r(case: Case) -> list[Row]:
    """R's own tests of two groups."""
    if case.function == "p.adjust":
        p = case.column("p")
        names = {"bonferroni": "bonferroni", "holm": "holm", "BH": "benjamini-hochberg"}
        adjusted = {short: equity.adjust_p_values(p, method=name) for short, name in names.items()}
        return [{short: values[i] for short, values in adjusted.items()} for i in range(len(p))]
    (x1, n1), (x2, n2) = case.table[["x", "n"]].to_numpy(dtype=float)
    if case.function == "fisher.test":
        row = _row(equity.odds_ratio_interval(x1, n1, x2, n2, method="exact"), ("odds_ratio", "lower", "upper"))
        return [row | {"p_value": equity.difference_test(x1, n1, x2, n2, method="exact").p_value}]
    if case.function == "poisson.test":
        row = _row(equity.rate_ratio_interval(x1, n1, x2, n2, method="exact"), ("rate_ratio", "lower", "upper"))
        return [row | {"p_value": equity.rate_test(x1, n1, x2, n2).p_value}]
    row = _row(equity.difference_interval(x1, n1, x2, n2, method="wald"), ("difference", "lower", "upper"))
    test = equity.difference_test(x1, n1, x2, n2, method="score")
    return [row | {"chisq": test.statistic, "p_value": test.p_value}]


def _row(value: equity.Value, names: tuple[str, str, str], error: str = "", shrink: float = 1) -> Row:
    row = {name: part / shrink for name, part in zip(names, (value.value, value.lower, value.upper), strict=True)}
    return row | ({error: value.se / shrink} if error else {}) | {"note": value.note}


def _rows(value: equity.Value, names: tuple[str, str, str]) -> list[Row]:
    return [_row(value.at(i), names) for i in range(len(value.value))]


HEALTHEQUAL = (
    "aci", "bgsd", "bgv", "covar", "d", "idisu", "idisw", "mdbu", "mdbw", "mdmu", "mdmw", "mdru", "mdrw", "mld", "paf",
    "parisk", "r", "rci", "rii", "sii", "ti",
)  # fmt: skip
EPITOOLS = (
    "binom.exact",
    "binom.wilson",
    "pois.exact",
    "ageadjust.direct",
    "rateratio.midp",
    "riskratio.small",
    "riskratio.wald",
)
ANSWERS: dict[str, Callable[[Case], list[Row]]] = {
    **dict.fromkeys(HEALTHEQUAL, healthequal),
    **dict.fromkeys(EPITOOLS, epitools),
    **dict.fromkeys(("fisher.test", "p.adjust", "poisson.test", "prop.test"), base_r),
    **dict.fromkeys(("phe_proportion", "phe_rate"), phe_simple),
    **dict.fromkeys(("calculate_dsr", "phe_dsr"), phe_dsr),
    **dict.fromkeys(("calculate_ISRate", "calculate_ISRatio"), phe_indirect),
    "calc_*": heatmeasures,
    "ci": rineq,
    "epi.2by2": two_by_two,
    "phe_mean": phe_mean,
    "phe_quantile": phe_quantile,
    "phe_life_expectancy": phe_life,
    "calculate_funnel_limits": phe_funnel,
    "assign_funnel_significance": phe_funnel_significance,
    "phe_sii": phe_sii,
}

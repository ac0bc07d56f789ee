"""Our answers to the cases of PHEindicatormethods, in its own field names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from evenground import equity
from tests.oracle.cases import Case

Row = dict[str, Any]
DRAWS = 100_000


def phe_groups(case: Case) -> Iterator[tuple[Row, pd.DataFrame]]:
    """The table as the peer groups it: each row by itself, or one part for each group."""
    by = case.arguments.get("group_by")
    if by is None:
        yield {}, case.table
        return
    for key, part in case.table.groupby(by, sort=True):
        yield dict(zip(by, key if isinstance(key, tuple) else (key,), strict=True)), part


def phe_simple(case: Case) -> list[Row]:
    """A proportion or a crude rate; groups are summed first, and one group is one row like any other."""
    x, n = case.arguments["x"]["col"], case.arguments["n"]["col"]
    if case.arguments.get("group_by"):
        sums = [(name, part[x].sum(skipna=False), part[n].sum()) for name, part in phe_groups(case)]
        names, counts = [s[0] for s in sums], np.array([s[1:] for s in sums], dtype=float)
    else:
        names, counts = [{}] * len(case.table), case.table[[x, n]].to_numpy(dtype=float)
    proportion = case.function == "phe_proportion"
    call = equity.proportion_interval if proportion else equity.rate_interval
    per = case.arguments.get("multiplier", 1 if proportion else 100_000)
    rows = _by_confidence(case, lambda conf: call(counts[:, 0], counts[:, 1], conf=conf, per=per))
    return [{**name, **row} for name, row in zip(names, rows, strict=True)]


def phe_dsr(case: Case) -> list[Row]:
    """A directly standardised rate for each group of rows."""
    rows = []
    for name, part in phe_groups(case):
        x, n, weight, variance = _strata(case, part)
        per = case.arguments.get("multiplier", 100_000)

        def rate(conf: float, x=x, n=n, weight=weight, variance=variance, per=per) -> equity.Value:
            value = equity.directly_standardised_rate(x, n, weight, conf=conf, per=per, count_variance=variance)
            return equity.Value(
                *(np.atleast_1d(np.array(v, dtype=object if isinstance(v, str) else float)) for v in _fields(value))
            )

        rows.append({**name, **_by_confidence(case, rate)[0]})
    return rows


def _strata(case: Case, part: pd.DataFrame) -> tuple[Any, ...]:
    x, n, weight = (case.arguments[key]["col"] for key in ("x", "n", "stdpop"))
    if case.arguments.get("independent_events", True):
        return part[x], part[n], part[weight], None
    frequency = part[case.arguments["eventfreq"]["col"]]
    band = part[case.arguments["ageband"]["col"]]
    events, squares = (part[x] * frequency).groupby(band).sum(), (part[x] * frequency**2).groupby(band).sum()
    return events, part[n].groupby(band).first(), part[weight].groupby(band).first(), squares


def phe_indirect(case: Case) -> list[Row]:
    """A standardised ratio or indirectly standardised rate for each group of rows."""
    rows = []
    for name, part in phe_groups(case):
        x, n, x_ref, n_ref = (part[case.arguments[key]["col"]].to_numpy() for key in ("x", "n", "x_ref", "n_ref"))
        observed, expected = np.array([x.sum()]), np.array([equity.expected_count(n, x_ref, n_ref)])
        reference = x_ref.sum() / n_ref.sum()
        ratio, per = case.function == "calculate_ISRatio", case.arguments.get("refvalue", 1)

        def call(conf: float, o=observed, e=expected, r=reference, ratio=ratio, per=per) -> equity.Value:
            if ratio:
                return equity.standardised_ratio(o, e, conf=conf, per=per)
            return equity.indirectly_standardised_rate(o, e, r, conf=conf, per=100_000)

        extra = {"observed": observed[0], "expected": expected[0], "ref_rate": reference * 100_000}
        rows.append({**name, **extra, **_by_confidence(case, call)[0]})
    return rows


def phe_mean(case: Case) -> list[Row]:
    """A mean for each group of rows; a missing value makes the group missing."""
    column = case.arguments["x"]["col"]
    rows = []
    for name, part in phe_groups(case):
        v = part[column]
        mean, sd, n = v.mean(skipna=False), v.std(skipna=False), len(v)

        def call(conf: float, mean=mean, sd=sd, n=n) -> equity.Value:
            return equity.mean_interval([mean], [sd], [n], conf=conf)

        extra = {"value_sum": v.sum(skipna=False), "value_count": n, "stdev": sd}
        rows.append({**name, **extra, **_by_confidence(case, call)[0]})
    return rows


def phe_quantile(case: Case) -> list[Row]:
    """A quantile group for each row, in the order of the table."""
    quantiles = case.arguments.get("nquantiles", 10)
    highest = 1 if case.arguments.get("invert", True) else quantiles
    groups = pd.Series(np.nan, index=case.table.index)
    for _, part in phe_groups(case):
        groups.loc[part.index] = equity.quantile_groups(
            part[case.arguments["values"]["col"]], quantiles, highest_is=highest
        ).value
    return [{"quantile": group} for group in groups]


def phe_life(case: Case) -> list[Row]:
    """Life expectancy at each age, or at the one asked for."""
    rows = []
    for name, part in phe_groups(case):
        deaths, people, ages = (
            part[case.arguments[key]["col"]].to_numpy() for key in ("deaths", "population", "startage")
        )
        lines = _by_confidence(
            case, lambda conf, d=deaths, n=people, a=ages: equity.life_expectancy(d, n, a, conf=conf)
        )
        wanted = case.arguments.get("le_age")
        rows += [
            {**name, "startage": a, **line}
            for a, line in zip(ages, lines, strict=True)
            if wanted in (None, a) or case.verdict == "refused"
        ]
    return rows


def phe_funnel(case: Case) -> list[Row]:
    """Funnel limits by size (proportions) or through whole counts (rates and ratios)."""
    kind, per = case.arguments["statistic"], case.arguments.get("multiplier", 1)
    x, n = case.column("numerator"), case.column("denominator")
    target = 1.0 if kind == "ratio" else x.sum() / n.sum()
    if kind == "proportion":
        sizes = np.array([row["Population"] for row in case.record["expected"]])
        two, three = (equity.funnel_limits(sizes, target, conf=conf, per=per) for conf in (0.95, 0.998))
        parts = {
            "lower_2s_limit": two.lower, "upper_2s_limit": two.upper,
            "lower_3s_limit": three.lower, "upper_3s_limit": three.upper, "baseline": two.value,
        }  # fmt: skip
    else:
        counts = np.array([next(iter(row.values())) for row in case.record["expected"]])
        size = "population_1_year" if kind == "rate" else "exp_events"
        parts = {"baseline": np.full(len(counts), target * per)}
        for sigma, conf in (("2s", 0.95), ("3s", 0.998)):
            sides = equity.funnel_curve(counts, target, kind=kind, conf=conf, per=per)
            for side, curve in zip(("lower", "upper"), sides, strict=True):
                parts[f"{side}_{sigma}_limit"], parts[f"{side}_{sigma}_{size}"] = curve.value, curve.lower
    return [dict(zip(parts, values, strict=True)) for values in zip(*parts.values(), strict=True)]


def phe_funnel_significance(case: Case) -> list[Row]:
    """The peer's words for points outside the funnel."""
    kind = case.arguments["statistic"]
    x, n = case.column("numerator"), case.column("denominator")
    target = 1.0 if kind == "ratio" else x.sum() / n.sum()
    said = {
        "within": "Not significant", "high 95 %": "High (0.025)", "low 95 %": "Low (0.025)",
        "high 99.8 %": "High (0.001)", "low 99.8 %": "Low (0.001)",
    }  # fmt: skip
    return [{"significance": said[verdict]} for verdict in equity.funnel_significance(x, n, target, kind=kind)]


def phe_sii(case: Case) -> list[Row]:
    """A slope index by least squares with simulated limits, for each group of rows."""
    given = case.arguments
    kind, flip = given.get("value_type", 0), given.get("multiplier", 1)
    drawn = {0: "linear", 1: "log", 2: "logit"}[kind]
    rows = []
    for name, part in phe_groups(case):
        value = (
            part[given["value"]["col"]]
            if "value" in given
            else part[given["x"]["col"]] / part[given["population"]["col"]]
        )
        row: Row = dict(name)
        for conf in _confidences(case):
            se = part[given["se"]["col"]] if "se" in given else equity.errors_from_limits(
                part[given["lower_cl"]["col"]], part[given["upper_cl"]["col"]], drawn=drawn
            )  # fmt: skip
            sii, rii = equity.slope_index(
                value, order=part[given["quantile"]["col"]].astype(float), population=part[given["population"]["col"]], se=se,
                line=drawn if given.get("transform") else "linear", drawn=drawn, conf=conf, draws=DRAWS,
            )  # fmt: skip
            row |= _flipped(sii, rii, flip, f"{100 * conf:.1f}".replace(".", "_"))
            row["note"] = sii.note
        rows.append(row)
    return rows


def _flipped(sii: equity.Value, rii: equity.Value, by: float, level: str) -> Row:
    ends = (sii.lower * by, sii.upper * by)
    ratios = (rii.lower, rii.upper) if by > 0 else (1 / rii.upper, 1 / rii.lower)
    row: Row = {"sii": sii.value * by, "rii": rii.value if by > 0 else 1 / rii.value}
    for ending in ("cl", ""):
        row[f"sii_lower{level}{ending}"], row[f"sii_upper{level}{ending}"] = min(ends), max(ends)
        row[f"rii_lower{level}{ending}"], row[f"rii_upper{level}{ending}"] = ratios
    return row


def _confidences(case: Case) -> list[float]:
    asked = case.arguments.get("confidence", 0.95)
    asked = asked if isinstance(asked, list) else [asked]
    return [conf / 100 if conf > 1 else conf for conf in asked if conf is not None]


def _by_confidence(case: Case, call: Callable[[float], equity.Value]) -> list[Row]:
    """Rows with the limits named as the peer names them for one confidence level or for several."""
    levels = _confidences(case)
    first = call(levels[0] if levels else 0.95)
    rows: list[Row] = [{"value": v, "note": note} for v, note in zip(first.value, first.note, strict=True)]
    for conf in levels:
        value = call(conf)
        level = "" if len(levels) == 1 else f"{100 * conf:.1f}".replace(".", "_")
        for row, low, high in zip(rows, value.lower, value.upper, strict=True):
            row[f"lower{level}cl"], row[f"upper{level}cl"] = low, high
    return rows


def _fields(value: equity.Value) -> tuple[Any, ...]:
    return value.value, value.lower, value.upper, value.se, value.method, value.note

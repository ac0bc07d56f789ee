"""Where our numbers and a case's target part: fields beyond tolerance, by row."""

from __future__ import annotations

import math
from typing import Any

from tests.oracle.answers import SIMULATED, Row
from tests.oracle.cases import Case

TOLERANCE = 1e-6
ZERO = 1e-9  # below this a number is rounding noise about 0
NOISE = 0.03  # of an interval's width: 100 000 draws against 100 000
FEW_DRAWS = 0.13  # of the width: against a peer's 300 to 2000 draws
LIMITS = ("lower", "upper", "lci", "uci")


def differences(case: Case, ours: list[Row]) -> list[tuple[str, Any, Any]]:
    """Each (field, ours, target) in which we part by more than the tolerance; rows are matched by position.

    Where a case has many measures, the field is "measure field".
    """
    found = []
    for row, target in zip(ours, _targets(case, ours), strict=True):
        for field, wanted in target.items():
            if field in row and not _agree(case, field, row, target, wanted):
                label = f"{row['measure']} {field}" if "measure" in row and field != "measure" else field
                found.append((label, row[field], wanted))
    return found


def _targets(case: Case, ours: list[Row]) -> list[dict[str, Any]]:
    if case.function == "calc_*":
        return _heat(case)
    if case.function == "phe_sii" and case.target and "area" in case.target[0]:
        by_area = {row["area"]: row for row in case.target}
        return [by_area.get(row.get("area"), {}) for row in ours]
    simulated = case.function in SIMULATED and "recommended" not in case.record
    check = case.record.get("check", {}).get("independent")
    if simulated and check:
        return [{**case.target[0], **{key: check[key] for key in ("lowerci", "upperci") if key in check}}]
    return [dict(row) for row in case.target] or [{} for _ in ours]


def _heat(case: Case) -> list[dict[str, Any]]:
    better = case.record.get("recommended") or {}
    rows = []
    for row in case.record["expected"]:
        plain = {"estimate": row["inequal"], "lowerci": row["se.lowerci"], "upperci": row["se.upperci"]}
        rows.append({"measure": row["measure"], **plain, **better.get(row["measure"], {})})
    return rows


def _agree(case: Case, field: str, row: Row, target: dict[str, Any], wanted: Any) -> bool:
    mine = row[field]
    if isinstance(wanted, str) and wanted not in ("NaN", "Inf", "-Inf"):
        return bool(mine == wanted)
    if wanted is None or isinstance(wanted, str):
        return math.isnan(mine)
    if math.isnan(mine):
        return False
    if field.startswith(LIMITS) or "_lower" in field or "_upper" in field:
        slack = _slack(case, field, row, target)
        if slack is not None:
            return abs(mine - wanted) <= slack
    return abs(mine - wanted) <= max(TOLERANCE * abs(wanted), ZERO)


def _slack(case: Case, field: str, row: Row, target: dict[str, Any]) -> float | None:
    """How far a simulated limit may lie from another simulation of it; None for limits by formula."""
    opposite = field.replace("lower", "?").replace("upper", "lower").replace("?", "upper")
    if case.function == "phe_sii" or case.function in SIMULATED:
        return NOISE * abs(target[field] - target[opposite])
    if case.function == "calc_*" and row["measure"] in SIMULATED:
        return FEW_DRAWS * abs(target[field] - target[opposite])
    return None

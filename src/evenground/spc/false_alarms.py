"""How often a chart of pure chance signals all the same: the rate that stands next to every answer.

Rates come from a table made by ``benchmarks/false_alarms.py`` (seeded simulation) and are interpolated between numbers of
points. They hold for independent points and limits from all of them; correlated or very small counts alarm more often.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from evenground.spc.rules.sets import lengths_of, rule_set

TABLE: Final = "false_alarms.json"

FAMILIES: Final[Mapping[str, str]] = {
    "run": "run",
    "i": "i", "ip": "i", "pp": "i", "up": "i",
    "p": "p", "np": "p", "u": "p", "c": "p", "xbar": "p",
    "s": "s", "r": "r", "g": "g", "t": "t",
}  # fmt: skip
"""The simulated chart that stands for each kind: i for limits from moving ranges, p for limits from the counts themselves."""


def false_alarm_rate(
    rules: str,
    kind: str,
    points: int,
    *,
    screen: bool = False,
    lengths: Mapping[str, int] | str | None = None,
) -> float:
    """The share, 0 to 1, of charts of this ``kind`` with so many ``points`` that signal by chance alone; NaN if not known.

    ``screen``: whether large moving ranges are dropped before limits are made. ``why_no_rate`` says why it is not known.
    """
    if rule_set(rules) == "none":
        return 0.0
    if why_no_rate(rules, kind, points, lengths=lengths):
        return float("nan")
    table = _table()
    family = FAMILIES[kind]
    rates: Sequence[float] = table["rates"][rule_set(rules)]["i screened" if screen and family == "i" else family]
    return float(np.interp(points, table["points"], rates))


def why_no_rate(rules: str, kind: str, points: int, *, lengths: Mapping[str, int] | str | None = None) -> str:
    """Why the false-alarm rate is not known, in plain words; empty where it is."""
    plain = rule_set(rules)
    if kind not in FAMILIES:
        return f"the false-alarm rate of a {kind!r} chart was not simulated"
    if lengths_of(plain, lengths) != lengths_of(plain):
        return "the false-alarm rate was simulated for the usual lengths of the rules only"
    few, many = _table()["points"][0], _table()["points"][-1]
    if not few <= points <= many:
        return f"the false-alarm rate was simulated for {few} to {many} points, not {points}"
    return ""


@cache
def _table() -> Any:
    return json.loads(files("evenground.spc").joinpath(TABLE).read_text(encoding="utf-8"))

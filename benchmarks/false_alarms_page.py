"""The page of false alarms: what one is, how often each set of rules gives one, and why the default is what it is."""

from __future__ import annotations

from typing import Any

import numpy as np

SHOWN = (12, 24, 36, 60, 100)

ROWS = (
    ("Anhøj's two run rules, on a run chart", "anhoej", "run"),
    ("**Anhøj + 3 sigma (our default)**", "anhoej", "i"),
    ("the same, with screened limits", "anhoej", "i screened"),
    ("best box + 3 sigma", "bestbox", "i"),
    ("cut box + 3 sigma", "cutbox", "i"),
    ("Western Electric, rules 1 to 4", "western-electric", "i"),
    ("Making Data Count", "mdc", "i"),
    ("Nelson, rules 1 to 8", "nelson", "i"),
    ("IHI: shift, trend and runs, on a run chart", "ihi", "run"),
)

CHARTS = (
    ("run", "run", "the median, no limits"),
    ("I, I', P', U'", "i", "limits from moving ranges"),
    ("P, U, C, X-bar", "p", "limits from the counts themselves; here about 20 events a point"),
    ("S", "s", "subgroups of 5"),
    ("R", "r", "subgroups of 5"),
    ("G", "g", "an event in 1 case of 20"),
    ("T", "t", "times between events"),
)

NAMES = {
    "run": "Anhøj, run chart",
    "anhoej": "Anhøj + 3 sigma",
    "western-electric": "Western Electric",
    "mdc": "Making Data Count",
    "nelson": "Nelson",
    "ihi": "IHI, run chart",
}

HEAD = """\
# False alarms: how often a chart cries wolf

A chart goes up and down by chance. A **false alarm** is a signal where nothing has changed: the rules call a point or a
pattern special, and it was luck. Each false alarm costs a team time, and some trust: people look for a reason that is
not there, and may find one.

The more rules a chart has, and the more points, the more often it gives a false alarm. So we show the rate next to each
answer: "on pure chance, 9 in 100 charts like this one would signal".

## The rates

Per cent of {series:,} charts of pure chance with one false alarm or more, by the number of points. Individual values (an I
chart) unless the row says otherwise. Seed {seed}; the standard error is at most 0.4.
"""

WHY = """
## Why our default is Anhøj's rules and 3 sigma

- Anhøj's run rules are the only ones whose false alarms stay near 5 in 100 however long the chart grows. Their limits
  grow with the number of points.
- They see slow and lasting change. The 3-sigma limits see one point far out. Together they see both.
- On a run chart there are no limits, so there the run rules stand alone.
- A trend of 5, 6 or 7 points looks convincing and says little: on the IHI's run charts it is the main source of false alarms.
- Dropping large moving ranges before the limits are made ("screening") costs about three more false alarms in 100 at 24 points. We do
  it only when asked.

All other sets are there for teams who use them. Their lengths can be changed; then the rate is not known, and we say so.

## The kind of chart matters too

Our default rules, per cent, by kind of chart:
"""

WORLDS = """
G charts alarm often, since the gap between rare events is very uneven: a few long gaps are normal. T charts cure that.

## When the rates do not hold

The rates assume that points do not lean on each other, and that counts are not tiny. Where that fails, there are
mostly more false alarms (first three rows). The last two rows are not false alarms: they say how often a real shift is seen.
Per cent of charts with a signal:

"""

TAIL = """
Half an event a point means that more than half of the points are 0: the median is 0, and runs about it mean nothing. Use
a G or T chart there. A chart with a note about points that lean on each other deserves more care than its rate says.

A baseline that is fixed, and a chart cut into phases, have rates of their own: each phase can alarm, and limits from few
points are rough. For phases we multiply the chances of no alarm in each. For fixed baselines the true rate is higher.

This page is written by `python -m benchmarks.false_alarms`, from the table that the library ships.
"""


def page(table: Any, worlds: dict[str, dict[str, float]]) -> str:
    """The page, from the shipped table and the rates in other worlds."""
    parts = [HEAD.format(**{name: table[name] for name in ("series", "seed")}), _points_head("rules")]
    parts += [_row(title, table, rules, chart) for title, rules, chart in ROWS]
    parts += [WHY, _points_head("chart", "what was drawn")]
    parts += [_row(f"{title} | {told}", table, "anhoej", chart) for title, chart, told in CHARTS]
    parts += [WORLDS, f"| | {' | '.join(NAMES.values())} |\n|{'---|' * (len(NAMES) + 1)}\n"]
    parts += [
        f"| {name} | {' | '.join(_per_cent(rates[rules]) for rules in NAMES)} |\n" for name, rates in worlds.items()
    ]
    return "".join([*parts, TAIL])


def _points_head(*titles: str) -> str:
    heads = [*titles, *(f"{points} points" for points in SHOWN)]
    return f"\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n"


def _row(title: str, table: Any, rules: str, chart: str) -> str:
    rates = np.interp(SHOWN, table["points"], table["rates"][rules][chart])
    return f"| {title} | {' | '.join(_per_cent(rate) for rate in rates)} |\n"


def _per_cent(rate: float) -> str:
    return f"{100 * rate:.1f}"

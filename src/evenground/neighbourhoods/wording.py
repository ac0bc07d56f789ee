"""Plain words for a neighbourhood variable, its groups and its counts."""

from __future__ import annotations

import re

_KNOWN = {
    "dep_index": "deprivation",
    "fraction_assisted_income": "assisted income",
    "dep_index_fraction_snap": "food assistance",
    "fraction_high_school_edu": "high school completion",
    "dep_index_fraction_hs": "high school completion",
    "prop_adults_hs_edu": "high school completion",
    "median_income": "household income",
    "dep_index_median_income": "household income",
    "fraction_no_health_ins": "lack of health insurance",
    "dep_index_fraction_insured": "health insurance",
    "prop_health_insurance": "health insurance",
    "fraction_vacant_housing": "vacant housing",
    "dep_index_fraction_vacant": "vacant housing",
    "rpl_themes": "social vulnerability",
    "svismryrnk": "social vulnerability",
    "ep_pov": "poverty",
    "rpl_eji": "environmental injustice",
    "ruca1": "RUCA code",
    "ruca2": "RUCA code",
}
_PREFIX = re.compile(r"^(dep_index_|adi_)?(fraction|prop|proportion|percent|pct|prcnt|perc|rate|n|number)_(of_)?")
_SUFFIX = re.compile(r"_(rate|pct|percent|fraction|proportion)$")


def plain_name(column: str) -> str:
    """A column's name in plain words: ``fraction_poverty`` and ``poverty_rate`` are "poverty"."""
    lower = column.lower()
    if lower in _KNOWN:
        return _KNOWN[lower]
    words = _SUFFIX.sub("", _PREFIX.sub("", lower))
    return column if words == lower and "_" not in lower else words.replace("_", " ").strip()


def capital(words: str) -> str:
    """``words`` with a capital first letter and the rest untouched."""
    return words[:1].upper() + words[1:]


def number(value: float) -> str:
    """A number as people write it: 33,190 and 0.4273."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def share_of(part: int, total: int, *, threshold: int) -> str:
    """A share in round words, too coarse for a count below ``threshold`` (or one hidden to protect it) to be worked out from it."""
    if part in (0, total):
        return "all" if part else "none"
    if min(part, total - part) < threshold or total < 20 * threshold:
        return "most" if 2 * part > total else "few"
    steps = ((0.9, "more than 9 in 10"), (0.75, "more than 3 in 4"), (0.5, "more than half"), (0.25, "fewer than half"))
    return next((words for least, words in steps if part > least * total), "fewer than 1 in 4")


def listed(items: list[str], most: int = 8) -> str:
    """ "a, b and c", cut after ``most``."""
    shown = items if len(items) <= most else [*items[:most], f"{len(items) - most} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"

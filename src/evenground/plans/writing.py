"""A plan written back as TOML, so that what `evenground gaps` understood can be kept, changed, and run again; and its hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields
from enum import StrEnum
from typing import Any

from evenground.model.measures import Better, Kind, Measure
from evenground.model.plans import FRAMING, FRAMING_ES, Audience, Charting, Plan, Protect
from evenground.model.strata import Construct, Link, MultiRace, Stratum
from evenground.plans import codes, names
from evenground.plans.measures import PER, default_unit
from evenground.plans.strata import has_order

_NOT_COUNTED = (
    "title",
    "unit",
    "why",
    "chosen_by",
    "kind",
    "better",
    "per",
    "line",
    "weights",
    "standardise",
    "target",
)
_NOT_GROUPED = ("title", "reference", "construct", "collected", "collected_by", "self_reported", "line")


def plan_text(plan: Plan) -> str:
    """The plan as TOML. Reading it gives the same plan again, but for line numbers and the text itself."""
    head = {
        "title": plan.title,
        "source": plan.source,
        "person": plan.person,
        "date": plan.date,
        "every": plan.every,
        "site": plan.site,
        "rows": plan.rows if plan.rows != "people" else None,
        "language": plan.language if plan.language != "en" else None,
        "collected": plan.collected,
        "conf": plan.conf if plan.conf != 0.95 else None,
        "made_up": plan.made_up or None,
        "framing": plan.framing if plan.framing != (FRAMING_ES if plan.language == "es" else FRAMING) else None,
        "deeper": [list(each) for each in plan.deeper],
    }
    parts = [_table("", head)]
    parts += [_table("[[measure]]", _measure(measure)) for measure in plan.measures]
    parts += [_table("[[stratum]]", _stratum(stratum)) for stratum in plan.strata]
    parts.append(_table("[protect]", _protect(plan.protect)))
    parts += [_table("[chart]", _charting(plan.charting))] if plan.charting != Charting() else []
    parts += [_table("[[tried]]", {"date": one.day, "title": one.title}) for one in plan.tried]
    return "\n".join(parts)


def hash_of(plan: Plan) -> str:
    """A hash (sha256, hex) of what decides the counts: measures, strata, date, person, site, and deeper sets.

    The source, titles, targets, reference groups and all of protection, charts and what was tried are left out, so that organisations that
    count the same plan on their own rows get cubes that merge, and a better title does not throw a cube away.
    """
    counted = {
        "measures": [_without(measure, _NOT_COUNTED) for measure in plan.measures],
        "strata": [_without(stratum, _NOT_GROUPED) for stratum in plan.strata],
        "plan": [plan.person, plan.date, plan.every, plan.site, plan.deeper],
    }
    return hashlib.sha256(json.dumps(counted, sort_keys=True, default=_jsonable).encode()).hexdigest()


def _without(value: Measure | Stratum, names_left_out: tuple[str, ...]) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value) if one.name not in names_left_out}


def _jsonable(value: object) -> object:
    if isinstance(value, Link):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    raise TypeError(type(value).__name__)


def _protect(protect: Protect) -> dict[str, Any]:
    found = {one.name: getattr(protect, one.name) for one in fields(protect)}
    return _without_defaults(found, {"audience": Audience.TEAM, "zeros": "show", "round": 1})


def _charting(charting: Charting) -> dict[str, Any]:
    return {
        "rules": charting.rules,
        "baseline": charting.baseline,
        "phases": charting.phases,
        "exclude": [{"period": one.day, "why": one.why} for one in charting.exclude],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    found = {one.name: getattr(measure, one.name) for one in fields(measure) if one.name != "line"}
    found["weights"] = dict(measure.weights)
    return _without_defaults(
        found,
        {
            "title": names.in_title_case(measure.name),
            "kind": Kind.OUTCOME,
            "per": PER[measure.type],
            "unit": default_unit(measure.type, measure.per),
        },
    ) | {"better": Better(measure.better)}


def _stratum(stratum: Stratum) -> dict[str, Any]:
    found = {one.name: getattr(stratum, one.name) for one in fields(stratum) if one.name != "line"}
    found["labels"] = dict(stratum.labels)
    found["link"] = _link(stratum.link) if stratum.link else None
    code_set = codes.code_set(stratum.codes) if stratum.codes else None
    ordered = has_order(stratum.order, stratum.bands, code_set, stratum.link)
    construct = code_set.construct if code_set else Construct.PLACE if stratum.link else Construct.OTHER
    return _without_defaults(
        found,
        {
            "title": names.in_title_case(stratum.name),
            "ordered": ordered,
            "construct": construct,
            "reference": "best",
            "missing": "show",
            "multi": MultiRace.ALONE,
        },
    )


def _link(link: Link) -> dict[str, Any]:
    found = {one.name: getattr(link, one.name) for one in fields(link)}
    return _without_defaults(found, {"area": link.on})


def _without_defaults(found: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in defaults or value != defaults[key]}


def _table(head: str, values: dict[str, Any]) -> str:
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if _is_said(key, value)]
    return "\n".join([head] * bool(head) + lines) + "\n"


def _is_said(key: str, value: object) -> bool:
    return value is not None and (value not in ("", (), [], {}) or key == "unit")


def _value(value: object) -> str:  # noqa: PLR0911 - one line for each kind of value
    match value:
        case bool():
            return "true" if value else "false"
        case StrEnum() | str():
            return _quoted(str(value))
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case dt.date():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(_value(item) for item in value)}]"
        case dict():
            return f"{{ {', '.join(_pairs(value))} }}"
    raise TypeError(f"A plan holds no {type(value).__name__}.")


def _pairs(value: dict[str, object]) -> Iterator[str]:
    for key, item in value.items():
        if item not in (None, (), ""):
            yield f"{_quoted(key) if not key.isidentifier() or not key.isascii() else key} = {_value(item)}"


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are all TOML's too, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

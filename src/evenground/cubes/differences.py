"""Which part of two plans differs, so that their cubes do not merge: said in plain words, each part with what stands in either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from evenground.model.measures import Measure
from evenground.model.plans import Plan
from evenground.model.strata import Link, Stratum
from evenground.plans import hash_of

_Named = TypeVar("_Named", Measure, Stratum)
_OF_PLAN = ("person", "date", "every", "site", "deeper")
_OF_PROTECTION = ("threshold", "zeros", "round")
_WORDS = {
    "every": "the period", "date": "the date column", "person": "the person column", "site": "the site column",
    "deeper": "the deeper sets", "codes": "the code set", "type": "the type", "where": "the filter",
}  # fmt: skip


def differences(one: Plan, other: Plan, names: tuple[str, str]) -> list[str]:
    """Every difference that decides the counts or how they are protected; ``names`` are what to call the two. Empty where they agree."""
    if one == other:
        return []
    found = [*_of_named(one, other, "measure", names), *_of_named(one, other, "stratum", names)]
    found += [
        _said("the plan", field, getattr(one, field), getattr(other, field), names)
        for field in _OF_PLAN
        if getattr(one, field) != getattr(other, field)
    ]
    found += [
        _said("protect", field, getattr(one.protect, field), getattr(other.protect, field), names)
        for field in _OF_PROTECTION
        if getattr(one.protect, field) != getattr(other.protect, field)
    ]
    found += [_said("the plan", "rows", one.rows, other.rows, names)] if one.rows != other.rows else []
    if not found and hash_of(one) != hash_of(other):
        return ["Something else in the plans differs: compare the two files."]
    return found


def _of_named(one: Plan, other: Plan, word: str, names: tuple[str, str]) -> Iterator[str]:
    mine, theirs = ({each.name: each for each in _parts(plan, word)} for plan in (one, other))
    for name in mine.keys() ^ theirs.keys():
        yield f"{word} {name}: only in {names[0] if name in mine else names[1]}"
    for name in (name for name in mine if name in theirs):
        for field in _differing(one, word, mine[name], theirs[name]):
            a, b = getattr(mine[name], field), getattr(theirs[name], field)
            if isinstance(a, Link) and isinstance(b, Link):
                for part in (each.name for each in fields(Link) if getattr(a, each.name) != getattr(b, each.name)):
                    yield _said(f"{word} {name}, its link", part, getattr(a, part), getattr(b, part), names)
            else:
                yield _said(f"{word} {name}", field, a, b, names)
    if mine.keys() == theirs.keys() and list(mine) != list(theirs):
        order = [", ".join(each) for each in (mine, theirs)]
        yield f"the order of the {'measures' if word == 'measure' else 'strata'}: {order[0]} in {names[0]}, {order[1]} in {names[1]}"


def _parts(plan: Plan, word: str) -> Sequence[Measure | Stratum]:
    return plan.measures if word == "measure" else plan.strata


def _differing(plan: Plan, word: str, mine: Measure | Stratum, theirs: Measure | Stratum) -> Iterator[str]:
    """The fields that differ and on which the counts depend: a title may differ."""
    for field in (each.name for each in fields(mine)):
        value = getattr(theirs, field)
        if getattr(mine, field) != value and _decides(plan, word, mine, field, value):
            yield field


def _decides(plan: Plan, word: str, part: Measure | Stratum, field: str, value: Any) -> bool:
    changed = replace(part, **{field: value})
    if isinstance(changed, Measure):
        alone, with_it = replace(plan, measures=(part,)), replace(plan, measures=(changed,))  # type: ignore[arg-type]
    else:
        alone, with_it = replace(plan, strata=(part,)), replace(plan, strata=(changed,))  # type: ignore[arg-type]
    return hash_of(alone) != hash_of(with_it)


def _said(where: str, field: str, one: object, other: object, names: tuple[str, str]) -> str:
    return f"{where}: {_WORDS.get(field, field)} is {_plain(one)} in {names[0]}, {_plain(other)} in {names[1]}"


def _plain(value: object) -> str:
    if value is None or value in ("", ()):
        return "not said"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return "; ".join(" = ".join(str(each) for each in one) if isinstance(one, tuple) else str(one) for one in value)
    if is_dataclass(value):
        return ", ".join(
            f"{each.name} {getattr(value, each.name)}" for each in fields(value) if getattr(value, each.name)
        )
    return str(value)

"""What a column most likely is, from its name, type, and (if at hand) its values: race, language, payer, sex, age, poverty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenground.model.columns import Column, ColumnType
from evenground.model.strata import Construct
from evenground.plans import codes, names
from evenground.plans.expressions.kinds import NUMBERS
from evenground.plans.missing import missing_group

_RACE = re.compile(r"(race|races|racial|raza)\d*")
_ETHNIC = re.compile(r"(ethnicity|ethnic|ethnicities|hispanic|hisp|latino|etnia)\d*")
_OTHERS = (
    (re.compile(r"languages?|lang|idioma|lengua"), "language"),
    (re.compile(r"payer|payor|payers|insurance|insurer|coverage|seguro"), "payer"),
    (re.compile(r"sex|sexo"), "sex"),
    (re.compile(r"gender|genero"), "gender"),
)
_AGE = re.compile(r"ages?|agegroup|agegrp|ageband|edad")
_GENERIC = frozenset(["race", "ethnicity", "and", "or", "group", "code", "category", "cat", "desc", "name", "raceth", "language", "preferred", "primary", "spoken", "payer", "payor", "insurance", "type", "age", "band", "grp", "sex", "gender", "poverty", "decade"])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a column seems to be: the parts of a stratum that follow from it, and sentences that say so."""

    title: str
    construct: Construct = Construct.OTHER
    codes: str | None = None
    bands: tuple[float, ...] = ()
    order: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def recognise(column: Column, values: Sequence[str] | None = None) -> Recognised:
    """What ``column`` seems to be. ``values`` are its distinct raw values as text, if they are known."""
    words = codes.plain(column.name).split()
    told = [value for value in values or () if missing_group(value) is None]
    if any(_RACE.fullmatch(word) or _ETHNIC.fullmatch(word) for word in words):
        return _race(column, words, told)
    if any(_AGE.fullmatch(word) for word in words):
        return _age(column, words, told)
    for pattern, name in _OTHERS:
        if any(pattern.fullmatch(word) for word in words):
            return _coded(column, words, _sex_or_gender(name, told), told)
    if "poverty" in words and _fits("poverty_area", told):
        return _coded(column, words, "poverty_area", told)
    return Recognised(names.in_title_case(column.name))


def _race(column: Column, words: list[str], told: list[str]) -> Recognised:
    if column.type is not ColumnType.TEXT:
        return Recognised(names.in_title_case(column.name), Construct.SOCIAL, notes=(_nameless(column),))
    return _coded(column, words, _race_set(words, told), told)


def _race_set(words: list[str], told: list[str]) -> str:
    has_race = any(_RACE.fullmatch(word) for word in words)
    if not told:
        return "omb_1997_combined" if has_race else "omb_1997_ethnicity"
    if any(codes.code_set("omb_2024").label_of(value) == "Middle Eastern or North African" for value in told):
        return "omb_2024"
    if _fits("omb_1997_ethnicity", told) and any(
        "not" in codes.plain(value) or "non" in codes.plain(value) for value in told
    ):
        return "omb_1997_ethnicity"
    return "omb_1997_race" if _fits("omb_1997_race", told, share=1.0) else "omb_1997_combined"


def _coded(column: Column, words: list[str], name: str, told: list[str]) -> Recognised:
    """The column under a code set: its names for the groups, unless they would fold several values into one."""
    code_set = codes.code_set(name)
    title = code_set.title if _is_generic(words) else names.in_title_case(column.name)
    if column.type is not ColumnType.TEXT:
        return Recognised(title, code_set.construct, notes=(_nameless(column),))
    if told and not _fits(name, told):
        return Recognised(title, code_set.construct)
    folded = _folded(code_set, told)
    if folded:
        note = (
            f'{"; ".join(folded)}: kept apart as they stand. To count them together, write codes = "{name}" in a plan.'
        )
        return Recognised(title, code_set.construct, notes=(note,))
    return Recognised(title, code_set.construct, name, notes=_renamed(column, code_set, told))


def _nameless(column: Column) -> str:
    return f'{column.name} holds codes without names. Say in a plan what each stands for: labels = {{ "1" = "…" }}.'


def _folded(code_set: codes.CodeSet, told: list[str]) -> list[str]:
    """Groups of the set that several different values would fall into (mere spellings of one value aside)."""
    by_group: dict[str, dict[str, str]] = {}
    for value in told:
        group = code_set.label_of(value)
        if group is not None:
            by_group.setdefault(group, {}).setdefault(codes.plain(value), value)
    return [" and ".join(sorted(spelt.values())) for spelt in by_group.values() if len(spelt) > 1]


def _renamed(column: Column, code_set: codes.CodeSet, told: list[str]) -> tuple[str, ...]:
    pairs = [(value, code_set.label_of(value)) for value in told]
    shown = [f"{value} as {group}" for value, group in pairs if group is not None and group != value]
    return (
        (f"{column.name} is shown with the names of the code set {code_set.name}: {', '.join(shown[:12])}.",)
        if shown
        else ()
    )


def _age(column: Column, words: list[str], told: list[str]) -> Recognised:
    title = "Age" if _is_generic(words) else names.in_title_case(column.name)
    if column.type in NUMBERS:
        bands = codes.code_set(_age_set(told)).bands
        note = f"{column.name} is cut into age bands: {', '.join(codes.band_names(bands))}. A plan may say others: bands = […]."
        return Recognised(title, bands=bands, notes=(note,))
    if told and _fits("age_decades", told, share=1.0) and not _folded(codes.code_set("age_decades"), told):
        return Recognised(title, codes="age_decades")
    return Recognised(title, order=tuple(sorted({value.strip() for value in told}, key=_lowest_number)))


def _age_set(told: list[str]) -> str:
    ages = [float(value) for value in told if re.fullmatch(r"\d+(\.\d+)?", value)]
    return "age_pediatric" if ages and max(ages) <= 26 else "age_us2000"


def _lowest_number(value: str) -> tuple[float, str]:
    numbers = re.findall(r"\d+(?:\.\d+)?", value)
    lowest = float(numbers[0]) if numbers else float("inf")
    return (lowest - 0.5 if re.match(r"\s*(<|under|less)", value.casefold()) else lowest, value)


def _sex_or_gender(name: str, told: list[str]) -> str:
    """A column called gender in which nobody but females and males occurs is most often sex as recorded by others."""
    groups = {codes.code_set("gender").label_of(value) for value in told}
    others = groups - {"Woman or girl", "Man or boy", "Another gender", None}
    return "sex" if name == "gender" and told and not others and _fits("sex", told) else name


def _is_generic(words: list[str]) -> bool:
    """Whether the name says no more than the kind of column, so that the code set's title may stand for it."""
    return {word.rstrip("0123456789") for word in words} <= _GENERIC | {""}


def _fits(name: str, told: list[str], *, share: float = 0.5) -> bool:
    code_set = codes.code_set(name)
    known = [value for value in told if code_set.label_of(value) is not None]
    return bool(told) and len(known) >= share * len(told)

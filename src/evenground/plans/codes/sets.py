"""One code set: its groups in order, and which group a raw code belongs to. The sets are the TOML files beside this module."""

from __future__ import annotations

import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from evenground.model.columns import ColumnType
from evenground.model.strata import Construct, Stratum
from evenground.plans.codes.ages import band_names, band_of


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A code set. ``groups`` stand in display order, named as people name themselves; ``bands`` (age sets) are the lower bounds that
    cut a number; ``weights`` is a standard population by group, where the set has one. ``source``, ``year`` and ``licence`` say
    where it comes from, ``note`` what to know before using it.
    """

    name: str
    title: str
    title_es: str
    construct: Construct
    groups: tuple[str, ...]
    ordered: bool
    source: str
    year: int
    licence: str
    note: str
    bands: tuple[float, ...] = ()
    weights: tuple[tuple[str, float], ...] = ()
    spanish: Mapping[str, str] = field(default_factory=dict, repr=False)
    _labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that groups have names in."""
        return ("en", "es")

    def label_of(self, raw: str) -> str | None:
        """The group of a raw code, or None if the set does not know it. Case, accents, spaces and punctuation do not matter.

        Codes that mean missing are not here: ask `evenground.plans.missing.missing_group` first.
        """
        if self.bands:
            return band_of(raw[:100], self.bands)
        if raw in self.spanish:  # "Mon" is a language, "mon" the code of Mongolian
            return raw
        found = self._labels.get(plain(raw[:300]))
        return found or (self._labels.get(_primary_tag(raw)) if self.name == "language" else None)


def code_set(name: str) -> CodeSet:
    """The code set of this name; KeyError with the names there are."""
    if name not in names():
        raise KeyError(f"There is no code set {name!r}. There are: {', '.join(names())}.")
    return _load(name)


@cache
def names() -> tuple[str, ...]:
    """The names of all code sets."""
    found = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def bands_for(stratum: Stratum, kind: ColumnType | None) -> tuple[float, ...]:
    """The lower bounds that cut this stratum's values: its own, or its code set's where the values are numbers; else none."""
    if stratum.bands or stratum.codes is None:
        return stratum.bands
    return code_set(stratum.codes).bands if kind in (ColumnType.NUMBER, ColumnType.INTEGER) else ()


def plain(raw: str) -> str:
    """A raw code made comparable: ``AfricanAmerican``, ``African-American`` and ``african  american`` are one."""
    code = raw.rsplit("|", 1)[-1] if raw.startswith(("urn:", "http")) else raw
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code)
    letters = "".join(c for c in unicodedata.normalize("NFKD", parted) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", letters.replace("'", "").replace("’", "").casefold()).strip()


@cache
def _load(name: str) -> CodeSet:
    found = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
    groups = _languages(found["table"]) if "table" in found else found.get("group", [])
    bands = tuple(float(bound) for bound in found.get("bands", ()))
    in_order = band_names(bands) if bands else tuple(str(group["name"]) for group in groups)
    return CodeSet(
        name=name,
        title=found["title"],
        title_es=found["title_es"],
        construct=Construct(found["construct"]),
        groups=in_order,
        ordered=found.get("ordered", False),
        source=found["source"],
        year=found["year"],
        licence=found["licence"],
        note=found.get("note", ""),
        bands=bands,
        weights=tuple(zip(in_order, map(float, found.get("weights", ())), strict=False)),
        spanish={str(group["name"]): str(group["es"]) for group in groups},
        _labels=_labels(groups),
    )


def _labels(groups: list[dict[str, object]]) -> dict[str, str]:
    labels: dict[str, str] = {}
    for group in groups:
        codes = group["codes"]
        for code in (group["name"], group["es"], *(codes if isinstance(codes, list) else ())):
            labels.setdefault(plain(str(code)), str(group["name"]))
    return labels


def _languages(table: str) -> list[dict[str, object]]:
    rows = csv.DictReader(io.StringIO(files(__package__).joinpath(table).read_text("utf-8")))
    return [
        {
            "name": row["english"],
            "es": row["spanish"],
            "codes": [
                code
                for code in (row["alpha_2"], row["alpha_3"], row["alpha_3_other"], *row["synonyms"].split(";"))
                if code
            ],
        }
        for row in rows
    ]


def _primary_tag(raw: str) -> str:
    """``en`` of ``en-US`` or ``en_US`` (BCP 47 puts the language first)."""
    match = re.fullmatch(r"([A-Za-z]{2,3})[-_][A-Za-z0-9]{2,8}([-_][A-Za-z0-9]{1,8})*", raw.strip())
    return match[1].lower() if match else ""

"""From a stratum's raw values to its groups, named as people name themselves; missing is a group, not a gap in the table."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from evenground.model.strata import DECLINED, NOT_LINKED, UNKNOWN, MultiRace, Stratum
from evenground.plans.codes import MORE_THAN_ONE, CodeSet, band_names, below_name, code_set, split_multi
from evenground.plans.missing import missing_group

MISSING_GROUPS: Final = (NOT_LINKED, UNKNOWN, DECLINED)

Raw = str | int | float | bool | dt.date | Decimal | None


@dataclass(frozen=True, slots=True)
class Recoding:
    """``groups_of`` holds for each raw value the groups it counts in (several: in combination; none: dropped).

    ``order`` lists the groups that occur, missing ones last. ``uncoded`` are values that the plan's code set does not know.
    ``dropped`` are the raw values that are left out because the plan drops missing ones.
    """

    groups_of: Mapping[Raw, tuple[str, ...]]
    order: tuple[str, ...]
    uncoded: tuple[str, ...] = ()
    dropped: frozenset[Raw] = frozenset()


def recode(
    stratum: Stratum, rows_of: Mapping[Raw, int], *, missing_codes: Sequence[str] = (), order: Sequence[str] = ()
) -> Recoding:
    """Recode every raw value of a stratum. ``rows_of`` counts the rows of each value: ``rarest`` needs to know what is rare.

    ``missing_codes`` are the column's own, found by the source; ``order`` is the order of a link's groups.
    """
    names = _Names(
        stratum, frozenset(missing_codes) | frozenset(stratum.missing_codes), linked=stratum.link is not None
    )
    told = {raw: names.groups(raw) for raw in rows_of}
    counted = _counted(stratum, told, rows_of)
    dropped = frozenset(
        raw for raw, groups in counted.items() if stratum.missing == "drop" and set(groups) <= set(MISSING_GROUPS)
    )
    kept = {raw: () if raw in dropped else groups for raw, groups in counted.items()}
    found = {group for groups in kept.values() for group in groups}
    return Recoding(kept, ordered_groups(stratum, found, order), tuple(sorted(names.uncoded)), dropped)


def ordered_groups(stratum: Stratum, found: set[str], order: Sequence[str] = ()) -> tuple[str, ...]:
    """The groups found, in the plan's order, else the link's, the bands', the code set's or the labels', else by name; missing last."""
    labels = tuple(dict.fromkeys(label for _, label in stratum.labels))
    bands = tuple(dict(stratum.labels).get(name, name) for name in _bands(stratum))
    codes = code_set(stratum.codes).groups if stratum.codes else ()
    wanted = dict.fromkeys([*stratum.order, *order, *bands, *codes, *labels])
    last = dict.fromkeys([MORE_THAN_ONE, *MISSING_GROUPS])
    first = [group for group in wanted if group in found and group not in last]
    others = sorted((group for group in found if group not in wanted and group not in last), key=_by_name)
    return (*first, *others, *(group for group in last if group in found))


class _Names:
    """The names of one stratum's raw values; remembers the values that its code set does not know."""

    def __init__(self, stratum: Stratum, missing_codes: frozenset[str], *, linked: bool) -> None:
        self.stratum = stratum
        self.labels = dict(stratum.labels)
        self.codes: CodeSet | None = code_set(stratum.codes) if stratum.codes else None
        self.missing_codes = missing_codes
        self.named = {*self.labels.values(), *_bands(stratum)}
        self.linked = linked
        self.uncoded: set[str] = set()

    def groups(self, raw: Raw) -> tuple[str, ...]:
        """The groups that a raw value names: one, or several where it holds the separator."""
        text = text_of(raw)
        separator = self.stratum.separator
        if separator is None or text is None or text in self.labels or separator not in text:
            return (self.group(text, raw),)
        groups = dict.fromkeys(self.group(part, part) for part in split_multi(text, separator))
        told = tuple(group for group in groups if group not in MISSING_GROUPS)
        return told or tuple(groups)[:1] or (UNKNOWN,)

    def group(self, text: str | None, raw: Raw) -> str:
        """The group of one answer: the plan's own labels first, then missing codes, then the code set, then the value itself."""
        if text is None:
            return UNKNOWN
        if text in self.labels:
            return self.labels[text]
        if self.linked or text in self.named:
            return text
        if text in self.missing_codes:
            return missing_group(text) or UNKNOWN
        missing = missing_group(text)
        coded = self.codes.label_of(text) if self.codes and missing is None else None
        return missing or coded or self._own_name(text, raw)

    def _own_name(self, text: str, raw: Raw) -> str:
        if isinstance(raw, bool):
            return "Yes" if raw else "No"
        if self.codes:
            self.uncoded.add(text.strip())
        return text.strip()


def _bands(stratum: Stratum) -> tuple[str, ...]:
    """The names of the bands, from below the first bound upwards."""
    bounds = stratum.bands or (code_set(stratum.codes).bands if stratum.codes else ())
    return (below_name(sorted(bounds)), *band_names(sorted(bounds))) if bounds else ()


def text_of(raw: Raw) -> str | None:
    """A raw value as text, the same on every engine: 1 and 1.0 are both "1"."""
    if raw is None:
        return None
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float | Decimal):
        return str(int(raw)) if math.isfinite(raw) and raw == int(raw) else f"{raw:.15g}"
    return raw.isoformat() if isinstance(raw, dt.date) else str(raw)


def _counted(
    stratum: Stratum, told: Mapping[Raw, tuple[str, ...]], rows_of: Mapping[Raw, int]
) -> dict[Raw, tuple[str, ...]]:
    if stratum.multi is MultiRace.COMBINATION:
        return dict(told)
    if stratum.multi is MultiRace.ALONE:
        return {raw: groups if len(groups) == 1 else (MORE_THAN_ONE,) for raw, groups in told.items()}
    naming: dict[str, int] = {}
    for raw, groups in told.items():
        for group in groups:
            naming[group] = naming.get(group, 0) + rows_of[raw]
    return {raw: (min(groups, key=lambda group: (naming[group], group)),) for raw, groups in told.items()}


def _by_name(group: str) -> tuple[int, float, str]:
    """Numbers by size, then words by letter."""
    try:
        return (0, float(group), group)
    except ValueError:
        return (1, 0.0, group.casefold() + "\0" + group)

"""From typed columns of any source to ``Column`` values: number codes looked for, identifiers caught, twins kept for what became NULL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evenground.model.columns import Column, ColumnType
from evenground.sources.identifiers import why_identifies
from evenground.sources.number_codes import CODES, NumberCode, number_codes

NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
MOST_VALUES = 20_000
_AT_ONCE = 100

Rows = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A column before it is offered: ``value`` is SQL for its typed value, ``raw`` for its text as written (None: the column of this name, cast to text).

    ``sample`` are some values as text, out of ``filled``, of which about ``distinct`` differ.
    """

    name: str
    type: ColumnType
    value: str
    raw: str | None = None
    codes: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    filled: int = 0
    distinct: int = 0
    note: str = ""
    number_codes: tuple[NumberCode, ...] = ()
    identifies: str | None = None

    @property
    def needs_twin(self) -> bool:
        """Whether typing turned codes into NULL, so that the text as written must stay within reach."""
        return self.type is not ColumnType.TEXT and bool(self.codes)

    def as_column(self) -> Column:
        """The value that other rooms see."""
        return Column(self.name, self.type, self.identifies, self.codes, self.note)


def with_identifiers(found: Iterable[Found]) -> list[Found]:
    """Each column with the reason why it may identify a person, if it may."""
    return [_marked(one, reason) if (reason := _reason(one)) else one for one in found]


def _marked(one: Found, reason: str) -> Found:
    """The note goes too: it may show a value."""
    return replace(one, identifies=reason, note="")


def with_number_codes(
    found: Sequence[Found], rows: Rows, relation: str, missing: Mapping[str, Sequence[str]]
) -> list[Found]:
    """Each column of whole numbers with the codes for missing that stand apart in it (see ``number_codes``); each is told.

    A column named in ``missing`` has exactly the codes named there. ``rows`` runs SQL over ``relation``.
    """
    named = [_with_named_codes(one, missing[one.name]) if one.name in missing else one for one in found]
    asked = [one for one in named if one.type in NUMBERS and one.name not in missing and not one.identifies]
    judged = {one.name: _judged(one, rows, relation) for one in _ends_in_code(asked, rows, relation)}
    return [judged.get(one.name, one) for one in named]


def _with_named_codes(one: Found, codes: Sequence[str]) -> Found:
    numbers = tuple(code for code in map(_whole, codes) if code is not None)
    if one.type not in NUMBERS or not numbers:
        return one
    return replace(
        one,
        codes=(*one.codes, *(str(n) for n in numbers if str(n) not in one.codes)),
        value=_without(one.value, numbers),
    )


def _whole(code: str) -> int | None:
    try:
        return int(code)
    except ValueError:
        return None


def _ends_in_code(asked: Sequence[Found], rows: Rows, relation: str) -> list[Found]:
    """Those whose lowest or highest value is a possible code and whose values are all whole: the only ones worth counting."""
    found: list[Found] = []
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        ends = ", ".join(f"min({one.value}), max({one.value})" for one in some)
        answer = rows(f"SELECT {ends} FROM {relation}")[0]
        pairs = zip(answer[::2], answer[1::2], strict=True)
        found += [one for one, (low, high) in zip(some, pairs, strict=True) if {low, high} & CODES]
    return found


def _judged(one: Found, rows: Rows, relation: str) -> Found:
    query = f"SELECT {one.value} AS v, count(*) FROM {relation} WHERE {one.value} IS NOT NULL GROUP BY {one.value} ORDER BY v LIMIT {MOST_VALUES + 1}"
    counts = [(value, times) for value, times in rows(query)]
    if len(counts) > MOST_VALUES or any(value != int(value) for value, _ in counts):
        return one
    codes = number_codes([(int(value), times) for value, times in counts])
    sure = tuple(code.code for code in codes if code.sure)
    notes = " ".join(filter(None, (one.note, *map(_told, codes))))
    value = _without(one.value, sure) if sure else one.value
    return replace(one, codes=(*one.codes, *map(str, sure)), value=value, note=notes, number_codes=codes)


def _without(value: str, numbers: Sequence[int]) -> str:
    return f"CASE WHEN {value} NOT IN ({', '.join(map(str, numbers))}) THEN {value} END"


def _told(code: NumberCode) -> str:
    if code.sure:
        return f"{code.code} ({code.times:,} rows) stands apart from all other values, so it is taken to mean unknown; missing_codes = [] would keep it."
    return f"{code.code} ({code.times:,} rows) stands apart from all other values but is kept as a number; if it means unknown, name it under missing_codes."


def _reason(one: Found) -> str | None:
    return why_identifies(one.name, one.type, one.sample, filled=one.filled, distinct=one.distinct)

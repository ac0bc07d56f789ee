"""Ways to read a text value: each reading has a shape (a pattern), the SQL that turns the text into a typed value, and a name told to people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from evenground.model.columns import ColumnType
from evenground.sources.engine import quoted_text


@dataclass(frozen=True, slots=True)
class Reading:
    """``shape`` must match the whole trimmed text; ``sql`` holds ``{}`` where the trimmed text goes; ``told`` is for the note.

    ``order`` says which part of a date comes first, ``marks`` which number marks are used, where another choice was possible.
    """

    type: ColumnType
    shape: str
    sql: str
    told: str = ""
    order: str = ""
    marks: str = ""

    def fits_shape(self, text: str) -> bool:
        """Whether the text has the shape; the value itself may still be impossible, as 31/02/2020."""
        return _compiled(self.shape).fullmatch(text.strip()) is not None

    def value(self, column: str) -> str:
        """SQL for the typed value of the text ``column``; NULL where the text does not fit."""
        return f"CASE WHEN regexp_full_match(trim({column}), {quoted_text(self.shape)}) THEN {self.plain_value(column)} END"

    def plain_value(self, column: str) -> str:
        """As ``value``, for text already known to have the shape."""
        return self.sql.format(f"trim({column})")


@cache
def _compiled(shape: str) -> re.Pattern[str]:
    return re.compile(shape)


BOOLEAN = Reading(ColumnType.BOOLEAN, r"(?i:true|false)", "lower({}) = 'true'")
INTEGER = Reading(ColumnType.INTEGER, r"[-+]?(0|[1-9]\d{0,17})", "TRY_CAST({} AS BIGINT)")
NUMBER = Reading(
    ColumnType.NUMBER,
    r"[-+]?((0|[1-9]\d{0,14})(\.\d*)?|\.\d+)([eE]([-+]?\d{1,2}|-[12]\d\d))?",
    "nullif(TRY_CAST({} AS DOUBLE), 'infinity'::DOUBLE)",
)
CODE_WITH_ZEROS = re.compile(r"[-+]?0\d+")
"""A number written with leading zeros is a code (a ZIP code, a county): as a number it would lose them."""


def _number(type_: ColumnType, mark: str, decimal: str, told: str) -> Reading:
    """A number with a thousands ``mark`` (a regex class, or "" for none) and a ``decimal`` mark ("" for whole numbers)."""
    tail = {"": "", ".": r"(?:\.\d+)?", ",": r"(?:,\d+)?"}[decimal]
    plain = r"(?:0|[1-9]\d{0,14})"
    whole = rf"(?:[1-9]\d{{0,2}}(?:{mark}\d{{3}})+|{plain})" if mark else plain
    text = f"regexp_replace({{}}, {quoted_text(mark)}, '', 'g')" if mark else "{}"
    text = f"replace({text}, ',', '.')" if decimal == "," else text
    cast = "BIGINT" if type_ is ColumnType.INTEGER else "DOUBLE"
    return Reading(type_, rf"[-+]?{whole}{tail}", f"TRY_CAST({text} AS {cast})", told, marks=mark + decimal)


POINT_THOUSANDS = _number(ColumnType.INTEGER, r"[.]", "", "points between thousands")
COMMA_THOUSANDS = _number(ColumnType.INTEGER, ",", "", "commas between thousands")
COMMA_DECIMAL = _number(ColumnType.NUMBER, "", ",", "decimal comma")
MARKED_NUMBERS = (
    COMMA_DECIMAL,
    COMMA_THOUSANDS,
    POINT_THOUSANDS,
    _number(ColumnType.NUMBER, ",", ".", "commas between thousands, decimal point"),
    _number(ColumnType.NUMBER, r"[.]", ",", "points between thousands, decimal comma"),
    _number(ColumnType.INTEGER, "[ \u00a0\u202f]", "", "spaces between thousands"),
    _number(ColumnType.NUMBER, "[ \u00a0\u202f]", ",", "spaces between thousands, decimal comma"),
    _number(ColumnType.NUMBER, "[ \u00a0\u202f]", ".", "spaces between thousands, decimal point"),
    _number(ColumnType.INTEGER, "['\u2019]", "", "apostrophes between thousands"),
    _number(ColumnType.NUMBER, "['\u2019]", ".", "apostrophes between thousands, decimal point"),
)

_MONTH_NAME = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_YEAR = r"(1[5-9]|2[01]|99)\d\d"  # 9999 is how some systems write "never"
_YEAR_FIRST = "year-month-day"
DAY_FIRST = "day first"
MONTH_FIRST = "month first"
_CLOCKS = (
    (r"([01]?\d|2[0-3]):[0-5]\d:[0-5]\d[.]\d{1,6}", "%H:%M:%S.%f"),
    (r"([01]?\d|2[0-3]):[0-5]\d:[0-5]\d", "%H:%M:%S"),
    (r"([01]?\d|2[0-3]):[0-5]\d", "%H:%M"),
    (r"(0?[1-9]|1[0-2]):[0-5]\d:[0-5]\d ?(?i:am|pm)", "%I:%M:%S %p"),
    (r"(0?[1-9]|1[0-2]):[0-5]\d ?(?i:am|pm)", "%I:%M %p"),
)


def _days() -> Iterator[tuple[str, str, str, str]]:
    """Shape, strptime format, name for people, and the order of day and month, of each way to write a day."""
    for mark in "-/.":
        yield rf"{_YEAR}[{mark}]{_MONTH}[{mark}]{_DAY}", f"%Y{mark}%m{mark}%d", f"2020{mark}12{mark}31", _YEAR_FIRST
    for mark in "/-.":
        for shape, year, shown in ((_YEAR, "%Y", "2020"), (r"\d\d", "%y", "20")):
            yield (
                rf"{_MONTH}[{mark}]{_DAY}[{mark}]{shape}",
                f"%m{mark}%d{mark}{year}",
                f"12{mark}31{mark}{shown}",
                MONTH_FIRST,
            )
            yield (
                rf"{_DAY}[{mark}]{_MONTH}[{mark}]{shape}",
                f"%d{mark}%m{mark}{year}",
                f"31{mark}12{mark}{shown}",
                DAY_FIRST,
            )
    for mark in ("-", " ", ""):
        yield (
            rf"{_DAY}[{mark}]{_MONTH_NAME}[{mark}]{_YEAR}" if mark else rf"{_DAY}{_MONTH_NAME}{_YEAR}",
            f"%d{mark}%b{mark}%Y",
            f"31{mark}Dec{mark}2020",
            "",
        )
    yield rf"{_MONTH_NAME} {_DAY}, ?{_YEAR}", "%b %d, %Y", "Dec 31, 2020", ""


def _months() -> Iterator[tuple[str, str, str]]:
    yield rf"{_YEAR}-(0[1-9]|1[0-2])", "%Y-%m", "2020-12"
    yield rf"{_YEAR}/(0[1-9]|1[0-2])", "%Y/%m", "2020/12"
    yield rf"{_MONTH}/{_YEAR}", "%m/%Y", "12/2020"
    yield rf"{_MONTH_NAME}[- ]{_YEAR}", "%b %Y", "Dec 2020"


def _date(shape: str, form: str, told: str, order: str = "") -> Reading:
    text = "replace({}, '-', ' ')" if form == "%b %Y" else "{}"
    return Reading(ColumnType.DATE, shape, f"TRY_STRPTIME({text}, {quoted_text(form)})::DATE", told, order)


COMPACT_DAY = _date(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", "%Y%m%d", "written as 20201231")
DAYS = tuple(_date(shape, form, f"written as {shown}", order) for shape, form, shown, order in _days())
MONTHS = tuple(
    _date(shape, form, f"months written as {shown}; read as the first day of the month")
    for shape, form, shown in _months()
)


def _times() -> Iterator[Reading]:
    """A day and a clock time. A time zone's mark is left out: the time stands as the clock on the wall showed it."""
    zone = r"( ?(Z|UTC|[-+]\d\d:?(\d\d)?))?"
    for shape, form, shown, order in _days():
        for clock, clock_form in _CLOCKS:
            bare = (
                rf"regexp_replace(regexp_replace({{}}, {quoted_text(zone + '$')}, ''), '(\d) ?((?i)[ap]m)$', '\1 \2')"
            )
            text = f"regexp_replace({bare}, '(\\d)T(\\d)', '\\1 \\2')"
            sql = f"TRY_STRPTIME({text}, {quoted_text(f'{form} {clock_form}')})"
            yield Reading(
                ColumnType.TIMESTAMP, rf"{shape}[T ]{clock}{zone}", sql, f"written as {shown} and a time", order
            )


TIMES = tuple(_times())


_PLAIN = (BOOLEAN, COMPACT_DAY, INTEGER, NUMBER)


def plain_candidates(values: Sequence[str]) -> tuple[Reading, ...]:
    """The readings which most columns need, the strictest first, if all of these values have their shape."""
    fitting = [reading for reading in _PLAIN if _count(reading, values) == len(values) > 0]
    if NUMBER in fitting and _count(POINT_THOUSANDS, values) == len(values):
        fitting.append(POINT_THOUSANDS)
    return tuple(fitting)


def candidates(values: Sequence[str]) -> tuple[Reading, ...]:
    """All readings, the strictest first, whose shape enough of these values have."""
    return tuple(reading for reading in (*_PLAIN, *_OTHERS) if _count(reading, values) >= _enough(reading, len(values)))


def _enough(reading: Reading, values: int) -> float:
    """Dates may be mixed in several ways, which must be noticed; for numbers, fewer than half is chance."""
    return max(1, values * (0.1 if reading.type in (ColumnType.DATE, ColumnType.TIMESTAMP) else 0.5))


_OTHERS = (*MARKED_NUMBERS, *DAYS, *MONTHS, *TIMES)


def _count(reading: Reading, values: Sequence[str]) -> int:
    """How many fit; 0 as soon as none of the first few does."""
    if not any(reading.fits_shape(value) for value in values[:20]):
        return 0
    return sum(reading.fits_shape(value) for value in values)

"""Which reading each text column gets. Where one column alone cannot tell (is 03/04 in March or April?) the others may prove it;
where nothing proves it, the choice is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenground.model.columns import ColumnType
from evenground.sources import readings as known
from evenground.sources.profiles import Profile
from evenground.sources.readings import DAY_FIRST, MONTH_FIRST, Reading

_DATES = (ColumnType.DATE, ColumnType.TIMESTAMP)
_PLAIN = {
    ColumnType.INTEGER: "whole numbers",
    ColumnType.NUMBER: "numbers",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "dates",
    ColumnType.TIMESTAMP: "dates with times",
}


@dataclass(frozen=True, slots=True)
class Settled:
    """The reading of one column (None: it stays text), and what to say about it."""

    reading: Reading | None
    note: str = ""


def settle(profiles: Sequence[Profile], separator: str) -> list[Settled]:
    """The reading of each column, in order."""
    order = _proved_order(profiles)
    decimal = _proved_decimal(profiles) or ("," if separator == ";" else ".")
    proved = _proved_decimal(profiles) is not None
    return [_settle_one(profile, order, decimal, proved) for profile in profiles]


def _settle_one(profile: Profile, order: str | None, decimal: str, proved: bool) -> Settled:
    readable = profile.readable
    if not readable:
        return Settled(None, _why_text(profile))
    if readable[0].order in {MONTH_FIRST, DAY_FIRST}:
        return _settle_date(readable, order)
    if _is_two_sided(readable):
        return _settle_marks(readable, decimal, proved)
    return Settled(readable[0], _sentence(readable[0].told))


def _settle_date(readable: Sequence[Reading], order: str | None) -> Settled:
    by_order = {reading.order: reading for reading in reversed(readable)}
    if len(by_order) == 1:
        (only,) = by_order.values()
        return Settled(only, f"Dates {only.told} ({only.order}; some days are above 12, which proves it).")
    if order:
        return Settled(
            by_order[order], f"Dates {by_order[order].told} ({order}, as another column of this file proves)."
        )
    assumed = DAY_FIRST if "." in by_order[DAY_FIRST].told else MONTH_FIRST
    other = MONTH_FIRST if assumed == DAY_FIRST else DAY_FIRST
    note = f"Dates {by_order[assumed].told}: no day is above 12, so {assumed} is assumed. If it is {other}, write the dates as 2020-12-31."
    return Settled(by_order[assumed], note)


def _is_two_sided(readable: Sequence[Reading]) -> bool:
    """Whether a mark before three digits may be a decimal mark or a thousands mark, in every value."""
    plain = known.INTEGER in readable
    return not plain and (
        {known.COMMA_DECIMAL, known.COMMA_THOUSANDS} <= set(readable)
        or {known.NUMBER, known.POINT_THOUSANDS} <= set(readable)
    )


def _settle_marks(readable: Sequence[Reading], decimal: str, proved: bool) -> Settled:
    comma = known.COMMA_DECIMAL in readable
    if comma:
        chosen = known.COMMA_DECIMAL if decimal == "," else known.COMMA_THOUSANDS
    else:
        chosen = known.POINT_THOUSANDS if decimal == "," and proved else known.NUMBER
    if chosen is known.NUMBER:
        return Settled(chosen)
    why = "as other columns of this file prove" if proved else "assumed: every value has three digits after its mark"
    return Settled(chosen, f"Read with {chosen.told} ({why}).")


def _proved_order(profiles: Iterable[Profile]) -> str | None:
    """The order of day and month that some column proves, if no other proves the opposite."""
    orders = [{reading.order for reading in profile.readable} & {MONTH_FIRST, DAY_FIRST} for profile in profiles]
    proved = {next(iter(order)) for order in orders if len(order) == 1}
    return proved.pop() if len(proved) == 1 else None


def _proved_decimal(profiles: Iterable[Profile]) -> str | None:
    """The decimal mark that some column proves, if no other proves the opposite."""
    proved = {mark for profile in profiles if (mark := _decimal_of(profile.readable))}
    return proved.pop() if len(proved) == 1 else None


def _decimal_of(readable: Sequence[Reading]) -> str | None:
    if not readable or known.INTEGER in readable or _is_two_sided(readable):
        return None
    first = readable[0]
    if first is known.NUMBER:
        return "."
    return first.marks[-1] if first.marks and first.type is ColumnType.NUMBER else None


def _why_text(profile: Profile) -> str:
    """Why a column that is nearly numbers or dates stays text; "" if it is simply text."""
    if not profile.filled:
        return "No value in any row."
    if _has_leading_zeros(profile):
        return "Codes with leading zeros, kept as text."
    dates = [reading for reading in profile.fits if reading.type in _DATES and profile.fits[reading]]
    if dates and sum(_by_shape(profile, dates).values()) >= profile.filled:
        ways = " and ".join(dict.fromkeys(reading.told for reading in dates))
        return (
            f"Dates are written in more than one way ({ways}), so they are kept as text. Write them all as 2020-12-31."
        )
    best = max(profile.fits, key=lambda reading: profile.fits[reading], default=None)
    if best is None:
        return ""
    return _some_misfit(profile, best)


def _by_shape(profile: Profile, dates: Sequence[Reading]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for reading in dates:
        way = reading.told.replace("31", "12")
        counts[way] = max(counts.get(way, 0), profile.fits[reading])
    return counts


def _has_leading_zeros(profile: Profile) -> bool:
    values = [value.strip() for value in profile.sample]
    return any(known.CODE_WITH_ZEROS.fullmatch(value) for value in values) and all(value.isdigit() for value in values)


def _some_misfit(profile: Profile, best: Reading) -> str:
    misfits = profile.filled - profile.fits[best]
    what = f"{misfits:,} of {profile.filled:,} values are not {_PLAIN[best.type]}"
    shown = [value for value in dict.fromkeys(profile.sample) if not best.fits_shape(value)]
    example = f" (such as {shown[0]!r})" if shown and len(shown[0]) <= 12 else ""
    return f"{what}{example}, so the column is kept as text. If they mean missing, name them under missing_codes."


def _sentence(told: str) -> str:
    return f"{told[0].upper()}{told[1:]}." if told else ""

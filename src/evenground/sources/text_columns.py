"""Text columns made into typed ones, and offered as the view ``rows`` with an untouched twin of each column that lost a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenground.model.columns import Column, ColumnType
from evenground.sources.columns_found import Found, with_identifiers, with_number_codes
from evenground.sources.engine import ROWS, Engine, quoted_name
from evenground.sources.profiles import Profile, has_value, profiles
from evenground.sources.settling import Settled, settle
from evenground.sources.text_files import RawTable


@dataclass(frozen=True, slots=True)
class Offered:
    """The columns of the view ``rows``, and for columns that lost a code the quoted name of the twin that kept it."""

    columns: tuple[Column, ...]
    raw_text: Mapping[str, str]


def offer_text(engine: Engine, raw: RawTable, missing_codes: Mapping[str, Sequence[str]]) -> Offered:
    """Type the columns of ``raw`` and create the view ``rows`` over it."""
    profiled = list(profiles(engine, raw, missing_codes))
    settled = settle(profiled, raw.separator)
    found = with_identifiers(_found(one, how) for one, how in zip(profiled, settled, strict=True))
    return offer(engine, with_number_codes(found, engine.rows, raw.relation, missing_codes), raw.relation)


def offer(engine: Engine, found: Sequence[Found], relation: str) -> Offered:
    """Create the view ``rows`` over ``relation`` with these columns and their twins."""
    twins = twin_names(found)
    selected = [f"{one.value} AS {quoted_name(one.name)}" for one in found]
    selected += [
        f"{one.raw or f'CAST({quoted_name(one.name)} AS VARCHAR)'} AS {twins[one.name]}"
        for one in found
        if one.name in twins
    ]
    engine.connection.execute(f"CREATE VIEW {ROWS} AS SELECT {', '.join(selected)} FROM {relation}")
    return Offered(tuple(one.as_column() for one in found), twins)


def twin_names(found: Sequence[Found]) -> dict[str, str]:
    """For each column that lost codes, a quoted name (none of the columns') for its text as written."""
    taken = {one.name.casefold() for one in found}
    names = {}
    for one in found:
        if one.needs_twin:
            twin = f"{one.name} (as written)"
            while twin.casefold() in taken:
                twin += "*"
            names[one.name] = quoted_name(twin)
    return names


def _found(profile: Profile, settled: Settled) -> Found:
    bare = Found(
        name=profile.name,
        type=ColumnType.TEXT,
        value=profile.text,
        raw=profile.text,
        codes=profile.codes,
        sample=profile.sample,
        filled=profile.filled,
        distinct=profile.distinct,
        note=settled.note,
    )
    if settled.reading is None:
        return bare
    value = settled.reading.plain_value(profile.text)
    if profile.codes:
        value = f"CASE WHEN {has_value(profile.text, profile.codes)} THEN {value} END"
    return replace(bare, type=settled.reading.type, value=value)

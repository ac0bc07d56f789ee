"""What the text columns of a raw table hold: their missing codes, a sample, and on every row how many values each reading fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from evenground.model.columns import ColumnType
from evenground.plans.missing import DECLINED_CODES, LONGEST_CODE, UNKNOWN_CODES, missing_group, normalise
from evenground.sources.engine import Engine, quoted_text
from evenground.sources.readings import Reading, candidates, plain_candidates
from evenground.sources.text_files import RawTable

SAMPLE = 500
_VALUES = "temp.looked_at"
_CODES = "temp.known_codes"
_MOST_CODES = 200
_AT_ONCE = 500
_FEW = 700
_HISTOGRAMS = 25  # the engine needs disproportionately long to plan more of them in one query


@dataclass(frozen=True, slots=True)
class Profile:
    """One text column. ``codes`` are the raw texts that mean missing; ``filled`` counts the other values, ``distinct`` the
    different ones among them, of which ``sample`` holds some. ``fits`` counts, over all rows, the values that each likely reading
    can read.
    """

    text: str
    name: str
    codes: tuple[str, ...]
    sample: tuple[str, ...]
    filled: int
    distinct: int
    fits: Mapping[Reading, int]

    @property
    def readable(self) -> tuple[Reading, ...]:
        """The readings that lose nothing, strictest first."""
        return tuple(reading for reading, count in self.fits.items() if count == self.filled and self.filled)


def has_value(text: str, codes: Sequence[str]) -> str:
    """SQL that is true where ``text`` is neither NULL nor one of ``codes``."""
    among = ", ".join(quoted_text(code) for code in codes)
    return f"({text} IS NOT NULL AND {text} NOT IN ({among}))" if codes else f"({text} IS NOT NULL)"


def profiles(engine: Engine, raw: RawTable, missing_codes: Mapping[str, Sequence[str]]) -> Iterator[Profile]:
    """The profile of each column, in order."""
    engine.rows(f"CREATE TEMP TABLE {_CODES} (code VARCHAR)")
    known = ", ".join(f"({quoted_text(code)})" for code in sorted(UNKNOWN_CODES | DECLINED_CODES))
    engine.rows(f"INSERT INTO {_CODES} VALUES {known}")
    for start in range(0, len(raw.names), _AT_ONCE):
        names = raw.names[start : start + _AT_ONCE]
        texts = [f"c{place}" for place in range(start, start + len(names))]
        counts = _counted(engine, raw.relation, texts)
        for text, name in zip(texts, names, strict=True):
            own = frozenset(map(normalise, missing_codes.get(name, ())))
            yield (
                _of_few(engine, text, name, counts[text], own)
                if text in counts
                else _of_many(engine, raw.relation, text, name, own)
            )
    engine.rows(f"DROP TABLE IF EXISTS {_VALUES}")
    engine.rows(f"DROP TABLE {_CODES}")


def _counted(engine: Engine, relation: str, texts: Sequence[str]) -> dict[str, dict[str, int]]:
    """How often each value stands in the columns that have few different ones."""
    distinct = engine.rows(f"SELECT {', '.join(f'approx_count_distinct({text})' for text in texts)} FROM {relation}")[0]
    few = [text for text, count in zip(texts, distinct, strict=True) if count <= _FEW]
    counts: dict[str, dict[str, int]] = {}
    for start in range(0, len(few), _HISTOGRAMS):
        some = few[start : start + _HISTOGRAMS]
        answer = engine.rows(f"SELECT {', '.join(f'histogram({text})' for text in some)} FROM {relation}")[0]
        counts |= {text: count or {} for text, count in zip(some, answer, strict=True)}
    return counts


def _of_few(engine: Engine, text: str, name: str, counts: Mapping[str, int], own: frozenset[str]) -> Profile:
    """A column with few different values, all of which are looked at here."""
    codes = tuple(sorted(value for value in counts if missing_group(value) or normalise(value) in own))
    kept = {value: times for value, times in counts.items() if value not in codes}
    readings = plain_candidates(list(kept))
    if not any(map(_surely_reads, readings)):
        readings = candidates(list(kept))
    fits = {reading: _fitting(engine, reading, kept) for reading in readings}
    return Profile(text, name, codes, tuple(kept), sum(kept.values()), len(kept), fits)


def _surely_reads(reading: Reading) -> bool:
    """Whether the shape alone proves the value; a date of the right shape may still not exist."""
    return reading.type not in (ColumnType.DATE, ColumnType.TIMESTAMP)


def _fitting(engine: Engine, reading: Reading, counts: Mapping[str, int]) -> int:
    shaped = [value for value in counts if reading.fits_shape(value)]
    if not _surely_reads(reading):
        listed = ", ".join(map(quoted_text, shaped))
        query = f"SELECT v FROM unnest([{listed}]) AS t(v) WHERE {reading.value('v')} IS NOT NULL"
        shaped = [value for (value,) in engine.rows(query)] if shaped else []
    return sum(counts[value] for value in shaped)


def _of_many(engine: Engine, relation: str, text: str, name: str, own: frozenset[str]) -> Profile:
    """Each different value is looked at once: a column has far fewer of them than rows, as a rule."""
    engine.rows(
        f"CREATE OR REPLACE TEMP TABLE {_VALUES} AS "
        f"SELECT {text} AS v, count(*) AS n FROM {relation} WHERE {text} IS NOT NULL GROUP BY 1"
    )
    codes = _codes(engine, own)
    sample = _sample(engine, codes)
    profile = Profile(text, name, codes, sample, *_counts(engine, codes, plain_candidates(sample)))
    if profile.readable:
        return profile
    return replace(profile, fits=_counts(engine, codes, candidates(sample))[2])


def _counts(engine: Engine, codes: Sequence[str], readings: Sequence[Reading]) -> tuple[int, int, dict[Reading, int]]:
    fits = (f"coalesce(sum(n) FILTER ({reading.value('v')} IS NOT NULL), 0)" for reading in readings)
    asked = ", ".join(("coalesce(sum(n), 0)", "count(*)", *fits))
    filled, distinct, *counts = engine.rows(f"SELECT {asked} FROM {_VALUES} WHERE {has_value('v', codes)}")[0]
    return int(filled), distinct, dict(zip(readings, map(int, counts), strict=True))


def _codes(engine: Engine, own: frozenset[str]) -> tuple[str, ...]:
    """The raw texts among the values that are codes for missing, as ``missing_group`` and the user say."""
    plain = "lower(strip_accents(trim(replace(v, '\u2019', chr(39)))))"
    also = f" OR {plain} IN ({', '.join(map(quoted_text, sorted(own)))})" if own else ""
    among = f"{plain} IN (SELECT code FROM {_CODES}){also}"
    found = (
        code
        for (code,) in engine.rows(
            f"SELECT v FROM {_VALUES} WHERE length(v) <= {LONGEST_CODE} AND ({among}) ORDER BY v"
        )
    )
    return tuple(code for code in found if missing_group(code) or normalise(code) in own)[:_MOST_CODES]


def _sample(engine: Engine, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Up to ``SAMPLE`` different values, the same ones at each run."""
    query = f"SELECT v FROM {_VALUES} WHERE {has_value('v', codes)} ORDER BY hash(v), v LIMIT {SAMPLE}"
    return tuple(value for (value,) in engine.rows(query))

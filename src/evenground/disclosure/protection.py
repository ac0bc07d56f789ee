"""Which cells of a cube are hidden: worked out once, over all linked tables together, and then attacked as a reader would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.cubes import Cube
from evenground.disclosure import hiding
from evenground.disclosure.pooling import OFTEN, Window, windows_of
from evenground.disclosure.released import GrainAdvice
from evenground.disclosure.tidy import cells_table
from evenground.model.figures import WITHHELD, Status
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Period
from evenground.model.plans import Audience
from evenground.model.strata import MultiRace
from evenground.results.levels import ARRAYS, Floats, Levels
from evenground.results.slices import Slices

Statuses = NDArray[np.object_]
Mask = NDArray[np.bool_]
Key = tuple[str, tuple[str, ...], tuple[str, ...], Period | None]
Windows = dict[tuple[str, tuple[str, ...]], tuple[Window, ...]]
Often = dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]]
MOST_ROWS = 300  # rows that a team's report proves while one waits; what goes further is proved whatever its size
MOST_ADVISED = 20_000
FURTHER = frozenset({Audience.NETWORK, Audience.PUBLIC})
MISSING = " (missing)"


@dataclass(frozen=True, slots=True)
class Protection:
    """The status of every cell. ``audit`` is what the attack found (None: not attacked), ``advice`` what a coarser grain would show.

    ``status_of`` maps measure, strata, groups and period to a status; ``missing_hidden`` holds the cells whose number of missing answers is withheld:
    the missing of all groups but one, taken from those of everyone, would tell the last. ``windows``: by measure and strata, the small groups over
    longer spans.
    """

    status_of: dict[Key, Status]
    audit: Any = None
    advice: tuple[Any, ...] = ()
    everything: bool = False
    missing_hidden: frozenset[Key] = frozenset()
    windows: Windows = field(default_factory=dict)

    def statuses(self, cells: Levels) -> Statuses:
        """The status of each of these cells; hidden where a cell was never looked at."""
        name, by = cells.measure.name, cells.by
        found = [
            self._status(name, by, groups, period) for groups, period in zip(cells.groups, cells.periods, strict=True)
        ]
        empty = (cells.n == 0) & ~(cells.denominator > 0)
        words = np.array(found, dtype=object)
        words[empty & np.array([one is Status.SHOWN for one in found], dtype=bool)] = Status.NONE
        words[cells.withheld] = Status.SUPPRESSED  # by the source of a released cube
        return words

    def visible(self, cells: Levels) -> Mask:
        """Which of these cells may be shown."""
        return np.array([one not in WITHHELD for one in self.statuses(cells)], dtype=bool)

    def missing_visible(self, cells: Levels) -> Mask:
        """Of which cells the number of missing answers may be shown."""
        shown = self.visible(cells)
        return np.array(
            [ok and key not in self.missing_hidden for ok, key in zip(shown, keys(cells), strict=True)], dtype=bool
        )

    def missing_statuses(self, cells: Levels) -> Statuses:
        """The status of the number of missing answers of each of these cells."""
        told = self.missing_visible(cells)
        return np.array([Status.SHOWN if one else Status.SUPPRESSED for one in told], dtype=object)

    def _status(self, measure: str, by: tuple[str, ...], groups: tuple[str, ...], period: Period | None) -> Status:
        if self.everything:
            return Status.SHOWN
        found = self.status_of.get((measure, by, groups, period), Status.SUPPRESSED)
        return Status.SUPPRESSED if found in WITHHELD else found  # one mark: two would tell which of them is small


def protection_of(cube: Cube, *, previous: Sequence[pa.Table] = (), prove: bool | None = None) -> Protection:
    """How this cube is protected for the audience that its plan names.

    ``previous``: the cells of earlier releases, which every reader may have kept. ``prove``: attack the whole whatever its size (a publication), or
    never; by default for a network or the public, and for a team where it is small enough to wait for.
    """
    if cube.plan.protect.audience is Audience.STEWARD or cube.is_released:
        return Protection({}, everything=True)
    if not cube.is_full:
        return Protection({})  # some sources' small counts are in it: for the steward alone
    parts = _parts(cube)
    size = sum(len(cells) for cells in parts)
    if (
        cube.plan.is_running
    ):  # what came anew between two periods is a count of people that no one has hidden: never proved
        return _last_for_all(_by_lines(cube, parts), cube.periods[-1])
    if prove is None:
        prove = cube.plan.protect.audience in FURTHER or size <= MOST_ROWS
    if not prove:
        return _by_lines(cube, parts)
    return _proved(cube, parts, previous)


def advice_of(cube: Cube) -> tuple[GrainAdvice, ...]:
    """What longer times would show where much is too small by period; told in tenths, so that it gives no single cell away."""
    if len(cube.periods) < 2 or cube.plan.rows != "people" or not cube.is_full:
        return ()
    from evenground.disclosure.control import advise

    parts = [part for part in _parts(cube) if part.by and any(part.periods)]
    if sum(len(part) for part in parts) > MOST_ADVISED:
        return ()
    names = [stratum.name for stratum in cube.plan.strata]
    table = cells_table([(part, _shown(part), cube.whole) for part in parts], names)
    counted = {measure.name: _counts(measure, cube.plan.rows, parts) for measure in cube.plan.measures}
    found = advise(table, dimensions=names, threshold=cube.plan.protect.threshold, counts=counted)
    told = (
        GrainAdvice(one.now.by, round(one.now.hidden, 1), one.coarser.every, round(one.coarser.hidden, 1))
        for one in found.advice
    )
    return tuple(one for one in told if one.then < one.now)


def _parts(cube: Cube) -> list[Levels]:
    """Every set of cells that a report of this cube shows, whole and by period."""
    slices, timed = Slices(cube), len(cube.periods) > 1
    found = [
        slices.of(measure, by, whole=whole)
        for measure in cube.plan.measures
        for by in cube.plan.sets
        for whole in ((False,) if cube.plan.is_running else (True, False) if timed else (True,))
    ]
    return [cells for cells in found if len(cells)]


def _last_for_all(by_period: Protection, last: Period) -> Protection:
    """Running totals: the last period's cells are those of the whole time too."""
    found = by_period.status_of
    whole: dict[Key, Status] = {
        (name, by, groups, None): word for (name, by, groups, period), word in found.items() if period == last
    }
    return replace(by_period, status_of={**found, **whole})


def _by_lines(cube: Cube, parts: Sequence[Levels]) -> Protection:
    """The quick way, line by line, for a publication too large to prove: sound in one table, not proved over all of them."""
    overlapping = _overlapping(cube)
    found: list[dict[Key, Status]] = []
    for cells in (parts, _missing(cube, parts)):
        found.append({})
        for together in _linked(cells):
            status = hiding.statuses(together, cube.plan, overlapping=bool(overlapping & set(together.by)))
            found[-1] |= dict(zip(keys(together), status, strict=True))
    return Protection(found[0], missing_hidden=_withheld(found[1]))


def _missing(cube: Cube, parts: Sequence[Levels]) -> list[Levels]:
    """The missing answers of each cell, as counts of their own: of people, where a row is a person or a visit."""
    if cube.plan.rows != "people":
        return []
    told = {part.measure.name for part in parts if part.missing.any()}
    return [missing_answers(part) for part in parts if part.measure.name in told]


def missing_answers(part: Levels) -> Levels:
    """The missing answers of each of these cells, as a count of its own."""
    missing, none = part.missing, np.full(len(part), np.nan)
    return replace(
        part, measure=_of_missing(part.measure), n=missing, persons=missing, numerator=missing, denominator=missing,
        estimate=none, lower=none, upper=none,
    )  # fmt: skip


def _of_missing(measure: Measure) -> Measure:
    return replace(measure, name=f"{measure.name}{MISSING}", type=MeasureType.RATE)


def _withheld(status: dict[Key, Status]) -> frozenset[Key]:
    return frozenset((key[0].removesuffix(MISSING), *key[1:]) for key, word in status.items() if word in WITHHELD)


def _linked(parts: Sequence[Levels]) -> list[Levels]:
    """The cells of one measure and set, whole and by period, as one."""
    found: dict[tuple[str, tuple[str, ...]], Levels] = {}
    for part in parts:
        key = part.measure.name, part.by
        found[key] = joined(found[key], part) if key in found else part
    return list(found.values())


def joined(whole: Levels, by_period: Levels) -> Levels:
    """Both sets of cells as one, so that they are protected together."""
    arrays: dict[str, Any] = {name: np.concatenate([getattr(whole, name), getattr(by_period, name)]) for name in ARRAYS}
    return replace(whole, groups=whole.groups + by_period.groups, periods=whole.periods + by_period.periods, **arrays)


def _proved(cube: Cube, parts: Sequence[Levels], previous: Sequence[pa.Table]) -> Protection:
    """All tables of the cube at once, by linear programming, attacked together with everything printed before.

    Groups that are hidden often, though not small, for the sake of others are counted over longer spans too: then all is done once more.
    """
    found = _attacked(cube, parts, previous, _windows(cube, parts))
    longer = _windows(cube, parts, often_hidden(parts, found))
    same = _spans(longer) == _spans(found.windows)
    return found if same else _attacked(cube, parts, previous, longer)


def _spans(windows: Windows) -> list[tuple[tuple[str, ...], str]]:
    return [(one.groups, one.span) for found in windows.values() for one in found]


def often_hidden(parts: Sequence[Levels], found: Protection) -> Often:
    """By measure and strata, the groups that are hidden in a third of their periods or more."""
    often: dict[tuple[str, tuple[str, ...]], set[tuple[str, ...]]] = {}
    for part in parts:
        if len(part.by) != 1 or not any(part.periods):
            continue
        hidden = ~found.visible(part)
        for groups in set(part.groups):
            mine = np.array([name == groups for name in part.groups], dtype=bool)
            if hidden[mine].mean() >= OFTEN:
                often.setdefault((part.measure.name, part.by), set()).add(groups)
    return often


def _attacked(cube: Cube, parts: Sequence[Levels], previous: Sequence[pa.Table], windows: Windows) -> Protection:
    from evenground.disclosure.control import protect

    plan = cube.plan
    names = [stratum.name for stratum in plan.strata]
    longer = [window.cells for found in windows.values() for window in found if len(window.cells)]
    told = [*parts, *longer, *_missing(cube, parts)]
    whole = cube.whole
    undated = _undated(parts, whole) if whole else []
    if whole and any((part.n > 0).any() for part in undated):
        told, whole = [*told, *undated], Period(whole.start, whole.end + dt.timedelta(days=1))
    counted = {measure.name: _counts(measure, plan.rows, parts) for measure in plan.measures}
    protected = protect(
        cells_table([(part, _shown(part), whole) for part in told], names),
        dimensions=names,
        threshold=plan.protect.threshold,
        zeros=plan.protect.zeros,
        counts=counted | {f"{name}{MISSING}": ("numerator",) for name in counted},
        overlapping=sorted(_overlapping(cube)),
        same_denominator=_same_denominator(parts),
        weights=np.concatenate([_weights(part, 0.5 if any(part is one for one in longer) else 1.0) for part in told]),
        previous=previous,
    )
    words = [Status.SUPPRESSED if hidden else Status.SHOWN for hidden in protected.hidden]
    status = dict(zip((key for part in told for key in keys(part)), words, strict=True))
    status |= _few_persons(parts, plan.protect.threshold)
    return Protection(
        status | _hidden_together(cube, status),
        audit=protected.audit,
        windows=windows,
        missing_hidden=_withheld({k: v for k, v in status.items() if k[0].endswith(MISSING)}),
    )


def _undated(parts: Sequence[Levels], whole: Period) -> list[Levels]:
    """What all time holds beyond its periods: rows without a date, by group, as a period of their own on the day after.

    Nobody prints them, but a reader can take the periods from the whole.
    """
    after = whole.end + dt.timedelta(days=1)
    by_period: dict[tuple[str, tuple[str, ...]], Levels] = {
        (part.measure.name, part.by): part for part in parts if any(part.periods)
    }
    found = []
    for part in parts:
        timed = by_period.get((part.measure.name, part.by))
        if any(part.periods) or timed is None:
            continue
        place = {groups: i for i, groups in enumerate(part.groups)}
        at = np.array([place[groups] for groups in timed.groups], dtype=np.intp)
        left = {}
        for name in ("n", "missing", "numerator", "denominator"):
            left[name] = getattr(part, name) - np.bincount(at, weights=getattr(timed, name), minlength=len(part))
        none = np.full(len(part), np.nan)
        found.append(
            replace(
                part,
                periods=(Period(after, after),) * len(part),
                persons=none,
                estimate=none,
                lower=none,
                upper=none,
                **left,
            )
        )
    return found


def _hidden_together(cube: Cube, status: dict[Key, Status]) -> dict[Key, Status]:
    """A cell hidden for one measure, or for its missing answers, is hidden for every measure of the same rows.

    Measures of the same rows print the same number of rows, or differ by the missing answers: what one hides, another must not tell. Where every
    cell prints all of its counts or none, each count's own table is all that a reader has of it, and hiding more than was attacked is safe.
    """
    if cube.plan.rows != "people":
        return {}
    filters = [measure.where for measure in cube.plan.measures]
    alone = {measure.name for measure in cube.plan.measures if filters.count(measure.where) == 1}
    kept = {measure.name: measure.where or "" for measure in cube.plan.measures}
    hidden = {(kept[key[0].removesuffix(MISSING)], *key[1:]) for key, word in status.items() if word in WITHHELD}
    return {
        key: Status.SUPPRESSED
        for key, word in status.items()
        if word not in WITHHELD
        and key[0].removesuffix(MISSING) not in alone
        and (kept[key[0].removesuffix(MISSING)], *key[1:]) in hidden
    }


def _few_persons(parts: Sequence[Levels], threshold: int) -> dict[Key, Status]:
    """Many visits of few people are hidden too. Distinct people do not add up, so no other cell need go with them."""
    return {
        key: Status.SUPPRESSED
        for part in parts
        for key, small in zip(keys(part), hiding.is_small(part.persons, threshold), strict=True)
        if small
    }


def _windows(cube: Cube, parts: Sequence[Levels], often: Often | None = None) -> Windows:
    if cube.plan.protect.round > 1:  # a rounded month and a rounded quarter would each tell of the other
        return {}
    by_period = [part for part in parts if len(part.by) == 1 and any(part.periods)]
    keyed = {(part.measure.name, part.by): part for part in by_period}
    return {key: windows_of(part, cube.plan, (often or {}).get(key, set())) for key, part in keyed.items()}


def _weights(part: Levels, cost: float) -> Floats:
    """What hiding each cell costs: a little more for more people, twice for all time; a longer span of a small group is the first to go."""
    whole = np.array([2.0 if period is None else 1.0 for period in part.periods])
    return np.asarray(cost * whole * (1 + 0.1 * np.log10(1 + np.nan_to_num(part.denominator))), dtype=float)


def _counts(measure: Measure, rows: str, parts: Sequence[Levels]) -> tuple[str, ...]:
    """Which columns of a measure count people: a numerator and its rest, and rows where a row is a person or a visit (once, if they are the same)."""
    mine = [part for part in parts if part.measure.name == measure.name]
    share = measure.type is MeasureType.PROPORTION
    told = share and all(np.array_equal(part.n, part.denominator) for part in mine)
    of_people = ("n",) if rows == "people" and not told else ()
    match measure.type:
        case MeasureType.PROPORTION if any((part.numerator > part.denominator).any() for part in mine):
            return (
                "numerator",
                *of_people,
            )  # over a denominator that somebody estimated: it counts nobody, and has no rest
        case MeasureType.PROPORTION:
            return ("numerator", "denominator", *of_people)
        case MeasureType.RATE:
            return ("numerator", *of_people)
        case MeasureType.MEAN:
            return of_people


def _same_denominator(parts: Sequence[Levels]) -> list[tuple[str, str]]:
    """Shares that count the same people in different ways, in every cell: each shows the other's denominator."""
    counted: dict[str, Floats] = {}
    for part in parts:
        if part.measure.type is MeasureType.PROPORTION:
            name = part.measure.name
            counted[name] = np.append(counted.get(name, np.zeros(0)), part.denominator)
    names, pairs = list(counted), []
    for i, name in enumerate(names):
        first = next((one for one in names[:i] if np.array_equal(counted[one], counted[name])), None)
        pairs += [(first, name)] if first else []
    return pairs


def _overlapping(cube: Cube) -> set[str]:
    return {stratum.name for stratum in cube.plan.strata if stratum.multi is MultiRace.COMBINATION}


def keys(cells: Levels) -> Iterable[Key]:
    """What each of these cells is known by."""
    name, by = cells.measure.name, cells.by
    return ((name, by, groups, period) for groups, period in zip(cells.groups, cells.periods, strict=True))


def _shown(cells: Levels) -> Statuses:
    empty = (cells.n == 0) & ~(cells.denominator > 0)
    return np.where(empty, np.array(Status.NONE, dtype=object), np.array(Status.SHOWN, dtype=object))

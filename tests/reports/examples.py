"""Releases made by hand, as the disclosure room would hand them over: one for each way that a report can be hard to compose."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pyarrow as pa

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import (
    Release,
    ReleasedChange,
    ReleasedGap,
    ReleasedLink,
    ReleasedResult,
    ReleasedSummary,
)
from evenground.model.figures import Status, Verdict
from evenground.model.measures import Better, Kind, Measure, MeasureType
from evenground.model.periods import Period
from evenground.model.plans import FRAMING_ES, Plan
from evenground.model.strata import ALL, Construct, Stratum
from evenground.reports.tidy import CELL_FIGURES, GAP_COLUMNS, GAP_FIGURES

YEAR = Period(dt.date(2024, 1, 1), dt.date(2025, 12, 31))

READMITTED = Measure(
    name="readmitted",
    title="Back in hospital within 30 days",
    type=MeasureType.PROPORTION,
    numerator="readmitted = '<30'",
    kind=Kind.OUTCOME,
    why="Families told us that going back so soon means that going home was not ready.",
    chosen_by="the parent council",
)
VISITS = Measure(
    name="ed_visits",
    title="Emergency department visits",
    type=MeasureType.RATE,
    numerator="ed_visits",
    denominator="enrolled_days / 365.25",
    unit="visits per 100 child-years",
)
CONTROL = Measure(
    name="control",
    title="Blood sugar in the goal range",
    type=MeasureType.PROPORTION,
    numerator="a1c < 7",
    better=Better.HIGHER,
    kind=Kind.PROCESS,
)
A1C = Measure(name="a1c", title="Average A1c", type=MeasureType.MEAN, numerator="a1c", unit="%", per=1)

RACE = Stratum(
    name="race",
    title="Race and ethnicity",
    column="race",
    construct=Construct.SOCIAL,
    collected="on the registration form",
    collected_by="front desk staff",
    self_reported=True,
)
LANGUAGE = Stratum(name="language", title="Language", column="language")
SEX = Stratum(name="sex", title="Sex", column="sex")
POVERTY = Stratum(
    name="poverty", title="Neighborhood poverty", column="poverty", construct=Construct.PLACE, ordered=True
)


def cell(groups: tuple[str, ...], x: float, n: int, *, per: float = 100.0, missing: int = 0) -> ReleasedCell:
    """A shown cell of x out of n, with a rough interval that is good enough to draw."""
    p, half = x / n, 1.96 * math.sqrt(max(x, 1) * max(n - x, 1) / n**3)
    return ReleasedCell(
        groups, Status.SHOWN, n, n, missing, x, float(n), per * p, per * max(0.0, p - half), per * min(1.0, p + half)
    )


def hidden(groups: tuple[str, ...], status: Status = Status.SUPPRESSED) -> ReleasedCell:
    """A withheld cell."""
    return ReleasedCell(groups, status)


def gap(
    measure: Measure,
    by: tuple[str, ...],
    one: ReleasedCell,
    other: ReleasedCell,
    verdict: Verdict = Verdict.GAP,
    *,
    needed: int | None = None,
) -> ReleasedGap:
    """The gap between two cells; hidden where one of them is."""
    if one.estimate is None or other.estimate is None or one.lower is None or one.upper is None:
        return ReleasedGap(measure.name, by, one.groups, other.groups, YEAR, Verdict.TOO_FEW, hidden=True)
    difference, half = one.estimate - other.estimate, (one.upper - one.lower) / 2 * 1.2
    ratio = one.estimate / other.estimate if other.estimate else None
    worse = difference if measure.better is Better.LOWER else -difference
    return ReleasedGap(
        measure=measure.name,
        by=by,
        groups=one.groups,
        reference=other.groups,
        period=YEAR,
        verdict=verdict,
        difference=difference,
        difference_lower=difference - half,
        difference_upper=difference + half,
        ratio=ratio,
        ratio_lower=ratio * 0.88 if ratio else None,
        ratio_upper=ratio * 1.14 if ratio else None,
        worse_by=worse,
        excess=worse / measure.per * (one.denominator or 0),
        p_value=0.0004,
        q_value=0.002,
        bounds=(difference - 1.5, difference + 2.1),
        needed=needed,
        periods_needed=2.4 if needed else None,
    )


def result(
    measure: Measure,
    strata: tuple[Stratum, ...],
    cells: tuple[ReleasedCell, ...],
    reference: tuple[str, ...],
    **more: object,
) -> ReleasedResult:
    """A result whose gaps are each cell against the reference."""
    by = tuple(stratum.name for stratum in strata)
    total, count = sum(one.numerator or 0 for one in cells), sum(one.n or 0 for one in cells)
    overall = cell((), total, count) if count else hidden(())
    other = overall if reference == ("overall",) else next((one for one in cells if one.groups == reference), None)
    other = replace(other, groups=reference) if other else hidden(reference)
    gaps = tuple(gap(measure, by, one, other) for one in cells if one.groups != reference)
    kept = ReleasedResult(measure, strata, YEAR, overall, cells, gaps, reference)
    return replace(kept, **more)  # type: ignore[arg-type]


def by_race() -> ReleasedResult:
    """The typical one: five groups, one hidden, one of unknown group, one gap too small to be sure of."""
    cells = (
        cell(("Black",), 512, 3210, missing=64),
        cell(("Hispanic or Latino",), 210, 1690, missing=40),
        hidden(("Native Hawaiian or Pacific Islander",)),
        cell(("Asian",), 31, 402, missing=3),
        cell(("White",), 655, 7400, missing=51),
        cell(("Unknown",), 66, 540, missing=88),
    )
    whole = result(READMITTED, (RACE,), cells, ("White",))
    gaps = tuple(
        replace(one, verdict=Verdict.TOO_FEW, needed=2600, periods_needed=6.5) if one.groups == ("Asian",) else one
        for one in whole.gaps
    )
    summaries = (
        ReleasedSummary("theil", 31.2, 18.0, 44.9, 0.0, "Weighted by the size of each group."),
        ReleasedSummary("bgsd", 3.1, 2.4, 3.9, 0.2),
    )
    return replace(whole, gaps=gaps, summaries=summaries, over_time=months(cells, 24), change=narrowed())


def months(
    cells: tuple[ReleasedCell, ...], count: int
) -> tuple[tuple[Period, ReleasedCell, tuple[ReleasedCell, ...]], ...]:
    """The same cells month by month, drifting; every seventh month of the fourth group is withheld."""
    rows = []
    for i in range(count):
        start = dt.date(2024 + i // 12, i % 12 + 1, 1)
        end = dt.date(2024 + (i + 1) // 12, (i + 1) % 12 + 1, 1) - dt.timedelta(days=1)
        now = tuple(_moved(one, place, i, count) for place, one in enumerate(cells))
        rows.append((Period(start, end), cell((), 1000 + 7 * i, 12000), now))
    return tuple(rows)


def _moved(one: ReleasedCell, place: int, i: int, count: int) -> ReleasedCell:
    if one.estimate is None or (place == 3 and i % 7 == 3):
        return hidden(one.groups)
    wobble = math.sin(i * 1.7 + place * 2.1) * 0.07 + (0.3 - 0.6 * i / count if place == 0 else 0)
    factor = 1 + wobble
    assert one.lower is not None
    assert one.upper is not None
    return replace(one, estimate=one.estimate * factor, lower=one.lower * factor * 0.9, upper=one.upper * factor * 1.1)


def narrowed(verdict: str = "narrowed") -> ReleasedChange:
    """A gap that moved between two periods."""
    first, last = Period(dt.date(2024, 1, 1), dt.date(2024, 1, 31)), Period(dt.date(2025, 12, 1), dt.date(2025, 12, 31))
    return ReleasedChange(("Black",), ("White",), first, last, 11.4, 3.6, 2.3, 1.4, -7.1, 0.7, verdict)


def by_pairs() -> ReleasedResult:
    """Two strata at once."""
    cells = []
    for i, race in enumerate(("Black", "Hispanic or Latino", "Asian", "White", "Unknown")):
        for j, sex in enumerate(("Female", "Male", "Declined")):
            small = j == 2 and i in (1, 2, 4)
            cells.append(
                hidden((race, sex), Status.COMPLEMENTARY)
                if small
                else cell((race, sex), 90 - 13 * i + 9 * j, 600 + 120 * i)
            )
    return result(READMITTED, (RACE, SEX), tuple(cells), ("White", "Female"))


def all_hidden() -> ReleasedResult:
    """Every group too small to show."""
    cells = tuple(hidden((name,)) for name in ("English", "Spanish", "Nepali"))
    overall = cell((), 13, 60)
    return replace(result(CONTROL, (LANGUAGE,), cells, ("English",)), overall=overall)


def one_group() -> ReleasedResult:
    """A single group, so that there is nothing to compare it with."""
    return result(VISITS, (LANGUAGE,), (cell(("English",), 120, 900),), ("English",))


def twelve_groups() -> ReleasedResult:
    """Twelve groups with long names."""
    names = (
        "American Indian or Alaska Native, alone or in combination",
        "Asian Indian",
        "Black or African American, born in the United States",
        "Black or African American, born elsewhere",
        "Chinese",
        "Filipino",
        "Hispanic or Latino, any race, from Central America or Mexico",
        "Middle Eastern or North African",
        "Native Hawaiian or Pacific Islander",
        "White, not Hispanic or Latino",
        "More than one",
        "Unknown",
    )
    cells = tuple(cell((name,), 30 + 17 * ((i * 5) % 12), 700 + 90 * i, missing=10 * i) for i, name in enumerate(names))
    return replace(result(VISITS, (RACE,), cells, (names[9],)), over_time=months(cells, 12))


def by_poverty(count: int = 5) -> ReleasedResult:
    """An ordered neighbourhood stratum in which the highest is good for people."""
    names = [
        f"{i + 1}" + (" (least poverty)" if i == 0 else " (most poverty)" if i == count - 1 else "")
        for i in range(count)
    ]
    cells = tuple(cell((name,), 400 - 240 * i / count, 900) for i, name in enumerate([*names, "Not linked"]))
    return result(CONTROL, (POVERTY,), cells, (names[0],))


def zeros() -> ReleasedResult:
    """No event in any group but one, and one huge ratio."""
    cells = (cell(("A",), 0, 300), cell(("B",), 0, 200), cell(("C",), 1, 40000), cell(("D",), 160, 200))
    return result(VISITS, (LANGUAGE,), cells, ("C",))


def average() -> ReleasedResult:
    """A mean, with decimals and no excess."""
    cells = tuple(
        ReleasedCell((name,), Status.SHOWN, n, n, 4, at * n, float(n), at, at - 0.2, at + 0.2)
        for name, n, at in (("Black", 320, 9.1), ("White", 610, 8.2), ("Unknown", 55, 8.6))
    )
    whole = result(A1C, (RACE,), cells, ("White",))
    overall = ReleasedCell((), Status.SHOWN, 985, 985, 12, 8400.0, 985.0, 8.5, 8.4, 8.6)
    return replace(whole, overall=overall, gaps=tuple(replace(one, excess=None) for one in whole.gaps))


def linked() -> ReleasedLink:
    """How a neighbourhood link went."""
    groups = (cell(("Black",), 3000, 3210), cell(("White",), 7300, 7400), hidden(("Asian",)))
    return ReleasedLink(
        "poverty", "tracts.csv", "poverty_rate", 12110, 13242, 0.9145, {"race": groups}, (5.1, 10.2, 18.8, 29.0)
    )


FACTS = (
    ("Source", "encounters.csv, 13,242 rows"),
    ("Time", "January 2024 to December 2025"),
    ("Engine", "DuckDB 2.0.0"),
    ("Version", "Evenground 0.1.0"),
    ("Plan", "sha256 4f1c…9ab2"),
)


def typical() -> Release:
    """What most readers will see: two measures, three strata and a pair, over two years, made up and not yet safe to publish."""
    results = (by_race(), by_pairs(), by_poverty(), all_hidden(), average(), one_group())
    plan = Plan(
        title="Going home well: children with diabetes",
        source="encounters.csv",
        measures=(READMITTED, CONTROL, A1C, VISITS),
        strata=(RACE, SEX, POVERTY, LANGUAGE),
        made_up=True,
        collected="Race and language were asked at registration; sex came from the record.",
    )
    ranked = tuple(
        one for found in results for one in found.gaps if one.verdict is Verdict.GAP and (one.worse_by or 0) > 0
    )
    scan = tuple(sorted(ranked, key=lambda one: -(one.excess or 0)))[:6]
    return tidied(
        Release(
            plan,
            results,
            scan,
            48,
            0.05,
            (linked(),),
            ("14 rows had no date and are left out of the time charts.",),
            FACTS,
        )
    )


def in_spanish() -> Release:
    """The same in Spanish, with names a third longer."""
    release = typical()
    plan = replace(
        release.plan,
        language="es",
        framing=FRAMING_ES,
        title="Volver bien a casa: niñas y niños con diabetes tipo 1 de la red",
    )
    return replace(release, plan=plan)


def of(*results: ReleasedResult, **more: object) -> Release:
    """A release of these results alone."""
    measures = tuple(dict.fromkeys(one.measure for one in results))
    strata = tuple(dict.fromkeys(stratum for one in results for stratum in one.strata))
    plan = Plan(title="One question", source="rows.csv", measures=measures, strata=strata)
    return tidied(replace(Release(plan, results), **more))  # type: ignore[arg-type]


def tidied(release: Release) -> Release:
    """The release with its two tidy tables, as the disclosure room would make them."""
    strata = [stratum.name for stratum in release.plan.strata]
    overall = {one.measure.name: _cell_row(one, one.overall, strata) for one in release.results}
    cells = [*overall.values(), *(_cell_row(one, cell, strata) for one in release.results for cell in one.cells)]
    gaps = [_gap_row(gap) for one in release.results for gap in one.gaps]
    names = ["measure", "period_start", "period_end", *strata, *CELL_FIGURES, "status"]
    return replace(release, cells_table=_table(cells, names), gaps_table=_table(gaps, list(GAP_COLUMNS)))


def _cell_row(of: ReleasedResult, cell: ReleasedCell, strata: list[str]) -> dict[str, object]:
    groups = dict(zip(of.by, cell.groups, strict=False))
    head = {"measure": of.measure.name, "period_start": YEAR.start, "period_end": YEAR.end}
    return (
        head
        | {name: groups.get(name, ALL) for name in strata}
        | {name: getattr(cell, name) if cell.status is Status.SHOWN else None for name in CELL_FIGURES}
        | {"status": str(cell.status)}
    )


def _gap_row(gap: ReleasedGap) -> dict[str, object]:
    head = {"measure": gap.measure, "period_start": YEAR.start, "period_end": YEAR.end, "by": " × ".join(gap.by)}
    head |= {"group": gap.name, "reference": gap.reference_name}
    return (
        head
        | {name: None if gap.hidden else getattr(gap, name) for name in GAP_FIGURES}
        | {"verdict": str(gap.verdict)}
    )


def _table(rows: list[dict[str, object]], names: list[str]) -> pa.Table:
    numeric = {*CELL_FIGURES, *GAP_FIGURES}
    dated = {"period_start": pa.date32(), "period_end": pa.date32()}
    return pa.table(
        {
            name: pa.array(
                [row[name] for row in rows], pa.float64() if name in numeric else dated.get(name, pa.string())
            )
            for name in names
        }
    )

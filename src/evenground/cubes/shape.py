"""What the engine is asked for, worked out once from plan and source: period, keys and measures as expression trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import fault
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Every
from evenground.model.plans import Plan
from evenground.model.strata import Stratum
from evenground.neighbourhoods import Linkage
from evenground.plans.codes import band_names, bands_for, below_name
from evenground.plans.expressions import kind_of, parse
from evenground.sources import Source

_WHOLE = frozenset({ColumnType.INTEGER, ColumnType.BOOLEAN})


@dataclass(frozen=True, slots=True)
class AskedMeasure:
    """A measure as trees; ``exact`` says whether each number is whole by its type, so that plain sums are exact.

    ``may_pass``: a share may pass 100 %, since its rows are totals over a denominator that somebody estimated.
    """

    measure: Measure
    numerator: exp.Expr
    denominator: exp.Expr | None
    where: exp.Expr | None
    boolean: bool
    exact: tuple[bool, bool]
    may_pass: bool = False

    @property
    def is_mean(self) -> bool:
        """Whether squares are added up too."""
        return self.measure.type is MeasureType.MEAN


@dataclass(frozen=True, slots=True)
class AskedKey:
    """A stratum's raw value as a tree. ``mapping`` (area text to group name) is joined in for a neighbourhood link."""

    stratum: Stratum
    tree: exp.Expr
    mapping: Mapping[str, str] | None = None
    missing_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything that the queries are made of. ``columns`` are the source's columns that any of them reads."""

    plan: Plan
    period: exp.Expr | None
    keys: tuple[AskedKey, ...]
    measures: tuple[AskedMeasure, ...]
    person: exp.Expr | None
    columns: tuple[str, ...]


def shape_of(plan: Plan, source: Source, linkages: Mapping[str, Linkage]) -> Shape:
    """Work the plan out against the source's columns. Raises Faults where the two do not fit."""
    period = _period(plan, source)
    keys = tuple(_key(stratum, source, linkages) for stratum in plan.strata)
    measures = tuple(_measure(measure, source, totals=plan.rows != "people") for measure in plan.measures)
    person = column(plan.person) if plan.person else None
    trees = [period, person, *(key.tree for key in keys)]
    trees += [tree for one in measures for tree in (one.numerator, one.denominator, one.where)]
    found = {name.name for tree in trees if tree is not None for name in tree.find_all(exp.Column)}
    return Shape(plan, period, keys, measures, person, tuple(sorted(found)))


def column(name: str) -> exp.Column:
    """A source's column as a quoted name."""
    return exp.column(name, quoted=True)


def is_nan(tree: exp.Expr, dialect: str) -> exp.Expr:
    """Whether a number is NaN. By function where there is one: DuckDB decides a comparison from a Parquet file's minimum and
    maximum, which do not count NaN.
    """
    double = exp.cast(tree.copy(), "DOUBLE")
    if dialect == "postgres":
        return exp.EQ(this=double, expression=exp.cast(exp.Literal.string("NaN"), "DOUBLE"))
    return exp.Anonymous(this="isnan", expressions=[double])


def _period(plan: Plan, source: Source) -> exp.Expr | None:
    if plan.date is None or plan.every is None:
        return None
    found = source.column(plan.date)
    if found.type in {ColumnType.DATE, ColumnType.TIMESTAMP}:
        trunc = exp.TimestampTrunc(this=column(found.name), unit=exp.var(plan.every.value.upper()))
        return exp.cast(trunc, "DATE")
    if found.type is ColumnType.INTEGER and plan.every is Every.YEAR:
        return column(found.name)
    raise fault(*_no_date(found, plan.every))


def _no_date(found: Column, every: Every) -> tuple[str, str, str]:
    what = f"The date column {found.name!r} holds {found.type.value}, so the rows cannot be put into a {every.value}."
    if found.type is ColumnType.INTEGER:
        return what, "date", 'Whole numbers are read as years: write every = "year", or name a column of dates.'
    return what, "date", "Name a column of dates (like 2024-03-31), or leave `date` out."


def _key(stratum: Stratum, source: Source, linkages: Mapping[str, Linkage]) -> AskedKey:
    if stratum.link is not None:
        return _linked(stratum, source, linkages)
    if stratum.expression is not None:
        where = _where(stratum)
        bounds = bands_for(stratum, kind_of(stratum.expression, source.columns, where=where))
        tree = parse(stratum.expression, source.columns, where=where, wants="number" if bounds else "scalar")
        return AskedKey(stratum, banded(tree, bounds, source.dialect) if bounds else tree)
    if stratum.column is None:
        raise fault(
            f"Stratum {stratum.name!r} has no column.", _where(stratum), "Give it a column, an expression or a link."
        )
    found = source.column(stratum.column)
    bounds = bands_for(stratum, found.type)
    raw: exp.Expr = banded(column(found.name), bounds, source.dialect) if bounds else column(found.name)
    return AskedKey(stratum, _with_lost_codes(raw, found, source), missing_codes=found.missing_codes)


def _with_lost_codes(tree: exp.Expr, found: Column, source: Source) -> exp.Expr:
    """A typed column has lost codes such as "Declined": where its value is null, take the untouched text."""
    twin = source.raw_text.get(found.name)
    if twin is None:
        return tree
    raw = exp.maybe_parse(twin, dialect=source.dialect, into=exp.Column)
    return exp.Case().when(exp.Is(this=column(found.name), expression=exp.null()), raw).else_(exp.cast(tree, "TEXT"))


def banded(tree: exp.Expr, bounds: Sequence[float], dialect: str) -> exp.Expr:
    """CASE that names the band of a number; null and not-a-number (which engines sort above all numbers) stay null."""
    bounds = sorted(bounds)
    names = (below_name(bounds), *band_names(bounds))
    case = exp.Case().when(is_nan(tree, dialect), exp.null())
    for upper, name in zip(bounds, names, strict=False):
        case = case.when(exp.LT(this=tree.copy(), expression=_number(upper)), exp.Literal.string(name))
    top = exp.GTE(this=tree.copy(), expression=_number(bounds[-1]))
    return case.when(top, exp.Literal.string(names[-1]))


def _number(value: float) -> exp.Expr:
    return exp.convert(int(value) if float(value).is_integer() else float(value))


def _linked(stratum: Stratum, source: Source, linkages: Mapping[str, Linkage]) -> AskedKey:
    if stratum.link is None or stratum.name not in linkages:
        raise fault(
            f"Stratum {stratum.name!r} was not linked to its table.",
            _where(stratum),
            "Link it before the rows are counted.",
        )
    area = column(source.column(stratum.link.area).name)
    return AskedKey(stratum, area, dict(linkages[stratum.name].mapping))


def _measure(measure: Measure, source: Source, *, totals: bool) -> AskedMeasure:
    where = f"measure {measure.name!r}" + (f", line {measure.line}" if measure.line else "")
    numerator, kind = _number_of(measure.numerator, source, where)
    denominator, of_kind = (
        _number_of(measure.denominator, source, where) if measure.denominator else (None, ColumnType.INTEGER)
    )
    only = parse(measure.where, source.columns, where=where, wants="boolean") if measure.where else None
    exact = (kind in _WHOLE, of_kind in _WHOLE)
    may_pass = totals and denominator is not None
    return AskedMeasure(measure, numerator, denominator, only, kind is ColumnType.BOOLEAN, exact, may_pass)


def _number_of(text: str, source: Source, where: str) -> tuple[exp.Expr, ColumnType | None]:
    """The expression as a number (true is 1, false is 0), and the kind of value it had."""
    kind = kind_of(text, source.columns, where=where)
    if kind is ColumnType.BOOLEAN:
        return exp.cast(exp.paren(parse(text, source.columns, where=where, wants="boolean")), "INT"), kind
    return parse(text, source.columns, where=where, wants="number"), kind


def _where(stratum: Stratum) -> str:
    return f"stratum {stratum.name!r}" + (f", line {stratum.line}" if stratum.line else "")

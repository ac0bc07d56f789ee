"""Stage one: the rows are grouped once, by period and the raw values of every stratum, into cells. One query, one pass.

Three nested selects: ``read`` computes keys, numbers and conditions from a row; ``told`` keeps the numbers that count;
the outer one groups. Numbers that are not whole are added as whole parts and as 2**-40 parts, so that sums are exact, the
same on every engine, and free of the order in which rows come.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from evenground.cubes.fingerprints import row_hash
from evenground.cubes.shape import AskedKey, AskedMeasure, Shape, is_nan
from evenground.model.measures import MeasureType
from evenground.model.strata import NOT_LINKED
from evenground.sources import Source

PARTS = 2**40
MOST = 9.0e15
MOST_SQUARED = 3.0e9


def cells_query(shape: Shape, source: Source, only: exp.Expr | None = None) -> exp.Select:
    """The one query. Columns: ``eg_p`` (period), ``eg_k0``…, ``eg_rows``, ``eg_hash`` and ``sum_columns`` of each measure.

    ``only`` keeps the rows of which this condition over the source's columns holds (used to refresh some periods).
    """
    keys = [exp.column(name) for name in key_columns(shape)]
    rows = exp.alias_(_bigint(exp.Count(this=exp.Star())), "eg_rows")
    hashes = exp.alias_(_bigint(exp.Sum(this=exp.column("eg_h"))), "eg_hash")
    sums = [one for place, asked in enumerate(shape.measures) for one in _sums(place, asked)]
    told = told_query(shape, source, only, hashed=True)
    return exp.select(*keys, rows, hashes, *sums).from_(told.subquery("eg_told")).group_by(*keys)


def key_columns(shape: Shape) -> list[str]:
    """Names of the grouping columns: the period and one a stratum."""
    return ["eg_p", *(f"eg_k{place}" for place in range(len(shape.keys)))]


def sum_columns(place: int, asked: AskedMeasure) -> list[str]:
    """Names of a measure's additive columns: n, eligible rows (with a ``where``), and each sum as wholes and 2**-40 parts."""
    names = ["n"] + (["eligible"] if asked.where is not None else [])
    names += ["num"] if asked.exact[0] else ["num", "num_part"]
    if asked.denominator is not None:
        names += ["den"] if asked.exact[1] else ["den", "den_part"]
    names += ["sq", "sq_part"] if asked.is_mean else []
    return [f"eg_{name}{place}" for name in names]


def told_query(shape: Shape, source: Source, only: exp.Expr | None = None, *, hashed: bool = False) -> exp.Select:
    """Each row's keys, and for each measure whether it is eligible and bad, and its numbers where it tells the measure."""
    select: list[exp.Expr] = [exp.column(name) for name in key_columns(shape)]
    select += [exp.column("eg_h")] if hashed else []
    select += [exp.column("eg_person")] if shape.person is not None else []
    for place, asked in enumerate(shape.measures):
        select += _told(place, asked, source.dialect)
    return exp.select(*select).from_(raw_query(shape, source, only, hashed=hashed).subquery("eg_read"))


def raw_query(shape: Shape, source: Source, only: exp.Expr | None = None, *, hashed: bool = False) -> exp.Select:
    """Keys, numbers and conditions as the rows have them (``eg_p``, ``eg_k0``…, ``eg_x0``, ``eg_y0``, ``eg_w0``…)."""
    period = exp.alias_(shape.period.copy() if shape.period is not None else exp.cast(exp.null(), "DATE"), "eg_p")
    keys = [exp.alias_(_key(place, key), f"eg_k{place}") for place, key in enumerate(shape.keys)]
    select: list[exp.Expr] = [period, *keys]
    if hashed:
        select.append(exp.alias_(row_hash(shape.columns, source.dialect), "eg_h"))
    if shape.person is not None:
        select.append(exp.alias_(shape.person.copy(), "eg_person"))
    for place, asked in enumerate(shape.measures):
        for name, tree in (("x", asked.numerator), ("y", asked.denominator), ("w", asked.where)):
            if tree is not None:
                select.append(exp.alias_(tree.copy(), f"eg_{name}{place}"))
    query = exp.select(*select).from_(source.relation, dialect=source.dialect)
    for place, key in enumerate(shape.keys):
        if key.mapping is not None:
            query = _join_areas(query, place, key, source)
    return query.where(only) if only is not None else query


def _key(place: int, key: AskedKey) -> exp.Expr:
    """The raw value; for a link the area's group, null where no area is told, "Not linked" where the table lacks it."""
    if key.mapping is None:
        return key.tree.copy()
    group = exp.column("eg_group", table=f"eg_areas{place}")
    missing = exp.Is(this=key.tree.copy(), expression=exp.null())
    case = exp.Case().when(exp.Not(this=exp.Is(this=group, expression=exp.null())), group.copy())
    return case.when(missing, exp.null()).else_(exp.Literal.string(NOT_LINKED))


def _join_areas(query: exp.Select, place: int, key: AskedKey, source: Source) -> exp.Select:
    alias = f"eg_areas{place}"
    on = exp.EQ(this=exp.cast(key.tree.copy(), "TEXT"), expression=exp.column("eg_area", table=alias))
    if source.connection is not None:
        return query.join(exp.alias_(exp.to_table(alias), alias, table=True), on=on, join_type="left")
    values = exp.values(sorted((key.mapping or {"": NOT_LINKED}).items()), alias=alias, columns=["eg_area", "eg_group"])
    return query.join(values, on=on, join_type="left")


def _told(place: int, asked: AskedMeasure, dialect: str) -> list[exp.Expr]:
    x, y = exp.column(f"eg_x{place}"), exp.column(f"eg_y{place}")
    told = [_is_number(x, asked.exact[0], dialect)]
    told += [_is_number(y, asked.exact[1], dialect)] if asked.denominator is not None else []
    told += [exp.column(f"eg_w{place}")] if asked.where is not None else []
    bad = bad_condition(place, asked)
    good = told if bad is None else [*told, exp.Not(this=exp.paren(bad.copy()))]
    columns = [_when(good, x, f"eg_x{place}")]
    columns += [_when(good, y, f"eg_y{place}")] if asked.denominator is not None else []
    columns += [exp.column(f"eg_w{place}")] if asked.where is not None else []
    columns += [_when([*told, bad], exp.Literal.number(1), f"eg_bad{place}")] if bad is not None else []
    return columns


def bad_condition(place: int, asked: AskedMeasure) -> exp.Expr | None:
    """Which rows make the whole run worthless: none if the type alone rules them out."""
    conditions = [condition for _, condition in bad_conditions(place, asked)]
    return exp.or_(*conditions) if conditions else None


def bad_conditions(place: int, asked: AskedMeasure) -> list[tuple[str, exp.Expr]]:
    """Each way in which a row's numbers can be impossible, with a name for the message."""
    x, y, zero = exp.column(f"eg_x{place}"), exp.column(f"eg_y{place}"), exp.Literal.number(0)
    found: list[tuple[str, exp.Expr]] = []
    if asked.is_mean or not asked.exact[0]:
        most = MOST_SQUARED if asked.is_mean else MOST
        found.append(("numerator too large", exp.GTE(this=exp.Abs(this=x), expression=exp.convert(most))))
    if not asked.exact[1]:
        found.append(("denominator too large", exp.GTE(this=exp.Abs(this=y), expression=exp.convert(MOST))))
    if asked.is_mean:
        return [(name, _copy(condition)) for name, condition in found]
    if not asked.boolean:
        found.append(("numerator below zero", exp.LT(this=x, expression=zero)))
    if asked.denominator is not None:
        found.append(("denominator below zero", exp.LT(this=y, expression=zero)))
    if asked.measure.type is MeasureType.PROPORTION:
        found += [] if asked.may_pass else _above(asked, x, y)
    elif asked.denominator is not None:
        none = exp.and_(exp.GT(this=x, expression=zero), exp.EQ(this=y, expression=zero))
        found.append(("events without person-time", none))
    return [(name, _copy(condition)) for name, condition in found]


def _above(asked: AskedMeasure, x: exp.Expr, y: exp.Expr) -> list[tuple[str, exp.Expr]]:
    if asked.denominator is not None:
        return [("numerator above denominator", exp.GT(this=x, expression=y))]
    return [] if asked.boolean else [("numerator above one", exp.GT(this=x, expression=exp.Literal.number(1)))]


def _sums(place: int, asked: AskedMeasure) -> Iterable[exp.Expr]:
    x, y = exp.column(f"eg_x{place}"), exp.column(f"eg_y{place}")
    counted: list[exp.Expr] = [exp.Count(this=x)]
    if asked.where is not None:
        counted.append(exp.Count(this=exp.Case().when(exp.column(f"eg_w{place}"), exp.Literal.number(1))))
    counted += _exact_sum(x, asked.exact[0])
    if asked.denominator is not None:
        counted += _exact_sum(y, asked.exact[1])
    if asked.is_mean:
        double = exp.cast(x.copy(), "DOUBLE")
        counted += _exact_sum(exp.paren(exp.Mul(this=double, expression=double.copy())), exact=False)
    for name, tree in zip(sum_columns(place, asked), counted, strict=True):
        # Sums of squares may pass 2**63: they travel as text and are read as 128-bit numbers.
        yield exp.alias_(exp.cast(tree, "TEXT") if name == f"eg_sq{place}" else _bigint(tree), name)
    if bad_condition(place, asked) is not None:
        yield exp.alias_(_bigint(exp.Count(this=exp.column(f"eg_bad{place}"))), f"eg_bad{place}")


def _exact_sum(tree: exp.Expr, exact: bool) -> list[exp.Expr]:
    """The sum of the whole numbers, and what is left over in 2**-40 parts (fewer than one whole)."""
    if exact:
        return [_or_zero(exp.Sum(this=tree.copy()))]
    double = exp.cast(tree.copy(), "DOUBLE")
    whole = exp.Floor(this=double)
    rest = exp.Mul(
        this=exp.paren(exp.Sub(this=double.copy(), expression=whole.copy())), expression=exp.convert(float(PARTS))
    )
    nearest = exp.Floor(this=exp.Add(this=rest, expression=exp.Literal.number("0.5")))
    # Decimal on the way: some engines' sums of big integers wrap around silently.
    wholes, parts = (_or_zero(exp.Sum(this=exp.cast(_bigint(part), "DECIMAL(20, 0)"))) for part in (whole, nearest))
    return carried(wholes, parts)


def carried(wholes: exp.Expr, parts: exp.Expr) -> list[exp.Expr]:
    """Move every full 2**40 parts over to the wholes, so that the parts never grow."""
    left = exp.Mod(this=exp.paren(parts.copy()), expression=exp.Literal.number(PARTS))
    full = exp.Div(
        this=exp.paren(exp.Sub(this=parts.copy(), expression=left.copy())), expression=exp.Literal.number(PARTS)
    )
    return [exp.Add(this=wholes, expression=_bigint(full)), left]


def _or_zero(tree: exp.Expr) -> exp.Expr:
    return exp.Coalesce(this=tree, expressions=[exp.Literal.number(0)])


def _is_number(tree: exp.Expr, exact: bool, dialect: str) -> exp.Expr:
    told: exp.Expr = exp.Not(this=exp.Is(this=tree.copy(), expression=exp.null()))
    if exact:
        return told
    return exp.and_(told, exp.Not(this=is_nan(tree, dialect)))


def _when(conditions: Sequence[exp.Expr], value: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(exp.Case().when(exp.and_(*(one.copy() for one in conditions)), value.copy()), name)


def _bigint(tree: exp.Expr) -> exp.Expr:
    return exp.cast(tree, "BIGINT")


def _copy(tree: exp.Expr) -> exp.Expr:
    return tree.copy()

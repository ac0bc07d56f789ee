"""What an outcome typed on the command line means: a proportion, a rate, or a mean; and how that is said in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Fault, Faults
from evenground.model.measures import Better, Measure, MeasureType
from evenground.plans import codes, names
from evenground.plans.expressions import kind_of, parse
from evenground.plans.expressions.kinds import NUMBERS, Kind
from evenground.plans.measures import PER, default_unit
from evenground.plans.missing import missing_group

_ONCE_EACH = frozenset(
    [
        "admissions",
        "births",
        "cases",
        "children",
        "discharges",
        "eligible",
        "encounters",
        "enrollees",
        "live",
        "newborns",
        "patients",
        "people",
        "persons",
        "pregnancies",
        "screened",
        "students",
        "tested",
        "total",
        "visits",
        "women",
    ]
)
_TOTALS = frozenset("births population pop deaths count counts residents".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that make the measure, as typed."""

    outcome: str
    denominator: str | None = None
    type: MeasureType | None = None
    better: Better | None = None
    per: float | None = None
    where: str | None = None
    title: str | None = None


def understand_outcome(
    asked: Asked,
    columns: Sequence[Column],
    values: Mapping[str, Sequence[str]],
    faults: list[Fault],
    notes: list[str],
) -> tuple[Measure, bool]:
    """The measure, and whether rows seem to be totals of many people. Faults and notes are added to the lists given.

    The rule, unless ``type`` says otherwise: true or false, or a column of 0 and 1, is a proportion, over all rows or those of a true-or-false
    denominator, and a rate over a denominator of numbers. A number without a denominator is a mean. A number over a number is a
    proportion if the denominator's name says whom the thing can happen to once (births, patients, visits…), else a rate.
    """
    tree = _parsed(asked.outcome, columns, "--outcome", "number", faults)
    over = _parsed(asked.denominator, columns, "--denominator", "number", faults)
    _parsed(asked.where, columns, "--where", "boolean", faults)
    kind = kind_of(asked.outcome, columns) if tree is not None else None
    of_kind = kind_of(asked.denominator, columns) if asked.denominator and over is not None else None
    is_yes_no = kind is ColumnType.BOOLEAN or _is_zero_one(tree, values)
    found = asked.type or _type(is_yes_no, asked.denominator, of_kind)
    if found is MeasureType.RATE and asked.denominator is None:
        faults.append(Fault("A rate needs a denominator.", "--type", "Add --denominator, such as person_years."))
    if found is MeasureType.MEAN and asked.denominator is not None:
        faults.append(Fault("A mean has no denominator.", "--type", "Leave out --denominator, or use --type rate."))
    measure = _measure(asked, found, tree)
    notes.extend(_said(measure, asked))
    return measure, _seems_totals(asked, kind, of_kind, is_yes_no=is_yes_no)


def _parsed(
    text: str | None, columns: Sequence[Column], where: str, wants: str, faults: list[Fault]
) -> exp.Expression | None:
    if text is None:
        return None
    try:
        return parse(text, columns, where=where, wants="boolean" if wants == "boolean" else "number")
    except Faults as found:
        faults.extend(found.faults)
        return None


def _type(is_yes_no: bool, denominator: str | None, of_kind: Kind) -> MeasureType:
    if denominator is None:
        return MeasureType.PROPORTION if is_yes_no else MeasureType.MEAN
    if of_kind is ColumnType.BOOLEAN:
        return MeasureType.PROPORTION
    if not is_yes_no and _words(denominator) & _ONCE_EACH:
        return MeasureType.PROPORTION
    return MeasureType.RATE


def _is_zero_one(tree: exp.Expression | None, values: Mapping[str, Sequence[str]]) -> bool:
    """Whether the outcome is the name of a column that holds only 0 and 1 (and missing codes)."""
    if not isinstance(tree, exp.Column):
        return False
    told = [value for value in values.get(tree.name, ()) if missing_group(value) is None]
    return bool(told) and all(value in ("0", "1", "0.0", "1.0") for value in told)


def _measure(asked: Asked, found: MeasureType, tree: exp.Expression | None) -> Measure:
    births = asked.denominator is not None and "births" in _words(asked.denominator)
    per = asked.per if asked.per is not None else 1000.0 if births else PER[found]
    unit = default_unit(found, per)
    if unit != "%" and found is not MeasureType.MEAN and asked.denominator and asked.denominator.isidentifier():
        unit = f"{unit} {names.in_title_case(asked.denominator).lower()}"
    first = next(iter(tree.find_all(exp.Column)), None) if tree is not None else None
    return Measure(
        name=names.make(first.name if first is not None else "outcome"),
        title=asked.title or _title(asked.outcome, tree),
        type=found,
        numerator=asked.outcome,
        denominator=asked.denominator,
        better=asked.better or Better.LOWER,
        per=float(per),
        unit=unit,
        where=asked.where,
    )


def _title(outcome: str, tree: exp.Expression | None) -> str:
    """``Readmitted: <30`` for ``readmitted = '<30'``; the words as typed for anything longer."""
    columns = list(tree.find_all(exp.Column)) if tree is not None else []
    if tree is None or len({column.name for column in columns}) != 1:
        return " ".join(outcome.split())
    name = names.in_title_case(columns[0].name)
    if isinstance(tree, exp.Column):
        return name
    condition = tree.args["ifs"][0].this if isinstance(tree, exp.Case) else tree
    if isinstance(condition, exp.EQ) and isinstance(condition.expression, exp.Literal):
        return f"{name}: {condition.expression.name}"
    if isinstance(condition, exp.In) and isinstance(condition.this, exp.Column):
        return f"{name}: {', '.join(choice.name for choice in condition.expressions)}"
    return " ".join(outcome.split())


def _said(measure: Measure, asked: Asked) -> list[str]:
    over = measure.denominator or "all rows"
    what = {
        MeasureType.PROPORTION: f"{measure.title}: a proportion, the share of {over} with it.",
        MeasureType.RATE: f"{measure.title}: a rate, {measure.numerator} over {over}, shown per {measure.per:,.12g}.",
        MeasureType.MEAN: f"{measure.title}: a mean, the average of {measure.numerator} over all rows.",
    }[measure.type]
    notes = [what + ("" if asked.type else " If that is not meant, say --type proportion, rate or mean.")]
    if asked.better is None:
        notes.append("Lower is taken to be better. If higher is better, say --better higher.")
    return notes


def _seems_totals(asked: Asked, kind: Kind, of_kind: Kind, *, is_yes_no: bool) -> bool:
    """A count over a count of people, or the average of a column that is a rate or a count already."""
    if is_yes_no or kind not in NUMBERS:
        return False
    if asked.denominator is None:
        return bool(_words(asked.outcome) & {"rate", "rates", "percent", "pct", "count", "counts"})
    return of_kind in NUMBERS and bool(_words(asked.denominator) & (_TOTALS | _ONCE_EACH))


def _words(text: str) -> set[str]:
    return set(codes.plain(text).split())

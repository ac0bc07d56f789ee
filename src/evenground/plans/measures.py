"""A plan's ``[[measure]]`` tables, read into measures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evenground.model.measures import Better, Kind, Measure, MeasureType
from evenground.model.strata import Stratum
from evenground.plans import names
from evenground.plans.spelling import did_you_mean
from evenground.plans.tables import Table

PER = {MeasureType.PROPORTION: 100.0, MeasureType.RATE: 1000.0, MeasureType.MEAN: 1.0}
"""What a measure is shown per, where the plan does not say."""

_TYPE_HELP = "Write proportion (people with it, out of those who could have it), rate (events over time) or mean."


def default_unit(kind: MeasureType, per: float) -> str:
    """The unit of a measure whose plan names none: ``%``, ``per 1,000``, or nothing."""
    if kind is MeasureType.MEAN and per == 1:
        return ""
    return "%" if kind is MeasureType.PROPORTION and per == 100 else f"per {per:,.12g}"


def read_measure(table: Table) -> Measure:
    """The measure that a table describes, with placeholders for what is at fault (the faults are noted)."""
    name = read_name(table, "ed_visits")
    kind = _type(table)
    per = table.number("per", PER[kind])
    measure = Measure(
        name=name,
        title=table.text("title", names.in_title_case(name)),
        type=kind,
        numerator=table.needed_text("numerator", "it says what is counted.", "numerator = \"readmitted = 'yes'\""),
        denominator=table.maybe_text("denominator"),
        kind=table.choice("kind", Kind, Kind.OUTCOME),
        better=table.choice("better", Better, Better.LOWER),
        per=per,
        unit=table.text("unit", default_unit(kind, per), empty=True),
        where=table.maybe_text("where"),
        why=table.text("why"),
        chosen_by=table.text("chosen_by"),
        standardise=table.maybe_text("standardise"),
        weights=_weights(table),
        target=_target(table, kind, per),
        line=table.line(),
    )
    table.done()
    _check_denominator(table, measure)
    return measure


def check_standardised(table: Table, measure: Measure, strata: Sequence[Stratum]) -> None:
    """Note it if a measure is standardised to a stratum that is not there, or cannot be."""
    if measure.standardise is None:
        if measure.weights:
            table.note("weights", "weights are given, but nothing is standardised.", 'Add standardise = "age".')
        return
    found = [stratum.name for stratum in strata]
    if measure.standardise not in found:
        fix = did_you_mean(measure.standardise, found, of="strata")
        table.note("standardise", f"There is no stratum {measure.standardise!r} to standardise to.", fix)
    elif measure.type is MeasureType.MEAN:
        table.note(
            "standardise", "A mean cannot be standardised here.", "Leave standardise out, or use a rate or proportion."
        )


def read_name(table: Table, example: str) -> str:
    """The name of a measure or stratum, checked."""
    name = table.needed_text("name", "it is the short name used in tables.", f'name = "{example}"')
    wrong = names.why_not(name) if name else None
    if wrong:
        table.note("name", *wrong)
    return name


def _type(table: Table) -> MeasureType:
    if not table.has("type"):
        table.note_here("type is missing: it says how to count.", _TYPE_HELP)
        return MeasureType.PROPORTION
    return table.choice("type", MeasureType, MeasureType.PROPORTION)


def _check_denominator(table: Table, measure: Measure) -> None:
    if measure.type is MeasureType.RATE and not table.has("denominator"):
        table.note_here(
            f"The rate {measure.name} has no denominator: a rate is events over time or people.",
            'Add, for example, denominator = "enrolled_days / 365.25"; or use type = "proportion" or "mean".',
        )
    if measure.type is MeasureType.MEAN and table.has("denominator"):
        table.note(
            "denominator", "A mean is taken over rows and has no denominator.", 'Leave it out, or use type = "rate".'
        )


def _target(table: Table, kind: MeasureType, per: float) -> float | None:
    """The level aimed at, on the scale shown: none below zero but for a mean, and no share above all."""
    if not table.has("target"):
        return None
    target = table.number("target", 5.0, above=-math.inf)
    if kind is not MeasureType.MEAN and target < 0:
        table.note("target", f"The target is {target:g}, but there cannot be less than none.", "For example target = 5")
    elif kind is MeasureType.PROPORTION and target > per:
        fix = f"The target is on the scale shown: 0 is none and {per:g} is all."
        table.note("target", f"The target is {target:g}, which is more than all.", fix)
    return target


def _weights(table: Table) -> tuple[tuple[str, float], ...]:
    weights = table.table("weights", 'weights = { "0 to under 18" = 25000, "18 and over" = 75000 }')
    if weights is None:
        return ()
    found = [(names.dashed(group), weights.number(group, 1.0, above=0.0)) for group in weights.values]
    if len(found) < 2:
        table.note(
            "weights", "weights need at least two groups.", "Give every group of the standard population its size."
        )
    return tuple((group, float(weight)) for group, weight in found)

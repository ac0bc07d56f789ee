"""The plan behind ``evenground scan FILE``: every yes-or-no column as an outcome, every grouping that is recognised as a stratum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import fault
from evenground.model.measures import Measure
from evenground.model.strata import Construct
from evenground.plans import names
from evenground.plans.missing import missing_group
from evenground.plans.quick import Understood, quick
from evenground.plans.recognising import recognise

YES = {"yes": "no", "y": "n", "true": "false", "si": "no", "sí": "no", "positive": "negative"}


def survey(
    source: str,
    columns: Sequence[Column],
    *,
    values: Mapping[str, Sequence[str]],
    outcomes: Sequence[str] = (),
    by: Sequence[str] = (),
    **options: Any,
) -> Understood:
    """The plan that looks at everything a file of these columns holds. ``values``: distinct raw values of its columns with few of them.

    An outcome is a column of 0 and 1, true and false, or yes and no; a stratum is a column that a code set or age bands fit. Either may
    be named instead. Raises Faults where there is nothing to look at.
    """
    groups = tuple(by) or tuple(column.name for column in columns if _groups(column, values))
    wanted = tuple(outcomes) or tuple(
        said for column in columns if column.name not in groups and (said := _outcome(column, values))
    )
    if not groups:
        raise fault(
            "No column was recognised that says which group a row is of.", source, "Name one: --by race,language"
        )
    if not wanted:
        raise fault(
            "No column of yes and no, or 0 and 1, was found.", source, 'Name an outcome: --outcome "visits > 0"'
        )
    asked = [quick(source, columns, outcome=outcome, by=groups, values=values, **options) for outcome in wanted]
    plan = replace(
        asked[0].plan, title=names.in_title_case(asked[0].plan.source.split(".")[0]), measures=_measures(asked)
    )
    took = f"Outcomes: {', '.join(wanted)}. Groups: {', '.join(groups)}. Name others with --outcome and --by."
    return Understood(plan, tuple(dict.fromkeys([took, *(note for one in asked for note in one.notes)])))


def _measures(asked: Sequence[Understood]) -> tuple[Measure, ...]:
    found: list[Measure] = []
    for one in asked:
        (measure,) = one.plan.measures
        found.append(replace(measure, name=names.make(measure.name, [each.name for each in found])))
    return tuple(found)


def _groups(column: Column, values: Mapping[str, Sequence[str]]) -> bool:
    if column.identifies:
        return False
    seen = recognise(column, values.get(column.name))
    return bool(seen.codes or seen.bands)


def _says_who(column: Column, values: Mapping[str, Sequence[str]]) -> bool:
    """Whether the column is about who people are (race in codes of 0 and 1, say), which is never an outcome."""
    seen = recognise(column, values.get(column.name))
    return bool(
        seen.codes or seen.bands or seen.construct is not Construct.OTHER or column.name.lower() in {"sex", "gender"}
    )


def _outcome(column: Column, values: Mapping[str, Sequence[str]]) -> str | None:
    """The condition that this column stands for, or None."""
    if column.identifies or _says_who(column, values):
        return None
    told = {value.lower(): value for value in values.get(column.name, ()) if missing_group(value) is None}
    if column.type is ColumnType.BOOLEAN or (told and set(told) <= {"0", "1", "0.0", "1.0"} and len(told) == 2):
        return _quoted(column.name)
    for yes, no in YES.items():
        if set(told) == {yes, no}:
            return f"{_quoted(column.name)} = '{told[yes]}'"
    return None


def _quoted(name: str) -> str:
    return name if name.isidentifier() else '"' + name.replace('"', '""') + '"'

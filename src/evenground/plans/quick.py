"""The plan behind ``evenground gaps``: made from a few options and the source's columns, saying in words what was understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Fault, Faults
from evenground.model.measures import Better, MeasureType
from evenground.model.periods import Every
from evenground.model.plans import FRAMING, FRAMING_ES, Plan, Protect
from evenground.model.strata import Construct, Stratum
from evenground.plans import codes, folders, names
from evenground.plans.checking import INSTEAD
from evenground.plans.expressions import columns_used, parse
from evenground.plans.expressions.kinds import DATES
from evenground.plans.expressions.words import find_column
from evenground.plans.outcomes import Asked, understand_outcome
from evenground.plans.recognising import Recognised, recognise
from evenground.plans.spelling import did_you_mean

_MANY = 30
ROWS_TYPED = {"running": "running totals"}
"""What ``--rows`` takes for a plan's longer word."""


class Understood(NamedTuple):
    """A plan, and plain sentences that say how the options were understood."""

    plan: Plan
    notes: tuple[str, ...]


def quick(
    source: str,
    columns: Sequence[Column],
    *,
    outcome: str,
    by: Sequence[str],
    denominator: str | None = None,
    type: MeasureType | None = None,  # noqa: A002 - the option is called --type
    when: str | None = None,
    every: Every | None = None,
    person: str | None = None,
    site: str | None = None,
    better: Better | None = None,
    reference: str = "best",
    min_count: int = 11,
    where: str | None = None,
    per: float | None = None,
    title: str | None = None,
    collected: str = "",
    language: str = "en",
    rows: str | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
    raw_names: bool = False,
) -> Understood:
    """The plan that these options mean for a source with these columns. Raises Faults with all that does not fit.

    ``outcome``: a condition ("readmitted = '<30'") or a 0/1 column is a proportion; a number is a mean, or with a ``denominator``
    a rate or a proportion (`understand_outcome` has the rule; ``type`` overrules it). ``by``: columns, or expressions. ``values``: the
    distinct raw values, as text, of the outcome's and ``by`` columns with few of them; with these, groups are named and ordered better.
    ``raw_names`` keeps the values' own words instead of a code set's names.
    """
    options = _Options(tuple(columns), dict(values or {}), raw_names=raw_names, language=language)
    asked = Asked(outcome, denominator, type, better, per, where, title)
    measure, seems_totals = understand_outcome(asked, options.columns, options.values, options.faults, options.notes)
    date, period = options.date(when, every)
    plan = Plan(
        title=title or measure.title,
        source=source if folders.is_address(source) else Path(source).name,
        measures=(measure,),
        strata=options.strata(by, reference),
        person=options.named("--person", person),
        date=date,
        every=period,
        site=options.site(site),
        rows=ROWS_TYPED.get(rows or "", rows) or ("totals" if seems_totals and person is None else "people"),
        protect=Protect(min_count),
        framing=FRAMING_ES if language == "es" else FRAMING,
        language=language,
        collected=collected,
        folder=Path() if folders.is_address(source) else Path(source).parent,
    )
    options.say_rows(plan)
    if options.faults:
        raise Faults(dict.fromkeys(options.faults))
    return Understood(plan, tuple(options.notes))


@dataclass(slots=True)
class _Options:
    columns: tuple[Column, ...]
    values: dict[str, Sequence[str]]
    raw_names: bool
    language: str = "en"
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def named(self, option: str, name: str | None) -> str | None:
        """The source's own spelling of a column's name."""
        column = self.column(option, name)
        return column.name if column else name

    def column(self, option: str, name: str | None) -> Column | None:
        found = find_column(name, self.columns) if name is not None else None
        if name is not None and found is None:
            fix = did_you_mean(name, [column.name for column in self.columns], of="columns")
            self.faults.append(Fault(f"The source has no column {name!r}.", option, fix))
        return found

    def shared_column(self, option: str, name: str | None) -> Column | None:
        found = self.column(option, name)
        if found is not None and found.identifies:
            self._refuse(option, found)
        return found

    def _refuse(self, option: str, column: Column) -> None:
        what = f"The column {column.name!r} cannot be used here: it looks like {column.identifies}, which could tell who a person is."
        self.faults.append(Fault(what, option, INSTEAD))

    def site(self, name: str | None) -> str | None:
        column = self.shared_column("--site", name)
        return column.name if column else name

    def date(self, name: str | None, every: Every | None) -> tuple[str | None, Every | None]:
        column = self.shared_column("--when", name)
        if name is None and every is not None:
            self.faults.append(
                Fault("--every needs a date.", "--every", "Add --when and the name of a column of dates.")
            )
        if column is None or column.type in DATES:
            return (column.name, every or Every.MONTH) if column else (None, None)
        if column.type is ColumnType.INTEGER and every in (None, Every.YEAR):
            self.notes.append(f"{column.name} holds whole numbers; they are read as years.")
            return column.name, Every.YEAR
        whole = column.type is ColumnType.INTEGER
        fix = (
            "Whole numbers are read as years: use --every year."
            if whole
            else "Name a column of dates such as 2024-03-31."
        )
        self.faults.append(Fault(f"{column.name} holds {column.type.value}, not dates.", "--when", fix))
        return None, None

    def strata(self, by: Sequence[str], reference: str) -> tuple[Stratum, ...]:
        found: list[Stratum] = []
        for one in by:
            stratum = self.stratum(one.strip(), reference, [each.name for each in found], alone=len(by) == 1)
            if stratum is not None and (stratum.column, stratum.expression) in [
                (s.column, s.expression) for s in found
            ]:
                self.faults.append(Fault(f"{one.strip()} stands twice.", "--by", "Name each column once."))
            elif stratum is not None:
                found.append(stratum)
        if not by:
            self.faults.append(
                Fault("No groups are named.", "--by", "Name one column or more, such as --by race,language.")
            )
        return tuple(found)

    def stratum(self, text: str, reference: str, taken: Sequence[str], *, alone: bool) -> Stratum | None:
        column = find_column(text, self.columns)
        if column is None and any(mark in text for mark in "()='<>"):
            return self.reckoned(text, reference, taken)
        column = self.shared_column("--by", text)
        if column is None or column.identifies or not self.groups_people(column):
            return None
        seen = recognise(column, self.values.get(column.name))
        self.notes.extend(seen.notes if not self.raw_names else ())
        used = None if self.raw_names else seen.codes
        return Stratum(
            name=names.make(column.name, taken),
            title=self.title(seen),
            column=column.name,
            codes=used,
            bands=seen.bands,
            order=seen.order,
            ordered=_is_ordered(seen, used),
            construct=seen.construct,
            reference=self.reference(reference, used, column, alone=alone),
        )

    def title(self, seen: Recognised) -> str:
        """The stratum's title; a code set's own in the language of the report."""
        named = {codes.code_set(name).title: codes.code_set(name).title_es for name in codes.names()}
        return named.get(seen.title, seen.title) if self.language == "es" else seen.title

    def groups_people(self, column: Column) -> bool:
        """Whether the column can make groups without more being said; a fault if not."""
        values = self.values.get(column.name)
        is_age = bool(recognise(column).bands)
        if column.type is ColumnType.OTHER:
            what, fix = f"{column.name} holds lists or records, which are not groups.", INSTEAD
        elif (
            is_age
            or (column.type is not ColumnType.NUMBER and len(values or ()) <= _MANY)
            or 0 < len(values or ()) <= _MANY
        ):
            return True
        elif column.type in (ColumnType.NUMBER, ColumnType.INTEGER):
            what = f"{column.name} holds numbers, not groups."
            fix = f"Say where to cut: --by \"CASE WHEN {column.name} < 1 THEN 'low' ELSE 'high' END\", or bands = [0, 1, 2] in a plan."
        else:
            return True
        self.faults.append(Fault(what, "--by", fix))
        return False

    def reckoned(self, text: str, reference: str, taken: Sequence[str]) -> Stratum | None:
        """A stratum from an expression."""
        try:
            tree = parse(text, self.columns, where="--by", wants="scalar")
        except Faults as found:
            self.faults.extend(found.faults)
            return None
        used = [column for column in self.columns if column.name in columns_used(tree)]
        for column in used:
            if column.identifies:
                self._refuse("--by", column)
        first = used[0] if used else Column("group", ColumnType.TEXT)
        social = any(recognise(column).construct is Construct.SOCIAL for column in used)
        return Stratum(
            name=names.make(f"{first.name}_group", taken),
            title=names.in_title_case(first.name),
            expression=text,
            construct=Construct.SOCIAL if social else Construct.OTHER,
            reference=reference,
        )

    def reference(self, reference: str, used: str | None, column: Column, *, alone: bool) -> str:
        """The group's shown name, where a raw value was typed; with several strata, only where the value is one of theirs."""
        if reference in ("best", "largest", "overall"):
            return reference
        shown = (codes.code_set(used).label_of(reference) if used else None) or names.dashed(reference)
        values = self.values.get(column.name)
        groups = {*(values or ()), *((codes.code_set(used).label_of(value) for value in values or ()) if used else ())}
        if alone or values is None or shown in groups:
            return shown
        return "best"

    def say_rows(self, plan: Plan) -> None:
        if plan.rows == "totals":
            self.notes.append(
                "A row is taken to be a total that stands for many people. If a row is one person, use --rows people."
            )
        elif plan.is_running:
            self.notes.append("A row is taken to be a running total: each time holds the ones before it.")
        elif plan.person:
            self.notes.append(f"People are told apart by {plan.person}; a person may have several rows.")
        else:
            self.notes.append("Rows are counted as they are; name --person if one person may have several.")


def _is_ordered(seen: Recognised, used: str | None) -> bool:
    return bool(seen.bands or seen.order or (used and codes.code_set(used).ordered))

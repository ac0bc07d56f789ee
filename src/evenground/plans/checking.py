"""A plan against a source's columns: every column it names is there, fits, and does not give a person away as a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Fault, Faults
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Every
from evenground.model.plans import Plan
from evenground.model.strata import Stratum
from evenground.plans.expressions import columns_used, kind_of, parse
from evenground.plans.expressions.kinds import DATES, NUMBERS
from evenground.plans.lines import Lines, find_lines
from evenground.plans.spelling import did_you_mean

INSTEAD = (
    "Use a column that many people share, such as race, language, age in bands, or the area people live in (with link)."
)


def check_against(plan: Plan, columns: Sequence[Column], *, dialect: str = "duckdb", name: str = "the plan") -> None:
    """Raise Faults with everything in ``plan`` that does not fit ``columns``; do nothing if all of it fits.

    A column that identifies a person may be the plan's ``person`` or a link's ``area``, never a stratum, the site or the date.
    ``name`` is what messages call the plan. The answer is the same for every ``dialect``: what one database cannot do, none may.
    """
    checker = _Checker(tuple(columns), find_lines(plan.text) if plan.text else Lines({}), name)
    checker.check(plan)
    if checker.faults:
        raise Faults(dict.fromkeys(checker.faults))


@dataclass(slots=True)
class _Checker:
    columns: tuple[Column, ...]
    lines: Lines
    plan_name: str
    faults: list[Fault] = field(default_factory=list)

    def check(self, plan: Plan) -> None:
        self.name("person", plan.person, "person")
        self.shared_name("site", plan.site, "site")
        self.date(plan)
        for at, measure in enumerate(plan.measures):
            self.measure(measure, at)
        for at, stratum in enumerate(plan.strata):
            self.stratum(stratum, at)
            self.repeats(stratum, plan.strata[:at], at)

    def note(self, what: str, fix: str, *path: str | int) -> None:
        self.faults.append(Fault(what, self.place(*path), fix))

    def place(self, *path: str | int) -> str:
        """Where in the plan a key stands; without its text, which part it belongs to."""
        line = self.lines.of(*path)
        if line:
            return f"{self.plan_name}, line {line}"
        words = {"measure": "measure", "stratum": "stratum"}.get(str(path[0]))
        return f"{words} {int(path[1]) + 1}, {path[-1]}" if words and len(path) > 2 else str(path[0])

    def name(self, key: str, name: str | None, *path: str | int) -> Column | None:
        """The column of this name; a fault with the nearest names if there is none."""
        if name is None:
            return None
        for column in self.columns:
            if column.name == name:
                return column
        fix = did_you_mean(name, [column.name for column in self.columns], of="columns")
        self.note(f"The source has no column {name!r} for {key}.", fix, *path)
        return None

    def shared_name(self, key: str, name: str | None, *path: str | int) -> Column | None:
        """As `name`, but the column may not tell who a person is."""
        column = self.name(key, name, *path)
        if column is not None and column.identifies:
            self.refuse_identifier(column, key, *path)
        return column

    def refuse_identifier(self, column: Column, key: str, *path: str | int) -> None:
        what = f"The column {column.name!r} cannot be used for {key}: it looks like {column.identifies}, which could tell who a person is."
        self.note(what, INSTEAD, *path)

    def date(self, plan: Plan) -> None:
        column = self.shared_name("date", plan.date, "date")
        if column is None or column.type in DATES:
            return
        if column.type is ColumnType.INTEGER and plan.every is Every.YEAR:
            return
        whole = column.type is ColumnType.INTEGER
        fix = (
            'Whole numbers are read as years: write every = "year".'
            if whole
            else "Name a column of dates such as 2024-03-31."
        )
        self.note(f"The date column {column.name!r} holds {column.type.value}, not dates.", fix, "date")

    def measure(self, measure: Measure, at: int) -> None:
        path = ("measure", at)
        self.expression(
            lambda where: parse(measure.numerator, self.columns, where=where, wants="number"), *path, "numerator"
        )
        if measure.denominator:
            self.expression(lambda where: self.denominator(measure, where), *path, "denominator")
        if measure.where:
            only = measure.where
            self.expression(lambda where: parse(only, self.columns, where=where, wants="boolean"), *path, "where")

    def denominator(self, measure: Measure, where: str) -> None:
        text = measure.denominator or ""
        parse(text, self.columns, where=where, wants="number")
        if measure.type is MeasureType.RATE and kind_of(text, self.columns, where=where) is ColumnType.BOOLEAN:
            fix = 'Name a number, such as enrolled_days / 365.25; or use type = "proportion".'
            raise Faults(Fault("A rate's denominator is time or people, so it must be a number.", where, fix))

    def expression(self, parsed: Callable[[str], object], *path: str | int) -> None:
        """Run a parse and keep its faults."""
        try:
            parsed(f"{self.place(*path)} ({path[-1]})")
        except Faults as found:
            self.faults.extend(found.faults)

    def stratum(self, stratum: Stratum, at: int) -> None:
        path = ("stratum", at)
        if stratum.column is not None:
            column = self.shared_name(f"the stratum {stratum.name}", stratum.column, *path, "column")
            if column is not None:
                self.column_fits(stratum, column, at)
        if stratum.expression is not None:
            text = stratum.expression
            self.expression(lambda where: self.stratum_expression(stratum, text, where, at), *path, "expression")
        if stratum.link is not None:
            key = "area" if self.lines.found.get((*path, "link", "area")) else "on"
            self.name(f"the area of {stratum.name} (say another with area = …)", stratum.link.area, *path, "link", key)

    def column_fits(self, stratum: Stratum, column: Column, at: int) -> None:
        if column.type is ColumnType.OTHER:
            fix = "Use a column of text, numbers, dates, or true and false."
            self.note(
                f"The column {column.name!r} holds lists or records, which are not groups.",
                fix,
                "stratum",
                at,
                "column",
            )
        if stratum.bands and column.type not in NUMBERS:
            what = f"bands cut numbers, but the column {column.name!r} holds {column.type.value}."
            fix = 'Leave bands out; for ages written as text, such as [0-10), write codes = "age_decades".'
            self.note(what, fix, "stratum", at, "bands")

    def stratum_expression(self, stratum: Stratum, text: str, where: str, at: int) -> None:
        tree = parse(text, self.columns, where=where, wants="number" if stratum.bands else "scalar")
        by_name = {column.name: column for column in self.columns}
        for name in columns_used(tree):
            if by_name[name].identifies:
                self.refuse_identifier(by_name[name], f"the stratum {stratum.name}", "stratum", at, "expression")

    def repeats(self, stratum: Stratum, earlier: Sequence[Stratum], at: int) -> None:
        for other in earlier:
            if replace(other, name=stratum.name, title=stratum.title, line=stratum.line) == stratum:
                self.note(
                    f"The strata {other.name} and {stratum.name} are the same groups.",
                    "Keep one of them.",
                    "stratum",
                    at,
                )

"""A measurement plan, read from TOML and checked in full: all faults at once, each with its line and what to do."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from evenground.model.faults import Fault, Faults
from evenground.model.measures import Measure
from evenground.model.periods import Every
from evenground.model.plans import FRAMING, FRAMING_ES, ROWS, Plan
from evenground.model.strata import Stratum
from evenground.plans import folders, measures, strata
from evenground.plans.charting import read_charting, read_tried
from evenground.plans.documents import file_text, read_toml
from evenground.plans.protection import read_protect
from evenground.plans.spelling import did_you_mean
from evenground.plans.tables import Reading, Table

_MOST = 200


def read_plan(path: str | Path) -> Plan:
    """The plan in a TOML file. Raises Faults with all that is wrong with it."""
    path = Path(path)
    return read_plan_text(file_text(path), folder=path.parent, name=path.name)


def read_plan_text(text: str, *, folder: Path = Path(), name: str = "plan.toml") -> Plan:
    """The plan in a TOML text. Paths in it start in ``folder`` and may not leave it; ``name`` is used in messages."""
    document, lines = read_toml(text, name)
    reading = Reading(name, lines)
    plan = _plan(Table(document, reading), folder, text)
    if reading.faults:
        raise Faults(_in_order(reading))
    return plan


def _plan(table: Table, folder: Path, text: str) -> Plan:
    language = _language(table)
    read_measures = [(one, measures.read_measure(one)) for one in _some(table, "measure")]
    read_strata = [(one, strata.read_stratum(one, folder)) for one in _some(table, "stratum")]
    plan = Plan(
        title=table.needed_text("title", "it heads every page.", 'title = "Type 1 diabetes: emergency visits"'),
        source=_source(table, folder),
        measures=tuple(measure for _, measure in read_measures),
        strata=tuple(stratum for _, stratum in read_strata),
        person=table.maybe_text("person"),
        date=table.maybe_text("date"),
        every=table.choice("every", Every, Every.MONTH) if table.has("every") or table.has("date") else None,
        site=table.maybe_text("site"),
        rows=_rows(table),
        deeper=_deeper(table, [stratum.name for _, stratum in read_strata]),
        protect=read_protect(table),
        charting=read_charting(table),
        tried=read_tried(table),
        framing=table.text("framing", FRAMING_ES if language == "es" else FRAMING),
        language=language,
        collected=table.text("collected"),
        conf=table.number("conf", 0.95, above=0.5, below=1.0),
        made_up=bool(table.flag("made_up")),
        folder=folder,
        text=text,
    )
    table.done()
    _check_whole(table, plan, read_measures, read_strata)
    return plan


def _some(table: Table, key: str) -> list[Table]:
    found = table.tables(key)
    if len(found) > _MOST:
        table.note(key, f"There are {len(found):,} [[{key}]] tables; at most {_MOST} are read.", "Split the plan.")
    return found[:_MOST]


def _source(table: Table, folder: Path) -> str:
    source = table.needed_text("source", "it names the file or database to read.", 'source = "t1d.parquet"')
    if source and not folders.is_address(source):
        wrong = folders.why_not(source, folder)
        if wrong:
            table.note("source", *wrong)
    return source


def _language(table: Table) -> str:
    language = table.text("language", "en")
    if language not in ("en", "es"):
        table.note(
            "language", f"The language {language[:20]!r} is not here yet.", 'Write "en" (English) or "es" (Spanish).'
        )
        return "en"
    return language


def _rows(table: Table) -> str:
    rows = table.text("rows", "people")
    if rows not in ROWS:
        fix = (
            'Write "people" (a row is a person or a visit), "totals" (a row of a published table, standing for many) '
            'or "running totals" (such a row, counted on from the row before it).'
        )
        table.note("rows", f"rows cannot be {rows[:40]!r}.", fix)
        return "people"
    return rows


def _deeper(table: Table, found: list[str]) -> tuple[tuple[str, ...], ...]:
    sets: list[tuple[str, ...]] = []
    for at, wanted in table.lists("deeper"):
        unknown = [name for name in wanted if name not in found]
        if unknown:
            what = f"There is no stratum {unknown[0]!r} for deeper."
            table.reading.note(what, did_you_mean(unknown[0], found, of="strata"), "deeper", at)
        elif len(wanted) < 3:
            table.reading.note(
                "A deeper set needs three strata or more.",
                "Single strata and pairs are always measured; leave it out.",
                "deeper",
                at,
            )
        elif len(set(wanted)) < len(wanted) or any(set(wanted) == set(other) for other in sets):
            table.reading.note(
                "This deeper set repeats itself or another.", "Keep each set, and each name in it, once.", "deeper", at
            )
        else:
            sets.append(tuple(sorted(wanted, key=found.index)))
    return tuple(sets)


def _check_whole(
    table: Table, plan: Plan, read_measures: list[tuple[Table, Measure]], read_strata: list[tuple[Table, Stratum]]
) -> None:
    if not table.values.get("measure"):
        table.note_here(
            "The plan measures nothing.",
            'Add a [[measure]] with name, type, numerator and better = "lower" or "higher".',
        )
    for each in (read_measures, read_strata):
        _note_duplicates(each)
    for one, measure in read_measures:
        measures.check_standardised(one, measure, plan.strata)
        for stratum in plan.strata:
            if stratum.name == measure.standardise:
                strata.check_weights(one, measure, stratum)
    if plan.every is not None and plan.date is None:
        table.note("every", "every is given, but no date.", 'Add date = "visit_date", or leave every out.')


def _note_duplicates(tables: list[tuple[Table, Any]]) -> None:
    counts = Counter(value.name for _, value in tables if value.name)
    seen: set[str] = set()
    for table, value in tables:
        if counts[value.name] > 1 and value.name in seen:
            table.note("name", f"The name {value.name!r} stands twice.", "Give each its own name.")
        seen.add(value.name)


def _in_order(reading: Reading) -> list[Fault]:
    """The faults from the first line to the last."""

    def line(one: Fault) -> int:
        found = re.search(r"line (\d+)", one.where[len(reading.name) :])
        return int(found[1]) if found else 0

    return sorted(dict.fromkeys(reading.faults), key=line)

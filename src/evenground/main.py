"""One function a task: what the command does, and what ``import evenground`` offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evenground import cubes, plans, reports
from evenground.demo import write_demo
from evenground.disclosure.release import find_visible, release
from evenground.disclosure.released import Release
from evenground.library import Cube
from evenground.model.faults import Fault, Faults, fault
from evenground.model.measures import Measure
from evenground.model.plans import Plan
from evenground.neighbourhoods import link
from evenground.results.totals import SAID, rows_look_like_totals
from evenground.sources import Source, few_values, open_source

Progress = Callable[[str, float], None]
CUBE_FILE = "cube.parquet"


def read_plan(path: str | Path) -> Plan:
    """The plan in this TOML file, checked in full; raises Faults with every fault at once."""
    return plans.read_plan(path)


def measure(plan: Plan, *, progress: Progress | None = None) -> Cube:
    """Run the plan over its source, once; raises Faults if the plan does not fit the rows, or the rows are at fault."""
    with _source(plan, plan.folder) as source:
        return Cube(_build(plan, source, progress))


def report(cube: Cube, out: str | Path, *, progress: Progress | None = None) -> Path:
    """Write report.html, report.pdf, cells.csv, gaps.csv, gaps.xlsx and charts/ into ``out``; return the page's path."""
    released = release(find_visible(cube.counts), facts=_facts(cube.counts))
    return write(released, Path(out), progress=progress)


def gaps(file: str, *, progress: Progress | None = None, **options: Any) -> tuple[Release, Plan]:
    """The quickest answer: one file, one outcome, a few groups; ``options`` are those of ``plans.quick``.

    Returns what may be shown, and the plan as it was understood.
    """
    with open_source(file) as source:
        values = few_values(source, [options["outcome"], *options["by"]])
        understood = plans.quick(file, source.columns, values=values, **options)
        return _understood(source, understood, progress, options.get("reference", "best"), rows=options.get("rows"))


def scan(file: str, *, progress: Progress | None = None, **options: Any) -> tuple[Release, Plan]:
    """The horizon scan of a file that has no plan yet; ``options`` are those of ``plans.survey``."""
    with open_source(file) as source:
        values = few_values(source, [column.name for column in source.columns if not column.identifies])
        understood = plans.survey(file, source.columns, values=values, **options)
        return _understood(source, understood, progress, rows=options.get("rows"))


def _understood(
    source: Source, asked: plans.Understood, progress: Progress | None, reference: str = "best", *, rows: str | None
) -> tuple[Release, Plan]:
    plan = asked.plan
    built = _build(plan, source, progress)
    _refuse_unknown_reference(reference, built)
    notes = [*asked.notes, *source.notes]
    if rows is None and plan.rows == "people" and rows_look_like_totals(built, source.columns):
        built = replace(built, plan=replace(plan, rows="totals"))
        notes.append(SAID.get(plan.language, SAID["en"]))
    return release(find_visible(built), facts=_facts(built), notes=notes), built.plan


def run(
    path: str | Path, *, refresh_from: Path | None = None, progress: Progress | None = None
) -> tuple[Release, Cube]:
    """All of a plan. With ``refresh_from``, an earlier cube of the same plan, only periods whose rows changed are counted again."""
    plan = read_plan(path)
    with _source(plan, plan.folder) as source:
        earlier = cubes.load(refresh_from) if refresh_from else None
        built = _build(plan, source, progress, earlier, name=Path(path).name)
        notes = source.notes
    return release(find_visible(built), facts=_facts(built), notes=notes), Cube(built)


def check(path: str | Path) -> str:
    """What the plan will measure, in plain words; raises Faults with every fault of the plan and against its source."""
    plan = read_plan(path)
    with _source(plan, plan.folder) as source:
        plans.check_against(plan, source.columns, dialect=source.dialect, name=Path(path).name)
        for stratum in plan.strata:
            if stratum.link:
                link(stratum, source, folder=plan.folder, threshold=plan.protect.threshold)
        return plans.explain(plan, source.columns)


def cube(path: str | Path, out: Path, *, progress: Progress | None = None) -> Cube:
    """Count, and write the cube to one file: what an organisation hands to its network's steward."""
    plan = read_plan(path)
    with _source(plan, plan.folder) as source:
        built = Cube(_build(plan, source, progress, name=Path(path).name))
    built.save(out)
    return built


def merge(paths: Sequence[Path], out: Path) -> Cube:
    """Add cubes of one plan: other organisations, or other months; raises Faults where they do not belong together."""
    merged = Cube(cubes.merge(*(cubes.load(path) for path in paths)))
    merged.save(out)
    return merged


def write(released: Release, out: Path, *, progress: Progress | None = None) -> Path:
    """Write every document of a release into the folder ``out``; return the page's path."""
    say = progress or (lambda stage, share: None)
    page = out / "report.html"
    try:
        out.mkdir(parents=True, exist_ok=True)
        say("Writing the tables", 0.1)
        reports.write_tables(released, out)
        say("Drawing the report", 0.4)
        reports.write_html(released, page)
        say("Setting the PDF", 0.7)
        reports.write_pdf(released, out / "report.pdf")
        say("Done", 1.0)
    except OSError as error:
        raise fault(
            f"The report could not be written: {error.strerror}.", str(out), "Name another folder with --out."
        ) from error
    return page


def save_plan(plan: Plan, path: Path) -> None:
    """Write the plan as TOML, so that the quickest answer can be kept, read and changed."""
    path.write_text(
        f"# To run this plan, put it into the folder of its source.\n{plans.plan_text(plan)}", encoding="utf-8"
    )


def demo(folder: Path, *, progress: Progress | None = None) -> Path:
    """Make up a registry in ``folder``, measure it, and write its report; return the page's path."""
    try:
        plan = write_demo(folder)
    except OSError as error:
        raise fault(
            f"The registry could not be written: {error.strerror}.", str(folder), "Name another folder with --dir."
        ) from error
    released, built = run(plan, progress=progress)
    built.save(folder / CUBE_FILE)
    return write(released, folder / "report", progress=progress)


def _source(plan: Plan, folder: Path) -> Source:
    codes = {
        stratum.column: stratum.missing_codes for stratum in plan.strata if stratum.column and stratum.missing_codes
    }
    return open_source(plan.source, folder=folder, missing_codes=codes)


def _build(
    plan: Plan,
    source: Source,
    progress: Progress | None,
    earlier: cubes.Cube | None = None,
    *,
    name: str = "the plan",
) -> cubes.Cube:
    plans.check_against(plan, source.columns, dialect=source.dialect, name=name)
    linkages = {
        s.name: link(s, source, folder=plan.folder, threshold=plan.protect.threshold) for s in plan.strata if s.link
    }
    if earlier is not None:
        return _with_rows(cubes.refresh(earlier, plan, source, linkages=linkages, progress=progress))
    return _with_rows(cubes.build(plan, source, linkages=linkages, progress=progress))


def _refuse_unknown_reference(reference: str, built: cubes.Cube) -> None:
    """A group that was typed and is in no row is a slip of the pen; another reference in its place would go unseen."""
    if reference in {"best", "largest", "overall"}:
        return
    if not any(stratum.reference in built.groups[stratum.name] for stratum in built.plan.strata):
        groups = "; ".join(", ".join(built.groups[stratum.name][:12]) for stratum in built.plan.strata)
        raise fault(f"No group is called {reference!r}.", "--reference", f"The groups are: {groups}.")


def _with_rows(built: cubes.Cube) -> cubes.Cube:
    """Raises Faults for each measure that no row tells: a result of nothing would look like a result of none."""
    told = {
        name: n or 0
        for name, by, whole, n in zip(
            *(built.table[c].to_pylist() for c in ("measure", "by", "whole", "n")), strict=True
        )
        if whole and not by
    }
    empty = [measure for measure in built.plan.measures if not told.get(measure.name)]
    if empty:
        raise Faults(
            Fault(f"No row is left to count for {measure.title!r}.", *_why_empty(measure)) for measure in empty
        )
    return built


def _why_empty(measure: Measure) -> tuple[str, str]:
    where = f"measure {measure.name}"
    if measure.where:
        return where, f"Its filter ({measure.where}) keeps no row. Look at how the values are spelled in the source."
    return where, f"The source has no rows, or {measure.numerator} is missing in every one of them."


def _facts(built: cubes.Cube) -> list[tuple[str, str]]:
    made = built.provenance
    whole = built.whole
    facts = [
        ("source", made.source if "://" in made.source else Path(made.source).name),
        ("period", f"{whole.start.isoformat()} – {whole.end.isoformat()}" if whole else ""),
        ("fingerprint", made.fingerprint),
        ("plan_hash", made.plan_hash),
        ("cube_hash", built.hash),
        ("engine", f"{made.engine} {made.engine_version}"),
        ("version", f"Evenground {made.version}"),
    ]
    return [(label, text) for label, text in facts if text]

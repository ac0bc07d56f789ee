"""One function a task: what the command does, and what ``import evenground`` offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from evenground import cubes, plans, publishing, reports
from evenground.demo import write_demo
from evenground.disclosure.control.certificate import Audit
from evenground.disclosure.release import release
from evenground.disclosure.released import Release
from evenground.library import Cube
from evenground.model.faults import Fault, Faults, fault
from evenground.model.measures import Measure
from evenground.model.plans import Audience, Plan
from evenground.model.whole import whole_folder, write_file
from evenground.neighbourhoods import link
from evenground.results.totals import understood_rows
from evenground.sources import Source, few_values, open_source

Progress = Callable[[str, float], None]
CUBE_FILE = "cube.parquet"
STEWARDS_FACTS = frozenset({"fingerprint", "cube_hash"})


def read_plan(path: str | Path) -> Plan:
    """The plan in this TOML file, checked in full; raises Faults with every fault at once."""
    return plans.read_plan(path)


def measure(plan: Plan, *, progress: Progress | None = None) -> Cube:
    """Run the plan over its source, once; raises Faults if the plan does not fit the rows, or the rows are at fault."""
    with _source(plan, plan.folder) as source:
        return Cube(_build(plan, source, progress))


def report(cube: Cube, out: str | Path, *, progress: Progress | None = None) -> Path:
    """Write report.html, report.pdf, cells.csv, gaps.csv, gaps.xlsx and charts/ into ``out``; return the page's path."""
    released = release(cube.counts, facts=_facts(cube.counts))
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
    if rows is None:
        found, said = understood_rows(built, source.columns)
        built = replace(built, plan=replace(plan, rows=found))
        notes += [said] if said else []
    return release(built, facts=_facts(built), notes=notes), built.plan


def run(
    path: str | Path, *, refresh_from: Path | None = None, progress: Progress | None = None
) -> tuple[Release, Cube]:
    """All of a plan. With ``refresh_from``, an earlier cube of the same plan, only periods whose rows changed are counted again."""
    built, notes = _measured(read_plan(path), Path(path).name, refresh_from, progress)
    return release(built, facts=_facts(built), notes=notes), Cube(built)


def _measured(
    plan: Plan, name: str, refresh_from: Path | None, progress: Progress | None
) -> tuple[cubes.Cube, tuple[str, ...]]:
    with _source(plan, plan.folder) as source:
        earlier = cubes.load(refresh_from) if refresh_from else None
        return _build(plan, source, progress, earlier, name=name), tuple(source.notes)


def check(path: str | Path) -> str:
    """What the plan will measure, in plain words; raises Faults with every fault of the plan and against its source."""
    plan = read_plan(path)
    with _source(plan, plan.folder) as source:
        plans.check_against(plan, source.columns, dialect=source.dialect, name=Path(path).name)
        for stratum in plan.strata:
            if stratum.link:
                link(stratum, source, folder=plan.folder, threshold=plan.protect.threshold)
        return plans.explain(plan, source.columns)


def cube(path: str | Path, out: Path, *, released: bool = False, progress: Progress | None = None) -> Cube:
    """Count, and write the cube to one file: what an organisation hands to its network's steward.

    ``released``: small counts, and what gives them away, are withheld, so that it may be handed to all.
    """
    plan = read_plan(path)
    if released and plan.protect.audience is Audience.STEWARD:
        raise fault("A released cube is for others than the steward.", str(path), _ANOTHER_AUDIENCE)
    counts, _ = _measured(plan, Path(path).name, None, progress)
    if released:
        counts = cubes.released(counts, cubes.hidden_rows(counts, release(counts, prove=True).cells_table))
    built = Cube(counts)
    built.save(out)
    return built


def merge(paths: Sequence[Path], out: Path, *, mixed: bool = False) -> Cube:
    """Add cubes of one plan: other organisations, or other months; raises Faults where they do not belong together.

    ``mixed``: full and released cubes together, which makes one for the steward alone.
    """
    loaded = [cubes.load(path) for path in paths]
    merged = Cube(cubes.merge(*loaded, names=[path.name for path in paths], mixed=mixed))
    merged.save(out)
    return merged


def write(released: Release, out: Path, *, plan: Plan | None = None, progress: Progress | None = None) -> Path:
    """Write every document of a release into the folder ``out``, all at once or none; return the page's path.

    With ``plan`` the plan is kept beside them. What others put into the folder stays.
    """
    try:
        with whole_folder(out) as new:
            write_documents(released, new, progress=progress)
            if plan is not None:
                save_plan(plan, new / "plan.toml")
    except OSError as error:
        raise fault(
            f"The report could not be written: {error.strerror}.", str(out), "Name another folder with --out."
        ) from error
    return out / "report.html"


def write_documents(released: Release, folder: Path, *, progress: Progress | None = None) -> None:
    """Write every document of a release into a folder that nobody reads yet; raises OSError."""
    say = progress or (lambda stage, share: None)
    say("Writing the tables", 0.1)
    reports.write_tables(released, folder)
    say("Drawing the report", 0.4)
    reports.write_html(released, folder / "report.html")
    say("Setting the PDF", 0.7)
    reports.write_pdf(released, folder / "report.pdf")
    reports.write_measure_reports(released, folder)
    say("Done", 1.0)


def publish(
    path: str | Path,
    store: Path,
    *,
    audience: Audience | None = None,
    language: str | None = None,
    progress: Progress | None = None,
) -> publishing.Published:
    """Measure a plan, attack what it would show together with all that the store has shown, and make of it the next release.

    Raises Faults, and leaves the store as it was, if anything hidden could be told, or for the steward, who publishes nothing.
    """
    plan = read_plan(path)
    seen_by = audience or plan.protect.audience
    if seen_by is Audience.STEWARD:
        raise fault("What is for the steward alone is not published.", str(path), _ANOTHER_AUDIENCE)
    if plan.is_running:
        raise fault(
            "Running totals cannot be proved safe: whoever subtracts one from the next counts the new people.",
            str(path),
            _NEW,
        )
    plan = replace(plan, protect=replace(plan.protect, audience=seen_by), language=language or plan.language)
    earlier = publishing.published_cells(store)
    built, notes = _measured(plan, Path(path).name, None, progress)
    released = release(built, facts=_facts(built), notes=notes, previous=earlier, prove=True)
    found = released.audit
    certificate = publishing.certificate_of(found, released, seen_by, earlier=earlier)
    released = replace(released, safe_to_publish=certificate.passed)
    return publishing.publish_documents(
        lambda folder: write_documents(released, folder, progress=progress), store, certificate
    )


def audit(path: Path, **options: Any) -> Audit:
    """Attack a tidy table, ours or not; ``options`` are those of ``publishing.audit_files``."""
    return publishing.audit_files(path, **options)


def save_plan(plan: Plan, path: Path) -> None:
    """Write the plan as TOML, so that the quickest answer can be kept, read and changed."""
    text = f"# To run this plan, put it into the folder of its source.\n{plans.plan_text(plan)}"
    write_file(path, text.encode())


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
    """How the figures came about. Hashes of counts are for the steward: whoever knows all but one could try values until the hash fits."""
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
    hidden = frozenset() if built.plan.protect.audience is Audience.STEWARD else STEWARDS_FACTS
    return [(label, text) for label, text in facts if text and label not in hidden]


_NEW = 'Count the new people of each time in the source, and write rows = "totals" or "people"; or share the report of a run within the team.'
_ANOTHER_AUDIENCE = 'Say --audience team, network or public, or write audience = "network" in [protect].'

"""Each task of the command: from parsed words to one function of ``main``, and its answer to the terminal."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from evenground import main, reports
from evenground.cli.progress import progress
from evenground.cli.publishing import audit, publish
from evenground.cli.serving import open_page, serve
from evenground.cubes import missing_figures
from evenground.disclosure.released import Release
from evenground.model.measures import Better, MeasureType
from evenground.model.periods import Every

__all__ = ["audit", "check", "cube", "demo", "gaps", "merge", "publish", "run", "scan"]

WIDTH = 100
FULL = "It holds counts of small groups: hand it only to your network's steward."
RELEASED = "Small counts are withheld in it, so it may be handed to all."


def demo(options: argparse.Namespace) -> None:
    """Measure a made-up registry and open its report."""
    with progress() as say:
        page = main.demo(options.dir, progress=say)
    print(f"A made-up registry, its plan and its report are in {options.dir}/")
    print(f"Open {page}")
    if options.port is not None:
        serve(page.parent, options.port)
    elif not options.no_browser:
        open_page(page)


def gaps(options: argparse.Namespace) -> None:
    """The quickest answer: a table in the terminal, a report on disk."""
    asked = {
        "outcome": options.outcome, "by": _names(options.by), "denominator": options.denominator, "when": options.when,
        "every": Every(options.every) if options.every else None, "person": options.person,
        "better": Better(options.better), "reference": options.reference, "min_count": options.min_count,
        "where": options.where, "rows": options.rows, "type": MeasureType(options.type) if options.type else None,
        "per": options.per, "title": options.title, "language": options.language or "en",
    }  # fmt: skip
    with progress() as say:
        released, plan = main.gaps(options.file, progress=say, **asked)
        out = options.out or Path(f"{_stem(options.file)}-gaps")
        page = main.write(released, out, plan=plan, progress=say)
    _answer(released, options, page)


def scan(options: argparse.Namespace) -> None:
    """The horizon scan, printed."""
    with progress() as say:
        if Path(options.plan).suffix.lower() == ".toml":
            released, _ = main.run(Path(options.plan), progress=say)
            released = _in_language(released, options)
        else:
            language = options.language or "en"
            asked = {
                "outcomes": options.outcome,
                "by": _names(options.by),
                "person": options.person,
                "language": language,
            }
            released, _ = main.scan(options.plan, progress=say, **asked)
        page = main.write(released, options.out, progress=say) if options.out else None
    _answer(released, options, page, only_scan=True)


def run(options: argparse.Namespace) -> None:
    """All of a plan, written to a folder beside it."""
    out = options.out or options.plan.with_name(f"{options.plan.stem}-report")
    kept = out.with_name(f"{out.name}-counts.parquet")
    with progress() as say:
        released, cube = main.run(
            options.plan, refresh_from=kept if options.refresh and kept.exists() else None, progress=say
        )
        page = main.write(_in_language(released, options), out, progress=say)
        cube.save(kept)
    _answer(_in_language(released, options), options, page)


def check(options: argparse.Namespace) -> None:
    """What the plan will measure, in plain words."""
    print(main.check(options.plan))


def cube(options: argparse.Namespace) -> None:
    """Count into one file."""
    with progress() as say:
        built = main.cube(options.plan, options.out, released=options.released, progress=say)
    print(f"Wrote {options.out} (cube {built.hash[:12]}). {RELEASED if options.released else FULL}")


def merge(options: argparse.Namespace) -> None:
    """Add cubes into one file."""
    built = main.merge(options.cubes, options.out, mixed=options.mixed)
    print(f"Wrote {options.out} (cube {built.hash[:12]}), made of {len(options.cubes)} cubes.")
    if not built.counts.is_full:
        told = missing_figures(built.counts).num_rows
        print(
            f"{told:,} of its cells have no figure, since a cube withholds its part; each is kept with the least and the most it can be."
        )
    if not built.counts.is_released:
        print(FULL)


def _answer(released: Release, options: argparse.Namespace, page: Path | None, *, only_scan: bool = False) -> None:
    if options.json:
        json.dump(reports.to_json(released), sys.stdout, ensure_ascii=False, allow_nan=False)
        print()
        return
    width = min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)
    print(reports.scan_to_text(released, width) if only_scan else reports.to_text(released, width))
    if page:
        print(f"\n{page}")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _in_language(released: Release, options: argparse.Namespace) -> Release:
    if not options.language or options.language == released.plan.language:
        return released
    return replace(released, plan=replace(released.plan, language=options.language))


def _stem(file: str) -> str:
    name = Path(file.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].rstrip("/")).name
    return name.split(".")[0] or "report"

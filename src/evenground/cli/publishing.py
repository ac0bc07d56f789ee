"""The tasks ``publish`` and ``audit``: what the attack found, said in a few lines or as one JSON document."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import Any

from evenground import main
from evenground.cli.progress import progress
from evenground.model.plans import Audience
from evenground.reports.tidy import plain_value

SAFE, UNSAFE = 0, 1
_FEW = 12


def publish(options: argparse.Namespace) -> None:
    """Make the next release of a store, if it holds against the attack; else Faults, and the store is as it was."""
    audience = Audience(options.audience) if options.audience else None
    with progress() as say:
        made = main.publish(options.plan, options.to, audience=audience, language=options.language, progress=say)
    told = made.certificate
    if options.json:
        certificate = dataclasses.asdict(told) | {"seconds": round(told.seconds, 1)}
        _print_json({"number": made.number, "folder": str(made.folder), "certificate": certificate})
        return
    print(f"Release {made.number:04d}, for {told.audience}: {made.page}")
    print(
        f"{told.hidden:,} of {told.cells:,} cells are hidden. {told.intervals:,} hidden counts were attacked; none can be told."
    )
    if told.earlier:
        print(f"{told.earlier} earlier release{'s were' if told.earlier > 1 else ' was'} taken into account.")
    if told.revised:
        print(
            f"{told.revised} period{'s have' if told.revised > 1 else ' has'} changed since an earlier release (late entries). "
            "What that release hid in them was not attacked again."
        )


def audit(options: argparse.Namespace) -> int:
    """Attack a table; exit code 1 if anything hidden in it can be told."""
    dimensions = tuple(name.strip() for name in options.dimensions.split(",") if name.strip())
    with progress() as say:
        found = main.audit(
            options.table, against=options.against, threshold=options.threshold, dimensions=dimensions, progress=say
        )
    rows = [{name: plain_value(value) for name, value in row.items()} for row in found.as_table().to_pylist()]
    if options.json:
        _print_json(
            {"safe": found.safe, "programs": found.programs, "seconds": round(found.seconds, 1), "hidden": rows}
        )
    else:
        print(found)
        _print_open([row for row in rows if not row["safe"]])
    return SAFE if found.safe else UNSAFE


def _print_open(rows: list[dict[str, Any]]) -> None:
    """The hidden counts that can be told, the first few, by where they stand: what they are is for ``--json`` alone."""
    shown = (
        "measure",
        "period_start",
        "count",
        "lower",
        "upper",
        "proved",
        "verdict",
        "reader",
        "safe",
        "release",
        "period_end",
    )
    for row in rows[:_FEW]:
        where = " · ".join(str(row[name]) for name in row if name not in shown)
        print(f"  {row['measure']} {row['period_start']} {where} ({row['count']}): {row['verdict']}")
    if len(rows) > _FEW:
        print(f"  … and {len(rows) - _FEW:,} more (--json lists them all)")


def _print_json(document: dict[str, Any]) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    print()

"""The words of ``publish`` and ``audit``."""

from __future__ import annotations

import argparse
from pathlib import Path

Tasks = argparse._SubParsersAction  # the only name that argparse has for it


def add_publish(tasks: Tasks[argparse.ArgumentParser]) -> None:
    """``evenground publish PLAN --to DIR``."""
    one = tasks.add_parser(
        "publish", help="attack what the plan would show, and make of it a numbered release if it holds"
    )
    one.add_argument("plan", type=Path, metavar="PLAN")
    one.add_argument("--to", type=Path, required=True, metavar="DIR", help="the store of releases; made if need be")
    one.add_argument(
        "--audience", choices=("team", "network", "public"), help="who will see it (default: the plan's audience)"
    )
    _common(one, language=True)


def add_audit(tasks: Tasks[argparse.ArgumentParser], *, threshold: int) -> None:
    """``evenground audit CELLS.csv``."""
    one = tasks.add_parser("audit", help="attack a table, ours or not: what could a reader prove of its hidden counts?")
    one.add_argument(
        "table", type=Path, metavar="CELLS.csv", help="a tidy table: one row a group; blank, * or <11 is hidden"
    )
    one.add_argument(
        "--against", type=Path, nargs="+", default=[], metavar="OLD.csv", help="what was published before, oldest first"
    )
    one.add_argument(
        "--threshold",
        type=_count,
        default=threshold,
        metavar="N",
        help=f"counts from 1 to N-1 are small (default: {threshold})",
    )
    one.add_argument(
        "--dimensions", default="", metavar="COL[,COL…]", help="the columns of groups, if not all that are left"
    )
    _common(one, language=False)


def _common(one: argparse.ArgumentParser, *, language: bool) -> None:
    if language:
        one.add_argument("--language", choices=("en", "es"), help="the language of the report (default: the plan's)")
    one.add_argument(
        "--json", action="store_true", help="print one JSON document, and nothing else, on standard output"
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number of 1 or more; 11 guards the counts from 1 to 10"
        )
    return int(text)

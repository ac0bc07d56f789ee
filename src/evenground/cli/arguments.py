"""The words of the command. Nothing heavy is loaded here, so that ``--help`` answers at once."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from evenground import __version__
from evenground.cli.publishing_arguments import add_audit, add_publish
from evenground.model.plans import Protect

THRESHOLD = Protect().threshold
EPILOG = "Start with: evenground demo   or: evenground gaps visits.csv --outcome \"readmitted = 'yes'\" --by race"


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command."""
    top = argparse.ArgumentParser(
        prog="evenground",
        description="Find equity gaps in health data, and see which are worth acting on.",
        epilog=EPILOG,
    )
    top.add_argument("--version", action="version", version=f"evenground {__version__}")
    tasks = top.add_subparsers(title="tasks", dest="task", required=True, metavar="TASK")
    _demo(tasks)
    _gaps(tasks)
    _scan(tasks)
    _run(tasks)
    _check(tasks)
    _cube(tasks)
    _merge(tasks)
    add_publish(tasks)
    add_audit(tasks, threshold=THRESHOLD)
    return top


def _demo(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser("demo", help="measure a made-up registry and open the report")
    one.add_argument(
        "--port", type=int, metavar="N", help="serve the report on this port of this machine, until stopped"
    )
    one.add_argument("--dir", type=Path, default=Path("demo"), metavar="D", help="where to write (default: demo)")
    one.add_argument("--no-browser", action="store_true", help="do not open the report")


def _gaps(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser("gaps", help="the quickest answer: who is worse off, by how much, how sure one can be")
    one.add_argument("file", metavar="FILE", help="CSV, TSV, Parquet, XLSX, a DuckDB file, or a database address")
    one.add_argument("--outcome", required=True, metavar="EXPR", help="what to count, such as \"readmitted = '<30'\"")
    one.add_argument("--by", required=True, metavar="COL[,COL…]", help="the columns that say which group a row is of")
    one.add_argument("--denominator", metavar="EXPR", help="out of what, such as live_births, or person_days / 365.25")
    one.add_argument("--where", metavar="EXPR", help="keep only some rows, such as age < 18")
    one.add_argument("--when", metavar="COL", help="the date column")
    one.add_argument("--every", choices=("day", "week", "month", "quarter", "year"), help="the length of a period")
    one.add_argument("--person", metavar="COL", help="the column that says which rows are the same person")
    one.add_argument(
        "--better", choices=("lower", "higher"), default="lower", help="which direction is good (default: lower)"
    )
    one.add_argument("--reference", default="best", metavar="best|largest|overall|GROUP", help="whom to compare with")
    one.add_argument(
        "--min-count",
        type=_count,
        default=THRESHOLD,
        metavar="N",
        help=f"hide counts from 1 to N-1 (default: {THRESHOLD})",
    )
    one.add_argument(
        "--rows",
        choices=("people", "totals", "running"),
        help="whether a row is a person or visit, already a total, or a total that runs on from the one before",
    )
    one.add_argument(
        "--type", choices=("proportion", "rate", "mean"), help="how to read the outcome, if not as understood"
    )
    one.add_argument("--per", type=_above_zero, metavar="N", help="show for every N, such as 1000 births")
    one.add_argument("--title", help="what the outcome is called in the report")
    one.add_argument("--out", type=Path, metavar="DIR", help="where the report goes (default: FILE's name with -gaps)")
    _common(one)


def _scan(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser(
        "scan", help="the horizon scan: every measure by every group and pair, ranked by people affected"
    )
    one.add_argument("plan", metavar="FILE|PLAN", help="a plan (.toml), or a file of rows")
    one.add_argument(
        "--outcome",
        action="append",
        default=[],
        metavar="EXPR",
        help="of a file: what to count (may stand several times)",
    )
    one.add_argument(
        "--by", default="", metavar="COL[,COL…]", help="of a file: the columns that say which group a row is of"
    )
    one.add_argument("--person", metavar="COL", help="of a file: the column that says which rows are the same person")
    one.add_argument("--out", type=Path, metavar="DIR", help="write the report there too")
    _common(one)


def _run(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser("run", help="all of a plan: report.html, report.pdf, cells.csv, gaps.csv, charts/")
    one.add_argument("plan", type=Path, metavar="PLAN")
    one.add_argument(
        "--out", type=Path, metavar="DIR", help="where the report goes (default: the plan's name with -report)"
    )
    one.add_argument(
        "--refresh", action="store_true", help="count only the periods whose rows changed since the last run"
    )
    _common(one)


def _check(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser("check", help="say in plain words what a plan will measure, or what is wrong and where")
    one.add_argument("plan", type=Path, metavar="PLAN")


def _cube(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser("cube", help="count, and write the counts to one file for a network's steward")
    one.add_argument("plan", type=Path, metavar="PLAN")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    one.add_argument(
        "--released", action="store_true", help="withhold small counts, so that the file may be handed to all"
    )


def _merge(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = tasks.add_parser("merge", help="add cubes of one plan: other organisations, other months")
    one.add_argument("cubes", type=Path, nargs="+", metavar="FILE")
    one.add_argument("--out", type=Path, required=True, metavar="FILE")
    one.add_argument(
        "--mixed", action="store_true", help="merge full and released cubes: what comes of it is for the steward alone"
    )


def _common(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--language", choices=("en", "es"), help="the language of the report (default: the plan's, or English)"
    )
    one.add_argument(
        "--json", action="store_true", help="print one JSON document, and nothing else, on standard output"
    )


def _above_zero(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0, such as 1000")
    return number


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a whole number of 1 or more; 11 hides the counts from 1 to 10"
        )
    return int(text)

"""The command as its manual promises it: help, exit codes, one JSON document, the same answer twice, and cubes that add up."""

import argparse
import csv
import datetime as dt
import itertools
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evenground.cli.arguments import parser
from evenground.cubes import load
from tests.cli.calling import Answer, documents, evenground
from tests.cli.conftest import Demo

CELLS = ["measure", "period_start", "period_end", "race", "n", "numerator", "denominator", "estimate", "lower", "upper", "status"]  # fmt: skip
GAPS = [
    "measure", "period_start", "period_end", "by", "group", "reference", "difference", "difference_lower", "difference_upper",
    "ratio", "ratio_lower", "ratio_upper", "excess", "p_value", "q_value", "verdict",
]  # fmt: skip
STATUSES = {"shown", "suppressed", "suppressed-complementary", "none"}
VERDICTS = {"gap", "no clear gap", "too few to say"}

PLAN = """title = "Visits"
source = "visits.csv"
person = "patient_id"
date = "seen"
every = "month"

[[measure]]
name = "admitted"
type = "proportion"
numerator = "admitted = 'yes'"
better = "lower"

[[stratum]]
name = "race"
column = "race"

[[stratum]]
name = "clinic"
column = "clinic"
"""


def tasks() -> dict[str, argparse.ArgumentParser]:
    """The parser of each task."""
    (found,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def visits(months: range) -> Iterator[list[str]]:
    """Made-up visits: two clinics, three groups, in these months of 2024; one row a person."""
    for month, i in itertools.product(months, range(180)):
        race = ("Black", "White", "Asian")[i % 3]
        yes = (i // 3) % (3 if race == "Black" else 5) == 0
        yield [
            f"P{month:02d}{i:04d}",
            f"2024-{month:02d}-{i % 28 + 1:02d}",
            race,
            f"Clinic {i % 2}",
            "yes" if yes else "no",
        ]


def written(folder: Path, months: range, name: str = "visits.csv") -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["patient_id", "seen", "race", "clinic", "admitted"], *visits(months)])
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    return folder / "plan.toml"


# Help and exit codes


@pytest.mark.parametrize("task", tasks())
def test_the_help_of_a_task_names_every_option_it_has_and_says_what_it_does(task: str) -> None:
    """Help that leaves an option out is the reason why nobody uses it."""
    answer = evenground(task, "--help")
    assert answer.code == 0
    for action in tasks()[task]._actions:
        for option in action.option_strings:
            assert option in answer.out
        if action.option_strings and action.dest not in ("help", "out"):
            assert action.help, f"{task} {action.option_strings} has no help"
    assert task in evenground("--help").out


def test_the_promised_options_are_there() -> None:
    """The contract of the command: others script it."""
    promised = {
        "demo": "--port --dir --no-browser",
        "gaps": "--outcome --by --denominator --when --every --person --better --reference --min-count --out --json",
        "scan": "--json",
        "run": "--out --refresh --json",
        "check": "",
        "cube": "--out",
        "merge": "--out",
    }
    for task, options in promised.items():
        has = {option for action in tasks()[task]._actions for option in action.option_strings}
        assert set(options.split()) <= has, task


def test_exit_codes_tell_a_scripts_author_who_is_at_fault(tmp_path: Path) -> None:
    """0 done, 1 the data or plan, 2 the words."""
    plan = written(tmp_path, range(1, 2))
    assert evenground("--version").code == 0
    assert evenground("check", plan).code == 0
    assert evenground("check", tmp_path / "no.toml").code == 1
    assert evenground("check").code == 2


# One question


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answer, Path]:
    folder = tmp_path_factory.mktemp("asked")
    written(folder, range(1, 4))
    words = (
        "--outcome",
        "admitted = 'yes'",
        "--by",
        "race",
        "--when",
        "seen",
        "--every",
        "month",
        "--person",
        "patient_id",
    )
    return evenground("gaps", folder / "visits.csv", *words, "--json", "--out", folder / "out"), folder / "out"


def test_json_is_one_document_with_the_columns_of_the_tidy_tables(asked: tuple[Answer, Path]) -> None:
    """Nothing else stands on standard output, so that a program can read it as it comes."""
    answer, _ = asked
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.count("\n") == 1
    found = answer.json
    assert list(found) == ["cells", "gaps", "notes"]
    assert {tuple(row) for row in found["cells"]} == {tuple(CELLS)}
    assert {tuple(row) for row in found["gaps"]} == {tuple(GAPS)}
    assert {row["status"] for row in found["cells"]} <= STATUSES
    assert {row["verdict"] for row in found["gaps"]} <= VERDICTS
    assert all(isinstance(note, str) for note in found["notes"])
    assert {dt.date.fromisoformat(row["period_start"]) for row in found["cells"]} >= {dt.date(2024, 2, 1)}


def test_the_tables_on_disk_say_what_the_json_says(asked: tuple[Answer, Path]) -> None:
    """Two doors to one answer."""
    answer, out = asked
    for name, rows in (("cells.csv", answer.json["cells"]), ("gaps.csv", answer.json["gaps"])):
        with (out / name).open(newline="", encoding="utf-8") as file:
            on_disk = list(csv.DictReader(file))
        assert [_as_numbers(row) for row in on_disk] == [_as_numbers(row) for row in rows]


def test_every_document_that_the_manual_names_is_written(asked: tuple[Answer, Path]) -> None:
    """A page, a PDF, two tables, a workbook, pictures, and the plan as it was understood."""
    out = asked[1]
    names = {path.name for path in out.iterdir()}
    assert names == {"report.html", "report.pdf", "cells.csv", "gaps.csv", "gaps.xlsx", "charts", "plan.toml"}
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert list((out / "charts").glob("*.svg"))


def test_the_plan_that_was_understood_runs_and_gives_the_same_tables(
    asked: tuple[Answer, Path], tmp_path: Path
) -> None:
    """So the quickest answer can be kept and refreshed."""
    _, out = asked
    shutil.copy(out / "plan.toml", tmp_path / "kept.toml")
    shutil.copy(out.parent / "visits.csv", tmp_path / "visits.csv")
    assert evenground("run", tmp_path / "kept.toml").code == 0
    for name in ("cells.csv", "gaps.csv"):
        assert (tmp_path / "kept-report" / name).read_text() == (out / name).read_text()


def test_without_json_the_answer_comes_first_and_the_path_of_the_report_last(tmp_path: Path) -> None:
    """A person at a terminal reads the first line, and opens the last."""
    written(tmp_path, range(1, 4))
    words = ("--outcome", "admitted = 'yes'", "--by", "race", "--out", tmp_path / "out")
    lines = evenground("gaps", tmp_path / "visits.csv", *words).out.strip().splitlines()
    assert "Black" in lines[0]
    assert lines[-1] == str(tmp_path / "out" / "report.html")


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_better_decides_who_is_the_level(better: str, tmp_path: Path) -> None:
    """Black patients are admitted more often here: worse, or better."""
    written(tmp_path, range(1, 4))
    words = ("--outcome", "admitted = 'yes'", "--by", "race", "--better", better, "--json", "--out", tmp_path / "out")
    references = {gap["reference"] for gap in evenground("gaps", tmp_path / "visits.csv", *words).json["gaps"]}
    assert ("Black" in str(references)) == (better == "higher")


def test_min_count_hides_more_and_one_hides_nothing(tmp_path: Path) -> None:
    """The threshold is the plan's, not the code's."""
    written(tmp_path, range(1, 2))
    words = ("--outcome", "admitted = 'yes'", "--by", "race,clinic", "--json", "--out", tmp_path / "out")
    shown = [
        sum(
            cell["status"] == "shown"
            for cell in evenground("gaps", tmp_path / "visits.csv", *words, *more).json["cells"]
        )
        for more in (("--min-count", "1"), (), ("--min-count", "40"))
    ]
    assert shown[0] > shown[1] > shown[2]


# Plans


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan over four months."""
    return written(tmp_path_factory.mktemp("year"), range(1, 5))


def test_check_says_in_plain_words_what_will_be_measured(demo: Demo) -> None:
    """A parent reads it before anything runs; no expression syntax but the rule itself, no column jargon."""
    answer = evenground("check", demo.plan)
    assert answer.code == 0
    for word in ("Emergency department visits", "Race and ethnicity", "Poverty where the family lives", "1 to 10"):
        assert word in answer.out
    assert "Measure(" not in answer.out
    assert "None" not in answer.out


def test_refreshing_gives_the_same_tables_as_running_anew(year: Path, tmp_path: Path) -> None:
    """Last month's counts and this month's rows make what all rows make."""
    plan = written(tmp_path, range(1, 4))
    assert evenground("run", plan).code == 0
    written(tmp_path, range(1, 5))
    assert evenground("run", plan, "--refresh").code == 0
    assert evenground("run", year).code == 0
    for name in ("cells.csv", "gaps.csv"):
        anew = (year.parent / "plan-report" / name).read_text()
        assert (tmp_path / "plan-report" / name).read_text() == anew
    assert "2024-04-01" in (tmp_path / "plan-report" / "cells.csv").read_text()


def test_refreshing_when_nothing_changed_changes_nothing(year: Path, tmp_path: Path) -> None:
    """Safe to run twice."""
    plan = (
        Path(shutil.copytree(year.parent, tmp_path / "again", ignore=shutil.ignore_patterns("*-report"))) / "plan.toml"
    )
    first, second = (evenground("run", plan, *more, "--json").json for more in ((), ("--refresh",)))
    assert first["cells"] == second["cells"]
    assert first["gaps"] == second["gaps"]


def test_the_cubes_of_two_halves_merge_into_the_cube_of_the_whole(year: Path, tmp_path: Path) -> None:
    """Two organisations, or two half-years: rows never travel, counts add up."""
    halves = [written(tmp_path / name, months) for name, months in (("a", range(1, 3)), ("b", range(3, 5)))]
    for plan in halves:
        answer = evenground("cube", plan, "--out", plan.with_name("counts.parquet"))
        assert answer.code == 0
        assert "hand it only to your network's steward" in answer.out
    parts = [plan.with_name("counts.parquet") for plan in halves]
    assert evenground("merge", *parts, "--out", tmp_path / "merged.parquet").code == 0
    assert evenground("cube", year, "--out", tmp_path / "whole.parquet").code == 0
    merged, whole = load(tmp_path / "merged.parquet"), load(tmp_path / "whole.parquet")
    assert merged.periods == whole.periods
    assert merged.whole == whole.whole
    counts = [name for name in whole.table.column_names if name != "persons"]
    assert merged.table.select(counts).equals(whole.table.select(counts))


def test_the_scan_prints_the_gaps_ranked_by_people_affected(demo: Demo, tmp_path: Path) -> None:
    """The horizon scan: what to act on first stands first."""
    answer = evenground("scan", demo.plan, "--out", tmp_path / "out")
    assert answer.code == 0
    assert (tmp_path / "out" / "report.html").exists()
    ranked = answer.out.split("And ", maxsplit=1)[0]
    affected = [int(number.replace(",", "")) for number in re.findall(r"\[([\d,]+)\s(?:fewer|more)\]", ranked)]
    assert len(affected) > 3
    assert affected == sorted(affected, reverse=True)
    assert [int(rank) for rank in re.findall(r"^(\d+)\.", ranked, re.MULTILINE)] == list(range(1, len(affected) + 1))
    assert "Black or African American" in ranked


def test_the_scan_of_a_file_says_what_it_took_for_outcomes_and_groups(tmp_path: Path) -> None:
    """Nobody has written a plan yet, so the guess must be seen."""
    written(tmp_path, range(1, 4))
    answer = evenground("scan", tmp_path / "visits.csv", "--person", "patient_id", "--json")
    assert answer.code == 0, answer.err
    assert any(note.startswith("Outcomes: admitted = 'yes'. Groups: race.") for note in answer.json["notes"])
    assert documents(tmp_path) == []


def test_the_report_speaks_spanish(tmp_path: Path) -> None:
    """The same numbers, in the language of the family that reads them."""
    written(tmp_path, range(1, 4))
    words = ("--outcome", "admitted = 'yes'", "--by", "race", "--person", "patient_id", "--out", tmp_path / "out")
    spanish = evenground("gaps", tmp_path / "visits.csv", *words, "--language", "es")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert spanish.code == 0
    assert '<html lang="es"' in page
    assert "Todas las personas" in spanish.out
    assert "rango probable" in page
    assert not re.search(r"\b(hidden to protect|Everyone together|likely)\b", page)
    english = evenground("gaps", tmp_path / "visits.csv", *words, "--json").json
    assert (
        evenground("gaps", tmp_path / "visits.csv", *words, "--language", "es", "--json").json["gaps"]
        == english["gaps"]
    )


# The demo


def test_the_demo_works_without_a_browser_and_says_that_it_is_made_up(demo: Demo) -> None:
    """Nobody may take it for children who exist."""
    assert demo.answer.code == 0, demo.answer.err
    assert "made-up" in demo.answer.out
    assert str(demo.folder / "report" / "report.html") in demo.answer.out
    page = (demo.folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "made up" in page.lower().replace("made-up", "made up")
    assert {path.name for path in demo.folder.iterdir()} >= {"t1d.csv", "t1d.toml", "tracts.csv", "report"}


def test_the_demo_is_the_same_every_time(demo: Demo, tmp_path: Path) -> None:
    """A fixed seed: what the tutorial says stays true."""
    from evenground.demo import write_demo

    write_demo(tmp_path)
    for name in ("t1d.csv", "tracts.csv", "t1d.toml"):
        assert (tmp_path / name).read_bytes() == (demo.folder / name).read_bytes()


def _as_numbers(row: dict[str, Any]) -> dict[str, Any]:
    """A row of CSV or of JSON, with numbers as numbers and no figure as None."""
    return {name: _as_number(value) for name, value in row.items()}


def _as_number(value: Any) -> Any:
    if value in (None, ""):
        return None
    try:
        return float(value)
    except ValueError:
        return value

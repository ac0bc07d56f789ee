"""A plan by the command: checked in plain words, run again to the same tables, merged from parts, scanned, in two languages."""

import re
import shutil
from pathlib import Path

import pytest

from evenground.cubes import load
from tests.cli.calling import documents, evenground
from tests.cli.conftest import Demo
from tests.cli.made import written


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
    assert [int(rank) for rank in re.findall(r"\n\n(\d+)\. ", ranked)] == list(range(1, len(affected) + 1))
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

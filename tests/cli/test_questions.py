"""One question of one file: a table in the terminal, one JSON document, and documents on disk that say the same."""

import csv
import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import Answer, evenground
from tests.cli.made import written

CELLS = ["measure", "period_start", "period_end", "race", "n", "numerator", "denominator", "estimate", "lower", "upper", "status"]  # fmt: skip
GAPS = [
    "measure", "period_start", "period_end", "by", "group", "reference", "difference", "difference_lower", "difference_upper",
    "ratio", "ratio_lower", "ratio_upper", "excess", "p_value", "q_value", "verdict",
]  # fmt: skip
STATUSES = {"shown", "suppressed", "suppressed-complementary", "none"}
VERDICTS = {"gap", "no clear gap", "too few to say"}


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
    """A page, a PDF, two tables, a workbook, FHIR reports, pictures, and the plan as it was understood."""
    out = asked[1]
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    tables = {"cells.csv", "gaps.csv", "gaps.xlsx", "measure-reports.json"}
    assert names == {"report.html", "report.pdf", *tables, "charts", "plan.toml"}
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

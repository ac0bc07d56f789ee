"""Real rows of people: no count from 1 to 10 and no name leaves by any file, and nobody of unknown race is dropped."""

import csv
import gzip
import itertools
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from evenground import main
from tests.acceptance.by_hand import ROWLEVEL, Row, count, has_small, rows_of, small_counts_in, words_in
from tests.cli.calling import Answer, cell, documents, evenground
from tests.shared import needs_shared

pytestmark = needs_shared

DIABETES = ROWLEVEL / "diabetes130" / "diabetic_data.csv.gz"
TESTS = ROWLEVEL / "chop_covid_testing.csv.gz"
BY = ("race", "age", "gender")
HIDDEN = "hidden to protect people"
EMPTY_ROW = r'y1="([\d.]+)"[^>]*class="eg-grid eg-empty"'
DOT = r'class="eg-dot[^>]*cy="([\d.]+)"'
FIGURES = ("n", "numerator", "denominator", "estimate", "lower", "upper")


class Run(NamedTuple):
    """One call of the command on a real file: the rows by hand, the answer, and what it wrote."""

    rows: list[Row]
    answer: Answer
    out: Path
    words: dict[str, str]


@pytest.fixture(scope="module")
def readmitted(tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("diabetes") / "report"
    options = ("--person", "patient_nbr", "--better", "lower", "--out", out, "--json")
    answer = evenground("gaps", DIABETES, "--outcome", "readmitted = '<30'", "--by", ",".join(BY), *options)
    assert answer.code == 0, answer.err
    return Run(rows_of(DIABETES), answer, out, words_in(out))


NAMES = {"AfricanAmerican": "Black or African American", "Caucasian": "White", "Hispanic": "Hispanic or Latino"}
NAMES |= {"Other": "Another race", "?": "Unknown"}


def test_101766_stays_counted_by_hand_give_the_same_readmissions_by_race(readmitted: Run) -> None:
    """Every group is large, so every group is shown; those whose race nobody wrote down are Unknown."""
    by_race = count(readmitted.rows, lambda row: NAMES.get(row["race"], row["race"]), _readmitted)
    cells = readmitted.answer.json["cells"]
    told = {c["race"]: c for c in cells if (c["age"], c["gender"]) == ("All", "All")}
    assert {name: (c["numerator"], c["n"]) for name, c in told.items() if name != "All"} == by_race
    assert by_race["Unknown"] == (188, 2273)
    assert (told["All"]["numerator"], told["All"]["n"]) == (11_357, 101_766)
    assert told["Asian"]["estimate"] == pytest.approx(100 * 65 / 641)


def test_every_cell_of_every_set_agrees_with_a_hand_count_or_is_blank(readmitted: Run) -> None:
    """Three groupings and their three pairs; a cell with 1 to 10 readmitted, not readmitted, or people, is blank."""
    cells = {tuple(c[name] for name in BY): c for c in readmitted.answer.json["cells"]}
    by_hand: dict[tuple[str, ...], tuple[int, int]] = {}
    people: dict[tuple[str, ...], set[str]] = {}
    for row in readmitted.rows:
        mine = (NAMES.get(row["race"], row["race"]), _decade(row["age"]), row["gender"])
        for key in _sets(mine):
            yes, told = by_hand.get(key, (0, 0))
            by_hand[key] = (yes + (row["readmitted"] == "<30"), told + 1)
            people.setdefault(key, set()).add(row["patient_nbr"])
    assert cells.keys() == by_hand.keys()
    for key, counts in by_hand.items():
        if has_small(counts) or len(people[key]) < 11:
            assert cells[key]["status"] == "suppressed"
        if cells[key]["status"] == "shown":
            assert (cells[key]["numerator"], cells[key]["n"]) == counts
        else:
            assert [cells[key][name] for name in FIGURES] == [None] * len(FIGURES)


def test_no_file_of_the_report_says_a_count_from_1_to_10(readmitted: Run) -> None:
    """Looked for as text in the page, the pictures, the PDF and the workbook, and as numbers in the tables."""
    assert documents(readmitted.out)
    for name, words in readmitted.words.items():
        assert small_counts_in(words) == [], name
    assert "19,210" in readmitted.words["report.html"]
    assert "19,210" in readmitted.words["report.pdf"]
    with (readmitted.out / "cells.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["status"] == "shown":
                assert not has_small((float(row["numerator"]), float(row["denominator"])))
            else:
                assert {row[name] for name in FIGURES} == {""}


def test_a_gap_of_a_hidden_group_has_no_figure(readmitted: Run) -> None:
    """A difference beside the level would give the hidden level away."""
    hidden = {
        (c["age"],)
        for c in readmitted.answer.json["cells"]
        if c["status"] != "shown" and (c["race"], c["gender"]) == ("All", "All")
    }
    gaps = [gap for gap in readmitted.answer.json["gaps"] if gap["by"] == "age" and (gap["group"],) in hidden]
    assert {gap["group"] for gap in gaps} == {"0–9", "10–19"}
    for gap in gaps:
        figures = ("difference", "difference_lower", "ratio", "ratio_upper", "excess", "p_value", "q_value")
        assert [gap[name] for name in figures] == [None] * 7
        assert gap["verdict"] == "too few to say"


def test_a_hidden_group_has_no_mark_in_a_picture_and_no_digit_in_its_row_of_the_page(readmitted: Run) -> None:
    """A coordinate is a number too."""
    by_age = readmitted.words["charts/02-readmitted-by-age.svg"]
    assert len(re.findall(EMPTY_ROW, by_age)) == 2
    assert len(re.findall(DOT, by_age)) == 8
    for name, svg in readmitted.words.items():
        if name.endswith(".svg"):
            assert not set(re.findall(EMPTY_ROW, svg)) & set(re.findall(DOT, svg)), name
    page = readmitted.words["report.html"]
    lines = [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if HIDDEN in row]
    assert lines
    for line in lines:
        told = re.sub(r"<th.*?</th>", "", line, flags=re.DOTALL)
        assert not re.search(r"\d", re.sub(r"<[^>]*>", "", told)), line


PLAN = """title = "Virus tests"
source = "tests.csv.gz"

[[measure]]
name = "positive"
type = "proportion"
numerator = "result = 'positive'"
better = "lower"

[[stratum]]
name = "payer"
column = "payor_group"

[[stratum]]
name = "month"
column = "pan_day"
bands = [0, 30, 60, 90]
"""


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("tests")
    shutil.copy(TESTS, folder / "tests.csv.gz")
    (folder / "tests.toml").write_text(PLAN, encoding="utf-8")
    answer = evenground("run", folder / "tests.toml", "--json")
    assert answer.code == 0, answer.err
    out = folder / "tests-report"
    return Run(rows_of(TESTS), answer, out, words_in(out))


def test_a_day_number_cut_into_months_is_counted_as_by_hand(tested: Run) -> None:
    """The file has no date, only the day of the pandemic: bands cut it."""
    bands = ("0–29", "30–59", "60–89", "90 or more")
    by_month = count(tested.rows, lambda row: bands[int(row["pan_day"]) // 30], lambda row: row["result"] == "positive")
    told = [cell(tested.answer.json["cells"], month=band) for band in bands]
    assert [(c["numerator"], c["n"]) for c in told] == [by_month[band] for band in bands]


@pytest.mark.parametrize("column", ["fake_first_name", "fake_last_name", "subject_id"])
def test_a_column_of_names_or_record_numbers_makes_no_groups(column: str, tmp_path: Path) -> None:
    """Whoever asks for it gets told why, and nothing else."""
    words = ("--outcome", "result = 'positive'", "--by", f"payor_group,{column}", "--out", tmp_path / "out")
    answer = evenground("gaps", TESTS, *words)
    assert (answer.code, answer.out) == (1, "")
    assert f"{column!r} cannot be used here: it looks like a" in answer.err
    assert documents(tmp_path) == []


def test_the_report_is_the_same_had_the_names_never_been_in_the_file(tested: Run, tmp_path: Path) -> None:
    """So no byte of any table, picture or page can come from a name; only the file's fingerprint differs."""
    kept = [name for name in tested.rows[0] if name not in {"fake_first_name", "fake_last_name", "subject_id"}]
    with gzip.open(tmp_path / "tests.csv.gz", "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(tested.rows)
    (tmp_path / "tests.toml").write_text(PLAN, encoding="utf-8")
    released, _ = main.run(tmp_path / "tests.toml")
    main.write(released, tmp_path / "out")
    words = words_in(tmp_path / "out")
    compared = [name for name in words if not name.endswith(".xlsx")]
    assert {"report.html", "report.pdf", "cells.csv", "gaps.csv"} < set(compared)
    for name in compared:
        assert _without_hashes(name, words) == _without_hashes(name, tested.words), name
    assert not [name for name, text in tested.words.items() if "fake_" in text or "targaryen" in text]


def _without_hashes(name: str, words: dict[str, str]) -> str:
    """The file's text without its fingerprint and the hashes that follow from it (in a PDF they run over two lines)."""
    text = re.sub(r"\s", "", words[name])
    text = re.sub(r'"date":"[^"]*"', '"date":"…"', text)  # the moment at which a MeasureReport was made
    for found in set(re.findall(r"\b[0-9a-f]{64}\b", words["report.html"])):
        text = text.replace(found, "…")
    return text


def _readmitted(row: Row) -> bool:
    return row["readmitted"] == "<30"


def _decade(written: str) -> str:
    low = int(written.strip("[").split("-")[0])
    return "90 or more" if low == 90 else f"{low}–{low + 9}"


def _sets(groups: tuple[str, str, str]) -> list[tuple[Any, ...]]:
    """Overall, each grouping alone, and each pair."""
    return [
        tuple(name if keep else "All" for name, keep in zip(groups, kept, strict=True))
        for kept in itertools.product((True, False), repeat=3)
        if sum(kept) < 3
    ]

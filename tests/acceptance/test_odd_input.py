"""Odd but honest rows: they are measured, and what is odd about them is said."""

from pathlib import Path

import pytest

from evenground import main
from evenground.figures import over_time
from evenground.model.periods import Every
from tests.acceptance.broken import GOOD, PLAN_HEAD, measure, stratum
from tests.cli.calling import Answer, cell, evenground


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ask(rows: str, *options: str, outcome: str = "y = 1", by: str = "race") -> Answer:
    Path("visits.csv").write_text(rows, encoding="utf-8")
    answer = evenground("gaps", "visits.csv", "--outcome", outcome, "--by", by, *options)
    assert answer.code == 0, answer.err
    return answer


def rows(header: str, *lines: str) -> str:
    return "\n".join((header, *lines)) + "\n"


def test_a_grouping_that_nobody_filled_in_is_shown_as_unknown() -> None:
    """Nobody is dropped, and nobody is compared."""
    answer = ask(rows("race,y", *[f",{i % 2}" for i in range(80)]))
    assert "only one group" in answer.out
    assert "For 80 of 80 rows we do not know the group" in " ".join(answer.out.split())


def test_one_group_only_is_told_and_not_compared_with_itself() -> None:
    """There is no gap without somebody to compare with."""
    answer = ask(rows("race,y", *[f"White,{i % 2}" for i in range(80)]))
    assert "only one group by Race, so none to compare" in answer.out
    gaps = ask(rows("race,y", *[f"White,{i % 2}" for i in range(80)]), "--json").json["gaps"]
    assert gaps == []


def test_columns_named_like_those_of_the_tables_keep_both_readable() -> None:
    """A source may call its groups n, status or measure; cells.csv already does."""
    lines = [
        f"{('Black', 'White')[i % 2]},{('a', 'b')[i % 3 > 0]},{('p', 'q')[i % 5 > 1]},{i // 7 % 2}" for i in range(700)
    ]
    answer = ask(rows("n,status,measure,y", *lines), "--json", by="n,status,measure")
    overall = cell(answer.json["cells"], n_group="All", status_group="All", measure_group="All")
    assert (overall["n"], overall["status"], overall["measure"]) == (700, "shown", "y")
    header = Path("visits-gaps/cells.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert len(header) == len(set(header))


@pytest.mark.parametrize("code", ["NaN", "?", "N/A", "", "NULL"])
def test_a_number_that_is_not_known_is_missing_and_not_zero(code: str) -> None:
    """Eighty known numbers and ten codes: the mean is that of the eighty."""
    lines = [f"{('Black', 'White')[i % 2]},{i}" for i in range(80)] + [f"Black,{code}", f"White,{code}"] * 5
    answer = ask(rows("race,y", *lines), "--json", outcome="y")
    overall = cell(answer.json["cells"])
    assert (overall["n"], overall["estimate"]) == (80, pytest.approx(39.5))


def test_a_group_with_nobody_in_a_month_does_not_lend_its_place_to_the_next() -> None:
    """Asian patients are there in January and April only; another group's rows have no date at all."""
    lines = [
        f"{race},{int(i % every == 0)},2024-0{month}-10"
        for month in range(1, 5)
        for race, every in (("Asian", 5), ("Black", 4), ("White", 2))
        for i in range(100)
        if race != "Asian" or month in (1, 4)
    ]
    Path("visits.csv").write_text(rows("race,y,seen", *lines, *[f"Aaa,{i % 2}," for i in range(100)]), encoding="utf-8")
    release, _ = main.gaps("visits.csv", outcome="y = 1", by=("race",), when="seen", every=Every.MONTH)
    (result,) = release.results
    names = [cell.groups for cell in result.cells]
    for _, _, cells in result.over_time:
        assert [cell.groups for cell in cells] == names
    by_month = {
        cell.name: [told[place].estimate for _, _, told in result.over_time] for place, cell in enumerate(result.cells)
    }
    assert by_month == {
        "Asian": [20, None, None, 20],
        "Black or African American": [25, 25, 25, 25],
        "White": [50, 50, 50, 50],
        "Aaa": [None] * 4,
    }
    assert over_time(result)


def test_a_reference_with_nobody_in_it_is_replaced_in_words_and_not_in_silence(tmp_path: Path) -> None:
    """A plan goes from site to site, and a site may serve nobody of the reference group."""
    (tmp_path / "visits.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "plan.toml").write_text(PLAN_HEAD + measure() + stratum(reference="Pacific Islander"), encoding="utf-8")
    answer = evenground("run", "plan.toml", "--json")
    assert answer.code == 0, answer.err
    assert {gap["reference"] for gap in answer.json["gaps"]} < {"Asian", "Black", "White"}
    said = "The reference group Pacific Islander has nobody here, so the best-off group stands in its place."
    assert said in answer.json["notes"]
    assert "Pacific Islander has nobody here" in (tmp_path / "plan-report" / "report.html").read_text(encoding="utf-8")

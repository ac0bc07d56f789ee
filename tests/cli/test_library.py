"""Evenground from Python: a cube that answers for its gaps, in words, as a picture and as a table that others read."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pyarrow as pa
import pytest

import evenground as eg
from tests.cli.conftest import Demo


@pytest.fixture(scope="module")
def cube(demo: Demo) -> eg.Cube:
    return eg.measure(eg.read_plan(demo.plan))


def test_the_readme_s_lines_work(
    demo: Demo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Copied from the page and run as they stand, in the folder of the demo."""
    monkeypatch.chdir(demo.folder)
    readme = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    exec(lines, {})
    said = capsys.readouterr().out
    assert said.startswith("Emergency department visits:")
    assert "Black or African American" in said


def test_a_gap_says_itself_in_a_sentence_and_a_picture(cube: eg.Cube) -> None:
    """In a notebook both show themselves."""
    gaps = cube.gaps("ed_visits", by="race")
    assert gaps.sentence.endswith(".")
    assert str(gaps) == gaps.sentence
    picture = ElementTree.fromstring(gaps.figure)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert gaps.figure in gaps._repr_html_()
    assert gaps.sentence in gaps._repr_html_()


@pytest.mark.parametrize("by", ["race", ("race", "poverty")])
def test_a_table_of_gaps_goes_to_pandas_and_to_arrow(cube: eg.Cube, by: str | tuple[str, str]) -> None:
    """By the Arrow stream protocol, so that nobody has to install what we use."""
    gaps = cube.gaps("ed_visits", by=by)
    table = pa.table(gaps)
    frame = pd.DataFrame.from_arrow(gaps) if hasattr(pd.DataFrame, "from_arrow") else table.to_pandas()
    assert len(frame) == table.num_rows > 0
    assert set(frame["measure"]) == {"ed_visits"}
    assert set(frame["by"]) == {by if isinstance(by, str) else " × ".join(by)}
    assert {"group", "reference", "difference", "ratio", "excess", "verdict"} <= set(frame.columns)


def test_a_cube_gives_its_released_cells_and_no_hidden_count(cube: eg.Cube) -> None:
    """Five children of one group are in the registry, and in no table that leaves it."""
    frame = pa.table(cube).to_pandas()
    hidden = frame[frame["status"] != "shown"]
    assert "Native Hawaiian or Pacific Islander" in set(hidden["race"])
    assert hidden[["n", "numerator", "denominator", "estimate", "lower", "upper"]].isna().all(axis=None)
    rates = frame[(frame["status"] == "shown") & frame["numerator"].between(1, 10)]
    assert rates.empty


def test_a_name_that_was_not_measured_says_what_there_is(cube: eg.Cube) -> None:
    """The nearest thing to a stack trace that a notebook should show is a hint."""
    for measure, by in (("ed_visit", "race"), ("ed_visits", "rase"), ("ed_visits", ("race", "race"))):
        with pytest.raises(KeyError) as refused:
            cube.gaps(measure, by=by)
        said = str(refused.value)
        assert "ed_visits" in said
        assert "race" in said
        assert "poverty" in said


def test_a_cube_is_kept_in_a_file_and_reports_from_python_are_those_of_the_command(
    demo: Demo, cube: eg.Cube, tmp_path: Path
) -> None:
    """Same plan, same rows, same cells."""
    cube.save(tmp_path / "counts.parquet")
    assert (tmp_path / "counts.parquet").stat().st_size > 1000
    page = eg.report(cube, out=tmp_path / "report")
    assert page == tmp_path / "report" / "report.html"
    for name in ("cells.csv", "gaps.csv"):
        assert (tmp_path / "report" / name).read_text() == (demo.folder / "report" / name).read_text()


def test_what_the_package_does_not_have_it_says() -> None:
    """A misspelt name lists what there is."""
    with pytest.raises(AttributeError, match="read_plan"):
        eg.read_plans  # noqa: B018

"""What a reader types from the README or the tutorial works as printed."""

import csv
import shlex
import tomllib
from pathlib import Path

import pytest

from evenground.cli.arguments import EPILOG
from evenground.demo import write_demo
from evenground.plans import read_plan_text
from tests.cli.calling import Answer, documents, evenground
from tests.docs.pages import PAGES, ROOT, blocks, commands, name_of

README, TUTORIAL = ROOT / "README.md", ROOT / "docs" / "tutorial.md"
HEAD = 'title = "Made up"\nsource = "visits.csv"\n[[measure]]\nname = "a"\ntype = "proportion"\nnumerator = "a"\nbetter = "lower"\n'
PLANS = [(page, text) for page in PAGES for text in blocks(page, "toml")]


def visits(folder: Path) -> None:
    """The file that the README asks about, made up."""
    with (folder / "visits.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["patient_id", "race", "language", "readmitted"])
        for i in range(600):
            race, language = ("Black", "White", "Asian")[i % 3], ("English", "Spanish")[i % 4 == 0]
            writer.writerow([f"P{i // 2}", race, language, ("yes", "no", "no")[i // 3 % (2 + i % 2)]])


def typed(line: str) -> Answer:
    """Type this line of an example."""
    answer = evenground(*shlex.split(line)[1:])
    assert answer.code == 0, f"{line}: {answer.err}"
    return answer


def test_every_command_of_the_readme_works_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger copies line after line; the folder they name is made, and the plan is kept there."""
    monkeypatch.chdir(tmp_path)
    visits(tmp_path)
    write_demo(tmp_path)
    lines = commands(README)
    assert [line.split()[1] for line in lines] == ["gaps", "check", "run", "run", "scan"]
    said = [typed(line).out for line in lines]
    assert all(said)
    assert (tmp_path / "visits-gaps" / "plan.toml").exists()
    assert (tmp_path / "t1d-report" / "report.html").exists()


def test_every_step_of_the_tutorial_works_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five steps from nothing to a scan; each file that it names is there when it is named."""
    monkeypatch.chdir(tmp_path)
    first, *rest = commands(TUTORIAL)
    typed(first)
    for name in ("t1d.csv", "tracts.csv", "t1d.toml", "report"):
        assert (tmp_path / "demo" / name).exists()
    (plan,) = blocks(TUTORIAL, "toml")
    (tmp_path / "demo" / "mine.toml").write_text(plan, encoding="utf-8")
    said = {line.split()[1]: typed(line).out for line in rest}
    assert list(said) == ["gaps", "check", "run", "scan"]
    assert (tmp_path / "first" / "report.html").exists()
    for name in ("report.html", "report.pdf", "cells.csv", "gaps.csv", "gaps.xlsx", "charts"):
        assert (tmp_path / "second" / name).exists()
    assert "who" in said["check"].lower()
    assert documents(tmp_path / "demo" / "report")


def test_the_example_in_the_help_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line of --help is the first thing that many will type."""
    monkeypatch.chdir(tmp_path)
    visits(tmp_path)
    typed("evenground gaps" + EPILOG.split("evenground gaps")[1])


@pytest.mark.parametrize(("page", "text"), PLANS, ids=[f"{name_of(page)}-{n}" for n, (page, _) in enumerate(PLANS)])
def test_every_plan_in_the_manual_reads(page: Path, text: str, tmp_path: Path) -> None:
    """A whole plan as it is, a part of one below the head of a small plan."""
    whole = {"title", "source"} <= tomllib.loads(text).keys()
    plan = read_plan_text(text if whole else HEAD + text, folder=tmp_path, name=name_of(page))
    assert plan.strata or plan.measures


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_import_in_the_manual_is_one_that_can_be_made(page: Path) -> None:
    """A name that moved leaves a page behind."""
    for text in blocks(page, "python"):
        compile(text, name_of(page), "exec")
        imports = [line for line in text.splitlines() if line.startswith(("from ", "import "))]
        exec("\n".join(imports), {})

"""What the how-to pages say is done, in order, on made-up stays: each command as printed, each file where it is named."""

import csv
import json
import shlex
from pathlib import Path

import pytest

from tests.cli.calling import evenground
from tests.docs.made_up import write_stays
from tests.docs.pages import ROOT, blocks, commands
from tests.docs.test_examples import typed

HOW_TO = ROOT / "docs" / "how-to"
MEMBERS = ("north", "south")


def plan_of(page: Path) -> str:
    """The one plan that the page writes."""
    (plan,) = blocks(page, "toml")
    return plan


def in_python(page: Path) -> dict[str, object]:
    """Run the page's blocks of Python, as a reader would; gives back what they named."""
    names: dict[str, object] = {}
    for text in blocks(page, "python"):
        exec(compile(text, page.name, "exec"), names)
    return names


def test_a_release_is_published_attacked_followed_and_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second release is of a longer time, so that it must know what the first one hid."""
    page = HOW_TO / "publish-a-release.md"
    monkeypatch.chdir(tmp_path)
    write_stays(Path("stays.csv"), months=12)
    Path("stays.toml").write_text(plan_of(page), encoding="utf-8")
    check, first, attack, second, both = commands(page)
    typed(check)
    assert "none can be told" in typed(first).out
    assert json.loads(Path("releases/0001/certificate.json").read_text())["hidden"] > 0
    assert "Nobody can be told" in typed(attack).out
    write_stays(Path("stays.csv"), months=15)
    typed(second)
    assert json.loads(Path("releases/0002/certificate.json").read_text())["earlier"] == 1
    assert "Nobody can be told" in typed(both).out
    in_python(page)
    assert "earlier=1" in capsys.readouterr().out


def test_the_attack_that_the_page_teaches_finds_a_leak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, so that it can guard a script: the older table shows what this release hides."""
    page = HOW_TO / "publish-a-release.md"
    monkeypatch.chdir(tmp_path)
    Path("releases/0001").mkdir(parents=True)
    Path("releases/0001/cells.csv").write_text("race,n\nAll,100\nAsian,*\nBlack,60\nWhite,36\n", encoding="utf-8")
    (attack,) = [line for line in commands(page) if "audit" in line and "--against" not in line]
    assert evenground(*shlex.split(attack)[1:]).code == 1


def test_a_gap_is_followed_and_the_chart_shows_what_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same made-up data as in the picture, so that the page says of it what is true."""
    page = HOW_TO / "follow-a-gap.md"
    monkeypatch.chdir(tmp_path)
    write_stays(Path("stays.csv"))
    Path("calls.toml").write_text(plan_of(page), encoding="utf-8")
    for line in commands(page):
        typed(line)
    report = Path("calls/report.html").read_text(encoding="utf-8")
    assert "A nurse calls each family within two days" in report
    assert "12 in a row below average" in report
    in_python(page)
    assert "Black or African American and White - narrowing" in capsys.readouterr().out


def test_the_folder_of_a_run_holds_no_counts_to_keep_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the reference says of its files: it may be handed on whole; the counts stand beside it."""
    monkeypatch.chdir(tmp_path)
    write_stays(Path("stays.csv"), months=6)
    Path("stays.toml").write_text(plan_of(HOW_TO / "publish-a-release.md"), encoding="utf-8")
    typed("evenground run stays.toml")
    there = {path.name for path in Path("stays-report").rglob("*")}
    assert {
        "report.html",
        "report.pdf",
        "cells.csv",
        "gaps.csv",
        "gaps.xlsx",
        "measure-reports.json",
        "charts",
    } <= there
    assert not any(name.endswith(".parquet") for name in there)
    assert Path("stays-report-counts.parquet").is_file()
    with Path("stays-report/cells.csv").open(encoding="utf-8") as file:
        words = {row["status"] for row in csv.DictReader(file)}
    said = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    assert "suppressed" in words
    assert all(f"| `{word}` |" in said for word in words)


def test_two_clinics_make_a_network_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full cubes, released cubes, and both together; what a member hides has bounds and no figure."""
    page = HOW_TO / "work-as-a-network.md"
    monkeypatch.chdir(tmp_path)
    for seed, name in enumerate(MEMBERS, start=1):
        Path(name).mkdir()
        write_stays(Path(name) / "stays.csv", months=12, seed=seed)
        Path(name, "stays.toml").write_text(plan_of(page), encoding="utf-8")
    for line in commands(page):
        said = typed(line).out
        assert ("steward" in said) == ("full" in line)
    refused = evenground("merge", "north-full.parquet", "south.parquet", "--out", "x.parquet")
    assert refused.code == 1
    assert "full" in refused.err
    told = in_python(page)["told"]
    assert told.num_rows > 0  # type: ignore[attr-defined]
    assert Path("network-report/report.html").is_file()

"""Counts that run on from one time to the next: the last stands for all, and no one adds them up."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenground import main, plans
from evenground.disclosure.released import Release
from evenground.model.periods import Every

NEW = {"North": [12, 15, 11, 14, 13, 12, 16, 15, 11, 12, 14, 13, 12, 15], "South": [21, 25, 24, 22, 26, 21, 23] * 2}
"""New cases each month."""


def table(folder: Path, *, running: bool) -> Path:
    lines = ["month,area,cases,population"]
    for area, new in NEW.items():
        for place, count in enumerate(new):
            told = sum(new[: place + 1]) if running else count
            lines.append(f"{2020 + place // 12}-{place % 12 + 1:02d}-01,{area},{told},10000")
    file = folder / "cases.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def asked(file: Path, **options: str) -> Release:
    return main.gaps(
        str(file), outcome="cases", denominator="population", by=("area",), when="month", every=Every.MONTH, **options
    )[0]


def told(release: Release) -> dict[str, tuple[float | None, float | None]]:
    return {cell.name: (cell.numerator, cell.denominator) for cell in release.results[0].cells}


def test_running_totals_are_known_by_themselves_and_their_last_month_is_the_whole(tmp_path: Path) -> None:
    """Fourteen months of cases so far: added up, most people would count many times."""
    release = asked(table(tmp_path, running=True))
    assert release.plan.rows == "running totals"
    assert told(release) == {area: (sum(new), 10_000) for area, new in NEW.items()}
    assert (release.results[0].change, release.results[0].charts) == (None, ())
    assert any("running totals" in note for note in release.notes)


def test_new_cases_of_each_month_are_added_up(tmp_path: Path) -> None:
    """Counts that go up and down are no running totals."""
    release = asked(table(tmp_path, running=False))
    assert release.plan.rows == "totals"
    assert told(release) == {area: (sum(new), 14 * 10_000) for area, new in NEW.items()}


def test_whoever_says_that_rows_are_totals_is_believed(tmp_path: Path) -> None:
    """Nothing is guessed where the words are there."""
    assert asked(table(tmp_path, running=True), rows="totals").plan.rows == "totals"
    assert asked(table(tmp_path, running=False), rows="running").plan.rows == "running totals"


def test_a_plan_of_running_totals_is_read_written_and_explained(tmp_path: Path) -> None:
    """The same word in the plan, in its explanation, and in the plan that is kept beside a report."""
    release = asked(table(tmp_path, running=True))
    (tmp_path / "plan.toml").write_text(plans.plan_text(release.plan), encoding="utf-8")
    assert main.read_plan(tmp_path / "plan.toml").rows == "running totals"
    assert "A row is a running total" in main.check(tmp_path / "plan.toml")


def test_running_totals_are_not_published_as_proved(tmp_path: Path) -> None:
    """One month taken from the next leaves the new cases, which may be few and were never hidden."""
    release = asked(table(tmp_path, running=True))
    (tmp_path / "plan.toml").write_text(plans.plan_text(release.plan), encoding="utf-8")
    with pytest.raises(main.Faults, match="Running totals cannot be proved safe"):
        main.publish(tmp_path / "plan.toml", tmp_path / "store")

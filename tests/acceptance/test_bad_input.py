"""Whatever is wrong with a file, a plan or the words of the command: one clear message, no stack trace, no number, no report."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.broken import BROKEN, Broken
from tests.cli.calling import Answer, documents, evenground
from tests.plans.test_hostile_plans import FILES
from tests.plans.test_hostile_plans import HOSTILE as HOSTILE_PLANS
from tests.sources.test_hostile_files import HOSTILE as HOSTILE_FILES


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command writes without being told where lands here."""
    monkeypatch.chdir(tmp_path)


def assert_refused(answer: Answer, folder: Path, said: str, code: int = 1) -> None:
    """The exit code, what is said, and that nothing else is: no stack trace, no result, no file that claims to be one."""
    assert answer.code == code, answer
    assert answer.out == ""
    assert re.search(said, answer.err), answer.err
    assert "Traceback" not in answer.err
    assert not re.search(r'File "|\.py\b|^\w*Error\b|Exception|sqlglot|\bat 0x', answer.err, re.MULTILINE), answer.err
    if code == 1:
        assert re.search(r"^ {4}\S", answer.err, re.MULTILINE), f"It does not say what to do: {answer.err}"
    assert documents(folder) == []


@pytest.mark.parametrize("case", HOSTILE_FILES)
@pytest.mark.parametrize("task", ["gaps", "scan"])
def test_a_file_that_cannot_be_trusted_is_refused_by_the_command(case: str, task: str, tmp_path: Path) -> None:
    """The same files that the sources' own tests refuse, now as a person would meet them."""
    build, said = HOSTILE_FILES[case]
    (tmp_path / "in").mkdir()
    options = ("--outcome", "seen = 1", "--by", "race") if task == "gaps" else ()
    assert_refused(evenground(task, build(tmp_path / "in"), *options), tmp_path, said)


@pytest.mark.parametrize("case", HOSTILE_PLANS)
def test_a_plan_at_fault_is_refused_by_the_command(case: str, tmp_path: Path) -> None:
    """Read, checked or run: a plan says the same about itself."""
    text, said = HOSTILE_PLANS[case]
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    answers = [evenground(task, "plan.toml") for task in ("check", "run", "scan")]
    for answer in (*answers, evenground("cube", "plan.toml", "--out", "counts.parquet")):
        assert_refused(answer, tmp_path, said)
    assert not Path("counts.parquet").exists()


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_plan_is_refused_by_the_command(case: str, tmp_path: Path) -> None:
    """The wrong file, or the right one badly saved."""
    content, said = FILES[case]
    (tmp_path / "plan.toml").write_bytes(content)
    assert_refused(evenground("run", "plan.toml"), tmp_path, said)


@pytest.mark.parametrize("case", BROKEN)
def test_what_does_not_fit_together_is_refused_by_the_command(case: str, tmp_path: Path) -> None:
    """Rows that contradict themselves, words that are no words of the command, places that cannot be written to."""
    broken: Broken = BROKEN[case]
    for name, content in broken.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    assert_refused(evenground(*broken.words), tmp_path, broken.said, broken.code)

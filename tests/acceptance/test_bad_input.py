"""Whatever is wrong with a file, a plan or the words of the command: one clear message, no stack trace, no number, no report."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from evenground.cubes import load
from tests.acceptance.broken import BROKEN, GOOD, PLAN_HEAD, Broken, measure, stratum
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


def counted(folder: Path, name: str, text: str, rows: str = GOOD) -> Path:
    """The cube of a plan over these rows, in a file."""
    (folder / "visits.csv").write_text(rows, encoding="utf-8")
    (folder / f"{name}.toml").write_text(PLAN_HEAD + text, encoding="utf-8")
    assert evenground("cube", f"{name}.toml", "--out", f"{name}.parquet").code == 0
    return folder / f"{name}.parquet"


def test_cubes_of_different_plans_are_not_added(tmp_path: Path) -> None:
    """Their counts do not mean the same."""
    counted(tmp_path, "one", measure() + stratum())
    counted(tmp_path, "two", measure(numerator="visits > 1") + stratum(), GOOD.replace("P0", "Q0"))
    answer = evenground("merge", "one.parquet", "two.parquet", "--out", "both.parquet")
    assert_refused(answer, tmp_path, "different plans")
    assert not Path("both.parquet").exists()


def test_the_same_rows_are_not_counted_twice(tmp_path: Path) -> None:
    """A steward who was handed one file under two names must hear of it."""
    cube = counted(tmp_path, "one", measure() + stratum())
    (tmp_path / "copy.parquet").write_bytes(cube.read_bytes())
    answer = evenground("merge", "one.parquet", "copy.parquet", "--out", "both.parquet")
    assert_refused(answer, tmp_path, "(?i)same|twice")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_cube_cut_off_is_refused_wherever_the_cut_is(share: float, tmp_path: Path) -> None:
    """Half a file must not stand for half a clinic."""
    cube = counted(tmp_path, "one", measure() + stratum())
    cube.write_bytes(cube.read_bytes()[: int(cube.stat().st_size * share)])
    assert_refused(evenground("merge", "one.parquet", "--out", "both.parquet"), tmp_path, "one.parquet")
    assert not Path("both.parquet").exists()


def test_a_changed_cube_is_refused_or_reads_as_it_was(tmp_path: Path) -> None:
    """A changed count that still reads would be a wrong number; a changed byte that nothing is read from harms nobody."""
    cube = counted(tmp_path, "one", measure() + stratum())
    sound, known = cube.read_bytes(), load(cube).hash
    refused = 0
    for at in range(4, len(sound) - 8, len(sound) // 40):
        cube.write_bytes(sound[:at] + bytes(255 - byte for byte in sound[at : at + 8]) + sound[at + 8 :])
        answer = evenground("merge", "one.parquet", "--out", "both.parquet")
        if answer.code:
            refused += 1
            assert_refused(answer, tmp_path, "one.parquet")
        else:
            assert load(tmp_path / "both.parquet").hash == known
    assert refused > 20


def test_a_damaged_cube_of_the_last_run_stops_a_refresh(tmp_path: Path) -> None:
    """Counting on from it would carry the damage into every later month."""
    (tmp_path / "visits.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        PLAN_HEAD + 'date = "admitted"\nevery = "month"\n' + measure() + stratum(), encoding="utf-8"
    )
    (tmp_path / "plan-report-counts.parquet").write_bytes(b"PAR1 no cube PAR1")
    answer = evenground("run", "plan.toml", "--refresh")
    (tmp_path / "plan-report-counts.parquet").unlink()
    assert_refused(answer, tmp_path, "plan-report-counts.parquet")


IN_A_SHELL = {
    "a missing file": (("gaps", "no.csv", "--outcome", "x = 1", "--by", "race"), "no such file", 1),
    "a plan at fault": (("run", "plan.toml"), "measures nothing", 1),
    "a file cut off": (("gaps", "cut.csv.gz", "--outcome", "x = 1", "--by", "race"), "cut off", 1),
    "an unknown option": (("demo", "--fast"), "--fast", 2),
}


@pytest.mark.parametrize("case", IN_A_SHELL)
def test_a_shell_sees_the_exit_code_and_no_stack_trace(case: str, tmp_path: Path) -> None:
    """The real program, in a process of its own, with no terminal."""
    words, said, code = IN_A_SHELL[case]
    (tmp_path / "plan.toml").write_text(PLAN_HEAD, encoding="utf-8")
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(GOOD.encode())[:100])
    ran = subprocess.run(
        [sys.executable, "-m", "evenground", *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert_refused(Answer(ran.returncode, ran.stdout, ran.stderr), tmp_path, said, code)

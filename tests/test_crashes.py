"""Killed at any moment, a run, a refresh or a publication leaves the old state or the new one, never half; and the next one works.

200 moments in all, from a fixed seed: most just before a change to the disk (where half states would be), the others at any time at all.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from evenground.cubes import load
from evenground.model.whole import settle
from evenground.publishing import releases, verify

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="crashes are made by forking")

ROOT = Path(__file__).resolve().parents[1]
PLAN = """title = "Visits"
source = "visits.csv"
date = "seen"
every = "month"

[[measure]]
name = "admitted"
type = "proportion"
numerator = "admitted = 'yes'"
better = "lower"

[[stratum]]
name = "race"
column = "race"
"""


class Crashing:
    """A place with a plan, rows in two versions, and a process that can be told to run and to crash."""

    def __init__(self, folder):
        self.crashed = 0
        self.folder, self.plan, self.out = folder, folder / "plan.toml", folder / "out"
        self.plan.write_text(PLAN, encoding="utf-8")
        (folder / "tmp").mkdir()
        self.environment = {**os.environ, "TMPDIR": str(folder / "tmp")}
        words = [sys.executable, "-m", "tests.crashing", str(folder)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=self.environment
        )

    def rows(self, version):
        """Rows of version 0 or 1: one month more, so that a chart changes too."""
        rows = [
            f"2024-{1 + i % (2 + version):02d}-{1 + i % 28:02d},{'AB'[i % 2]},{'yes' if i % 3 else 'no'}"
            for i in range(240)
        ]
        (self.folder / "visits.csv").write_text("\n".join(["seen,race,admitted", *rows, ""]), encoding="utf-8")

    def do(self, *words, **job):
        task, *rest = map(str, words)
        self.process.stdin.write(json.dumps({"task": task, "words": rest, "quick": True, **job}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def run(self, *more, **job):
        return self.do("run", self.plan, "--out", self.out, *more, **job)

    def crash(self, *more, **job):
        """Run to a crash; one that came to fewer changes than the run before it is whole, which is no crash but no fault either."""
        self.crashed += self.run(*more, **job)["killed"]

    def expected(self):
        """What the folder holds after a whole run, by version."""
        states = []
        for version in (0, 1):
            self.rows(version)
            assert self.run() == {"killed": False, "code": 0, "changes": pytest.approx(115, abs=60)}
            states.append(state(self.out))
        return states

    def left_over(self):
        return sorted(path.name for path in self.folder.iterdir() if path.name.startswith("."))


@pytest.fixture
def place(tmp_path):
    made = Crashing(tmp_path)
    yield made
    made.process.stdin.close()
    made.process.wait(timeout=30)
    made.process.stdout.close()


def state(folder):
    """What every file in a folder says, by its path; None if there is no folder. (A workbook and a cube carry the time or the day.)"""
    if not folder.exists():
        return None
    return {path.relative_to(folder).as_posix(): content(path) for path in sorted(folder.rglob("*")) if path.is_file()}


def content(path):
    if path.suffix == ".parquet":
        return load(path).hash
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            told = b"".join(book.read(name) for name in sorted(book.namelist()) if name != "docProps/core.xml")
    else:
        told = path.read_bytes()
    return hashlib.sha256(told).hexdigest()


def moments(seed, changes, count):
    """``count`` different changes out of ``changes``."""
    return random.Random(seed).sample(range(1, changes + 1), min(count, changes))


@pytest.mark.parametrize(("more", "seed"), [((), 1), (("--refresh",), 2)], ids=["run", "refresh"])
def test_a_crash_before_any_change_to_the_disk_leaves_the_old_report_or_the_new(place, more, seed):
    """And what others put into the folder is there at every moment."""
    expected = place.expected()
    (place.out / "notes.txt").write_text("ours")
    (place.out / "charts" / "drawn by hand.txt").write_text("too")
    mine = {name: content(place.out / name) for name in ("notes.txt", "charts/drawn by hand.txt")}
    wanted = [one | mine for one in expected]
    place.rows(0)
    changes = place.run(*more)["changes"]
    for turn, kill_at in enumerate(moments(seed, changes, 30)):
        before = state(place.out)
        place.rows(turn % 2)
        place.crash(*more, kill_at=kill_at)
        assert state(place.out) in (before, wanted[turn % 2]), f"half written at change {kill_at}"
    assert place.crashed > 25
    assert place.run(*more)["code"] == 0
    assert state(place.out) == wanted[1]
    assert place.left_over() == []


def test_a_crash_in_the_first_run_leaves_no_report_or_all_of_it(place):
    """A folder that was not there before."""
    (wanted, _) = place.expected()
    place.rows(0)
    shutil.rmtree(place.out)
    changes = place.run()["changes"]
    for kill_at in moments(3, changes, 20):
        shutil.rmtree(place.out, ignore_errors=True)
        place.crash(kill_at=kill_at)
        assert state(place.out) in (None, wanted), f"half written at change {kill_at}"
    assert place.crashed > 15
    assert place.run()["code"] == 0
    assert (state(place.out), place.left_over()) == (wanted, [])


def test_where_folders_cannot_be_exchanged_the_next_task_goes_on_where_a_crash_stopped(place):
    """On such systems a reader can see half for as long as nobody goes on; then it is the old or the new, never a mixture."""
    expected = place.expected()
    changes = place.run(whole_steps=False)["changes"]
    for turn, kill_at in enumerate(moments(4, changes, 30)):
        before = state(place.out)
        place.rows(turn % 2)
        place.crash(kill_at=kill_at, whole_steps=False)
        settle(place.out)
        assert state(place.out) in (before, expected[turn % 2]), f"half written at change {kill_at}"
    assert place.crashed > 25
    assert place.run(whole_steps=False)["code"] == 0
    assert (state(place.out), place.left_over()) == (expected[1], [])


def test_a_crash_while_publishing_leaves_the_store_as_it_was_or_with_one_release_more(place):
    """Each release is complete and sealed, and no number comes twice."""
    store = place.folder / "store"
    place.rows(0)
    changes = place.do("publish", place.plan, store)["changes"]
    for kill_at in moments(5, changes, 30):
        before = [one.number for one in releases(store)]
        assert place.do("publish", place.plan, store, kill_at=kill_at)["killed"]
        now = [one.number for one in releases(store)]
        assert now in (before, [*before, before[-1] + 1]), f"half published at change {kill_at}"
        assert verify(store) == ()
    before = [one.number for one in releases(store)]
    assert place.do("publish", place.plan, store)["code"] == 0
    assert [one.number for one in releases(store)] == [*before, before[-1] + 1]
    assert sorted(path.name for path in store.iterdir() if path.name.startswith(".")) == [".lock"]


@pytest.mark.parametrize("task", ["run", "refresh", "publish"])
def test_a_kill_at_any_time_leaves_the_old_or_the_new(place, task):
    """From outside, at a moment that nobody chose: in the middle of a write, or of the counting."""
    expected, store, chance = place.expected(), place.folder / "store", random.Random(task)
    began = time.monotonic()
    place.run(quick=False)
    longest = time.monotonic() - began
    for turn in range(18):
        before, published = state(place.out), len(releases(store))
        place.rows(turn % 2)
        job = {"seconds": chance.uniform(0.1, 1.1) * longest, "quick": False}
        if task == "publish":
            place.do("publish", place.plan, store, **job)
            assert len(releases(store)) in (published, published + 1)
            assert verify(store) == ()
        else:
            place.run(*(("--refresh",) if task == "refresh" else ()), **job)
            pages = {"report.pdf"}  # that of the expected states was set the quick way
            wanted = [{k: v for k, v in one.items() if k not in pages} for one in (before, expected[turn % 2])]
            assert {k: v for k, v in state(place.out).items() if k not in pages} in wanted
    assert place.run()["code"] == 0
    assert (state(place.out), place.left_over()) == (expected[1] if task != "publish" else state(place.out), [])


def test_the_command_itself_killed_from_outside_leaves_the_old_or_the_new(place):
    """As a person would meet it: ``python -m evenground run`` and a machine that is switched off."""
    expected, chance = place.expected(), random.Random(6)
    words = [sys.executable, "-m", "evenground", "run", str(place.plan), "--out", str(place.out)]
    place.rows(0)
    began = time.monotonic()
    subprocess.run(words, check=True, capture_output=True, env=place.environment)
    longest = time.monotonic() - began
    whole = [{name: told for name, told in one.items() if name != "report.pdf"} for one in expected]
    for turn in range(6):
        place.rows(turn % 2)
        running = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=place.environment)
        time.sleep(chance.uniform(0.5, 1.0) * longest)
        running.send_signal(signal.SIGKILL)
        running.wait()
        now = state(place.out)
        assert now.pop("report.pdf")
        assert now in whole
    subprocess.run(words, check=True, capture_output=True, env=place.environment)
    assert {name: told for name, told in state(place.out).items() if name != "report.pdf"} == whole[1]
    assert place.left_over() == []

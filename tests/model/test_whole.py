"""Files and folders that change whole or not at all."""

import errno
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.model.whole import locked, settle, staged, swapping, whole_folder, write_file

NAMES = st.sampled_from(["report.html", "cells.csv", "charts/a.svg", "charts/b.svg", "charts/old/c.svg"])
OTHERS = st.sampled_from(["notes.txt", "charts/mine.txt", "drafts/one/two.txt", ".hidden"])


def put(folder, files):
    with whole_folder(folder) as new:
        write(new, files)


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def held(folder):
    """Every file by its path, but for the list of our own."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_text() for name, path in found.items() if name != ".evenground-files"}


def hidden(folder):
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def fail(folder):
    with whole_folder(folder) as new:
        write(new, {"a": "new"})
        cannot()


def cannot(*_):
    raise OSError(errno.ENOSYS, "no exchange here")


@pytest.fixture(params=["exchanged", "arriving"])
def way(request, monkeypatch):
    """Both ways: folders exchanged in one step, and files that move in one by one."""
    if request.param == "arriving":
        monkeypatch.setattr(swapping, "exchange", cannot)
    return request.param


@pytest.mark.parametrize("exchange", [swapping.exchange, cannot], ids=["exchanged", "arriving"])
@settings(max_examples=30)
@given(old=st.sets(NAMES), new=st.sets(NAMES), others=st.sets(OTHERS))
def test_the_new_files_replace_the_old_ones_and_what_others_put_there_stays(exchange, old, new, others):
    """Whatever was written the last time and is not written now goes: a chart of a group that is hidden now must not stay."""
    with pytest.MonkeyPatch.context() as patched, tempfile.TemporaryDirectory() as room:
        patched.setattr(swapping, "exchange", exchange)
        folder = Path(room) / "out"
        put(folder, dict.fromkeys(old, "old"))
        write(folder, dict.fromkeys(others, "others"))
        put(folder, dict.fromkeys(new, "new"))
        assert held(folder) == dict.fromkeys(others, "others") | dict.fromkeys(new, "new")
        assert [path.name for path in Path(room).iterdir()] == ["out"]


def test_links_and_empty_folders_of_others_stay(tmp_path, way):
    put(tmp_path / "out", {"a": "old"})
    (tmp_path / "out" / "empty").mkdir()
    (tmp_path / "out" / "link").symlink_to("a")
    (tmp_path / "out" / "linked folder").symlink_to(tmp_path)
    put(tmp_path / "out", {"a": "new"})
    assert (tmp_path / "out" / "empty").is_dir()
    assert os.readlink(tmp_path / "out" / "link") == "a"
    assert (tmp_path / "out" / "linked folder").is_symlink()
    assert (tmp_path / "out" / "a").read_text() == "new"


def test_a_failure_on_the_way_leaves_the_folder_as_it_was(tmp_path, way):
    """The disk is full, or the person stops it."""
    put(tmp_path / "out", {"a": "old"})
    with pytest.raises(OSError, match="no exchange"):
        fail(tmp_path / "out")
    assert held(tmp_path / "out") == {"a": "old"}
    assert hidden(tmp_path) == []


@pytest.mark.parametrize(
    ("others", "ours"), [({"a/b": "x"}, {"a": "new", "c": "new"}), ({"a": "x"}, {"a/b": "new", "c": "new"})]
)
def test_a_folder_where_a_file_must_go_is_refused_before_anything_changes(tmp_path, way, others, ours):
    """The other way round too."""
    put(tmp_path / "out", {"c": "old"})
    write(tmp_path / "out", others)
    with pytest.raises(OSError, match="called a"):
        put(tmp_path / "out", ours)
    assert held(tmp_path / "out") == others | {"c": "old"}
    assert hidden(tmp_path) == []


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(NotADirectoryError):
        put(tmp_path / "out", {"a": "new"})
    assert (tmp_path / "out").read_text() == "mine"


def test_whoever_stands_in_the_folder_still_stands_in_it(tmp_path, monkeypatch):
    """``--out .`` must not leave the person's shell in a folder that is gone."""
    put(tmp_path / "out", {"a": "old"})
    monkeypatch.chdir(tmp_path / "out")
    put(Path(), {"a": "new"})
    assert held(Path()) == {"a": "new"}
    assert Path("a").resolve() == tmp_path / "out" / "a"
    assert hidden(tmp_path) == []


def test_a_folder_with_very_many_files_of_others_is_not_exchanged(tmp_path, monkeypatch):
    """A report written into somebody's documents must not relink all of them."""
    monkeypatch.setattr(swapping, "MOST", 3)
    write(tmp_path / "out", {f"{i}.txt": "mine" for i in range(4)})
    before = (tmp_path / "out").stat().st_ino
    put(tmp_path / "out", {"a": "new"})
    assert (tmp_path / "out").stat().st_ino == before
    assert len(held(tmp_path / "out")) == 5


def test_a_file_that_somebody_saves_in_the_last_moment_is_not_lost(tmp_path, monkeypatch):
    """Between the links and the exchange there is an instant in which the old folder is still the one people see."""
    put(tmp_path / "out", {"a": "old"})
    write(tmp_path / "out", {"notes.txt": "first"})
    exchange = swapping.exchange

    def late(new, place):
        (place / "late.txt").write_text("late")
        (place / "saved").write_text("second")
        (place / "saved").replace(place / "notes.txt")
        exchange(new, place)

    monkeypatch.setattr(swapping, "exchange", late)
    put(tmp_path / "out", {"a": "new"})
    assert held(tmp_path / "out") == {"a": "new", "late.txt": "late", "notes.txt": "second"}


def test_what_crashed_writers_left_is_removed_and_what_living_ones_are_making_is_not(tmp_path):
    (tmp_path / ".out.part-dead").mkdir()
    with staged(tmp_path, "out") as living:
        settle(tmp_path / "out")
        assert hidden(tmp_path) == [living.name]


def test_a_file_of_others_that_only_a_crashed_exchange_holds_comes_back(tmp_path):
    """The old folder, already exchanged, may hold what somebody saved in the last moment."""
    put(tmp_path / "out", {"a": "new"})
    write(tmp_path / ".out.new-dead", {"a": "old", "b": "old", ".evenground-files": "a\nb\n", "late.txt": "late"})
    settle(tmp_path / "out")
    assert held(tmp_path / "out") == {"a": "new", "late.txt": "late"}
    assert hidden(tmp_path) == []


def test_who_may_not_look_into_the_folder_may_not_look_into_the_new_one(tmp_path, way):
    """While it is made, and after."""
    put(tmp_path / "out", {"a": "old"})
    (tmp_path / "out").chmod(0o700)
    with whole_folder(tmp_path / "out") as new:
        assert new.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_a_list_of_names_cannot_reach_outside_the_folder(tmp_path, monkeypatch):
    """It is a file that anybody may have written."""
    monkeypatch.setattr(swapping, "exchange", cannot)
    (tmp_path / "precious").write_text("mine")
    write(tmp_path / "out", {".evenground-files": f"../precious\n{tmp_path}/precious\n"})
    put(tmp_path / "out", {"a": "new"})
    assert (tmp_path / "precious").read_text() == "mine"


def test_writers_at_the_same_time_leave_what_one_of_them_wrote(tmp_path, way):
    """Never some files of one and some of another."""
    with ThreadPoolExecutor(4) as many:
        list(many.map(lambda i: put(tmp_path / "out", dict.fromkeys(("a", "charts/b", f"c{i}"), str(i))), range(40)))
    assert len(set(held(tmp_path / "out").values())) == 1
    assert len(held(tmp_path / "out")) == 3
    assert hidden(tmp_path) == []


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """What a crashed writer left beside it goes with the next one."""
    (tmp_path / ".cube.part-dead").write_text("half")
    write_file(tmp_path / "cube", b"old")
    assert hidden(tmp_path) == []
    monkeypatch.setattr(os, "fsync", cannot)
    with pytest.raises(OSError, match="no exchange"):
        write_file(tmp_path / "cube", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("cube", b"old")]


def test_a_lock_is_held_by_one_at_a_time(tmp_path):
    """Others wait for their turn."""
    inside = []

    def once(_):
        with locked(tmp_path / "lock"):
            inside.append(1)
            assert len(inside) == 1
            inside.pop()

    with ThreadPoolExecutor(4) as many:
        list(many.map(once, range(50)))

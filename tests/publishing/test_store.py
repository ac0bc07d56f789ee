"""The store of releases: numbered once and for all, sealed, chained, and honest about whatever is changed in it."""

import hashlib
import json
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evenground.model.faults import Faults
from evenground.publishing import publish_documents, published_cells, releases, verify
from tests.publishing.made import CELLS, certificate, documents, opened, publish


@pytest.fixture
def store(tmp_path):
    """A store with three releases."""
    for _ in range(3):
        publish(tmp_path / "store")
    return tmp_path / "store"


def test_a_release_holds_the_documents_the_certificate_and_a_manifest_of_them_all(store):
    """Whoever gets the folder can see what was checked, and that nothing is missing."""
    manifest = json.loads((store / "0002" / "manifest.json").read_text())
    names = {"cells.csv", "report.html", "charts/01-admitted-by-race.svg", "certificate.json"}
    assert manifest["files"].keys() == names
    assert manifest["files"]["cells.csv"] == hashlib.sha256(CELLS.encode()).hexdigest()
    assert manifest["previous"] == hashlib.sha256((store / "0001" / "manifest.json").read_bytes()).hexdigest()
    told = json.loads((store / "0002" / "certificate.json").read_text())
    assert (told["passed"], told["audience"], told["earlier"], told["seconds"]) == (True, "public", 1, 0.1)


def test_neither_manifest_nor_certificate_can_hold_a_count_of_people(store):
    """No sizes, no counts of rows, no hash of what was not released, and no field for anything else."""
    manifest = json.loads((store / "0001" / "manifest.json").read_text())
    assert manifest.keys() == {"format", "number", "date", "previous", "files"}
    with pytest.raises(TypeError):
        certificate(smallest=4)


def test_numbers_follow_one_another_and_none_comes_twice(store):
    """A reader who cites release 3 must never find another one there."""
    assert [one.number for one in releases(store)] == [1, 2, 3]
    opened(store / "0003")
    for place in (store / "0003").rglob("*"):
        place.chmod(0o755)
    shutil.rmtree(store / "0003")
    assert publish_documents(documents, store, certificate(earlier=3)).number == 4


def test_a_release_is_sealed(store):
    """A slip of the hand is refused by the system."""
    places = [store / "0001", *(store / "0001").rglob("*")]
    assert not any(place.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) for place in places)


def test_publishers_at_the_same_time_get_different_numbers_or_are_sent_back(tmp_path):
    """Each audit must know every release before its own; whoever came late audits again."""

    def attempt(_):
        try:
            return publish(tmp_path / "store").number
        except Faults as faults:
            return "knew" if "the audit knew" in str(faults) else str(faults)

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(attempt, range(24)))
    numbers = sorted(one for one in answers if one != "knew")
    assert numbers == list(range(1, len(numbers) + 1))
    assert [one.number for one in releases(tmp_path / "store")] == numbers
    assert verify(tmp_path / "store") == ()


@pytest.mark.parametrize(
    ("said", "what"),
    [({"passed": False}, "did not pass"), ({"earlier": 2}, "3 earlier releases, but the audit knew 2")],
)
def test_nothing_is_published_that_was_not_proved(store, said, what):
    """It fails closed."""
    with pytest.raises(Faults, match=what):
        publish_documents(documents, store, certificate(**{"earlier": 3} | said))
    assert len(releases(store)) == 3


@pytest.mark.parametrize("name", ["cube.parquet", ".evenground-files", "manifest.json", "notes.docx"])
def test_a_file_that_may_not_leave_stops_the_release(store, name):
    """A cube holds every count; hidden files and other programs' formats hold who knows what."""

    def more(folder):
        documents(folder)
        (folder / name).write_text("x")

    with pytest.raises(Faults, match=name):
        publish(store, more)
    assert len(releases(store)) == 3
    assert sorted(path.name for path in store.iterdir() if path.name.startswith(".")) == [".lock"]


def test_a_release_without_its_cells_is_refused(store):
    """No later audit could take it into account."""
    with pytest.raises(Faults, match=r"no cells\.csv"):
        publish(store, lambda folder: (folder / "report.html").write_text("x"))


def test_an_untouched_store_verifies(store):
    assert verify(store) == ()
    assert verify(store / "nothing here") == ()


def change(path: Path) -> None:
    opened(path).write_text("changed")


def remove(path: Path) -> None:
    for place in (*path.rglob("*"), path):
        opened(place)
    shutil.rmtree(path) if path.is_dir() else opened(path).unlink()


def add(path: Path) -> None:
    opened(path.parent)
    path.write_text("added")


@pytest.mark.parametrize(
    ("do", "name", "said"),
    [
        (change, "0002/cells.csv", "0002/cells.csv: This file was changed."),
        (change, "0002/certificate.json", "0002/certificate.json: This file was changed."),
        (change, "0002/manifest.json", "The manifest of release 0002 is missing or damaged."),
        (remove, "0001/report.html", "0001/report.html: This file was removed."),
        (remove, "0002", "Release 0002 was removed."),
        (remove, "0003", "Release 0003 was removed."),
        (add, "0003/more.csv", "0003/more.csv: This file was added later."),
    ],
)
def test_whatever_is_changed_in_the_store_is_told(store, do, name, said):
    """And nothing else is."""
    do(store / name)
    told = [str(fault) for fault in verify(store)]
    assert len(told) == 1
    assert said in told[0]


def test_a_manifest_rewritten_to_fit_a_changed_file_is_still_told(store):
    """The chain and the register hold the hash of the manifest itself."""
    change(store / "0002" / "cells.csv")
    path = opened(store / "0002" / "manifest.json")
    manifest = json.loads(path.read_text())
    manifest["files"]["cells.csv"] = hashlib.sha256(b"changed").hexdigest()
    path.write_text(json.dumps(manifest))
    assert any("manifest of release 0002 was changed" in str(fault) for fault in verify(store))
    (store / "register.txt").unlink()
    assert any("Release 0003 does not follow" in str(fault) for fault in verify(store))


def test_the_earlier_cells_come_as_printed_and_only_if_they_are_all_there_and_unchanged(store):
    """An audit against a changed past would prove nothing."""
    tables = published_cells(store)
    assert len(tables) == 3
    assert tables[0].column("status").to_pylist() == ["suppressed"]
    change(store / "0002" / "cells.csv")
    with pytest.raises(Faults, match="not the one that was published"):
        published_cells(store)
    remove(store / "0002")
    with pytest.raises(Faults, match="0002 was removed"):
        published_cells(store)


def test_a_release_whose_publisher_crashed_before_the_last_step_is_taken_up(store):
    """It is complete, so it counts: the number is written down by the next publisher."""
    register = store / "register.txt"
    register.write_text("".join(register.read_text().splitlines(keepends=True)[:2]))
    opened(store / "0003")
    assert verify(store) == ()
    assert publish(store).number == 4
    assert len(register.read_text().splitlines()) == 4
    assert not (store / "0003").stat().st_mode & stat.S_IWUSR

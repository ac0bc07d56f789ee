"""What is hidden leaves no trace in any file: two registries that differ only inside hidden cells give the same documents, byte for byte.

The paths are those by which counts leak, each under its own number: from files (here), from tables by subtraction, and from pages that are served.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from evenground import main
from evenground.disclosure import control
from evenground.disclosure.released import Release
from tests.acceptance.opened import opened
from tests.acceptance.twins import Registry, made_up, twins_of
from tests.cli.calling import evenground

FIGURES = {"n", "numerator", "denominator", "estimate", "lower", "upper", "status"}
Documents = dict[str, str]

ELSEWHERE = {  # attacked as tables: 1-19 and 34-37 in tests/disclosure/control, 36 and 37 in its tests of time too
    **dict.fromkeys(range(1, 8), "tests/disclosure/control"),
    **dict.fromkeys(range(9, 13), "tests/disclosure/control"),
    **dict.fromkeys(range(14, 18), "tests/disclosure/control"),
    **dict.fromkeys(range(34, 38), "tests/disclosure/control"),
}
NO_FILE = {  # of served pages, or of acts that leave no file of ours
    33: "no document holds a chart specification with its data: pictures are plain SVG",
    38: "a run with one code changed is another plan: the audit of a store takes all its releases together",
    39: "a deletion request changes the source; the next release is audited against the last",
    40: "drafts, caches and digests are the web's",
    41: "filters are the web's", 42: "paging, sizes and refusals are the web's; the order of groups is looked at here under 21",
    43: "search is the web's", 45: "roles are the web's; each audience's files are made apart, here",
    51: "no race is imputed", 52: "records of work are the web's",
}  # fmt: skip
HERE = {
    8: ("notes", "json, notes"), 13: ("cells.csv", "one mark"), 18: ("cells.csv", "digits"), 20: ("gaps.csv", "tests and ratios"),
    19: ("cells.csv", "intervals"), 21: ("report.html", "order, ranks, the most affected"), 22: ("report.html", "limits, centre lines"),
    23: ("report.html", "steadied levels"), 24: ("cells.csv", "standardised rates"), 25: ("report.html", "summaries"),
    26: ("report.html", "lowest and highest"), 27: (".svg", "coordinates"), 28: (".svg", "titles and descriptions"), 29: (".svg", "axes"),
    30: (".svg", "lines through gaps"), 31: (".svg", "sizes and rests"), 32: ("gaps.xlsx/", "parts of the workbook"),
    44: ("names", "names of files"), 46: ("measure-reports.json", "populations and scores"), 47: ("report.html", "words"),
    48: ("report.html", "the other language"), 49: ("report.pdf", "pages and bytes"), 50: ("manifest.json", "manifest and certificate"),
}  # fmt: skip


class OneChoice:
    """Which cells are hidden is chosen once for all tables of the same rows: the search sees the counts, so its choice is held still.

    All else must be the same then. What the audit of the twin went through is made another, as it would be.
    """

    def __init__(self) -> None:
        self.real, self.of_the_twin = control.protect, False
        self.made: dict[tuple[tuple[str, ...], ...], Any] = {}

    def __call__(self, cells: pa.Table, **options: Any) -> Any:
        names = [name for name in cells.column_names if name not in FIGURES]
        rows = tuple(zip(*(map(str, cells.column(name).to_pylist()) for name in names), strict=True))
        if rows not in self.made:
            assert not self.of_the_twin, (
                "the twin has other rows: which groups have whole spans of time is told by what is hidden"
            )
            self.made[rows] = self.real(cells, **options)
        return self._of_the_twin(self.made[rows]) if self.of_the_twin else self.made[rows]

    @staticmethod
    def _of_the_twin(found: Any) -> Any:
        told = found.audit
        audit = dataclasses.replace(
            told, programs=told.programs + 3, worlds=told.worlds + 3, lower=told.lower + 1, upper=told.upper + 1
        )
        return dataclasses.replace(found, audit=audit)


@contextlib.contextmanager
def one_choice() -> Iterator[OneChoice]:
    """While this lasts, protection chooses as ``OneChoice`` does."""
    with pytest.MonkeyPatch.context() as patch:
        choice = OneChoice()
        patch.setattr(control, "protect", choice)
        yield choice


@dataclasses.dataclass(frozen=True)
class Pair:
    """A registry, its twin, what was released of the first, and all documents of both, by who it was made for and how."""

    one: Registry
    other: Registry
    release: Release
    documents: tuple[Documents, Documents]


def _pair(registry: Registry, folder: Path, make: Callable[[Registry, Path], Documents], choice: OneChoice) -> Pair:
    release, _ = main.run(registry.write(folder / "seen", "network"))
    other = twins_of(registry, release, tries=3)[-1]
    first = make(registry, folder / "a")
    choice.of_the_twin = True
    return Pair(registry, other, release, (first, make(other, folder / "b")))


@pytest.fixture(scope="module")
def over_time(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """Fourteen months by race."""

    def make(registry: Registry, folder: Path) -> Documents:
        return _ran(registry, folder, "network")

    with one_choice() as choice:
        return _pair(made_up(months=14, seed=7, scale=90), tmp_path_factory.mktemp("dated"), make, choice)


@pytest.fixture(scope="module")
def by_place(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """No dates; race, clinic and neighbourhood, and their pairs; run for the team, published in Spanish for the public, handed over by a member."""

    def make(registry: Registry, folder: Path) -> Documents:
        made = {f"team/{name}": text for name, text in _ran(registry, folder / "team", "team").items()}
        plan = registry.write(folder / "public", "public")
        made["public/said"] = _said("publish", plan, "--to", folder / "store", "--language", "es", "--json")
        made |= {f"public/{name}": text for name, text in opened(folder / "store").items()}
        plan = registry.write(folder / "network", "network")
        made["network/said"] = _said("cube", plan, "--released", "--out", folder / "cube.parquet")
        made["network/cube.parquet"] = (folder / "cube.parquet").read_bytes().decode("latin-1")
        return {name: text.replace(str(folder), "") for name, text in made.items()}

    with one_choice() as choice:
        return _pair(made_up(months=1, seed=7, scale=60), tmp_path_factory.mktemp("undated"), make, choice)


def _ran(registry: Registry, folder: Path, audience: str) -> Documents:
    plan = registry.write(folder, audience)
    return {"json": _said("run", plan, "--out", folder / "out", "--json"), **opened(folder / "out")}


def _said(*words: object) -> str:
    answer = evenground(*words)
    assert answer.code == 0, answer.err
    return re.sub(r'"seconds": [\d.]+', "…", answer.out)


@pytest.fixture(scope="module", params=["over_time", "by_place"])
def pair(request: pytest.FixtureRequest) -> Pair:
    found: Pair = request.getfixturevalue(request.param)
    return found


def test_the_twins_differ_in_most_of_what_is_hidden_and_in_nothing_that_is_shown(pair: Pair) -> None:
    """Else the comparison would prove nothing."""
    assert (pair.one.counts != pair.other.counts).sum() > 100
    assert pair.release.cells_table is not None
    hidden = [row for row in pair.release.cells_table.to_pylist() if row["status"] != "shown"]
    assert len(hidden) > 50
    assert all(row[name] is None for row in hidden for name in FIGURES - {"status"})


def test_no_byte_of_any_document_depends_on_what_is_hidden(pair: Pair) -> None:
    """Paths 8 and 18 to 32, 44, 46 to 50: figures, pictures, words, order, names, workbook, PDF, manifest. Only the time of day may differ."""
    one, other = pair.documents
    assert set(one) == set(other)
    assert [name for name in one if one[name] != other[name]] == []


@pytest.mark.parametrize(("path", "where"), [(path, where) for path, (where, _) in HERE.items()])
def test_each_path_has_a_file_that_was_looked_at(path: int, where: str, over_time: Pair, by_place: Pair) -> None:
    """A path that no document could take would be proved closed by nothing."""
    names = [*over_time.documents[0], *by_place.documents[0]]
    assert where in {"names", "notes"} or any(where in name for name in names), path


def test_every_path_by_which_counts_leak_is_tested_somewhere_or_does_not_apply() -> None:
    """The list is kept whole: none is forgotten."""
    assert sorted({*ELSEWHERE, *NO_FILE, *HERE}) == list(range(1, 53))


def test_13_one_mark_hides_both_the_small_and_those_hidden_for_their_sake(pair: Pair) -> None:
    """Two marks would tell which of two is small, and that the other is not."""
    assert not [name for name, text in pair.documents[0].items() if "complementary" in text]


def test_32_a_workbook_has_no_hidden_sheet_name_or_remembered_value(pair: Pair) -> None:
    """Parts of a workbook that nobody sees on screen."""
    parts = {name: text for name, text in pair.documents[0].items() if "gaps.xlsx/" in name}
    assert parts
    book = next(text for name, text in parts.items() if name.endswith("xl/workbook.xml"))
    assert not re.search(r"<definedName[ >]", book)
    assert 'state="hidden"' not in book
    assert not [name for name in parts if re.search("pivot|external|calcChain|comments", name)]
    assert not [name for name, text in parts.items() if "<f>" in text]


def test_44_no_file_is_named_after_a_group_or_a_count(pair: Pair) -> None:
    """A name such as Samoan_4.csv tells before it is opened."""
    names = {re.sub(r"^\w+/", "", name) for name in pair.documents[0]}
    assert not [name for name in names if re.search("samoan|hmong|unknown|shelter|suppress", name.lower())]


def test_50_manifest_and_certificate_hash_and_count_only_what_was_released(by_place: Pair) -> None:
    """A hash of the hidden counts could be tried against every small number."""
    one, other = by_place.documents
    kept = [name for name in one if name.endswith(("manifest.json", "certificate.json"))]
    assert len(kept) == 2
    assert all(one[name] == other[name] for name in kept)
    assert not {"rows", "bytes", "size", "fingerprint"} & set(re.findall(r'"(\w+)":', "".join(one[n] for n in kept)))


TOTAL_IS_SMALL = """title = "A small total"
source = "rows.csv"
[[measure]]
name = "fell"
title = "Fell"
type = "proportion"
numerator = "fell = 'yes'"
better = "lower"
[[stratum]]
name = "clinic"
title = "Clinic"
column = "clinic"
reference = "overall"
"""


def test_20_a_gap_to_everyone_is_hidden_where_everyone_is(tmp_path: Path) -> None:
    """Eight people fell, all in one clinic. Nobody did in the other, which may be shown; but its gap to everyone is 8 of 110."""
    rows = [("North", "yes")] * 8 + [("North", "no")] * 52 + [("South", "no")] * 50
    (tmp_path / "rows.csv").write_text("clinic,fell\n" + "".join(f"{a},{b}\n" for a, b in rows), encoding="utf-8")
    (tmp_path / "plan.toml").write_text(TOTAL_IS_SMALL, encoding="utf-8")
    release, _ = main.run(tmp_path / "plan.toml")
    assert release.cells_table is not None
    assert release.gaps_table is not None
    (overall,) = [row for row in release.cells_table.to_pylist() if row["clinic"] == "All"]
    assert overall["status"] == "suppressed"
    assert [row["difference"] for row in release.gaps_table.to_pylist()] == [None, None]


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("period_start", "period_end", "race", "clinic", "poverty"))


def test_08_no_number_of_missing_answers_is_the_difference_of_two_measures_of_the_same_rows(pair: Pair) -> None:
    """Visits are known of everyone, sugar of all but a few: both rows shown, their difference is the few whose number is hidden."""
    assert pair.release.cells_table is not None
    assert pair.release.missing_table is not None
    rows = {(row["measure"], *_key(row)): row["n"] for row in pair.release.cells_table.to_pylist()}
    told = []
    for row in pair.release.missing_table.to_pylist():
        name = row["measure"].removesuffix(" (missing)")
        some, everyone = rows.get((name, *_key(row))), rows.get(("visits", *_key(row)))
        if row["status"] == "suppressed" and some is not None and everyone is not None:
            told.append(everyone - some)
    assert not [number for number in told if 0 < number < 11]


def test_05_rows_hidden_in_one_measure_are_not_shown_in_another_of_the_same_rows(tmp_path: Path) -> None:
    """Each measure takes another neighbour along with the small group; together they show both, and the small group is the rest."""
    made = made_up(months=1, seed=8, scale=60)
    counts = made.counts.copy()
    for kept, lost in ((1, 2), (8, 9)):
        counts[:, kept] += counts[:, lost]
        counts[:, lost] = 0
    release, _ = main.run(Registry(made.atoms, counts).write(tmp_path, "network"))
    assert release.cells_table is not None
    rows: dict[tuple[Any, ...], int | None] = {}
    for row in release.cells_table.to_pylist():
        known = 0 if row["status"] == "none" else row["n"]
        rows[_key(row)[2:]] = rows.get(_key(row)[2:]) if known is None else known
    table = [dict(zip(("race", "clinic", "poverty"), key, strict=True)) | {"n": n} for key, n in rows.items()]
    assert control.audit(pa.Table.from_pylist(table), dimensions=["race", "clinic", "poverty"], counts=("n",)).safe

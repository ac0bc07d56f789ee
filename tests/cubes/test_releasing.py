"""A released cube says which cells are withheld, and nothing in it or in its file gives one away."""

import datetime as dt
import io
import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.cubes import Cube, Holding, from_bytes, hidden_rows, merge, missing_figures, refresh, released, to_bytes
from evenground.cubes.bounds import bounded
from evenground.cubes.cube import COUNTS, LinkSummary
from evenground.model.faults import Faults
from evenground.model.plans import Protect
from tests.cubes.made import Row, cell, cube_of, opened, rows_of_any_kind
from tests.cubes.test_merging import ONE, PLAN, replace_source

WHITE = {**ONE, "race": "w"}


def in_part(cube: Cube, **groups: str) -> list[bool]:
    """A mask that withholds the cells of these groups, in every measure and period."""
    return [all(row[name] == group for name, group in groups.items()) for row in cube.table.to_pylist()]


@pytest.fixture
def full(tmp_path: Path) -> Cube:
    """Seven Black children, 31 White ones."""
    return cube_of([{**ONE, "who": at} for at in range(7)] + [{**WHITE, "who": at} for at in range(7, 38)], tmp_path)


@pytest.fixture
def public(full: Cube) -> Cube:
    return released(full, in_part(full, race="Black"))


def test_a_withheld_cell_has_a_mark_and_no_figure(public: Cube) -> None:
    """Hidden is a value of its own: null with a status, never 0, and the cell is still there."""
    hidden = cell(public, "seen", race="Black")
    assert hidden["status"] == "suppressed"
    assert [hidden[name] for name in COUNTS] == [None] * len(COUNTS)
    assert (cell(public, "seen", race="White")["status"], cell(public, "seen", race="White")["n"]) == ("shown", 31)


def test_a_cube_says_what_it_holds(full: Cube, public: Cube) -> None:
    """Inside the file too, so that nobody hands the wrong one on."""
    told = json.loads(pq.read_schema(io.BytesIO(to_bytes(full))).metadata[b"evenground.cube"])
    assert told["provenance"]["holds"] == "full"
    back = from_bytes(to_bytes(public))
    assert (full.is_full, full.is_released, back.is_full, back.is_released) == (True, False, False, True)
    assert back.notes[-1].startswith("Figures are withheld in ")


def test_the_same_released_cube_comes_from_any_counts_under_the_mask(full: Cube, tmp_path: Path) -> None:
    """The file depends on nothing that is hidden: no hash, no fingerprint, no statistics, no leftover of memory (paths 32 and 50)."""
    fewer = cube_of([{**ONE, "who": at} for at in range(3)] + [{**WHITE, "who": at} for at in range(7, 38)], tmp_path)
    everyone = [row["race"] != "White" for row in full.table.to_pylist()]
    again = [row["race"] != "White" for row in fewer.table.to_pylist()]
    assert to_bytes(released(full, everyone)) == to_bytes(released(fewer, again))


def test_no_column_of_the_file_has_statistics(public: Cube) -> None:
    """Minimum, maximum and number of nulls stand beside the data in most Parquet files (path 32)."""
    told = pq.ParquetFile(io.BytesIO(to_bytes(public))).metadata
    columns = [told.row_group(0).column(at) for at in range(told.num_columns)]
    assert not any(column.is_stats_set or column.has_column_index or column.has_offset_index for column in columns)


def test_what_is_withheld_is_gone_from_memory_too(public: Cube) -> None:
    """A null can lie over the number that it hides, and travel with the buffer."""
    for name in COUNTS:
        column = public.table.column(name).combine_chunks()
        under = np.frombuffer(column.buffers()[1], dtype=np.int64 if pa.types.is_integer(column.type) else float)
        assert not under[: len(column)][column.is_null().to_numpy(zero_copy_only=False)].any()


def test_neither_the_address_nor_the_text_of_the_plan_travels(full: Cube) -> None:
    """Where the rows lie, and the comments in the plan, are the organisation's own."""
    plan = replace(
        full.plan, source="postgres://ann@db.clinic.org/t1d#visits", text="# for Ann", folder=Path("/srv/ann")
    )
    made = replace(full.provenance, source="/srv/ann/visits.parquet", fingerprint="sha256:12ab")
    public = released(replace(full, plan=plan, provenance=made), [False] * full.table.num_rows)
    content = to_bytes(public)
    assert public.provenance.source == "visits.parquet"
    assert not any(word in content for word in (b"clinic.org", b"Ann", b"/srv", b"12ab"))


def test_rows_that_tell_nothing_and_rows_that_linked_are_not_counted_out(full: Cube) -> None:
    """They are small numbers beside a shown one, and no table protects them."""
    link = LinkSummary("race", "tracts.csv", "poverty", 31, 38, mapping_hash="ab", notes=("7 rows did not link.",))
    public = released(replace(full, links=(link,)), [False] * full.table.num_rows)
    assert public.table.column("missing").null_count == public.table.num_rows
    assert public.links == (LinkSummary("race", "tracts.csv", "poverty", None, None, mapping_hash="ab"),)
    assert public.tallies == ()


def test_what_was_left_out_is_still_said_without_its_number(tmp_path: Path) -> None:
    """Rows without a date, and groups that the plan drops, are never dropped in silence."""
    strata = (replace(PLAN.strata[0], missing="drop"), *PLAN.strata[1:])
    full = cube_of([ONE, {**ONE, "day": None}, {**ONE, "race": None}], tmp_path, replace(PLAN, strata=strata))
    undated, dropped = released(full, [False] * full.table.num_rows).own_notes
    assert undated == "Some rows are without a date: counted in the whole, but in no month."
    assert dropped.startswith("Some rows are left out of every table by Race")


def test_counts_are_rounded_where_the_plan_says_so(full: Cube) -> None:
    """A released cube must not be finer than the released report; a mean stays the mean."""
    rounded = replace(full, plan=replace(full.plan, protect=Protect(round=5)))
    public = released(rounded, in_part(full, race="Black"))
    assert (cell(public, "seen")["n"], cell(public, "seen", race="White")["numerator"]) == (40, 30.0)
    score = cell(public, "score", race="White")
    assert score["sum"] / score["n"] == pytest.approx(7.5)


def test_all_but_what_the_released_table_shows_is_withheld(full: Cube) -> None:
    """The mask fails closed: a cell that the table of released cells does not name is withheld."""
    rows = [row for row in full.table.to_pylist() if row["by"] in ("", "race") and row["race"] != "Black"]
    names = ["measure", "period_start", "period_end", "race", "age", "spanish"]
    cells = pa.Table.from_pylist([{name: row[name] for name in names} | {"status": "shown"} for row in rows])
    mask = hidden_rows(full, cells)
    assert {row["by"] for row, gone in zip(full.table.to_pylist(), mask, strict=True) if not gone} == {"", "race"}
    assert mask.sum() == full.table.num_rows - len(rows)
    assert hidden_rows(full, None).all()


def test_a_released_cube_is_neither_released_again_nor_refreshed(public: Cube, tmp_path: Path) -> None:
    """What is withheld cannot be brought up to date: the counts are made anew."""
    with pytest.raises(Faults, match="Only a full cube"):
        released(public, [False] * public.table.num_rows)
    with opened([ONE], tmp_path) as source:
        assert refresh(public, public.plan, source).is_full


def test_a_withheld_cell_that_was_given_a_figure_by_hand_is_refused(public: Cube) -> None:
    """Even where the seal was made anew: a mark and a figure contradict each other."""
    n = public.table.column("n").fill_null(0)
    forged = replace(public, table=public.table.set_column(public.table.schema.get_field_index("n"), "n", n))
    with pytest.raises(Faults, match="changed after it was made"):
        from_bytes(to_bytes(forged))


def test_full_and_released_are_merged_only_if_asked_and_then_for_the_steward(full: Cube, public: Cube) -> None:
    """Subtracting the released part from the whole would give the other's small counts away."""
    other = replace_source(full, "another")
    with pytest.raises(Faults, match=r"a.cube is full; b.cube is released"):
        merge(other, public, names=("a.cube", "b.cube"))
    both = merge(other, public, mixed=True)
    assert (both.provenance.holds, both.is_released) == (Holding.MIXED, False)
    assert (
        missing_figures(both)
        .filter(missing_figures(both).column("measure").cast("string").to_numpy() == "seen")
        .num_rows
    )


def test_the_network_sees_who_withholds_and_what_the_total_may_be(public: Cube, tmp_path: Path) -> None:
    """Seven of 38 are hidden at one place, and 20 are told at the other: the network has from 20 to 27."""
    rows = [{**ONE, "who": at} for at in range(20)] + [{**WHITE, "who": at} for at in range(20, 60)]
    there = cube_of(rows, tmp_path)
    open_there = released(there, [False] * there.table.num_rows)
    open_there = replace(open_there, provenance=replace(open_there.provenance, source="there.parquet"))
    network = merge(public, open_there)
    (black,) = [
        row
        for row in missing_figures(network).to_pylist()
        if row["measure"] == "seen" and row["by"] == "race" and row["whole"]
    ]
    assert (black["race"], black["withheld_by"], black["n_low"], black["n_high"]) == ("Black", "rows.parquet", 20, 27)
    assert cell(network, "seen", race="White")["n"] == 71
    assert from_bytes(to_bytes(network)).hash == network.hash


def test_the_same_released_figures_twice_are_refused(tmp_path: Path) -> None:
    """A released cube has no fingerprint, so equal figures of a hundred rows or more must do."""
    full = cube_of([{**ONE, "score": float(at)} for at in range(100)], tmp_path, PLAN)
    public = released(full, [False] * full.table.num_rows)
    with pytest.raises(Faults, match="would count twice: every figure of the period that starts on 2024-01-01"):
        merge(public, public)


@settings(max_examples=12, deadline=None)
@given(
    rows=rows_of_any_kind,
    cuts=st.lists(st.integers(0, 2), min_size=25, max_size=25),
    chance=st.randoms(use_true_random=False),
    base=st.sampled_from([1, 5]),
)
def test_a_merge_of_released_cubes_never_claims_what_the_full_merge_contradicts(
    rows: list[Row], cuts: list[int], chance: Any, base: int
) -> None:
    """Whatever each place withholds: a figure that is told is the true one, and the truth lies within every bound."""
    plan = replace(PLAN, protect=Protect(round=base))
    with tempfile.TemporaryDirectory() as folder:
        parts = [[row for row, cut in zip(rows, cuts, strict=False) if cut == part] for part in range(3)]
        full = [replace_source(cube_of(part, Path(folder), plan), str(at)) for at, part in enumerate(parts) if part]
    public = [released(one, [chance.random() < 0.4 for _ in range(one.table.num_rows)]) for one in full]
    truth, network = merge(*full), merge(*public)
    assert merge(*reversed(public)).hash == network.hash
    keys = ("measure", "by", "whole", "period_start", "race", "age", "spanish")
    told = {tuple(row[key] for key in keys): row for row in network.table.to_pylist()}
    bounds = {tuple(row[key] for key in keys): row for row in bounded(network).to_pylist()}
    assert told.keys() == {tuple(row[key] for key in keys) for row in truth.table.to_pylist()}
    for row in truth.table.to_pylist():
        key = tuple(row[key] for key in keys)
        check(row, told[key], bounds[key], exact=base == 1)


def check(truth: dict[str, Any], told: dict[str, Any], bounds: dict[str, Any], *, exact: bool) -> None:
    """One cell of the network against what is true of it."""
    for name in ("n", "numerator", "denominator"):
        low, high = bounds[f"{name}_low"], bounds[f"{name}_high"]
        assert low is None or low <= truth[name] + 1e-9
        assert high is None or truth[name] <= high + 1e-9
        if exact and told["status"] == "shown":
            assert told[name] == pytest.approx(truth[name], rel=1e-12)
    if exact and told["status"] == "shown" and told["sum_of_squares"] is not None:
        assert told["sum_of_squares"] == pytest.approx(truth["sum_of_squares"], rel=1e-12)


def test_merging_in_steps_gives_the_same_bounds(tmp_path: Path) -> None:
    """A region may merge its clinics, and the network its regions."""
    made = []
    for at in range(3):
        full = cube_of(
            [{**ONE, "who": who, "score": float(at)} for who in range(5 + at)] + [WHITE] * 12, tmp_path, PLAN
        )
        public = released(full, in_part(full, race="Black"))
        made.append(replace(public, provenance=replace(public.provenance, source=f"clinic{at}.parquet")))
    assert merge(merge(*made[:2]), made[2]).hash == merge(*made).hash
    assert set(missing_figures(merge(*made)).column("withheld_by").to_pylist()) == {
        "clinic0.parquet + clinic1.parquet + clinic2.parquet"
    }


def test_a_month_of_nobody_is_none_and_not_hidden(tmp_path: Path) -> None:
    """A source without a row of a group has nobody in it: that is known, and counts as 0 in the network's total."""
    january, february = (cube_of([{**ONE, "day": dt.date(2024, month, 1)}], tmp_path, PLAN) for month in (1, 2))
    network = merge(*(released(one, [False] * one.table.num_rows) for one in (january, february)))
    assert [row["n"] for row in network.table.to_pylist() if row["measure"] == "seen" and not row["by"]] == [1, 1, 2]
    assert missing_figures(network).num_rows == 0

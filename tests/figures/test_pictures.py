"""Pictures say what is shown, say what is hidden as hidden, and stay composed however long, few or many the groups are."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedResult
from evenground.figures import dot_plot, dot_plot_sheets, over_time
from evenground.model.figures import Status
from tests.figures.drawn import SVG, read
from tests.reports import examples as ex

RESULTS = {
    "race": ex.by_race(),
    "pairs": ex.by_pairs(),
    "hidden": ex.all_hidden(),
    "one": ex.one_group(),
    "twelve": ex.twelve_groups(),
    "forty": ex.by_poverty(40),
    "zeros": ex.zeros(),
    "mean": ex.average(),
}
FIGURE = re.compile(r"^\d+\.\d$|^too small")
EVERY = list(itertools.product(RESULTS, (False, True), ("en", "es")))


def pictures(result: ReleasedResult, narrow: bool, language: str) -> list[str]:
    """Both kinds of picture, where there is one."""
    drawn = [draw(result, narrow=narrow, language=language) for draw in (dot_plot, over_time)]
    return [svg for svg in drawn if svg]


@pytest.mark.parametrize(("name", "narrow", "language"), EVERY)
def test_words_never_stand_on_each_other_nor_outside_the_picture(name: str, narrow: bool, language: str) -> None:
    """Long names, twelve groups, forty groups and Spanish must each look composed."""
    for svg in pictures(RESULTS[name], narrow, language):
        drawn = read(svg)
        assert [(a.words, b.words) for a, b in itertools.combinations(drawn.boxes, 2) if a.overlaps(b)] == []
        assert [
            box.words
            for box in drawn.boxes
            if box.left < -1 or box.right > drawn.width + 1 or box.bottom > drawn.height
        ] == []


@pytest.mark.parametrize(("name", "narrow", "language"), EVERY)
def test_no_word_stands_across_the_level_line(name: str, narrow: bool, language: str) -> None:
    """In the sketch the words of a hidden group ran across it."""
    drawn = read(dot_plot(RESULTS[name], narrow=narrow, language=language))
    crossed = [
        box.words
        for box in drawn.boxes
        for x, top, bottom in drawn.level
        if box.left < x < box.right and box.top < bottom and top < box.bottom
    ]
    assert crossed == []


@pytest.mark.parametrize("name", RESULTS)
def test_no_text_is_under_13_pixels_on_a_phone(name: str) -> None:
    """On the smallest phone a narrow picture stands on 285 pixels."""
    for drawn in map(read, pictures(RESULTS[name], True, "en")):
        assert min(drawn.sizes) * 285 / drawn.width >= 13


def test_every_picture_is_an_image_with_a_title_and_its_finding_in_words() -> None:
    """Who hears the page gets the figures, with the hidden group as hidden."""
    drawn = read(dot_plot(ex.by_race(), finding="More common for Black than for White."))
    assert drawn.tree.attrib["role"] == "img"
    assert drawn.title == "Back in hospital within 30 days by Race and ethnicity"
    assert drawn.finding.startswith("More common for Black than for White. Black: 16.0 (likely 14.7 to 17.2); ")
    assert "Native Hawaiian or Pacific Islander: hidden to protect people" in drawn.finding
    assert "The level line is at 8.9." in drawn.finding


def test_hidden_and_unknown_groups_keep_a_row_with_words() -> None:
    """Erasing a small group is itself a harm; a blank would be read as zero."""
    words = [box.words for box in read(dot_plot(ex.by_race())).boxes]
    assert "hidden to protect people" in words
    assert "Unknown" in words


def test_an_axis_does_not_move_for_a_group_that_may_not_be_shown() -> None:
    """Even a hidden cell that wrongly carries figures leaves every coordinate as it was."""
    plain = ex.by_race()
    leaking = ReleasedCell(plain.cells[2].groups, Status.SUPPRESSED, 9, 9, 1, 8.0, 9.0, 88.9, 60.0, 99.0)
    assert dot_plot(replace(plain, cells=(*plain.cells[:2], leaking, *plain.cells[3:]))) == dot_plot(plain)


def test_a_line_over_time_breaks_where_a_figure_is_withheld() -> None:
    """A line drawn through a hidden month tells the month."""
    broken = over_time(ex.by_race())
    asian = [line for line in read(broken).tree.iter(f"{SVG}polyline") if line.attrib["class"] == "eg-line eg-c3"]
    assert [len(line.attrib["points"].split()) for line in asian] == [3, 6, 6, 6]
    assert "Breaks in a line: hidden to protect people." in broken


def test_a_single_period_has_no_picture_over_time() -> None:
    """One point is no line."""
    assert over_time(replace(ex.by_race(), over_time=ex.by_race().over_time[:1])) == ""


@pytest.mark.parametrize("name", RESULTS)
def test_no_picture_holds_a_style_attribute_a_script_or_an_address(name: str) -> None:
    """The same file stands under a strict content security policy and in the PDF."""
    for svg in pictures(RESULTS[name], False, "en"):
        assert " style=" not in svg
        assert "<script" not in svg
        assert "href" not in svg


NAMES = st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=14, unique=True)


@settings(max_examples=40, deadline=None)
@given(names=NAMES, narrow=st.booleans(), language=st.sampled_from(["en", "es"]), at=st.integers(0, 1000))
def test_any_names_make_a_well_formed_picture_whose_words_do_not_collide(
    names: list[str], narrow: bool, language: str, at: int
) -> None:
    """Group names come from people's files: any letters, any length."""
    cells = tuple(ex.cell((name,), (at + 37 * i) % 200, 200) for i, name in enumerate(names))
    drawn = read(dot_plot(ex.result(ex.READMITTED, (ex.RACE,), cells, (names[0],)), narrow=narrow, language=language))
    assert [(a.words, b.words) for a, b in itertools.combinations(drawn.boxes, 2) if a.overlaps(b)] == []


@settings(max_examples=60, deadline=None)
@given(wanted=st.lists(st.floats(0, 300), min_size=1, max_size=12))
def test_names_at_line_ends_never_overlap_and_keep_the_order_of_their_lines(wanted: list[float]) -> None:
    """Twelve lines may end at one height."""
    from evenground.figures.labels import spread

    tops = spread(wanted, [21.0] * len(wanted), 0, 300)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert all(tops[b] - tops[a] > 20.99 for a, b in itertools.pairwise(order))


@given(most=st.integers(4, 60))
def test_sheets_for_paper_hold_every_row_once_on_one_scale(most: int) -> None:
    """Sixty rows on one page cannot be read; on three they must still be one picture."""
    whole = read(dot_plot(ex.by_pairs()))
    sheets = [read(svg) for svg in dot_plot_sheets(ex.by_pairs(), most=most)]
    figures = [box.words for sheet in sheets for box in sheet.boxes if FIGURE.search(box.words)]
    assert figures == [box.words for box in whole.boxes if FIGURE.search(box.words)]
    assert {sheet.level[0][0] for sheet in sheets} == {whole.level[0][0]}
    assert max(len(sheet.finding.split("; ")) for sheet in sheets) <= most

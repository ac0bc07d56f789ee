"""The gap chart tells one story on one time axis: both levels, the gap with its signals, the ratio, and whose change it was."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from evenground.disclosure.charted import ChartPoint
from evenground.disclosure.released import ReleasedCell, ReleasedResult
from evenground.figures import gap_chart
from evenground.model.figures import Status
from tests.figures import charted as made
from tests.figures.drawn import SVG, Drawn, read
from tests.figures.test_charts_over_time import composed
from tests.reports import examples as ex


def hidden_in(one: ReleasedResult, *places: int) -> ReleasedResult:
    """The same story with the group withheld in these periods, and so its gap."""
    gap = one.gap_charts[0]
    assert gap.ratio is not None
    rows = tuple(
        (when, overall, (ex.hidden(made.BLACK) if i in places else cells[0], cells[1]))
        for i, (when, overall, cells) in enumerate(one.over_time)
    )
    charts = replace(gap, difference=made.withheld(gap.difference, *places), ratio=made.withheld(gap.ratio, *places))
    return replace(one, over_time=rows, gap_charts=(charts,))


STORIES = {
    "typical": made.story(),
    "sixty": made.story(60),
    "twelve": made.story(12),
    "one": made.story(1),
    "turned around": made.story(36, 42, 9),
    "hidden months": hidden_in(made.story(), 3, 4, 5, 6, 20),
    "all hidden": hidden_in(made.story(), *range(36)),
    "huge": made.story(36, 42e6, 26e6, 18e6),
    "no levels": replace(made.story(), over_time=()),
    "no split": replace(made.story(), change=None),
}


def drawn(one: ReleasedResult, narrow: bool = False, language: str = "en") -> Drawn:
    """The gap chart read back."""
    return read(gap_chart(one.gap_charts[0], one, marks=made.TRIED, narrow=narrow, language=language))


def said(one: ReleasedResult) -> list[str]:
    """The words on the picture."""
    return [box.words for box in drawn(one).boxes]


@pytest.mark.parametrize(("name", "narrow", "language"), list(itertools.product(STORIES, (False, True), ("en", "es"))))
def test_words_never_stand_on_each_other_nor_outside_the_picture(name: str, narrow: bool, language: str) -> None:
    """Four panels and their labels, on a phone too."""
    picture = drawn(STORIES[name], narrow, language)
    composed(picture)
    assert not narrow or min(picture.sizes) * 285 / picture.width >= 13


def test_all_panels_share_one_time_axis() -> None:
    """What happened in a month must stand on one upright line."""
    picture = drawn(STORIES["typical"])
    lines = [one for one in picture.tree.iter(f"{SVG}line") if "eg-tried" in one.attrib["class"]]
    assert len(lines) == 9, "three marks through three panels"
    assert len({line.attrib["x1"] for line in lines}) == 3
    dots = [one.attrib["cx"] for one in picture.tree.iter(f"{SVG}circle") if "eg-c0" in one.attrib["class"]]
    assert len(set(dots)) == 36


def test_both_groups_the_gap_and_the_line_of_no_gap_are_named_where_they_are() -> None:
    """Names at the lines, no legend."""
    words = said(STORIES["typical"])
    for name in ("Black", "White", "the gap", "no gap", "same level", "average", "The gap is getting smaller."):
        assert name in words


def test_the_difference_always_shows_its_zero() -> None:
    """How far there is to go is the point of the picture."""
    far = made.story(36, 300, 296, 18)
    level = drawn(far).level
    assert len([1 for _, top, bottom in level if top == bottom]) >= 2


@pytest.mark.parametrize(
    ("signal", "words"),
    [
        ("narrowing", "The gap is getting smaller."),
        ("widening", "The gap is getting bigger."),
        ("closed", "The gap has closed."),
        ("reversed", "The gap has turned around: it now falls on the other group."),
        ("mixed", "The difference and the ratio tell two stories: look at both."),
        ("none", "No clear change in the gap so far."),
        ("too short", "Too few points yet to say if the gap changes."),
    ],
)
def test_every_signal_of_a_gap_has_its_words_in_picture_and_description(signal: str, words: str) -> None:
    """Widening and narrowing look alike to who cannot see the line."""
    one = STORIES["typical"]
    story = replace(one, gap_charts=(replace(one.gap_charts[0], signal=signal),))
    assert words in said(story)
    assert words in drawn(story).finding


def test_a_gap_that_closes_because_the_better_off_lost_is_said_to_be_no_way_to_close_it() -> None:
    """Levelling down narrows a gap and helps nobody."""
    one = STORIES["typical"]
    assert one.change is not None
    change = replace(one.change, group_change=0.4, reference_change=8.6, verdict="levelled down")
    words = " ".join(said(replace(one, change=change)))
    assert "Black: lost ground by 0.4" in words
    assert "White: lost ground by 8.6" in words
    assert "only because White lost ground" in words


def test_the_split_of_another_group_is_not_drawn() -> None:
    """A change belongs to the gap it was worked out for."""
    one = STORIES["typical"]
    assert one.change is not None
    other = replace(one, change=replace(one.change, groups=("Asian",)))
    assert not any("Whose change" in words for words in said(other))


def test_a_hidden_period_that_wrongly_carries_figures_changes_nothing() -> None:
    """Levels, difference, ratio, axes and description stay as they are."""
    plain = STORIES["hidden months"]
    gap = plain.gap_charts[0]
    assert gap.ratio is not None
    leaky = ChartPoint(gap.difference.points[20].period, Status.SUPPRESSED, 88.0, 70.0, 60.0, 99.0)
    points = (*gap.difference.points[:20], leaky, *gap.difference.points[21:])
    ratios = (*gap.ratio.points[:20], replace(leaky, value=30.0, lower=0.01), *gap.ratio.points[21:])
    when, overall, cells = plain.over_time[20]
    cell = ReleasedCell(made.BLACK, Status.SUPPRESSED, 9, 9, 0, 8.0, 9.0, 88.9, 60.0, 99.0)
    rows = (*plain.over_time[:20], (when, overall, (cell, cells[1])), *plain.over_time[21:])
    charts = replace(gap, difference=replace(gap.difference, points=points), ratio=replace(gap.ratio, points=ratios))
    leaking = replace(plain, over_time=rows, gap_charts=(charts,))
    assert gap_chart(charts, leaking) == gap_chart(gap, plain)


def test_the_pace_says_when_the_gap_would_close_and_between_which_dates() -> None:
    """A date without its doubt is a promise."""
    assert "At this pace the gap would close around Mar 2027 (between Aug 2026 and Jun 2028)." in said(
        STORIES["typical"]
    )
    one = STORIES["typical"]
    open_ended = replace(one.gap_charts[0].trajectories[0], closes_latest=None)
    words = " ".join(said(replace(one, gap_charts=(replace(one.gap_charts[0], trajectories=(open_ended,)),))))
    assert "or perhaps never" in words


def test_the_reference_may_be_everyone_or_the_goal() -> None:
    """Gaps are also told against the average and against an aim."""
    one = STORIES["typical"]
    everyone = replace(one.gap_charts[0], reference=("overall",))
    assert "Everyone together" in [box.words for box in read(gap_chart(everyone, one)).boxes]
    goal = replace(one, measure=replace(one.measure, target=12.0))
    target = replace(one.gap_charts[0], reference=("target",))
    assert "the goal" in [box.words for box in read(gap_chart(target, goal)).boxes]

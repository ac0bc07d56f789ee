"""Control charts say in shape and in words what signals, what is hidden and what is set apart; nothing hidden moves anything."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.disclosure.charted import ChartPoint, ReleasedChart
from evenground.figures import control_chart, small_multiples
from evenground.model.figures import Status
from evenground.model.measures import Better
from tests.figures import charted as made
from tests.figures.drawn import SVG, Drawn, read
from tests.reports import examples as ex

RESULT = ex.by_race()
EVERY = list(itertools.product(made.CHARTS, (False, True), ("en", "es")))


def composed(drawn: Drawn) -> None:
    """No words on each other, none outside the picture."""
    assert [(a.words, b.words) for a, b in itertools.combinations(drawn.boxes, 2) if a.overlaps(b)] == []
    assert [
        box.words
        for box in drawn.boxes
        if box.left < -1 or box.right > drawn.width + 1 or box.top < -1 or box.bottom > drawn.height + 1
    ] == []


def marks(drawn: Drawn, name: str) -> int:
    """How many marks of a kind are drawn, those of the key below left out."""
    foot = max(
        (box.bottom for box in drawn.boxes if re.fullmatch(r"(\d+ )?[A-Z][a-z]{2} 20\d\d", box.words)), default=0
    )
    return sum(
        name in element.attrib.get("class", "").split() and _height(element) < foot for element in drawn.tree.iter()
    )


def _height(element: object) -> float:
    given = element.attrib  # type: ignore[attr-defined]
    return float(next((given[key] for key in ("y", "cy", "y1") if key in given), "0"))


@pytest.mark.parametrize(("name", "narrow", "language"), EVERY)
def test_words_never_stand_on_each_other_nor_outside_the_picture(name: str, narrow: bool, language: str) -> None:
    """One point or 120, none shown, a constant, millions, a name of three lines: each must look composed."""
    drawn = read(control_chart(made.CHARTS[name], RESULT, narrow=narrow, language=language, marks=made.TRIED))
    composed(drawn)
    assert not narrow or min(drawn.sizes) * 285 / drawn.width >= 13


@pytest.mark.parametrize("name", made.CHARTS)
def test_no_chart_holds_a_style_attribute_a_script_or_an_address(name: str) -> None:
    """The same file stands under a strict content security policy and in the PDF."""
    svg = control_chart(made.CHARTS[name], RESULT, marks=made.TRIED)
    assert not re.search(r" style=|<script|href|url\(", svg)


@pytest.mark.parametrize("status", [Status.SUPPRESSED, Status.COMPLEMENTARY])
def test_a_hidden_point_that_wrongly_carries_figures_changes_nothing(status: Status) -> None:
    """Neither line, limits, axis nor words may give it away: limits alone would tell how many there were."""
    plain = made.withheld(made.typical(), 20, status=status)
    leaking = ChartPoint(
        plain.points[20].period, status, 97.0, 50.0, 1.0, 99.0, 4, ("beyond limits",), True, "why", "so"
    )
    points = (*plain.points[:20], leaking, *plain.points[21:])
    assert control_chart(replace(plain, points=points), RESULT) == control_chart(plain, RESULT)
    assert small_multiples([replace(plain, points=points)], RESULT) == small_multiples([plain], RESULT)


def test_the_line_and_the_limits_break_at_a_hidden_period_which_is_marked_and_named() -> None:
    """A line drawn through a hidden month tells the month."""
    whole = made.chart([20.0, 21.0, 19.0, 22.0, 18.0, 20.0])
    drawn = read(control_chart(made.withheld(whole, 2), RESULT))
    lines = [one for one in drawn.tree.iter(f"{SVG}polyline") if "eg-line" in one.attrib["class"].split()]
    assert [len(line.attrib["points"].split()) for line in lines] == [2, 3]
    assert marks(drawn, "eg-withheld") == 1
    assert "Hidden to protect people: Mar 2023." in [box.words for box in drawn.boxes]
    assert "Hidden to protect people: Mar 2023." in drawn.finding


def test_a_chart_with_every_period_hidden_says_so_and_draws_no_axis() -> None:
    """An empty frame would be read as nothing happening."""
    drawn = read(control_chart(made.CHARTS["all hidden"], RESULT))
    assert [box.words for box in drawn.boxes] == [
        "Black",
        "Back in hospital within 30 days (%)",
        "Every figure here is hidden to protect people.",
    ]
    assert drawn.finding.startswith("Every figure here is hidden to protect people. Hidden to protect people: 36 of 36")


def test_a_chart_without_one_period_is_a_picture_all_the_same() -> None:
    """A group may have come in after the last period told."""
    composed(read(control_chart(ReleasedChart("p", ("Black",), ()), RESULT, marks=made.TRIED)))


def test_no_one_to_count_is_not_the_same_as_hidden() -> None:
    """Nobody there, and not allowed to say who, are two findings."""
    one = made.withheld(made.chart([20.0] * 12), 3, status=Status.NONE)
    drawn = read(control_chart(one, RESULT))
    assert (marks(drawn, "eg-nobody"), marks(drawn, "eg-withheld")) == (1, 0)
    assert "No figure: Apr 2023." in drawn.finding


def test_every_point_of_a_signal_is_a_square_and_the_signal_is_named() -> None:
    """Shape and words, so that nobody depends on colour."""
    values = [20.0, 24.0] * 6 + [19.0] * 9
    drawn = read(control_chart(made.chart(values, signal="better"), RESULT))
    squares = [one for one in drawn.tree.iter(f"{SVG}rect") if "eg-signal" in one.attrib.get("class", "")]
    assert len(squares) == 9 + 1 + 1, "nine points, the bar below and the key"
    assert "9 in a row below average: better" in [box.words for box in drawn.boxes]
    assert "Signal: 9 in a row below average: better (Jan 2024 to Sep 2024)." in drawn.finding


def test_a_point_outside_the_expected_range_has_a_ring_too() -> None:
    """One month beyond the limits and a long run are different kinds of news."""
    drawn = read(control_chart(made.chart([20.0, 24.0] * 6 + [45.0, 22.0]), RESULT))
    assert marks(drawn, "eg-beyond") == 1
    assert "Above the expected range: the wrong way" in [box.words for box in drawn.boxes]


def test_what_a_side_of_the_average_means_follows_from_what_is_better() -> None:
    """More vaccinations are good, more readmissions are not."""
    up = replace(RESULT, measure=replace(RESULT.measure, better=Better.HIGHER))
    chart = made.chart([20.0, 24.0] * 6 + [45.0, 22.0])
    assert "Above the expected range: better" in control_chart(chart, up)


def test_too_few_crossings_are_one_slow_drift_and_not_many_signals() -> None:
    """The rule flags every point; each piece on its own says nothing."""
    words = [box.words for box in read(control_chart(made.CHARTS["drift"], RESULT)).boxes]
    assert [said for said in words if "drift" in said or "in a row" in said] == ["A slow drift, more than chance"]


def test_a_fault_in_the_data_is_crossed_and_named_and_does_not_stretch_the_axis() -> None:
    """One impossible jump must not press the whole story flat."""
    drawn = read(control_chart(made.typical(), RESULT))
    assert marks(drawn, "eg-broken") == 2, "one cross of two strokes"
    assert [box.words for box in drawn.boxes if box.words.isdigit()] == ["0", "10", "20", "30", "40"]
    assert "Oct 2023 (260.0) looks like a fault in the data, not a change for people." in drawn.finding


def test_a_point_left_out_is_hollow_with_its_reason() -> None:
    """It is shown, since it happened, and not judged, since it was no ordinary month."""
    drawn = read(control_chart(made.typical(), RESULT))
    assert marks(drawn, "eg-excluded") == 1
    assert "May 2023 is shown but not judged: the clinic was closed by a storm." in drawn.finding


def test_each_phase_has_its_own_average_in_picture_and_words() -> None:
    """A new way of working has a new level."""
    drawn = read(control_chart(made.phased(), RESULT))
    averages = [one for one in drawn.tree.iter(f"{SVG}polyline") if "eg-centre" in one.attrib["class"]]
    assert len(averages) == 2
    assert "The average is 15.0 from Jul 2024." in drawn.finding


def test_the_average_its_range_the_goal_and_the_chance_of_a_false_signal_are_said() -> None:
    """Who hears the page gets the chart's whole answer."""
    finding = read(control_chart(made.typical(), RESULT, finding="It got better.")).finding
    assert finding.startswith("It got better. The latest value is 14.5 (Dec 2025). The average is 23.7.")
    assert "The expected range is 16.6 to 30.8. The goal is 12.0." in finding
    assert "If nothing changed, about 9 in 100 charts like this would still show a signal." in finding


def test_what_was_tried_stands_at_its_day_in_order_and_outside_the_time_is_said_below() -> None:
    """A mark at the wrong month tells a wrong story."""
    tried = (*made.TRIED, replace(made.TRIED[0], day=made.TRIED[0].day.replace(year=2019), title="Long before"))
    drawn = read(control_chart(made.CHARTS["typical"], RESULT, marks=tried))
    lines = [one for one in drawn.tree.iter(f"{SVG}line") if "eg-tried" in one.attrib["class"]]
    places = [float(line.attrib["x1"]) for line in lines]
    assert places == sorted(places)
    assert len(places) == 3
    assert "Tried outside the time shown: Apr 2019: Long before" in [box.words for box in drawn.boxes]


def test_a_narrow_picture_numbers_what_was_tried_and_says_below_what_the_numbers_are() -> None:
    """Long titles have no room on a phone."""
    words = [box.words for box in read(control_chart(made.typical(), RESULT, marks=made.TRIED, narrow=True)).boxes]
    assert {"1", "2", "3"} <= set(words)
    assert "3 = Feb 2025: School nurse link" in words


FIGURES = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 2))
POINTS = st.tuples(FIGURES, st.sampled_from([*Status]), st.booleans(), st.sampled_from(["", "a storm"]), st.booleans())


def _any_chart(drawn: list[tuple[float, Status, bool, str, bool]]) -> ReleasedChart:
    points = [
        ChartPoint(
            when, status, value, value - 2, value - 9, value + 4, i // 20, ("x",), signal, left_out, "x" * broken
        )
        for i, (when, (value, status, signal, left_out, broken)) in enumerate(
            zip(made.periods(len(drawn)), drawn, strict=True)
        )
    ]
    return ReleasedChart("i", ("Black",), tuple(points), false_alarm=0.1)


@settings(max_examples=40, deadline=None)
@given(points=st.lists(POINTS, min_size=1, max_size=40), narrow=st.booleans(), language=st.sampled_from(["en", "es"]))
def test_any_figures_make_a_composed_picture(
    points: list[tuple[float, Status, bool, str, bool]], narrow: bool, language: str
) -> None:
    """Whatever the data: signals everywhere, every point a fault, figures of any size."""
    composed(read(control_chart(_any_chart(points), RESULT, narrow=narrow, language=language, marks=made.TRIED)))

"""A hundred charts, or a hundred sites, stay readable and light, and whoever is hidden is named as hidden."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from evenground.disclosure.charted import FunnelPoint
from evenground.figures import funnel, small_multiples
from evenground.model.figures import Status
from tests.figures import charted as made
from tests.figures.drawn import SVG, read
from tests.figures.test_charts_over_time import composed
from tests.reports import examples as ex

RESULT = ex.by_race()


@pytest.mark.parametrize(
    ("count", "width", "language"), list(itertools.product((1, 12, 100), (300, 720, 1100), ("en", "es")))
)
def test_many_panels_never_collide_and_stay_light(count: int, width: float, language: str) -> None:
    """A hundred clinics on one page, and on a phone."""
    svg = small_multiples(made.many(count), RESULT, width=width, language=language)
    assert len(svg.encode()) < 200_000
    composed(read(svg))
    assert width > 300 or min(read(svg).sizes) * 285 / width >= 13


def test_panels_share_one_scale_and_one_order() -> None:
    """Else the flattest line looks the worst."""
    charts = made.many(6)
    drawn = read(small_multiples(charts, RESULT, columns=3))
    ticks = [box.words for box in drawn.boxes if box.words.isdigit()]
    assert ticks == ["0", "20", "40", "0", "20", "40"]
    names = [box.words for box in drawn.boxes if box.words.startswith("Clinic")]
    assert names == [chart.name for chart in charts[1:]]


def test_each_panel_says_its_name_latest_value_and_signal() -> None:
    """A square and a word, not a colour."""
    drawn = read(small_multiples(made.many(6)[4:5], RESULT))
    words = [box.words for box in drawn.boxes]
    assert {"Clinic 5", "better"} <= set(words)
    assert "Clinic 5: latest 13.4, average 24.2; signal: better." in drawn.finding
    assert any("eg-signal" in one.attrib.get("class", "") for one in drawn.tree.iter(f"{SVG}path"))


def test_a_hidden_panel_keeps_its_place_and_does_not_move_the_scale() -> None:
    """Erasing a small clinic is itself a harm."""
    charts = made.many(4)
    loud = made.chart([990.0] * 36, ("Clinic 3",))
    leaking = replace(loud, points=tuple(replace(point, status=Status.SUPPRESSED) for point in loud.points))
    hidden = made.withheld(charts[2], *range(36))
    assert small_multiples([*charts[:2], leaking, charts[3]], RESULT) == small_multiples(
        [*charts[:2], hidden, charts[3]], RESULT
    )
    drawn = read(small_multiples([*charts[:2], hidden], RESULT))
    assert "Clinic 3" in [box.words for box in drawn.boxes]
    assert "Clinic 3: hidden to protect people." in drawn.finding


def test_no_charts_make_no_picture() -> None:
    """An empty frame says nothing."""
    assert small_multiples([], RESULT) == ""


@pytest.mark.parametrize(
    ("count", "largest", "narrow", "language"),
    list(itertools.product((1, 40, 300), (900.0, 50_000.0), (False, True), ("en", "es"))),
)
def test_a_funnel_of_any_size_is_composed(count: int, largest: float, narrow: bool, language: str) -> None:
    """Names stand where there is room; for whom there is none is said below."""
    drawn = read(funnel(made.sites(count, largest), RESULT, narrow=narrow, language=language))
    composed(drawn)
    assert not narrow or min(drawn.sizes) * 285 / drawn.width >= 13


def test_sites_outside_the_limits_are_squares_with_names_and_hidden_ones_are_named_below() -> None:
    """No site is accused by a colour, none is forgotten."""
    drawn = read(funnel(made.sites(), RESULT))
    words = [box.words for box in drawn.boxes]
    assert "Clinic 5 41.4" in words
    assert "Not drawn, hidden to protect people: Clinic North and Clinic South." in words
    assert "Clinic 5: 41.4, outside the 99.8% lines: the wrong way." in drawn.finding
    circles = [one for one in drawn.tree.iter(f"{SVG}circle") if "eg-beyond" not in one.attrib["class"]]
    assert len(circles) == 33, "those inside the lines"


def test_the_axis_of_sizes_does_not_move_for_a_hidden_site() -> None:
    """It prints how many each site counts."""
    plain = made.sites()
    leaking = FunnelPoint("Clinic North", Status.SUPPRESSED, 99.0, 99_000.0, 0.998)
    points = tuple(leaking if point.name == "Clinic North" else point for point in plain.points)
    assert funnel(replace(plain, points=points), RESULT) == funnel(plain, RESULT)


def test_a_funnel_with_every_site_hidden_says_so() -> None:
    """And draws no limits, which would tell of somebody's size."""
    plain = made.sites(3)
    hidden = tuple(FunnelPoint(point.name, Status.SUPPRESSED) for point in plain.points)
    drawn = read(funnel(replace(plain, points=hidden), RESULT))
    assert "Every figure here is hidden to protect people." in [box.words for box in drawn.boxes]
    assert not list(drawn.tree.iter(f"{SVG}polyline"))

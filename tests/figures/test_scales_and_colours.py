"""Scales end at round numbers; colours can be told apart from their ground, and nobody is drawn in red."""

from __future__ import annotations

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.figures import colours
from evenground.figures.scales import scale_for


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", [*colours.GROUPS, colours.MISSING, colours.INK, colours.SOFT, colours.LEVEL_TEXT])
def test_colours_that_carry_words_have_a_contrast_of_4_5_on_paper(colour: str) -> None:
    """WCAG 2.2 AA for text; on the white card and on the warm page."""
    assert min(contrast(colour, ground) for ground in ("#FFFFFF", "#FBF8F3")) >= 4.5


@pytest.mark.parametrize("colour", colours.DARK_GROUPS)
def test_dark_colours_have_a_contrast_of_4_5_on_the_dark_card(colour: str) -> None:
    """The same for those who read in the dark."""
    assert contrast(colour, "#1F232B") >= 4.5


def test_the_level_line_has_a_contrast_of_3_on_paper() -> None:
    """WCAG 2.2 AA for graphics."""
    assert contrast(colours.LEVEL, "#FBF8F3") >= 3


@pytest.mark.parametrize("colour", [*colours.GROUPS, *colours.DARK_GROUPS])
def test_no_group_is_red(colour: str) -> None:
    """Red says bad; no people are."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))
    assert saturation * (1 - abs(2 * lightness - 1)) < 0.35 or 20 / 360 < hue < 325 / 360


@given(st.lists(st.floats(-1e7, 1e7, allow_nan=False).map(lambda x: round(x, 3)), max_size=20))
def test_a_scale_holds_every_value_and_has_few_round_ticks(values: list[float]) -> None:
    """Whatever the figures are, also none at all."""
    scale = scale_for(values, start=0, end=100)
    assert all(-0.01 <= scale(value) <= 100.01 for value in values)
    assert 2 <= len(scale.ticks) <= 9


def test_a_scale_begins_at_zero_unless_the_figures_lie_close_together_far_from_it() -> None:
    """Counts of people want their zero; blood sugars do not."""
    assert scale_for([3.0, 20.0]).low == 0
    assert scale_for([8.0, 9.3]).low == 8

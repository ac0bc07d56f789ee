"""The false-alarm rate that stands next to an answer: a share, known where it was simulated, with a reason where not."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from evenground.spc.false_alarms import FAMILIES, false_alarm_rate, why_no_rate
from evenground.spc.rules import RULE_SETS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "false-alarms.md"

# Per cent of 20,000 random series, simulated by another program for charts of 12, 16, 24, 36, 60 and 100 points.
OTHERS = [
    ("anhoej", "run", (1.3, 0.9, 3.0, 4.3, 4.1, 5.1)),
    ("anhoej", "i", (3.9, 4.5, 9.0, 13.2, 18.4, 26.8)),
    ("western-electric", "i", (5.3, 8.0, 14.8, 24.9, 41.2, 61.3)),
    ("mdc", "i", (4.8, 7.9, 15.3, 26.2, 43.9, 64.4)),
    ("nelson", "i", (6.7, 10.5, 19.0, 30.9, 50.2, 71.6)),
    ("ihi", "run", (13.6, 21.5, 36.7, 56.2, 79.6, 94.3)),
]


@pytest.mark.parametrize(("rules", "kind", "rates"), OTHERS, ids=[f"{rules}-{kind}" for rules, kind, _ in OTHERS])
def test_our_rates_are_those_of_another_simulation_within_its_noise(
    rules: str, kind: str, rates: tuple[float, ...]
) -> None:
    """Two simulations of 20,000: four standard errors of their difference."""
    for points, rate in zip((12, 16, 24, 36, 60, 100), rates, strict=True):
        theirs = rate / 100
        noise = 4 * np.sqrt(2 * theirs * (1 - theirs) / 20_000) + 0.0005
        assert false_alarm_rate(rules, kind, points) == pytest.approx(theirs, abs=noise)


def test_every_rate_within_the_table_is_a_share() -> None:
    """Of every set of rules, on every chart that was simulated."""
    for rules, kind, points in product(RULE_SETS, FAMILIES, (10, 41, 99, 100)):
        assert 0 <= false_alarm_rate(rules, kind, points) <= 1


@pytest.mark.parametrize(
    ("kind", "points", "lengths", "words"),
    [
        ("i", 9, None, "for 10 to 100 points, not 9"),
        ("i", 101, None, "not 101"),
        ("mr", 24, None, "'mr' chart was not simulated"),
        ("i", 24, {"shift": 6}, "usual lengths"),
    ],
)
def test_a_rate_that_is_not_known_is_no_number_and_has_a_reason(
    kind: str, points: int, lengths: dict[str, int] | None, words: str
) -> None:
    """A guess beside a finding would be read as fact."""
    assert np.isnan(false_alarm_rate("mdc", kind, points, lengths=lengths))
    assert words in why_no_rate("mdc", kind, points, lengths=lengths)


def test_usual_lengths_named_out_loud_are_still_the_usual_ones() -> None:
    """Saying 7 where 7 is meant changes nothing."""
    assert false_alarm_rate("mdc", "i", 24, lengths={"shift": 7}) == false_alarm_rate("mdc", "i", 24)


def test_screening_costs_false_alarms() -> None:
    """Dropping large moving ranges narrows the limits."""
    assert false_alarm_rate("anhoej", "i", 24, screen=True) > false_alarm_rate("anhoej", "i", 24) + 0.02


def test_no_rules_never_alarm() -> None:
    """Nor is there anything to know."""
    assert false_alarm_rate("none", "i", 5) == 0


def test_the_page_prints_the_table() -> None:
    """Readers see the page, not the data."""
    text = PAGE.read_text(encoding="utf-8")
    for rules, kind in (("anhoej", "run"), ("anhoej", "i"), ("mdc", "i"), ("ihi", "run")):
        row = [f"{100 * false_alarm_rate(rules, kind, points):.1f}" for points in (12, 24, 36, 60, 100)]
        assert f"| {' | '.join(row)} |" in text

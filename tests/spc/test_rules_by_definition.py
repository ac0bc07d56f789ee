"""Each rule by its definition: a planted pattern is flagged whole, completed at its last point, and not one point sooner."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.spc.rules import RULE_SETS, Signals, rule_set, signals

QUIET = [0.1, -0.1]


def judged(*value: float, rules: str = "nelson", **options: object) -> Signals:
    """The rules on points with centre 0, sigma 1 and limits at 3."""
    return signals(np.array(value, float), 0, 1, lower=-3, upper=3, rules=rules, **options)


def places(flags: np.ndarray) -> list[int]:
    """Where the flags are."""
    return np.flatnonzero(flags).tolist()


PLANTED = [
    ("anhoej", "beyond limits", [0.1, 3.1, -0.1, -3.1], [1, 3], [1, 3]),
    ("anhoej", "beyond limits", [3.0, -3.0], [], []),
    ("western-electric", "2 of 3", [0.1, 2.1, 0.1, 2.2, -0.1], [1, 3], [3]),
    ("western-electric", "2 of 3", [0.1, 2.1, 0.1, 0.1, 2.2], [], []),
    ("western-electric", "2 of 3", [0.1, 2.1, 0.1, -2.2], [], []),
    ("western-electric", "4 of 5", [1.1, 1.1, -0.1, 1.1, 1.1], [0, 1, 3, 4], [4]),
    ("western-electric", "4 of 5", [1.1, 1.1, -0.1, 1.1, 0.9], [], []),
    ("western-electric", "8 on one side", [-0.1, *[0.1] * 8, -0.1], list(range(1, 9)), [8]),
    ("western-electric", "8 on one side", [-0.1, *[0.1] * 7, -0.1], [], []),
    ("western-electric", "8 on one side", [*[0.1] * 4, 0, *[0.1] * 4], [], []),
    ("nelson", "9 on one side", [-0.1, *[0.1] * 10], list(range(1, 11)), [9, 10]),
    ("nelson", "trend", [0.5, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0], list(range(1, 7)), [6]),
    ("nelson", "trend", [0.5, 0, 0.1, 0.2, 0.3, 0.4, 0], [], []),
    ("nelson", "trend", [0, 0.1, 0.2, 0.2, 0.3, 0.4, 0.5], [], []),
    ("nelson", "alternating", QUIET * 7, list(range(14)), [13]),
    ("nelson", "alternating", QUIET * 6 + [0.1], [], []),
    ("nelson", "within 1 sigma", [1.1, *[0.9] * 15, 1.1], list(range(1, 16)), [15]),
    ("nelson", "within 1 sigma", [1.1, *[0.9] * 14, 1.1], [], []),
    ("nelson", "within 1 sigma", [*[0.9] * 14, 1.0], list(range(15)), [14]),
    ("nelson", "outside 1 sigma", [1.1, -1.1] * 4, list(range(8)), [7]),
    ("nelson", "outside 1 sigma", [1.1] * 8, [], []),
    ("ihi", "shift", [-0.1, 0.1, 0.1, 0.1, 0, 0.1, 0.1, 0.1, -0.1], [1, 2, 3, 5, 6, 7], [7]),
    ("ihi", "trend", [0, 0.1, 0.2, 0.2, 0.3, 0.4, 0], [0, 1, 2, 4, 5], [5]),
    ("ihi", "trend", [0, 0.1, 0.2, 0.2, 0.3, 0], [], []),
    ("ihi", "too many runs", QUIET * 6, list(range(12)), [11]),
    ("ihi", "too few runs", [*[0.1] * 6, *[-0.1] * 6], list(range(12)), [11]),
    ("mdc", "shift", [-0.1, *[0.1] * 7, -0.1], list(range(1, 8)), [7]),
    ("mdc", "shift", [*[0.1] * 6, 0, 0.1], [], []),
    ("mdc", "trend", [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], list(range(7)), [6]),
    ("mdc", "2 of 3", [2.1, 0.1, 2.2], [0, 2], [2]),
    ("mdc", "2 of 3", [2.1, 2.2, 0.1], [0, 1], [2]),
    ("mdc", "2 of 3", [2.1, -0.1, 2.2], [], []),
    ("mdc", "2 of 3", [2.1, 0.1, 3.2], [], []),
    ("anhoej", "long run", [*[-0.1, 0.1] * 2, *[0.1] * 9], list(range(3, 13)), [10, 11, 12]),
    ("anhoej", "few crossings", [*[0.1] * 6, *[-0.1] * 6], list(range(12)), [11]),
]


@pytest.mark.parametrize(("rules", "name", "value", "whole", "completing"), PLANTED)
def test_a_planted_pattern_is_flagged_whole_and_completed_at_its_last_point(
    rules: str, name: str, value: list[float], whole: list[int], completing: list[int]
) -> None:
    """The thresholds are the ones that were published: one point fewer is no signal."""
    found = judged(*value, rules=rules)
    assert (places(found.flags[name]), places(found.completing[name])) == (whole, completing)


def test_minitab_asks_for_one_point_more_in_trends_and_alternations() -> None:
    """It counts the steps between points, six and fourteen, where JMP and Nelson count points."""
    rising = np.arange(6) / 10
    assert judged(*rising).flags["trend"].all()
    assert not judged(*rising, lengths="minitab").flags["trend"].any()
    assert judged(*rising, 0.6, lengths="minitab").flags["trend"].all()
    assert not judged(*QUIET * 7, lengths="minitab").flags["alternating"].any()
    assert judged(*QUIET * 7, 0.1, lengths="minitab").flags["alternating"].all()


def test_lengths_are_parameters_of_a_preset() -> None:
    """Improvement teams of the NHS use 6, 7 or 8 points."""
    six = [*[0.1] * 6, -0.1]
    assert places(judged(*six, rules="mdc", lengths={"shift": 6}).flags["shift"]) == list(range(6))
    assert not judged(*six, rules="mdc").flags["shift"].any()
    assert "6 on one side" in judged(*six, rules="we", lengths={"one side": 6}).flags


def test_a_missing_point_breaks_a_pattern_and_an_excluded_one_is_passed_over() -> None:
    """What happened in a gap nobody knows; a point set aside is known, and known not to belong."""
    eight = [*[0.1] * 4, np.nan, *[0.1] * 4]
    assert not judged(*eight, rules="we").flags["8 on one side"].any()
    aside = judged(*[*[0.1] * 4, -9, *[0.1] * 4], rules="we", include=np.arange(9) != 4)
    assert places(aside.flags["8 on one side"]) == [0, 1, 2, 3, 5, 6, 7, 8]
    assert not aside.flags["beyond limits"].any()


def test_two_of_three_holds_over_a_gap_since_nothing_in_it_could_undo_it() -> None:
    """Both points beyond 2 sigma are there whatever the third was."""
    assert places(judged(2.1, np.nan, 2.2).flags["2 of 3"]) == [0, 2]


def test_every_point_is_judged_against_its_own_zone() -> None:
    """With limits that vary, two points beyond their own 2 sigma count, though the second zone is wider than the first point."""
    sigma = np.array([1, 1, 2.0])
    found = signals([2.1, 0.1, 4.1], 0, sigma, lower=-3 * sigma, upper=3 * sigma, rules="we")
    assert places(found.flags["2 of 3"]) == [0, 2]


def test_a_constant_series_signals_nothing_until_a_value_differs() -> None:
    """The mean of ten 4.2s is not 4.2 to the last bit; without a tolerance every point would lie above it."""
    same = np.full(10, 4.2)
    assert np.mean(same) != 4.2
    for rules in RULE_SETS:
        found = signals(same, np.mean(same), 1e-17, lower=np.mean(same), upper=np.mean(same), rules=rules)
        assert not any(flags.any() for flags in found.flags.values())
        assert np.isnan(found.longest_run)
        assert found.useful == 0
    other = signals([*same, 4.3], 4.2, 0, lower=4.2, upper=4.2)
    assert places(other.flags["beyond limits"]) == [10]


def test_without_limits_nothing_is_beyond_them_and_without_sigma_there_are_no_zones() -> None:
    """A run chart has neither."""
    found = signals([0, 9, -9, 9, 0], 0, np.nan, lower=np.nan, upper=np.nan, rules="nelson")
    assert not any(found.flags[rule].any() for rule in ("beyond limits", "2 of 3", "within 1 sigma", "outside 1 sigma"))


def test_no_points_no_signals() -> None:
    """An empty series, or one of missing points, is not an error."""
    for value in (np.zeros((3, 0)), np.full((3, 5), np.nan)):
        for rules in RULE_SETS:
            found = signals(value, 0, 1, lower=-3, upper=3, rules=rules)
            assert not any(flags.any() for flags in found.flags.values())
            assert np.isnan(found.crossings).all()


@pytest.mark.parametrize(("alias", "name"), [("WE", "western-electric"), ("Anhøj", "anhoej"), ("nhs", "mdc")])
def test_rules_answer_to_their_other_names(alias: str, name: str) -> None:
    """People type what they call them."""
    assert rule_set(alias) == name


@pytest.mark.parametrize(
    ("rules", "lengths", "words"),
    [
        ("shewhart", None, "no set of rules called 'shewhart'. Choose one of: anhoej,"),
        ("mdc", {"run": 7}, "Lengths that can be changed: shift, trend."),
        ("mdc", {"shift": 2}, "at least 3 points"),
        ("mdc", "minitab", "only 'nelson' has 'jmp' and 'minitab'"),
        ("anhoej", {"shift": 7}, "can be changed: none."),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(rules: str, lengths: object, words: str) -> None:
    """A misspelt rule that silently changed nothing would be believed."""
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        judged(0, rules=rules, lengths=lengths)

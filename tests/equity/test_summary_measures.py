"""The summary measures by hand, and the rules of the WHO for which groups are compared."""

from __future__ import annotations

import numpy as np
import pytest

from evenground import equity

LEVELS, PEOPLE = [10.0, 20.0, 30.0], [100, 200, 100]


def by_hand(**given: object) -> dict[str, equity.Value]:
    """Three groups, average 20."""
    return equity.summary_measures(LEVELS, population=PEOPLE, draws=10, **given)


def test_measures_of_three_groups_by_hand() -> None:
    """WHO Handbook on Health Inequality Monitoring 2013: shares 1/4, 1/2, 1/4; average 20; lower is better."""
    found = {name: value.value for name, value in by_hand(reference=1).items()}
    r = np.array([0.5, 1, 1.5])
    share = np.array([0.25, 0.5, 0.25])
    hand = {
        "difference": 10, "ratio": 1.5, "par": 0, "paf": 0,
        "bgv": 50, "bgsd": np.sqrt(50), "cov": 100 * np.sqrt(50) / 20,
        "mdmu": 20 / 3, "mdmw": 5, "mdbu": 10, "mdbw": 10, "mdru": 20 / 3, "mdrw": 5,
        "idisu": 100 / 3, "idisw": 25,
        "theil": 1000 * (share * r * np.log(r)).sum(), "mld": -1000 * (share * np.log(r)).sum(),
    }  # fmt: skip
    assert {name: found[name] for name in hand} == pytest.approx(hand)


def test_concentration_by_hand() -> None:
    """Kakwani, Wagstaff & van Doorslaer 1997: ranks 1/8, 1/2, 7/8; ACI = sum p (2R - 1) y = 0.25 x 0.75 x (30 - 10)."""
    found = by_hand(order=[1, 2, 3])
    assert found["aci"].value == pytest.approx(3.75)
    assert found["rci"].value == pytest.approx(3.75 / 20)


def test_the_bounded_concentration_indices_by_hand() -> None:
    """Wagstaff 2005: RCI / (1 - mean); Erreygers 2009: 4 mean RCI, with the mean as a share (0.2)."""
    assert by_hand(order=[1, 2, 3], index="wagstaff")["rci"].value == pytest.approx(0.1875 / 0.8)
    assert by_hand(order=[1, 2, 3], index="erreygers")["rci"].value == pytest.approx(4 * 0.2 * 0.1875)


def test_a_straight_line_gives_its_own_slope_and_ends() -> None:
    """Mackenbach & Kunst 1997: levels 10 + 20 R at ranks 1/8, 1/2, 7/8 give SII 20 and RII 30 / 10."""
    levels = [12.5, 20.0, 27.5]
    found = equity.summary_measures(levels, population=PEOPLE, order=[1, 2, 3], model="linear", draws=10)
    assert (found["sii"].value, found["rii"].value) == pytest.approx((20, 3))


def test_walters_attributable_fraction_by_hand() -> None:
    """Walter, Biometrics 1978 34:611: if the average 20 had the reference's 10, half of the cases would not be."""
    found = equity.summary_measures(LEVELS, population=PEOPLE, draws=10)
    assert (found["par"].value, found["paf"].value) == pytest.approx((-10, -50))
    a, b, c, d = 70, 230, 10, 90
    se = np.sqrt(c * 400 * (a * d * (400 - c) + b * c**2) / ((a + c) ** 3 * (c + d) ** 3))
    assert found["paf"].se == pytest.approx(100 * se)


@pytest.mark.parametrize(
    ("given", "gap"),
    [
        ({"better": "lower"}, 20),
        ({"better": "higher"}, 20),
        ({"better": "lower", "order": [1, 2, 3]}, -20),
        ({"better": "higher", "order": [1, 2, 3]}, 20),
        ({"better": "lower", "reference": 0}, 20),
        ({"better": "lower", "reference": 2}, -10),
        ({"better": "higher", "reference": 1}, 10),
    ],
)
def test_the_groups_compared_follow_the_who_or_the_named_reference(given: dict, gap: float) -> None:
    """A gap above 0 means worse off: ordered groups by their ends, others by highest and lowest, or by the reference."""
    assert by_hand(**given)["difference"].value == pytest.approx(gap)


def test_a_tie_is_settled_by_the_surest_group_not_by_the_order_of_rows() -> None:
    """Two groups at 30: the one with the smaller standard error is compared."""
    levels, errors = [10.0, 30.0, 30.0], [1.0, 5.0, 2.0]
    for turn in ([0, 1, 2], [0, 2, 1], [2, 1, 0]):
        found = equity.summary_measures(np.take(levels, turn), se=np.take(errors, turn), draws=10)
        assert found["difference"].se == pytest.approx(np.hypot(1, 2))


def test_counts_give_better_intervals_than_standard_errors() -> None:
    """A group with no event has standard error 0; from counts Newcombe's interval still knows that it is small."""
    people, cases = np.array([40, 60]), np.array([0, 12])
    levels, errors = 100 * cases / people, 100 * np.sqrt(cases * (people - cases) / people**3)
    by_errors = equity.summary_measures(levels, population=people, se=errors, draws=10)["difference"]
    by_counts = equity.summary_measures(levels, population=people, numerator=cases, draws=10)["difference"]
    newcombe = equity.difference_interval(12, 60, 0, 40, per=100)
    assert "give numerator" in by_errors.note
    assert (by_counts.lower, by_counts.upper) == pytest.approx((newcombe.lower, newcombe.upper))


def test_errors_larger_than_binomial_widen_the_logit_slope() -> None:
    """A survey's design effect: twice the standard errors, twice the interval."""
    people = np.array([400, 500, 600])
    errors = np.sqrt(np.array(LEVELS) * (100 - np.array(LEVELS)) / people)
    plain, wide = (
        equity.summary_measures(LEVELS, population=people, se=k * errors, order=[1, 2, 3], draws=10)["sii"]
        for k in (1, 2)
    )
    assert wide.se == pytest.approx(2 * plain.se)
    assert "widened" in wide.note


def test_a_survey_of_equal_people_gives_the_slope_of_its_groups() -> None:
    """With weights 1 and no design, people and their grouped counts are the same data (Binder 1983)."""
    order = np.repeat([1, 2, 3], [40, 50, 60])
    outcome = np.concatenate([np.arange(n) < k for n, k in ((40, 10), (50, 20), (60, 36))]).astype(float)
    people = equity.survey_slope_indices(outcome, order)[0]
    groups = equity.summary_measures([25.0, 40.0, 60.0], population=[40, 50, 60], order=[1, 2, 3], draws=10)["sii"]
    assert 100 * people.value == pytest.approx(groups.value)
    aci = equity.survey_concentration_indices(outcome, order)[0]
    grouped = equity.summary_measures([25.0, 40.0, 60.0], population=[40, 50, 60], order=[1, 2, 3], draws=10)["aci"]
    assert 100 * aci.value == pytest.approx(grouped.value)


def test_clusters_that_move_together_widen_the_survey_interval() -> None:
    """Ten copies of each person in one cluster are no more than the person."""
    rng = np.random.default_rng(3)
    order = rng.integers(1, 6, 300)
    outcome = (rng.random(300) < 0.2 + 0.08 * order).astype(float)
    one = equity.survey_slope_indices(outcome, order, psu=np.arange(300))[0]
    copied = equity.survey_slope_indices(
        np.repeat(outcome, 10), np.repeat(order, 10), psu=np.repeat(np.arange(300), 10)
    )[0]
    assert copied.se == pytest.approx(one.se)


def test_chance_alone_spreads_equal_groups() -> None:
    """Seven equal groups of 500 at 30 %: a range of 5.5 points, IDISW 5.1 and Theil 2.0 on average, with no gap at all."""
    null = equity.measures_under_equality([30.0] * 7, population=[500] * 7)
    found = tuple(null[name].value for name in ("difference", "idisw", "theil"))
    assert found == pytest.approx((5.5, 5.1, 2.0), rel=0.02)
    assert "chance alone" in equity.summary_measures([30.0] * 7, se=[2.05] * 7, population=[500] * 7)["idisw"].note


def test_an_estimate_outside_its_bounds_ends_at_once_with_a_reason() -> None:
    """104 on a scale of 100 must neither hang nor be cut in silence."""
    found = equity.summary_measures([104.0, 50.0, 60.0], se=[0.1, 1, 1], population=[5, 5, 5], order=[1, 2, 3])
    assert "outside its bounds" in found["mdmw"].note
    assert "outside 0 to scale" in found["sii"].note
    assert not np.isnan(found["mdmw"].value)


def test_rates_and_means_need_no_scale() -> None:
    """A mean of 30 is not 30 %: without scale the slope is linear and nothing is cut at 100."""
    found = equity.summary_measures(
        [130.0, 120.0, 140.0], se=[2, 2, 2], population=[5, 6, 7], order=[1, 2, 3], scale=None
    )
    assert found["sii"].method.startswith("linear")
    assert found["bgsd"].note == ""
    assert "proportions only" in found["par"].note


def test_population_shares_are_not_taken_for_people() -> None:
    """Shares of 0.2 must not become one person each, nor a sample of one in the slope's interval."""
    shares = equity.summary_measures(LEVELS, population=[0.25, 0.5, 0.25], order=[1, 2, 3], draws=10)["sii"]
    people = equity.summary_measures(LEVELS, population=[250, 500, 250], order=[1, 2, 3], draws=10)["sii"]
    assert shares.value == pytest.approx(people.value)
    assert "no counts of people" in shares.note

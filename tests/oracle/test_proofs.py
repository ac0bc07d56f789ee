"""Why we differ from other programs where we do: each claim of the table of disagreements, shown."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, special, stats

from evenground import equity
from tests.oracle.cases import HERE, Case, load

Z = stats.norm.ppf(0.975)
GRADIENT = {"population": [1840, 2210, 2365, 2540, 1975], "order": [1, 2, 3, 4, 5], "better": "higher"}
LEVELS = [100 * x / n for x, n in zip((1033, 1321, 1454, 1721, 1392), GRADIENT["population"], strict=True)]


def own(name: str) -> Case:
    """A case on made-up data."""
    return load(name, HERE)


def binomial_fit(levels: np.ndarray, weights: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Intercept and slope of a logit on the relative rank, by a general optimiser."""
    rank = np.cumsum(people) / people.sum() - people / people.sum() / 2

    def loss(b: np.ndarray) -> float:
        line = b[0] + b[1] * rank
        return float(-(weights * (levels * line - np.logaddexp(0, line))).sum() / weights.sum())

    return optimize.minimize(loss, np.zeros(2), tol=1e-14, method="BFGS", options={"gtol": 1e-10}).x


def slope(levels: np.ndarray, weights: np.ndarray, people: np.ndarray) -> float:
    """The logit slope index in percentage points."""
    b = binomial_fit(np.asarray(levels) / 100, np.asarray(weights, float), np.asarray(people, float))
    return float(100 * (special.expit(b.sum()) - special.expit(b[0])))


def test_squared_weights_give_the_peers_slope_index() -> None:
    """Fitting once with n and once with n squared gives our number and the peer's."""
    people = np.array(GRADIENT["population"], float)
    assert slope(LEVELS, people, people) == pytest.approx(
        equity.summary_measures(LEVELS, **GRADIENT)["sii"].value, rel=1e-6
    )
    assert slope(LEVELS, people**2, people) == pytest.approx(17.7746809709354, rel=1e-6)


def test_a_gap_in_the_ranks_changes_nothing_and_squared_weights_give_the_peers_number() -> None:
    """Ranks 1, 2, 4, 5, 6 order the same people as 1 to 5; the recommended number is the one with n squared."""
    gap = equity.summary_measures(LEVELS, **{**GRADIENT, "order": [1, 2, 4, 5, 6]})["sii"]
    assert gap == equity.summary_measures(LEVELS, **GRADIENT)["sii"]
    people = np.array(GRADIENT["population"], float)
    assert slope(LEVELS, people**2, people) == pytest.approx(
        own("healthequal/X_gap_sii").target[0]["estimate"], rel=1e-6
    )
    four, levels = np.delete(people, 2), np.delete(LEVELS, 2)
    assert slope(levels, four**2, four) == pytest.approx(
        own("healthequal/X_estmiss_sii_force").target[0]["estimate"], rel=1e-6
    )


def test_the_peers_paf_interval_is_a_hundred_times_too_narrow() -> None:
    """Their half width is 1 / 100 of Walter's in the estimate's own unit."""
    case = own("heatmeasures/F_readmit_race_ref")
    theirs = next(row for row in case.record["expected"] if row["measure"] == "paf")
    ours = equity.summary_measures(
        case.table["estimate"], population=case.table["population"], reference=0, scale=100, draws=10
    )["paf"]
    assert ours.value == pytest.approx(theirs["inequal"])
    assert ours.upper - ours.lower == pytest.approx(100 * (theirs["se.upperci"] - theirs["se.lowerci"]))


def test_a_simulated_interval_obeys_the_confidence_asked() -> None:
    """At 95 % we match the independent check of the case; at 99 % the interval is wider."""
    case = own("healthequal/X_conf99_bgsd")
    given = {"population": case.table["population"], "se": case.table["se"], "draws": 100_000}
    at95, at99 = (equity.summary_measures(case.table["estimate"], conf=conf, **given)["bgsd"] for conf in (0.95, 0.99))
    check = case.record["check"]["independent"]
    assert (at95.lower, at95.upper) == pytest.approx((check["lowerci"], check["upperci"]), rel=0.01)
    assert at99.lower < at95.lower < at95.upper < at99.upper


@pytest.mark.parametrize("size", ["big", "common", "rare", "small"])
def test_the_peers_risk_ratio_score_is_that_of_the_transposed_table(size: str) -> None:
    """Our Koopman limits of (x1 of all events) over (rest of all others) are their numbers for the risk ratio."""
    case = own(f"epiR/two_by_two_{size}")
    (x1, n1), (x2, n2) = case.table[["x", "n"]].to_numpy(dtype=float)
    theirs = next(row for row in case.target if row["measure"] == "RR.strata.score")
    swapped = equity.ratio_interval(x1, x1 + x2, n1 - x1, n1 - x1 + n2 - x2)
    assert (swapped.value, swapped.lower, swapped.upper) == pytest.approx(
        (theirs["est"], theirs["lower"], theirs["upper"]), rel=1e-5
    )


def test_a_missing_count_is_never_taken_as_zero() -> None:
    """With the missing stratum at 0 events we would get the peer's biased number."""
    case = own("PHEindicatormethods/dsr_na")
    north = case.table[case.table["area"] == "North"]
    arguments = north["n"], north["stdpop"]
    biased = equity.directly_standardised_rate(north["x"].fillna(0), *arguments, per=100_000)
    assert biased.value == pytest.approx(case.target[1]["value"])
    assert np.isnan(equity.directly_standardised_rate(north["x"], *arguments).value)


def test_one_group_has_no_gap() -> None:
    """Nothing is compared with itself."""
    found = equity.summary_measures([12.0], se=[0.3], population=[100])
    assert {name: value.note for name, value in found.items() if not np.isnan(value.value)} == {}


def test_the_mean_log_deviation_of_a_zero_is_not_a_number_of_our_choosing() -> None:
    """Replacing 0 by ever smaller numbers gives ever larger answers: no limit exists."""
    answers = [equity.summary_measures([tiny, 20.0], population=[50, 50])["mld"].value for tiny in (1e-3, 1e-6, 1e-9)]
    assert answers[0] + 1000 < answers[1] < answers[2] - 1000


def test_without_population_the_recommended_number_was_rounded_to_a_millionth() -> None:
    """Counts rounded at 1 000 000 people a group give the recommended number to ten digits; unrounded ones give ours."""
    case = own("healthequal/X_sii_nopop_logit")
    levels = case.table["estimate"].to_numpy()
    people = np.full(5, 1e6)
    rounded = equity.summary_measures(levels, population=people, order=[1, 2, 3, 4, 5])["sii"].value
    assert rounded == pytest.approx(case.target[0]["estimate"], rel=1e-10)
    assert slope(levels, people, people) == pytest.approx(
        equity.summary_measures(levels, order=[1, 2, 3, 4, 5])["sii"].value, rel=1e-6
    )


@pytest.mark.parametrize("count", [1, 2, 7, 9, 25, 100])
def test_exact_poisson_limits_leave_exactly_the_tail_outside(count: int) -> None:
    """At the lower limit so many events or more have probability 2.5 %, at the upper one so many or fewer."""
    value = equity.rate_interval(count, 1, method="exact")
    assert stats.poisson.sf(count - 1, value.lower) == pytest.approx(0.025, rel=1e-9)
    assert stats.poisson.cdf(count, value.upper) == pytest.approx(0.025, rel=1e-9)


def test_mid_p_limits_leave_exactly_the_tail_outside() -> None:
    """Probability of more, plus half of just as many: one half at the estimate, 2.5 % and 97.5 % at the limits."""
    value = equity.rate_ratio_interval(61, 640, 96, 1840, method="midp")

    def mid_p(ratio: float) -> float:
        share = ratio * 640 / (ratio * 640 + 1840)
        return float(stats.binom.sf(61, 157, share) + stats.binom.pmf(61, 157, share) / 2)

    assert [mid_p(r) for r in (value.value, value.lower, value.upper)] == pytest.approx([0.5, 0.025, 0.975], rel=1e-9)


@pytest.mark.parametrize(
    "table", [(288, 1480, 1056, 9120), (412, 600, 980, 1210), (9, 640, 31, 7310), (4, 25, 40, 2000)]
)
def test_the_conditional_odds_ratio_solves_its_equation(table: tuple[int, int, int, int]) -> None:
    """At the estimate the expected count is the one seen; at the limits 2.5 % lie beyond (Fisher's hypergeometric)."""
    x1, n1, x2, n2 = table
    value = equity.odds_ratio_interval(*table, method="exact")

    def given(odds: float) -> stats.rv_frozen:
        return stats.nchypergeom_fisher(n1 + n2, n1, x1 + x2, odds)

    assert given(value.value).mean() == pytest.approx(x1, rel=1e-6)
    assert given(value.lower).sf(x1 - 1) == pytest.approx(0.025, rel=1e-5)
    assert given(value.upper).cdf(x1) == pytest.approx(0.025, rel=1e-5)


@pytest.mark.parametrize(
    "table", [(288, 1480, 1056, 9120), (412, 600, 980, 1210), (9, 640, 31, 7310), (4, 25, 40, 2000)]
)
def test_score_limits_lie_where_the_score_is_the_quantile(table: tuple[int, int, int, int]) -> None:
    """The restricted maximum found by a general optimiser, put into the score, gives z at each limit."""
    x1, n1, x2, n2 = table
    gap, odds = equity.difference_interval(*table, method="score"), equity.odds_ratio_interval(*table)
    for limit in (gap.lower, gap.upper):
        p2 = _restricted(table, lambda p, d=limit: p + d)
        p1 = p2 + limit
        variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
        assert (x1 / n1 - x2 / n2 - limit) ** 2 / variance == pytest.approx(Z**2, rel=1e-6)
    for limit in (odds.lower, odds.upper):
        p2 = _restricted(table, lambda p, psi=limit: psi * p / (1 - p + psi * p))
        p1 = limit * p2 / (1 - p2 + limit * p2)
        information = 1 / (n1 * p1 * (1 - p1)) + 1 / (n2 * p2 * (1 - p2))
        assert (x1 - n1 * p1) ** 2 * information == pytest.approx(Z**2, rel=1e-6)


def _restricted(table: tuple[int, int, int, int], first: object) -> float:
    """The second proportion that makes the table likeliest when the first is a given function of it."""
    x1, n1, x2, n2 = table

    def loss(p2: float) -> float:
        p1 = first(p2)
        if not (0 < p1 < 1 and 0 < p2 < 1):
            return 1e12
        return -(x1 * np.log(p1) + (n1 - x1) * np.log1p(-p1) + x2 * np.log(p2) + (n2 - x2) * np.log1p(-p2))

    low, high = 1e-9, 1 - 1e-9
    grid = np.linspace(low, high, 20_001)
    start = grid[np.argmin([loss(p) for p in grid])]
    width = grid[1] - grid[0]
    found = optimize.minimize_scalar(
        loss, bounds=(start - width, start + width), method="bounded", options={"xatol": 1e-14}
    )
    return float(found.x)


def test_walters_interval_covers_the_attributable_risk() -> None:
    """Of 2000 simulated tables of two groups about 95 % of the intervals hold the true fraction."""
    rng = np.random.default_rng(4)
    people, risks = np.array([900, 1500]), np.array([0.30, 0.18])
    cases = rng.binomial(people, risks, size=(2000, 2))
    found = equity.summary_measures(
        100 * cases / people, population=np.broadcast_to(people, cases.shape), reference=1, draws=10
    )
    mean = (people * risks).sum() / people.sum()
    true = 100 * (risks[1] - mean) / mean
    held = (found["paf"].lower <= true) & (true <= found["paf"].upper)
    assert 0.93 < held.mean() < 0.97


def test_one_empty_row_never_stops_the_others() -> None:
    """A dashboard of 50 clinics must not go dark because one had no visits."""
    with_empty = equity.proportion_interval([5, 0, 32, 8], [40, 0, 31, 20])
    assert [bool(note) for note in with_empty.note] == [False, True, True, False]
    alone = equity.proportion_interval([5, 8], [40, 20])
    assert (with_empty.lower[[0, 3]] == alone.lower).all()
    rates = equity.directly_standardised_rate([[9, 9], [9, 9]], [[100, 0], [100, 90]], [1, 1])
    assert np.isnan(rates.value).tolist() == [True, False]


def test_a_value_can_be_read_without_its_limits() -> None:
    """The proportion is x over n."""
    case = own("PHEindicatormethods/prop_noci_value")
    x, n = case.table["x"], case.table["n"]
    assert np.asarray(equity.proportion_interval(x, n)) == pytest.approx((x / n).to_numpy())


def test_a_life_table_of_any_bands_equals_the_textbook_sum() -> None:
    """A plain loop over the ages, as on paper, gives the same years for 19 bands."""
    table = own("PHEindicatormethods/le_19bands").table
    ages, people, deaths = (table[name].to_numpy(dtype=float) for name in ("startage", "pops", "deaths"))
    alive, years = 1.0, 0.0
    for i, age in enumerate(ages[:-1]):
        width, rate, share = ages[i + 1] - age, deaths[i] / people[i], 0.1 if i == 0 else 0.5
        dying = width * rate / (1 + (1 - share) * width * rate)
        years += width * (alive * (1 - dying) + share * alive * dying)
        alive *= 1 - dying
    years += alive * people[-1] / deaths[-1]
    assert equity.life_expectancy(deaths, people, ages).value[0] == pytest.approx(years, rel=1e-12)


@pytest.mark.parametrize("name", ["sii_four", "sii_pop0", "sii_prop_zero"])
def test_a_slope_index_is_the_weighted_least_squares_line(name: str) -> None:
    """numpy's own least squares with the square roots of the populations gives the same slope and ratio."""
    case = own(f"PHEindicatormethods/{name}")
    first = case.table[case.table["area"] == case.table["area"].iloc[0]]
    used = first[first["population"] > 0]
    column = "prop" if "prop" in used else "value"
    share = (used["population"] / used["population"].sum()).to_numpy()
    rank = np.cumsum(share) - share / 2
    root = np.sqrt(share)
    b = np.linalg.lstsq(np.c_[root, root * rank], root * used[column].to_numpy(), rcond=None)[0]
    sii, rii = equity.slope_index(
        first[column], order=first["decile"].astype(float), population=first["population"], draws=10
    )
    assert (sii.value, rii.value) == pytest.approx((b[1], b.sum() / b[0]), rel=1e-9)


def test_a_missing_group_is_left_out_as_if_it_were_not_in_the_table() -> None:
    """The four groups that are left give the same slope as a table of four groups."""
    levels = np.array(LEVELS)
    levels[2] = np.nan
    gone = equity.summary_measures(levels, **GRADIENT)["sii"]
    kept = [0, 1, 3, 4]
    four = {key: [GRADIENT[key][i] for i in kept] for key in ("population", "order")}
    alone = equity.summary_measures(levels[kept], **four, better="higher")["sii"]
    assert (gone.value, gone.lower, gone.upper) == (alone.value, alone.lower, alone.upper)


def test_a_refusal_gives_its_reason() -> None:
    """Not defined is an answer, if it says why."""
    two = equity.summary_measures([10.0, 20.0], population=[5, 5], order=[1, 2])
    assert "fewer than 3 groups" in two["sii"].note
    assert "no reference" in two["mdru"].note
    assert "population" in equity.summary_measures([10.0, 20.0], population=[5, np.nan])["theil"].note
    assert equity.summary_measures([10.0, 20.0], population=[5, np.nan])["difference"].value == 10


def test_two_reference_groups_are_wrong_usage() -> None:
    """A gap has one reference."""
    with pytest.raises(ValueError, match="exactly one"):
        equity.summary_measures([10.0, 20.0, 30.0], reference=[True, True, False])

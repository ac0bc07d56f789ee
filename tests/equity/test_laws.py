"""Laws that hold for any data: what must not matter does not, parts add up, limits stand where they should."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evenground import equity

FEW = settings(max_examples=40, deadline=None)
COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SPREAD = ("bgsd", "cov", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw")


@st.composite
def tables(draw: st.DrawFn, *, tied: bool = False) -> dict[str, np.ndarray]:
    """Three to six groups with distinct ranks, or ``tied`` ones, some of them without events."""
    counts = draw(st.lists(COUNTS, min_size=3, max_size=6))
    cases, people = (np.array(part) for part in zip(*counts, strict=True))
    size = len(counts)
    ranks = st.lists(st.integers(1, 3), min_size=size, max_size=size) if tied else st.permutations(range(1, size + 1))
    return {"cases": cases, "people": people, "order": np.array(draw(ranks))}


def written(cases: list, people: list, order: list) -> dict[str, np.ndarray]:
    """One table written out."""
    return {"cases": np.array(cases), "people": np.array(people), "order": np.array(order)}


def measures(cases: np.ndarray, people: np.ndarray, order: np.ndarray, reference: int = 0, **more: object) -> dict:
    """Summary measures from counts, few draws."""
    levels = 100 * cases / people
    given = {"population": people, "numerator": cases, "order": order, "reference": reference, "draws": 50}
    return equity.summary_measures(levels, **{**given, **more})


def numbers(values: dict[str, equity.Value]) -> dict[str, list]:
    """Value, limits and error of each measure."""
    return {name: [v.value, v.lower, v.upper, v.se] for name, v in values.items()}


def same(first: dict[str, list], second: dict[str, list], rel: float = 1e-7) -> bool:
    """Whether all numbers agree, NaN with NaN."""
    return all(np.allclose(first[name], second[name], rtol=rel, atol=1e-7, equal_nan=True) for name in first)


@FEW
@given(tables() | tables(tied=True), st.randoms(use_true_random=False), st.booleans())
@example(written([10, 0, 0], [101, 1, 1], [1, 2, 3]), Random(2), True)
@example(written([1, 5, 9], [50, 20, 10], [1, 3, 3]), Random(2), False)
def test_the_order_of_the_groups_never_matters(table: dict, random: Random, named: bool) -> None:
    """A table sorted by name or by size tells the same, with a reference named or none, with ranks of their own or shared."""
    turn = list(range(len(table["cases"])))
    random.shuffle(turn)
    turned = {key: part[turn] for key, part in table.items()}
    first = measures(**table, reference=0 if named else None)
    second = measures(**turned, reference=turn.index(0) if named else None)
    assert same(numbers(first), numbers(second))
    assert [value.note for value in first.values()] == [value.note for value in second.values()]


@FEW
@given(tables(tied=True), st.randoms(use_true_random=False), st.sampled_from(["linear", "log"]))
@example(written([10, 20, 1], [100, 200, 10], [3, 1, 2]), Random(2), "linear")
def test_a_straight_slope_needs_no_order_of_rows_and_no_missing_group(table: dict, random: Random, line: str) -> None:
    """Its limits are drawn, and each group keeps its draws wherever it stands and whoever is missing."""
    levels, errors = 1 + table["cases"] / table["people"], 1 / table["people"]
    given = {"estimate": levels, "se": errors, "population": table["people"], "order": table["order"]}
    turn = [*range(len(levels)), len(levels)]
    random.shuffle(turn)
    absent = {"estimate": np.nan, "se": 0.1, "population": 50, "order": 2}
    turned = {key: np.append(part, absent[key])[turn] for key, part in given.items()}
    alone, among = (equity.slope_index(**part, line=line, drawn=line, draws=50) for part in (given, turned))
    names = ("sii", "rii")
    assert same(numbers(dict(zip(names, alone, strict=True))), numbers(dict(zip(names, among, strict=True))))


@FEW
@given(st.lists(tables(), min_size=2, max_size=4))
def test_many_tables_in_one_call_are_the_tables_one_by_one(many: list) -> None:
    """The number of groups or tables in a call never matters: missing groups fill up the smaller tables."""
    width = max(len(table["cases"]) for table in many)

    def padded(key: str) -> np.ndarray:
        return np.array([np.append(t[key].astype(float), [np.nan] * (width - len(t[key]))) for t in many])

    together = measures(padded("cases"), padded("people"), padded("order"))
    for i, table in enumerate(many):
        alone = numbers(measures(**table))
        assert same({name: [part[i] for part in v] for name, v in numbers(together).items()}, alone)


@FEW
@given(tables(), st.integers(0, 5))
def test_a_missing_group_is_left_out_and_named(table: dict, which: int) -> None:
    """As if it had never been in the table, and the note says which."""
    which %= len(table["cases"])
    levels = 100 * table["cases"] / table["people"]
    extra = {"population": np.append(table["people"], 50), "order": np.append(table["order"], 9), "draws": 50}
    labels = [*"ABCDEF"[: len(levels)], "Unknown"]
    errors = np.append(np.full(len(levels), 1.5), 1.0)
    found = equity.summary_measures(np.append(levels, np.nan), se=errors, labels=labels, **extra)
    alone = equity.summary_measures(levels, se=errors[:-1], population=table["people"], order=table["order"], draws=50)
    assert same(numbers(found), numbers(alone))
    assert all("left out, no estimate: Unknown" in value.note for value in found.values())


@FEW
@given(tables())
def test_every_nan_has_a_reason(table: dict) -> None:
    """Whatever the data, a missing number is explained."""
    values = measures(**table)
    assert [name for name, v in values.items() if np.isnan([v.value, v.lower, v.upper]).any() and not v.note] == []


@FEW
@given(tables())
def test_an_interval_holds_its_value(table: dict) -> None:
    """Except where chance alone spreads groups further than they were seen to spread, and then the note says so."""
    for name, v in measures(**table).items():
        inside = np.isnan(v.lower) or v.lower - 1e-9 <= v.value <= v.upper + 1e-9
        assert inside or name in SPREAD, name


@FEW
@given(COUNTS, COUNTS, st.floats(0.5, 0.999))
def test_limits_of_two_groups_hold_the_value_and_keep_their_range(one: tuple, two: tuple, conf: float) -> None:
    """A difference of proportions lies in -1..1, a ratio at or above 0."""
    for method in ("newcombe", "score", "miettinen-nurminen"):
        d = equity.difference_interval(*one, *two, conf=conf, method=method)
        assert -1 - 1e-9 <= d.lower <= d.value + 1e-9 <= d.upper + 2e-9 <= 1 + 3e-9
    r = equity.ratio_interval(*one, *two, conf=conf)
    assert np.isnan(r.value) or 0 <= r.lower <= r.value * (1 + 1e-9) <= r.upper * (1 + 2e-9)
    p = equity.proportion_interval(*one, conf=conf)
    assert 0 <= p.lower <= p.value <= p.upper <= 1


@FEW
@given(COUNTS, COUNTS)
def test_swapping_the_groups_mirrors_the_gap(one: tuple, two: tuple) -> None:
    """The difference changes sign, the ratio turns over, the tests do not move."""
    for method in ("newcombe", "score", "miettinen-nurminen", "wald"):
        ahead, back = (equity.difference_interval(*a, *b, method=method) for a, b in ((one, two), (two, one)))
        assert (ahead.lower, ahead.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-9)
    assert equity.difference_test(*one, *two).p_value == pytest.approx(equity.difference_test(*two, *one).p_value)
    assert equity.rate_test(*one, *two).p_value == pytest.approx(equity.rate_test(*two, *one).p_value)
    if one[0] and two[0]:
        for call in (equity.ratio_interval, equity.rate_ratio_interval):
            ahead, back = call(*one, *two), call(*two, *one)
            assert (ahead.lower, ahead.upper) == pytest.approx((1 / back.upper, 1 / back.lower), rel=1e-8)


@FEW
@given(tables(), st.floats(0.01, 100))
@example(written([1, 1, 21], [1, 1, 21], [1, 2, 3]), 63.353800859286046)
def test_another_unit_scales_absolute_measures_and_leaves_relative_ones(table: dict, unit: float) -> None:
    """Per 100 or per 1000 is a choice of words."""
    given = {"population": table["people"], "order": table["order"], "reference": 0, "draws": 50}
    levels = 100 * table["cases"] / table["people"]
    errors = np.full(len(levels), 1.3)
    one = equity.summary_measures(levels, se=errors, scale=100, **given)
    other = equity.summary_measures(levels * unit, se=errors * unit, scale=100 * unit, **given)
    absolute = dict.fromkeys(
        ("difference", "par", "sii", "aci", "bgsd", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw"), 1
    )
    for name, power in (absolute | {"bgv": 2}).items():
        assert one[name].value * unit**power == pytest.approx(
            other[name].value, rel=1e-6, abs=1e-6 * unit**power, nan_ok=True
        )
    for name in ("ratio", "paf", "rci", "cov", "idisu", "idisw", "theil", "mld"):
        assert one[name].value == pytest.approx(other[name].value, rel=1e-6, abs=1e-6, nan_ok=True)


@FEW
@given(tables())
@example(written([1, 0, 0], [2, 16, 1], [2, 1, 3]))
def test_turning_the_ranks_round_changes_the_sign_of_the_slope(table: dict) -> None:
    """Calling the most advantaged the least turns SII and ACI over, and RII upside down."""
    ahead, back = measures(**table), measures(**{**table, "order": -table["order"]})
    for name in ("sii", "aci", "rci"):
        assert ahead[name].value == pytest.approx(-back[name].value, rel=1e-6, abs=1e-6, nan_ok=True)
    assert ahead["rii"].value == pytest.approx(1 / back["rii"].value, rel=1e-5, nan_ok=True)


LEVELS = st.lists(st.tuples(*[st.floats(0, 100)] * 2, *[st.floats(1, 1000)] * 2), min_size=1, max_size=6)


@FEW
@given(LEVELS)
def test_kitagawas_parts_add_up_to_the_change(groups: list) -> None:
    """Nothing of a change is left over, neither in sum nor by group."""
    before, after, people, later = (np.array(part) for part in zip(*groups, strict=True))
    found = equity.decompose_change(before, people, after, later)
    change = np.average(after, weights=later) - np.average(before, weights=people)
    assert found.change.value == pytest.approx(change, abs=1e-9)
    assert found.rate_effect.value + found.composition_effect.value == pytest.approx(change, abs=1e-9)
    by_group = np.sum(found.rate_effect_by_group) + np.sum(found.composition_effect_by_group)
    assert by_group == pytest.approx(change, abs=1e-9)


@FEW
@given(st.tuples(*[st.floats(0, 100)] * 4), st.sampled_from(["lower", "higher"]))
def test_a_gaps_two_parts_add_up_to_its_change(levels: tuple, better: str) -> None:
    """What the worse-off gained and what the better-off lost is all there is."""
    found = equity.levelling_down(*levels, better=better)
    sign = 1 if better == "lower" else -1
    before, after = sign * (levels[1] - levels[0]), sign * (levels[3] - levels[2])
    assert found.change.value == pytest.approx(after - before, abs=1e-9)
    assert found.worse_off.value + found.better_off.value == pytest.approx(found.change.value, abs=1e-9)


@FEW
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_adjusted_p_values_rise_with_the_raw_ones_and_never_fall_below_them(p: list, random: object) -> None:
    """Adjusting is stricter, keeps the ranking, and does not care for the order of the list."""
    for method in ("benjamini-hochberg", "holm", "bonferroni"):
        adjusted = equity.adjust_p_values(p, method=method)
        assert np.all(adjusted >= np.array(p) - 1e-12)
        assert np.all(np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-12)
        turn = random.sample(range(len(p)), len(p))
        assert np.array_equal(equity.adjust_p_values(np.take(p, turn), method=method), adjusted[turn])
    assert np.all(equity.adjust_p_values(p) <= equity.adjust_p_values(p, method="holm") + 1e-12)


@FEW
@given(st.lists(st.integers(0, 8), min_size=5, max_size=40), st.integers(2, 5))
def test_equal_values_share_a_quantile_group(values: list, quantiles: int) -> None:
    """And a higher value is never in a worse group."""
    groups = equity.quantile_groups(values, quantiles).value
    assert np.all((groups >= 1) & (groups <= quantiles))
    order = np.argsort(values, kind="stable")
    assert np.all(np.diff(groups[order]) <= 0)
    assert all(len(set(groups[np.array(values) == v])) == 1 for v in set(values))


def test_the_same_call_gives_the_same_simulated_limits_and_leaves_the_global_generator_alone() -> None:
    """Two readers of a report must see one number."""
    state = np.random.get_state()[1].copy()
    first, second = (equity.summary_measures([10.0, 20.0], se=[1, 2], population=[5, 6])["bgsd"] for _ in range(2))
    assert first == second
    assert np.array_equal(np.random.get_state()[1], state)
    assert first != equity.summary_measures([10.0, 20.0], se=[1, 2], population=[5, 6], seed=1)["bgsd"]


def test_scipy_is_not_loaded_until_a_number_needs_it() -> None:
    """The command must answer --help at once."""
    import subprocess
    import sys

    code = "import sys, evenground.equity as e; e.proportion_interval(1, 2); sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

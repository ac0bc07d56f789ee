"""Groups of areas: plain names, recorded cut points that give the same groups again, and no help from the order of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.model.faults import Faults
from evenground.model.strata import Link, Stratum
from evenground.neighbourhoods.areas import AreaKind
from evenground.neighbourhoods.grouping import Grouping, group_areas, weighted_edges
from evenground.neighbourhoods.variables import Entry, Variable

TENTHS = {f"{n:02d}": n / 10 for n in range(1, 11)}


def group(values: dict[str, Entry], weights: dict[str, float | None] | None = None, **options: object) -> Grouping:
    stratum_options = {name: options.pop(name) for name in ("labels", "order") if name in options}
    link = Link("t.csv", "tract", "poverty_rate", "tract", **options)  # type: ignore[arg-type]
    is_number = not any(isinstance(value, str) for value in values.values())
    variable = Variable("poverty_rate", "tract", "t.csv", AreaKind.TRACT, is_number, values, weights or {})
    return group_areas(variable, link, Stratum("p", "P", link=link, **stratum_options), where="here")  # type: ignore[arg-type]


def test_fifths_say_where_they_begin_and_which_way_they_go() -> None:
    """A parent reads the ends in words; an analyst reads the cut points."""
    made = group(TENTHS, quantiles=5)
    assert made.groups == (
        "Highest poverty (1 of 5)",
        "Poverty 2 of 5",
        "Poverty 3 of 5",
        "Poverty 4 of 5",
        "Lowest poverty (5 of 5)",
    )
    assert list(made.short_names.values()) == ["1 (highest)", "2", "3", "4", "5 (lowest)"]
    assert made.cut_points == (0.3, 0.5, 0.7, 0.9)
    assert made.ranges["Highest poverty (1 of 5)"] == (0.9, 1.0)
    assert made.group_of["01"] == "Lowest poverty (5 of 5)"


def test_group_1_is_the_lowest_if_the_plan_says_so() -> None:
    """Of income, it is the low end that stands for a harder place to live."""
    made = group(TENTHS, quantiles=2, highest_is=2)
    assert made.groups == ("Lowest poverty (1 of 2)", "Highest poverty (2 of 2)")
    assert made.group_of["01"] == "Lowest poverty (1 of 2)"


def test_areas_without_a_value_have_no_group_and_do_not_move_the_cuts() -> None:
    """A missing estimate is not a low one."""
    made = group({**TENTHS, "99": None}, quantiles=5)
    assert "99" not in made.group_of
    assert made.cut_points == group(TENTHS, quantiles=5).cut_points


def test_where_many_areas_are_equal_there_are_fewer_groups_and_that_is_said() -> None:
    """To split equal areas would be a matter of chance."""
    made = group({**{f"{n:02d}": 0.0 for n in range(8)}, "08": 1.0, "09": 2.0}, quantiles=5)
    assert made.groups == ("Highest poverty (1 of 2)", "Lowest poverty (2 of 2)")
    assert any("there are 2 groups, not 5" in note for note in made.notes)


def test_weighted_halves_hold_equal_numbers_of_people() -> None:
    """One crowded tract is half of the people: alone it is the highest half."""
    made = group(TENTHS, dict.fromkeys(TENTHS, 100.0) | {"10": 900.0}, quantiles=2, weight="people")
    assert made.cut_points == (1.0,)
    assert [code for code, name in made.group_of.items() if "Highest" in name] == ["10"]


def test_an_area_without_people_moves_no_cut_but_has_a_group() -> None:
    """An airport's tract has no residents, yet an address in it must not be lost."""
    made = group(TENTHS, dict.fromkeys(TENTHS, 1.0) | {"05": 0.0, "06": None}, quantiles=2, weight="people")
    assert set(made.group_of) == set(TENTHS)


def test_bands_are_named_by_their_bounds() -> None:
    """A band's lower bound belongs to it."""
    made = group({"a": 5.0, "b": 10.0, "c": 19.9, "d": 20.0}, cuts=(20.0, 10.0))
    assert made.groups == ("Poverty 20 or more", "Poverty 10 to below 20", "Poverty below 10")
    assert made.group_of == {
        "a": "Poverty below 10",
        "b": "Poverty 10 to below 20",
        "c": "Poverty 10 to below 20",
        "d": "Poverty 20 or more",
    }


def test_labels_of_the_table_are_groups_in_the_plans_order_and_words() -> None:
    """Groups are named as people name them; the plan has the last word."""
    made = group({"a": "Urban", "b": "Rural", "c": "Urban"}, labels=(("Rural", "Country"),), order=("Country", "Urban"))
    assert made.groups == ("Country", "Urban")
    assert made.group_of == {"a": "Urban", "b": "Country", "c": "Urban"}


def test_the_plan_may_name_the_fifths_itself() -> None:
    """Labels go by the group's number."""
    assert group(TENTHS, quantiles=2, labels=(("1", "Most poverty"), ("2", "Least poverty"))).groups == (
        "Most poverty",
        "Least poverty",
    )


def test_two_parts_may_be_given_one_name() -> None:
    """A team that wants the two worst fifths as one group says so by their names."""
    made = group(TENTHS, quantiles=5, labels=(("1", "More poverty"), ("2", "More poverty")))
    assert made.groups[0] == "More poverty"
    assert made.ranges["More poverty"] == (0.7, 1.0)
    assert len(made.groups) == 4


@pytest.mark.parametrize(
    ("values", "options", "says"),
    [
        ({"a": 1.0, "b": 2.0}, {"quantiles": 5}, "too few for 5 groups"),
        (dict.fromkeys("abcdef", 1.0), {"quantiles": 5}, "cannot be parted"),
        (TENTHS, {"quantiles": 1}, "two groups are the fewest"),
        (TENTHS, {"quantiles": 5, "highest_is": 3}, "highest_is is 3"),
        ({str(n): n / 7 for n in range(40)}, {}, "too many to be groups"),
    ],
)
def test_what_cannot_be_grouped_is_refused_with_a_word(
    values: dict[str, Entry], options: dict[str, int], says: str
) -> None:
    """Each would give groups that mean nothing."""
    with pytest.raises(Faults, match=says):
        group(values, **options)


some_values = st.lists(st.integers(-20, 20).map(lambda n: n / 4), min_size=10, max_size=60).filter(
    lambda values: (
        2 * max(map(values.count, values)) <= len(values)
    )  # else so many are equal that they cannot be parted
)


@given(some_values, st.integers(2, 10), st.booleans(), st.randoms())
def test_a_higher_value_is_never_in_a_lower_group_and_order_never_matters(
    values, quantiles, highest_first, dice
) -> None:  # type: ignore[no-untyped-def]
    """Groups follow the values alone; recorded cut points give them back."""
    areas: dict[str, Entry] = {f"{place:03d}": value for place, value in enumerate(values)}
    made = group(areas, quantiles=quantiles, highest_is=1 if highest_first else quantiles)
    shuffled = list(areas.items())
    dice.shuffle(shuffled)
    assert group(dict(shuffled), quantiles=quantiles, highest_is=1 if highest_first else quantiles) == made
    place_of = {name: (-place if highest_first else place) for place, name in enumerate(made.groups)}
    ordered = [place_of[made.group_of[code]] for code, _ in sorted(areas.items(), key=lambda item: float(item[1] or 0))]
    assert ordered == sorted(ordered)
    assert sorted({bisect(made.cut_points, value) for value in values}) == list(range(len(made.groups)))


def bisect(cut_points: tuple[float, ...], value: float) -> int:
    return sum(value >= point for point in cut_points)


@given(st.integers(2, 6), st.integers(1, 8), st.floats(0.1, 1000))
def test_with_equal_people_everywhere_weighting_changes_nothing(quantiles: int, each: int, people: float) -> None:
    """The weighted rule is the plain rule where every area has as many people (and no values are equal)."""
    values = {f"{n:03d}": float(n) for n in range(quantiles * each)}
    plain = group(dict(values), quantiles=quantiles)
    assert weighted_edges(values, dict.fromkeys(values, people), quantiles) == plain.cut_points


@given(
    some_values.flatmap(lambda v: st.tuples(st.just(v), st.lists(st.integers(1, 9), min_size=len(v), max_size=len(v))))
)
def test_weighted_groups_rise_with_the_value(pairs: tuple[list[float], list[int]]) -> None:
    """People counted or areas counted, more poverty is never a group of less poverty."""
    values = {f"{place:03d}": value for place, value in enumerate(pairs[0])}
    weights: dict[str, float | None] = {f"{place:03d}": float(weight) for place, weight in enumerate(pairs[1])}
    edges = weighted_edges(values, weights, 4)
    assert list(edges) == sorted(set(edges))
    assert len(edges) <= 3

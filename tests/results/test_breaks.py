"""A jump in the data is told from a change in people's health."""

import datetime as dt

import numpy as np

from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Period
from evenground.results.breaks import breaks, impossible
from evenground.results.levels import Levels, levels

GROUPS = ("Asian", "Black", "White")
DAYS = 40


def over_time(level: np.ndarray, unit: str = "per 1,000") -> Levels:
    """Levels by day, a row a group."""
    periods = [Period(day := dt.date(2021, 1, 1) + dt.timedelta(i), day) for i in range(level.shape[1])]
    cells = [((GROUPS[g],), period, level[g, i]) for i, period in enumerate(periods) for g in range(len(level))]
    ones, values = np.ones(len(cells)), np.array([value for *_, value in cells])
    measure = Measure("deaths", "Deaths", MeasureType.MEAN, "deaths", per=1.0, unit=unit)
    return levels(
        measure, ("race",), tuple(g for g, *_ in cells), tuple(p for _, p, _ in cells), n=ones, missing=0 * ones,
        persons=np.nan * ones, numerator=values, denominator=ones, sum_of_squares=values**2, conf=0.95,
    )  # fmt: skip


def steady(seed: int = 3) -> np.ndarray:
    """Three groups that rise a little each day."""
    rng = np.random.default_rng(seed)
    return np.array([[100.0], [140.0], [90.0]]) + np.cumsum(rng.gamma(4, 0.1, (3, DAYS)), axis=1)


def found(level: np.ndarray, hidden: tuple[str, ...] = ()) -> list[int]:
    cells = over_time(level)
    visible = np.array([name not in hidden for (name,) in cells.groups])
    return [(one.period.start - dt.date(2021, 1, 1)).days for one in breaks(cells, visible)]


def test_a_step_in_most_groups_at_once_that_stays_is_a_break_in_the_data() -> None:
    """Deaths do not rise by a fifth overnight in all groups and stay there: someone began to count otherwise."""
    level = steady()
    level[:, 25:] *= 1.2
    assert found(level) == [25]


def test_a_wave_that_rises_over_days_and_a_single_bad_day_are_no_breaks() -> None:
    """An epidemic is real, and one odd day is for the control chart to show."""
    wave, spike = steady(), steady()
    wave += 80 * np.exp(-(((np.arange(DAYS) - 20) / 4.0) ** 2))
    spike[:, 18] += 60
    assert found(wave) == []
    assert found(spike) == []


def test_a_step_in_one_group_alone_is_a_finding_and_not_a_break() -> None:
    """What happens to one group must never be explained away as an error."""
    level = steady()
    level[1, 25:] *= 1.3
    assert found(level) == []


def test_hidden_groups_have_no_say() -> None:
    """A notice that rests on hidden figures would tell of them."""
    level = steady()
    level[:2, 25:] *= 1.2
    assert found(level) == [25]
    assert found(level, hidden=("Asian", "Black")) == []


def test_a_share_above_all_people_is_named() -> None:
    """More people vaccinated than live there: the denominator is wrong, and the report says so."""
    level = np.full((3, 4), 80.0)
    level[1, 2] = 104.0
    everything = np.ones(12, dtype=bool)
    assert impossible(over_time(level, unit="%"), everything) == ("Black",)
    assert impossible(over_time(level), everything) == ()

"""Types are found, told, and proved on every value: nothing is lost on the way in but codes that mean missing."""

import datetime as dt
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from evenground.model.columns import ColumnType
from tests.sources.written import one_column, opened, values

DAY = dt.date(2020, 12, 31)
TYPES = {
    "whole numbers": (["1", "-2", "30"], ColumnType.INTEGER, [1, -2, 30]),
    "numbers": (["1.5", "2", ".5", "1e3"], ColumnType.NUMBER, [1.5, 2.0, 0.5, 1000.0]),
    "a year stays a whole number": (["1999", "2020"], ColumnType.INTEGER, [1999, 2020]),
    "leading zeros make a code": (["01001", "45229"], ColumnType.TEXT, ["01001", "45229"]),
    "more digits than a number holds": (["12345678901234567890"], ColumnType.TEXT, ["12345678901234567890"]),
    "decimal comma": (["1,5", "2,25", "3"], ColumnType.NUMBER, [1.5, 2.25, 3.0]),
    "points between thousands, decimal comma": (["1.234,5", "2.000.000,25"], ColumnType.NUMBER, [1234.5, 2000000.25]),
    "spaces between thousands": (["1 234", "12 000 000"], ColumnType.INTEGER, [1234, 12000000]),
    "true and false": (["true", "FALSE"], ColumnType.BOOLEAN, [True, False]),
    "yes and no are words of the data": (["Yes", "No"], ColumnType.TEXT, ["Yes", "No"]),
    "ISO dates": (["2020-12-31"], ColumnType.DATE, [DAY]),
    "US dates": (["12/31/2020", "1/2/2020"], ColumnType.DATE, [DAY, dt.date(2020, 1, 2)]),
    "US dates with a short year": (["12/31/20"], ColumnType.DATE, [DAY]),
    "day-first dates, proved": (["31/12/2020", "1/2/2020"], ColumnType.DATE, [DAY, dt.date(2020, 2, 1)]),
    "dates with points": (["31.12.2020", "01.02.2020"], ColumnType.DATE, [DAY, dt.date(2020, 2, 1)]),
    "dates without marks": (["20201231"], ColumnType.DATE, [DAY]),
    "eight digits that are no date": (["20201231", "20201399"], ColumnType.INTEGER, [20201231, 20201399]),
    "named months": (["31-Dec-2020", "31-dec-2020"], ColumnType.DATE, [DAY, DAY]),
    "a month": (["3/2020", "12/2020"], ColumnType.DATE, [dt.date(2020, 3, 1), dt.date(2020, 12, 1)]),
    "a day that does not exist": (["2020-02-30", "2020-02-28"], ColumnType.TEXT, ["2020-02-30", "2020-02-28"]),
    "times": (["2020-12-31 23:30:00"], ColumnType.TIMESTAMP, [dt.datetime.fromisoformat("2020-12-31 23:30:00")]),
    "times as the clock on the wall showed them": (
        ["2020-12-31T23:30:00-05:00", "2020-12-31T23:30:00Z"],
        ColumnType.TIMESTAMP,
        [dt.datetime.fromisoformat("2020-12-31 23:30:00")] * 2,
    ),
    "afternoon": (["12/31/2020 1:05 PM"], ColumnType.TIMESTAMP, [dt.datetime.fromisoformat("2020-12-31 13:05:00")]),
    "fractions of a second": (
        ["2020-12-31 23:30:00.5"],
        ColumnType.TIMESTAMP,
        [dt.datetime.fromisoformat("2020-12-31 23:30:00.500000")],
    ),
}


@pytest.mark.parametrize("case", TYPES)
def test_a_column_gets_the_type_that_all_its_values_have(case: str, tmp_path: Path) -> None:
    """A type that fits only most values would turn the others into missing ones in silence."""
    written, type_, read = TYPES[case]
    with one_column(tmp_path, *written) as source:
        assert (source.column("x").type, values(source)) == (type_, read)


@settings(max_examples=30)
@given(
    written=st.lists(
        st.one_of(st.integers(-(10**17), 10**17).map(str), st.floats(allow_nan=False, allow_infinity=False).map(repr)),
        min_size=1,
        max_size=8,
    )
)
def test_numbers_read_back_as_they_were_written(written: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever type is chosen, no number changes."""
    with one_column(tmp_path_factory.mktemp("n"), *written) as source:
        assert [float(value) for value in values(source)] == [float(value) for value in written]


def test_one_odd_value_keeps_the_column_as_text_and_is_counted(tmp_path: Path) -> None:
    """ "<5" may be the most important value in the column."""
    with one_column(tmp_path, "7", "8", "<5") as source:
        assert values(source) == ["7", "8", "<5"]
        assert "1 of 3 values are not whole numbers (such as '<5')" in source.column("x").note


def test_the_user_can_say_that_an_odd_value_means_missing(tmp_path: Path) -> None:
    """Only the people who collected the data know."""
    with one_column(tmp_path, "7", "8", "<5", missing_codes={"x": ["<5"]}) as source:
        assert values(source) == [7, 8, None]
        assert source.column("x").missing_codes == ("<5",)
        assert values(source, source.raw_text["x"].strip('"')) == ["7", "8", "<5"]


def test_an_ambiguous_date_says_what_was_assumed(tmp_path: Path) -> None:
    """03/04 is in March or in April; a chart must not depend on a silent guess."""
    with one_column(tmp_path, "03/04/2020", "05/06/2020") as source:
        assert values(source)[0] == dt.date(2020, 3, 4)
        assert "month first is assumed" in source.column("x").note


def test_another_column_can_prove_the_order_of_day_and_month(tmp_path: Path) -> None:
    """One export writes all its dates the same way."""
    with opened(tmp_path, "seen,born_on_day\n03/04/2020,31/12/2019\n") as source:
        assert values(source, "seen") == [dt.date(2020, 4, 3)]
        assert "as another column of this file proves" in source.column("seen").note


def test_dates_in_four_formats_are_told_and_left_as_text(tmp_path: Path) -> None:
    """Half-read dates would empty some months."""
    mixed = ["2020-12-31", "12/31/2020", "31.12.2020", "31-Dec-2020"]
    with one_column(tmp_path, *mixed) as source:
        assert values(source) == mixed
        assert "more than one way" in source.column("x").note


def test_a_mark_before_three_digits_is_settled_by_the_other_columns(tmp_path: Path) -> None:
    """1,234 is a thousand or a little more than one."""
    with (
        opened(tmp_path, "a;b\n1,234;0,5\n") as european,
        opened(tmp_path, 'a,b\n"1,234",0.5\n', name="us.csv") as american,
    ):
        assert values(european, "a") == [1.234]
        assert values(american, "a") == [1234]
        assert "as other columns of this file prove" in american.column("a").note


def test_codes_become_null_in_numbers_and_stay_in_their_twin(tmp_path: Path) -> None:
    """ "Declined" is not "Unknown": the words must survive the typing."""
    with one_column(tmp_path, "7", "Declined", "?", "") as source:
        assert values(source) == [7, None, None, None]
        assert source.column("x").missing_codes == ("?", "Declined")
        twin = source.raw_text["x"].strip('"')
        assert values(source, twin) == ["7", "Declined", "?", None]


def test_text_keeps_its_codes(tmp_path: Path) -> None:
    """The cube names the groups Unknown and Declined; it needs the raw words."""
    with one_column(tmp_path, "Black", "?", "Se negó") as source:
        assert values(source) == ["Black", "?", "Se negó"]
        assert source.column("x").missing_codes == ("?", "Se negó")

"""999 means missing only where it stands clearly apart, and the user always hears of it and can overrule it."""

from pathlib import Path

import pytest

from evenground.sources.number_codes import number_codes
from tests.sources.written import one_column, values

AGES = [(age, 10) for age in range(18, 90)]
SURE = {
    "a short list of codes": ([(1, 500), (2, 480), (9, 3)], (9,)),
    "yes, no, unknown": ([(0, 90), (1, 10), (9, 1)], (9,)),
    "ages": ([*AGES, (999, 40)], (999,)),
    "a rarer code far above even values": ([*((value, 100) for value in range(40)), (999, 60)], (999,)),
    "minus nine among counts": ([(-9, 5), (0, 50), (1, 50), (2, 5)], (-9,)),
    "two codes": ([(1, 50), (2, 50), (99, 7), (999, 7)], (99, 999)),
    "a year never reached": ([*((year, 9) for year in range(1990, 2020)), (9999, 30)], (9999,)),
}
NOT = {
    "one very long stay": [(0, 900), (1, 80), (2, 15), (3, 4), (99, 1)],
    "a rare high count of visits": [(0, 1000), (1, 30), (2, 4), (9, 1)],
    "an age among other ages": [*AGES, (91, 4), (93, 3), (96, 1), (99, 1)],
    "a list that goes on to nine": [(value, 10) for value in range(10)],
    "real negative values": [(-20, 5), (-9, 5), (0, 9), (5, 9)],
    "too few rows to judge": [(1, 3), (2, 3), (9, 3)],
    "99 that is not the highest": [(1, 50), (99, 50), (100, 50)],
}


@pytest.mark.parametrize("case", SURE)
def test_a_number_that_stands_apart_is_a_code(case: str) -> None:
    """Counted as a value, 999 would move every mean."""
    counts, codes = SURE[case]
    assert tuple(sorted(code.code for code in number_codes(counts) if code.sure)) == codes


@pytest.mark.parametrize("case", NOT)
def test_a_number_that_may_be_real_is_kept(case: str) -> None:
    """Those with most visits are often those worst served; they must not vanish as missing."""
    assert not [code for code in number_codes(NOT[case]) if code.sure]


def test_a_code_is_told_and_can_be_overruled(tmp_path: Path) -> None:
    """The rule can be wrong; the note says how to say so."""
    written = [str(value) for value in (*range(1, 30), 999, 999)]
    with one_column(tmp_path, *written) as found, one_column(tmp_path, *written, missing_codes={"x": []}) as kept:
        assert values(found)[-1] is None
        assert "999 (2 rows)" in found.column("x").note
        assert values(found, found.raw_text["x"].strip('"'))[-1] == "999"
        assert values(kept)[-1] == 999


def test_the_user_can_name_any_number_as_a_code(tmp_path: Path) -> None:
    """Codebooks use 77 and 88 as well."""
    with one_column(tmp_path, "1", "2", "77", missing_codes={"x": ["77"]}) as source:
        assert values(source) == [1, 2, None]

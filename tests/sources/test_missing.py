"""Codes for missing are recognised however they are typed; answers that only look empty are not taken for them."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from evenground.model.strata import DECLINED, UNKNOWN
from evenground.plans.missing import DECLINED_CODES, UNKNOWN_CODES, missing_group

UNKNOWN_WORDS = [
    "",
    "?",
    ".",
    "-",
    "NA",
    "N/A",
    "NaN",
    "NULL",
    "#N/A",
    "Unknown",
    "Unk",
    "Missing",
    "Not recorded",
    "Not available",
]
UNKNOWN_WORDS += [
    "Not reported",
    "Unreported",
    "UNK",
    "ASKU",
    "NASK",
    "Desconocido",
    "No sabe",
    "\\N",
    "Unknown or Not Reported",
]
DECLINED_WORDS = [
    "Declined",
    "Refused",
    "Prefer not to say",
    "Patient declined",
    "Choose not to disclose",
    "ASKED-DECLINED",
]
DECLINED_WORDS += ["Se negó", "Prefiere no decir", "Declined to answer"]
ANSWERS = [
    "None",
    "Other",
    "No",
    "0",
    "Nonbinary",
    "Unknown County Hospital",
    "Native",
    "Ana",
    "U",
    "*",
    "<5",
    "Not Hispanic",
    "Not applicable",
]


@pytest.mark.parametrize("word", UNKNOWN_WORDS)
def test_a_code_for_not_known_is_unknown(word: str) -> None:
    """Shown as a group of its own, never dropped."""
    assert missing_group(word) == UNKNOWN


@pytest.mark.parametrize("word", DECLINED_WORDS)
def test_a_code_for_not_wanting_to_say_is_declined(word: str) -> None:
    """To decline is a choice, and says something other than a gap in the record."""
    assert missing_group(word) == DECLINED


@pytest.mark.parametrize("word", ANSWERS)
def test_an_answer_is_not_missing(word: str) -> None:
    """ "None" may mean "not done"; "*" may mean "hidden"; "Other" is an answer."""
    assert missing_group(word) is None


@given(code=st.sampled_from(sorted(UNKNOWN_CODES | DECLINED_CODES)), left=st.sampled_from(["", " ", "\t", "\u00a0"]))
def test_capitals_and_spaces_never_matter(code: str, left: str) -> None:
    """Hand-typed data holds every variant."""
    assert missing_group(f"{left}{code.upper().replace(' ', '  ')} ") == missing_group(code) is not None


def test_a_null_is_unknown_and_no_code_means_both() -> None:
    """One code, one meaning."""
    assert missing_group(None) == UNKNOWN
    assert not UNKNOWN_CODES & DECLINED_CODES

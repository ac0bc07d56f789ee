"""The line finder: for every key of a TOML text, the line it stands on."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.plans.lines import TooDeepError, find_lines
from evenground.plans.writing import _quoted

TEXT = '''# a comment with [brackets] and "quotes"
title = "a # b"

[[measure]]
name = "one"   # [[measure]]
why = """
two lines
""\\"" = 3
"""
note = "after"
[[measure]]
"odd key" = 'it\\'
weights = { "0-17" = 1, old = { "65+" = 2 } }
list = [
  1,   # one
  [2,
   "]"],
]
a.b.c = 1

[protect]
threshold = 11
[protect.deep]
x = \'\'\'
[not a table]
\'\'\'\'
y = 2024-01-01T00:00:00Z
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("measure", 0), 4),
        (("measure", 0, "name"), 5),
        (("measure", 0, "why"), 6),
        (("measure", 0, "note"), 10),
        (("measure", 1), 11),
        (("measure", 1, "odd key"), 12),
        (("measure", 1, "weights", "old", "65+"), 13),
        (("measure", 1, "list", 0), 15),
        (("measure", 1, "list", 1), 16),
        (("measure", 1, "list", 1, 1), 17),
        (("measure", 1, "a", "b", "c"), 19),
        (("protect",), 21),
        (("protect", "threshold"), 22),
        (("protect", "deep", "x"), 24),
        (("protect", "deep", "y"), 27),
    ],
)
def test_each_key_is_found_on_its_line(path, line):
    """Arrays of tables, inline tables, strings of four kinds, comments and dotted keys all keep count."""
    tomllib.loads(TEXT)
    assert find_lines(TEXT).of(*path) == line
    assert find_lines(TEXT.replace("\n", "\r\n")).of(*path) == line


def test_a_missing_key_gets_the_line_of_its_table():
    """A fault about what is not written still needs a place."""
    lines = find_lines(TEXT)
    assert lines.of("measure", 1, "numerator") == 11
    assert lines.of("nothing") is None


def test_deep_nesting_is_refused_with_its_line():
    """A plan needs three levels; a thousand would exhaust the stack."""
    with pytest.raises(TooDeepError) as caught:
        find_lines("\na = " + "[" * 50 + "]" * 50)
    assert caught.value.line == 2


KEYS = st.one_of(st.sampled_from(["a", "b1", "c-d"]), st.text(max_size=4))
SCALARS = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text(max_size=8), st.sampled_from(["# x", "[[a]]", "\n\n", '"""', "'''"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[\n" + ",\n".join(toml(item) for item in value) + "\n]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(key)} = {toml(item)}" for key, item in value.items()) + "}"
    return str(value)


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_the_finder_knows_exactly_the_keys_that_the_parser_knows(document):
    """Whatever the values hold, the finder neither loses a key nor takes text for one."""
    text, starts = "", {}
    for key, value in document.items():
        starts[key] = text.count("\n") + 1
        text += f"{_quoted(key)} = {toml(value)}\n"
    assert tomllib.loads(text) == document
    found = find_lines(text).found
    assert {path[0]: line for path, line in found.items() if len(path) == 1} == starts

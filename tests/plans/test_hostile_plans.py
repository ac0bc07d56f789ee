"""Hostile plans: each gets one clear message, with a place and what to do, and never a stack trace or a guess."""

import os

import pytest

from evenground.model.faults import Faults
from evenground.plans import read_plan, read_plan_text
from tests.plans.plans import MINIMAL

STRATUM = '[[stratum]]\nname = "race"\n'


def without(line):
    """The small plan without one of its lines."""
    return "".join(one + "\n" for one in MINIMAL.splitlines() if not one.startswith(line))


HOSTILE = {
    "empty": ("", "empty"),
    "only a comment": ("# hello\n", "title is missing"),
    "not TOML": ("hello there", "not followed by ="),
    "a CSV file": ("race,age\nwhite,3\n", "does not start with a key|not followed by ="),
    "curly quotes": ("title = “x”", "cannot be read"),
    "unquoted text": ("title = hello", "cannot be read"),
    "open quote": ('title = "hello', "not closed|one line"),
    "open list": ("bands = [1, 2", "not closed"),
    "open table name": ("[protect", "not closed"),
    "key twice": ('title = "a"\ntitle = "b"', "twice"),
    "table twice": ("[protect]\n[protect]\n", "twice"),
    "block over several lines": ("link = { a = 1,\n b = 2 }", "one line"),
    "bad escape": ('title = "\\q"', "backslash"),
    "two values on a line": ('title = "a" source = "b"', "left over"),
    "single brackets for a list": (MINIMAL.replace("[[measure]]", "[measure]"), "list of tables"),
    "nested a thousand deep": ("a = " + "[" * 1000 + "]" * 1000, "nested too deep"),
    "nested thirty deep": (MINIMAL + "a = " + "[" * 30 + "]" * 30, "nested too deep"),
    "a number of 5000 digits": ("conf = " + "9" * 5000, "too long"),
    "no measure": (MINIMAL.split("[[")[0], "measures nothing"),
    "measure is text": ('measure = "x"\n' + MINIMAL.split("[[")[0], "list of tables"),
    "no title": (without("title"), "title is missing"),
    "no source": (without("source"), "source is missing"),
    "no name": (without("name"), "name is missing"),
    "no type": (without("type"), "type is missing"),
    "no numerator": (without("numerator"), "numerator is missing"),
    "title is a number": (MINIMAL.replace('"Readmissions"', "3"), "title must be text"),
    "title is blank": (MINIMAL.replace("Readmissions", "  "), "title is empty"),
    "title of control characters": (MINIMAL.replace("Readmissions", "\\u0000\\u001b[2J"), "control character"),
    "title of a book": (MINIMAL.replace("Readmissions", "x" * 6000), "at most 5,000"),
    "absolute source": (MINIMAL.replace("visits.csv", "/etc/passwd"), "outside the plan's folder"),
    "source upwards": (MINIMAL.replace("visits.csv", "../visits.csv"), "leads out"),
    "source upwards by detour": (MINIMAL.replace("visits.csv", "a/../../visits.csv"), "leads out"),
    "windows source": (MINIMAL.replace("visits.csv", "C:\\\\data.csv"), "outside the plan's folder"),
    "windows source upwards": (MINIMAL.replace("visits.csv", "..\\\\data.csv"), "leads out"),
    "home folder": (MINIMAL.replace("visits.csv", "~/data.csv"), "outside the plan's folder"),
    "web source": (MINIMAL.replace("visits.csv", "https://example.org/x.csv"), "not a kind of address"),
    "file address": (MINIMAL.replace("visits.csv", "file:///etc/passwd"), "not a kind of address"),
    "bucket": (MINIMAL.replace("visits.csv", "s3://bucket/x.parquet"), "not a kind of address"),
    "link table outside": (
        MINIMAL + STRATUM + 'link = { table = "../t.csv", on = "tract", column = "x" }',
        "leads out",
    ),
    "link of one quantile": (
        MINIMAL + STRATUM + 'link = { table = "t.csv", on = "tract", column = "x", quantiles = 1 }',
        "from 2 to 20",
    ),
    "link cut twice": (
        MINIMAL + STRATUM + 'link = { table = "t.csv", on = "tract", column = "x", quantiles = 5, cuts = [1] }',
        "Both quantiles and cuts",
    ),
    "unknown key": (MINIMAL + "numerater = 3", "no key 'numerater'"),
    "name with blanks": (MINIMAL.replace('"readmitted"', '"re admitted"'), "cannot head a column"),
    "name of a table column": (MINIMAL + '[[stratum]]\nname = "numerator"\ncolumn = "x"', "is taken"),
    "name All": (MINIMAL + '[[stratum]]\nname = "All"\ncolumn = "x"', "cannot head a column"),
    "names twice": (MINIMAL + (STRATUM + 'column = "x"\n') * 2, "stands twice"),
    "stratum from nowhere": (MINIMAL + STRATUM, "where its groups come from"),
    "stratum from two places": (MINIMAL + STRATUM + 'column = "x"\nexpression = "x"', "Both column and expression"),
    "unknown codes": (MINIMAL + STRATUM + 'column = "x"\ncodes = "omb1997"', "no code set"),
    "missing dropped": (MINIMAL + STRATUM + 'column = "x"\nmissing = "drop"', "always shown"),
    "group called All": (MINIMAL + STRATUM + 'column = "x"\nlabels = { "1" = "All" }', "called All"),
    "reference is a code": (
        MINIMAL + STRATUM + 'column = "x"\nlabels = { "1" = "White" }\nreference = "1"',
        "not the name of a group",
    ),
    "bands that fall": (MINIMAL + STRATUM + 'column = "x"\nbands = [65, 18]', "do not rise"),
    "bands of text": (MINIMAL + STRATUM + 'column = "x"\nbands = ["a"]', "must be a number"),
    "endless band": (MINIMAL + STRATUM + 'column = "x"\nbands = [0, inf]', "must be a number"),
    "ordered without order": (MINIMAL + STRATUM + 'column = "x"\nordered = true', "order is not said"),
    "several answers without separator": (
        MINIMAL + STRATUM + 'column = "x"\nmulti = "rarest"',
        "needs to know how several answers",
    ),
    "rate without denominator": (MINIMAL.replace("proportion", "rate"), "has no denominator"),
    "mean with denominator": (MINIMAL.replace("proportion", "mean") + 'denominator = "x"', "no denominator"),
    "weights of nothing": (MINIMAL + "weights = { a = 1, b = 2 }", "nothing is standardised"),
    "weights of other ages": (
        MINIMAL
        + 'standardise = "race"\nweights = { "0-17" = 1, "18-64" = 2 }\n'
        + STRATUM
        + 'column = "x"\nbands = [0, 18, 65]',
        "lacks the group '65 or more'",
    ),
    "weights of unknown ages": (
        MINIMAL
        + 'standardise = "race"\nweights = { "0-17" = 1, "19+" = 2 }\n'
        + STRATUM
        + 'column = "x"\nbands = [0, 18]',
        "'19\\+', which is not a group",
    ),
    "standardised to nothing": (MINIMAL + 'standardise = "age"', "no stratum 'age'"),
    "better is worse": (MINIMAL.replace('"lower"', '"worse"'), "better cannot be"),
    "per nothing": (MINIMAL + "per = 0", "must be more than 0"),
    "per infinity": (MINIMAL + "per = inf", "must be more than 0"),
    "threshold zero": (MINIMAL + "[protect]\nthreshold = 0", "from 1 to 1000"),
    "threshold true": (MINIMAL + "[protect]\nthreshold = true", "whole number"),
    "unknown language": ('language = "xx"\n' + MINIMAL, "not here yet"),
    "certain for sure": ("conf = 1.0\n" + MINIMAL, "between 0.5 and 1"),
    "deeper pair": ('deeper = [["a", "b"]]\n' + MINIMAL, "no stratum 'a'"),
    "every without date": ('every = "month"\n' + MINIMAL, "no date"),
    "a thousand measures": (MINIMAL.split("[[")[0] + '[[measure]]\nname = "a"\n' * 201, "at most 200"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_plan_gets_a_clear_message(case, tmp_path):
    """What is wrong, where, and what to do; in words, not in the reader's own error."""
    text, said = HOSTILE[case]
    with pytest.raises(Faults, match=said) as caught:
        read_plan_text(text, folder=tmp_path, name="plan.toml")
    for fault in caught.value.faults:
        assert fault.where.startswith("plan.toml")
        assert fault.what
        assert fault.fix
        assert len(fault.what) < 300
    many = case in (
        "only a comment",
        "no measure",
        "measure is text",
        "a thousand measures",
        "single brackets for a list",
    )
    assert len(caught.value.faults) == 1 or many


FILES = {
    "UTF-16": ("title = 'x'".encode("utf-16"), "UTF-16"),
    "Latin-1": ("\ntitle = 'niño'".encode("latin-1"), "plan.toml, line 2: A letter here is not UTF-8"),
    "NUL": (b"title = 'x'\n\0", "plan.toml, line 2: The file holds a NUL byte"),
    "gzip": (b"\x1f\x8b\x08\x00\x00", "NUL byte|UTF-8"),
    "huge": (b"#" * 1_100_000, "larger than 1,000,000"),
    "nothing": (b"", "empty"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_hostile_file_gets_one_clear_message(case, tmp_path):
    """The wrong file, or the right one badly saved."""
    content, said = FILES[case]
    path = tmp_path / "plan.toml"
    path.write_bytes(content)
    with pytest.raises(Faults, match=said) as caught:
        read_plan(path)
    assert len(caught.value.faults) == 1


def test_a_folder_a_missing_file_and_an_impossible_name_are_told_apart(tmp_path):
    """Three mistakes with three remedies."""
    for path, said in ((tmp_path, "folder"), (tmp_path / "no.toml", "no such file"), ("a\0b", "cannot be opened")):
        with pytest.raises(Faults, match=said):
            read_plan(path)


def test_a_symbolic_link_that_leads_out_of_the_folder_is_refused(tmp_path):
    """A plan from elsewhere must not reach other files of this machine."""
    inside = tmp_path / "plan"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    os.symlink(tmp_path / "secret.csv", inside / "visits.csv")
    with pytest.raises(Faults, match="leads out of the plan's folder"):
        read_plan_text(MINIMAL, folder=inside)


def test_a_database_address_is_taken_as_it_is():
    """A database has its own door and its own permissions."""
    assert read_plan_text(MINIMAL.replace("visits.csv", "postgres://host/db")).source == "postgres://host/db"

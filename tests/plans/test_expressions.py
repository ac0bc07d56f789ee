"""Expressions: what may be written, what it means on every database, and what is said of the rest."""

import duckdb
import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from evenground.model.columns import ColumnType
from evenground.model.faults import Faults
from evenground.plans.expressions import columns_used, kind_of, parse, write
from tests.plans.columns import REGISTRY


def written(text, dialect="duckdb", wants="scalar"):
    return write(parse(text, REGISTRY, where="plan.toml, line 3", wants=wants), dialect)


def refused(text, wants="scalar"):
    with pytest.raises(Faults) as caught:
        parse(text, REGISTRY, where="plan.toml, line 3", wants=wants)
    (fault,) = caught.value.faults
    assert fault.where.startswith("plan.toml, line 3")
    assert fault.fix
    return fault


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("readmitted = '<30'", "\"readmitted\" = '<30'"),
        ("READMITTED <> 'NO'", "\"readmitted\" <> 'NO'"),
        ('"home language" IS NOT NULL', 'NOT "Home Language" IS NULL'),
        ("group IN ('a', 'b')", "\"group\" IN ('a', 'b')"),
        ("stay BETWEEN 1 AND 3 OR NOT screened", '"stay" BETWEEN 1 AND 3 OR NOT "screened"'),
        ("race LIKE 'As%'", "\"race\" LIKE 'As%'"),
        ("date >= '2024-01-31'", "\"date\" >= CAST('2024-01-31' AS DATE)"),
        ("enrolled_days / 365.25", 'CAST("enrolled_days" AS DOUBLE) / 365.25'),
        ("CASE race WHEN 'a' THEN 1 ELSE 2.5 END", "CASE WHEN \"race\" = 'a' THEN 1 ELSE 2.5 END"),
        ("visit_date - date", 'DATE_DIFF(\'DAY\', CAST("date" AS DATE), CAST("visit_date" AS DATE))'),
        ("COALESCE(stay, 0) + -1", 'COALESCE("stay", 0) + -1'),
        ("year(seen_at) = year", 'YEAR(CAST("seen_at" AS DATE)) = "year"'),
    ],
)
def test_an_allowed_expression_is_written_with_the_sources_own_quoted_names(text, sql):
    """Quoting makes a column called ``group`` or ``Home Language`` as safe as any other."""
    assert written(text) == sql


@pytest.mark.parametrize(
    ("text", "dialect", "sql"),
    [
        ("stay / enrolled_days", "postgres", 'CAST("stay" AS DOUBLE PRECISION) / NULLIF("enrolled_days", 0)'),
        ("stay / enrolled_days", "spark", "CAST(`stay` AS DOUBLE) / NULLIF(`enrolled_days`, 0)"),
        ("visit_date - date", "postgres", '(CAST("visit_date" AS DATE) - CAST("date" AS DATE))'),
        ("YEAR(date)", "postgres", 'EXTRACT(YEAR FROM CAST("date" AS DATE))'),
        ("ROUND(hba1c)", "postgres", 'ROUND(CAST(CAST("hba1c" AS DOUBLE PRECISION) AS DECIMAL), 0)'),
        ("race = 'it''s \\'", "spark", "`race` = 'it\\'s \\\\'"),
    ],
)
def test_each_database_gets_words_that_mean_the_same(text, dialect, sql):
    """PostgreSQL divides whole numbers as such and rounds halves to even; Spark reads backslashes in text."""
    assert written(text, dialect) == sql


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("stay / enrolled_days", 0.75),
        ("stay / (stay - stay)", None),
        ("CAST(hba1c AS INTEGER)", 8),
        ("ROUND(hba1c, 1)", 7.5),
        ("DATE_DIFF('day', date, visit_date)", 30),
        ("CASE WHEN race IS NULL THEN 1 END", 1),
        ("GREATEST(stay, enrolled_days)", 4),
        ("SUBSTRING(readmitted, 1, 1)", "<"),
    ],
)
def test_written_expressions_run(text, answer):
    """The text is run by a real DuckDB over one row."""
    row = """SELECT 3 AS stay, 4 AS enrolled_days, 7.5::DOUBLE AS hba1c, NULL::VARCHAR AS race, '<30' AS readmitted,
             DATE '2024-01-01' AS date, DATE '2024-01-31' AS visit_date"""
    assert duckdb.sql(f"SELECT {written(text)} FROM ({row})").fetchall() == [(answer,)]


def test_a_condition_that_should_be_a_number_is_one_zero_or_unknown():
    """Three answers: yes, no, and cannot be told. The last must never turn into no."""
    sql = written("screened", wants="number")
    rows = duckdb.sql(f"SELECT {sql} FROM (VALUES (true), (false), (NULL)) AS rows(screened)").fetchall()
    assert rows == [(1,), (0,), (None,)]


@pytest.mark.parametrize(
    ("text", "wants", "what", "fix"),
    [
        ("readmitted = 30", "boolean", "readmitted holds text, but 30 is a number", "readmitted = '30'"),
        ("stay = '3'", "boolean", "stay holds numbers, but '3' is text", "without quotes"),
        ("stay = '?'", "boolean", "stay holds numbers", "stay IS NULL"),
        ("screened = 'yes'", "boolean", "screened holds true and false", "TRUE or FALSE"),
        ("readmitted", "number", "This gives text", "readmitted = 'yes'"),
        ("stay", "boolean", "This gives a number", "stay = 1"),
        ("race = NULL", "boolean", "equal to NULL", "IS NULL"),
        ('readmitted = "<30"', "boolean", "no column <30", "'<30'"),
        ("readmited = 'NO'", "boolean", "no column readmited", "Did you mean readmitted?"),
        ("readmitted > 'a'", "boolean", "do not agree on the order", "IN (…)"),
        ("date = '2024-02-30'", "boolean", "'2024-02-30' is not a date", "2024-01-31"),
        ("COALESCE(stay, 'none')", "scalar", "mixes a number and text", "same kind"),
        ("visits", "scalar", "a list, a record", "Use a column"),
        ("stay +", "number", "cannot be read", "Allowed are"),
        ("stay stay", "number", "stay does not fit here", "missing comma"),
        ("race = 'a", "boolean", "not closed", "single quotes"),
        ("", "boolean", "empty", "column name"),
        ("CAST(screened AS INTEGER)", "number", "do not agree on true and false as numbers", "CASE WHEN"),
        ("CAST(race AS BLOB)", "scalar", "not allowed", "Allowed are"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_write_instead(text, wants, what, fix):
    """A person who reads the message should be able to mend the line without asking anyone."""
    fault = refused(text, wants)
    assert what in fault.what
    assert fix in fault.fix


def test_a_refusal_points_at_the_very_word():
    """Positions are counted as people count: from 1, by line where there are several."""
    assert refused("stay > 1 AND pg_sleep(9)").where == "plan.toml, line 3, character 14 of the expression"
    assert refused("stay > 1\n AND now()").where == "plan.toml, line 3, line 2, character 6 of the expression"


def test_names_that_differ_only_in_capitals_must_be_spelled_exactly():
    """Guessing one of two columns would be a silent wrong number."""
    twins = (REGISTRY[3], type(REGISTRY[3])("Readmitted", ColumnType.TEXT))
    with pytest.raises(Faults, match="any of 2 columns"):
        parse("READMITTED = 'x'", twins, where="", wants="boolean")
    assert write(parse("Readmitted = 'x'", twins, where="", wants="boolean"), "duckdb") == "\"Readmitted\" = 'x'"


def test_kinds_and_columns_can_be_asked_for():
    """The engine needs to know which columns to read, and whether a numerator is a yes-or-no."""
    assert kind_of("stay > 2", REGISTRY) is ColumnType.BOOLEAN
    assert kind_of("stay / 2", REGISTRY) is ColumnType.NUMBER
    assert columns_used(parse("stay + stay * hba1c", REGISTRY, where="", wants="number")) == ("stay", "hba1c")


def test_write_refuses_a_tree_that_parse_did_not_make():
    """The second way in is closed too."""
    with pytest.raises(ValueError, match="Anonymous"):
        write(sqlglot.parse_one("pg_sleep(1)"), "postgres")


def test_a_long_list_of_conditions_is_not_too_deep():
    """Hundreds of OR are flattened, so that honest long definitions pass."""
    assert written(" OR ".join(f"stay = {n}" for n in range(400))).count("OR") == 399


WORDS = st.sampled_from(
    [
        "stay",
        "hba1c",
        "race",
        "screened",
        "visit_date",
        '"Home',
        'Language"',
        "'x'",
        "'--'",
        "'a;b'",
        "1",
        "2.5",
        "0",
        "-1",
        "(",
        ")",
        "(",
        ")",
        ",",
        "=",
        "<>",
        "<",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "AND",
        "OR",
        "NOT",
        "IN",
        "(1,2)",
        "BETWEEN",
        "LIKE",
        "'%a'",
        "IS",
        "NULL",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "CAST(",
        "AS",
        "DOUBLE",
        "INTEGER",
        "DATE",
        "COALESCE(",
        "NULLIF(",
        "ABS(",
        "ROUND(",
        "LOWER(",
        "LENGTH(",
        "YEAR(",
        "DATE_DIFF('day',",
        "LEFT(",
        ";",
        "--",
        "/*",
        "*/",
        "read_csv(",
        "SELECT",
        "FROM",
        "$1",
        "?",
        ":x",
        "[",
        "]",
        "{",
        "}",
        "::",
        "%",
        "||",
        "->",
        "!",
        "@",
        "#",
        "`",
        "\\",
        "pg_sleep(",
        "count(*)",
        "over()",
        "x'41'",
        "E'a'",
        "$$",
        "TRUE",
    ]
)
ALMOST_SQL = st.lists(WORDS, max_size=14).map(" ".join)
FINE = {
    "Column Identifier Literal Boolean Null And Or Not EQ NEQ LT LTE GT GTE Paren In Between Like ILike Is Add Sub Mul Div Neg Case If "
    "Cast DataType Coalesce Nullif Abs Round Lower Upper Trim Length Left Substring Greatest Least Year Month Day DateDiff Var Extract"
}
FINE_NODES = set(" ".join(FINE).split())


@given(text=st.one_of(st.text(max_size=60), ALMOST_SQL), dialect=st.sampled_from(["duckdb", "postgres", "spark"]))
def test_no_text_whatever_is_written_as_anything_outside_the_allow_list(text, dialect):
    """Whatever is typed, a database sees only allowed parts, only the source's columns, and no comment or second statement."""
    try:
        sql = written(text, dialect)
    except Faults:
        return
    statements = sqlglot.parse(sql, dialect=dialect)
    assert len(statements) == 1
    nodes = list(statements[0].walk())
    assert {type(node).__name__ for node in nodes} <= FINE_NODES
    assert {node.name for node in nodes if isinstance(node, exp.Column)} <= {column.name for column in REGISTRY}
    assert not any(token.comments for token in sqlglot.tokenize(sql, dialect=dialect))


@given(text=ALMOST_SQL)
def test_what_is_written_reads_as_the_same_expression(text):
    """A plan that is written back and read again must count the same."""
    try:
        tree = parse(text, REGISTRY, where="", wants="scalar")
    except Faults:
        return
    assert parse(write(tree, "duckdb"), REGISTRY, where="", wants="scalar") == tree

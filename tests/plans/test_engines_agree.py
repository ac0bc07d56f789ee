"""One expression, one answer: DuckDB and PostgreSQL agree on every allowed part."""

import duckdb
import pytest

from evenground.plans.expressions import parse, write
from tests.plans.columns import REGISTRY
from tests.postgres import postgres_address

__all__ = ["postgres_address"]

ROW = """SELECT 3 AS stay, 4 AS enrolled_days, CAST(7.5 AS DOUBLE PRECISION) AS hba1c, CAST(NULL AS VARCHAR) AS race,
    CAST('<30' AS VARCHAR) AS readmitted, CAST(' Ñame ' AS VARCHAR) AS "Home Language", TRUE AS screened,
    CAST('2024-01-01' AS DATE) AS date, CAST('2024-01-31' AS DATE) AS visit_date,
    CAST('2024-01-31 12:30:00' AS TIMESTAMP) AS seen_at"""
EXPRESSIONS = """
stay / enrolled_days
stay / (stay - stay)
CAST(hba1c AS INTEGER)
CAST('12.6' AS INTEGER)
ROUND(hba1c)
ROUND(-hba1c)
ROUND(hba1c / 2, 1)
DATE_DIFF('day', date, seen_at)
visit_date - seen_at
GREATEST(stay, hba1c)
LEAST(stay, NULLIF(stay, 3), hba1c)
SUBSTRING(readmitted, 2)
LEFT(readmitted, 1)
LENGTH("Home Language")
UPPER(TRIM("Home Language"))
screened IS NOT TRUE
YEAR(seen_at) + MONTH(date) + DAY(date)
readmitted LIKE '<_0' AND readmitted ILIKE '%0'
date IN ('2024-01-01')
seen_at > '2024-01-31 10:00'
seen_at >= date
COALESCE(race, 'x')
CAST(stay AS VARCHAR)
CAST(date AS VARCHAR)
stay * 0.1 + 0.2 = 0.5
CASE screened WHEN TRUE THEN 'a' ELSE 'b' END
CASE WHEN race = 'a' THEN NULL ELSE 4 END
CASE WHEN screened THEN date ELSE seen_at END = seen_at
NOT screened OR stay IN (3, -1)
stay BETWEEN 1 AND 3.5
ABS(-stay) - -1
1e3 / 3
race = 'a'
"""


@pytest.mark.postgres
def test_both_engines_give_one_answer(postgres_address):
    """Whole-number division, rounding of halves, dates and text are where they would part."""
    psycopg = pytest.importorskip("psycopg")
    trees = {text: parse(text, REGISTRY, where="", wants="scalar") for text in EXPRESSIONS.strip().splitlines()}
    with psycopg.connect("postgresql" + postgres_address.removeprefix("postgres")) as connection:
        theirs = {
            text: connection.execute(f"SELECT {write(tree, 'postgres')} FROM ({ROW}) AS r").fetchone()[0]
            for text, tree in trees.items()
        }
    ours = {
        text: duckdb.sql(f"SELECT {write(tree, 'duckdb')} FROM ({ROW})").fetchall()[0][0]
        for text, tree in trees.items()
    }
    assert {text: _plain(answer) for text, answer in theirs.items()} == {
        text: _plain(answer) for text, answer in ours.items()
    }


def _plain(answer):
    """Engines may write one number as an integer, a fraction or a decimal."""
    return answer if answer is None or isinstance(answer, str | bool) else round(float(answer), 12)

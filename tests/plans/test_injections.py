"""Every known way to smuggle SQL through an expression is refused, in every field, with a place and what is allowed."""

import pytest

from evenground.model.faults import Faults
from evenground.plans import check_against, read_plan_text
from evenground.plans.expressions import parse
from tests.plans.columns import REGISTRY

INJECTIONS = [
    "stay; DROP TABLE patients",
    "stay; SELECT 1",
    "1; ATTACH 'x.db'",
    "stay -- comment",
    "stay /* comment */",
    "/*! stay */ stay",
    "(SELECT 1)",
    "stay IN (SELECT stay FROM patients)",
    "EXISTS (SELECT 1)",
    "stay = ANY (SELECT 1)",
    "1 UNION SELECT 2",
    "stay FROM patients",
    "*",
    "patients.*",
    "COUNT(*)",
    "SUM(stay) OVER ()",
    "read_csv('/etc/passwd')",
    "read_text('/etc/passwd')",
    "read_parquet('s3://bucket/x')",
    "glob('/*')",
    "getenv('HOME')",
    "current_setting('data_directory')",
    "pg_sleep(10)",
    "pg_read_file('/etc/passwd')",
    "dblink('host=evil', 'select 1')",
    "lo_import('/etc/passwd')",
    "version()",
    "current_user",
    "reflect('java.lang.Runtime', 'exec')",
    "java_method('java.lang.Runtime', 'exec')",
    "printf('%s', stay)",
    "query('SELECT 1')",
    "$1",
    "?",
    ":name",
    "@@version",
    "stay::regclass",
    "CAST(race AS STRUCT(a INT))",
    "CAST(race AS INT[])",
    "CAST(race AS JSON)",
    "race -> 'x'",
    "race ~ '.*'",
    "race SIMILAR TO '%'",
    "race COLLATE nocase = 'a'",
    "{'a': 1}",
    "[1, 2, 3]",
    "race[1]",
    "x -> x + 1",
    "COLUMNS('.*')",
    "E'\\x41' = race",
    "x'41' = race",
    "$$text$$ = race",
    "patients.stay",
    "main.patients.stay",
    "stay AS n",
    "(stay, stay)",
    "IF(screened, 1, 2)",
    "INTERVAL '1' DAY",
    "now()",
    "random()",
    "race LIKE '%\\_'",
    "race LIKE mother_name",
    "race || race",
    "stay % 0",
    "stay ^ 99",
    "stay\u0000",
    "race = 'a\u0000b'",
    "race = '\ud800'",
    "{{ stay }}",
    "{% if 1 %}",
    "NOT " * 5000 + "screened",
    "(" * 3000 + "stay" + ")" * 3000,
    "-" * 300 + "1",
    "stay" + " + stay" * 500,
    "CASE WHEN screened THEN " * 60 + "1" + " END" * 60,
    "stay" + "::INT" * 900,
    "screened = NOT " * 900 + "screened",
    "stay IS NULL " + "IS NULL " * 900,
    "COALESCE(" * 39 + "stay" + ")" * 39 + " = 'a'",
    "stay * -" * 900 + "stay",
    "1" * 400,
    "9" * 20,
    "stay = 1e999",
    "x" * 20_000,
]


@pytest.mark.parametrize("text", INJECTIONS, ids=[f"{at}: {text[:30]!r}" for at, text in enumerate(INJECTIONS)])
def test_an_injection_is_refused(text):
    """One message, with what to do; never a parser's own error."""
    with pytest.raises(Faults) as caught:
        parse(text, REGISTRY, where="plan.toml, line 3", wants="scalar")
    (fault,) = caught.value.faults
    assert fault.where.startswith("plan.toml, line 3")
    assert fault.what
    assert fault.fix
    assert len(str(fault)) < 700


@pytest.mark.parametrize("field", ["numerator", "denominator", "where", "expression"])
def test_every_expression_field_of_a_plan_goes_through_the_fence(field):
    """A field that forgot the check would be a door."""
    fields = {"numerator": "stay", "denominator": "enrolled_days", "where": "screened", "expression": "race"}
    fields[field] = "read_csv('/etc/passwd')"
    plan = read_plan_text(
        f"""
        title = "t"
        source = "s.csv"
        [[measure]]
        name = "m"
        type = "rate"
        numerator = "{fields["numerator"]}"
        denominator = "{fields["denominator"]}"
        where = "{fields["where"]}"
        [[stratum]]
        name = "s"
        expression = "{fields["expression"]}"
        """
    )
    with pytest.raises(Faults, match="The function read_csv is not allowed") as caught:
        check_against(plan, REGISTRY)
    assert len(caught.value.faults) == 1

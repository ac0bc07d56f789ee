"""Files, plans and words that do not fit together, each with what the command has to say of them."""

from typing import NamedTuple

PLAN_HEAD = 'title = "Visits"\nsource = "visits.csv"\n'


class Broken(NamedTuple):
    """The files that stand in the folder, the words of the command, what it must say, and its exit code."""

    files: dict[str, str | bytes]
    words: tuple[object, ...]
    said: str
    code: int = 1


def visits(count: int = 240) -> str:
    """A sound made-up file: two groups, an outcome, days at risk, a date, a person."""
    lines = ["patient_id,race,readmitted,visits,days,admitted,score"]
    for i in range(count):
        race = ("Black", "White", "Asian")[i % 3]
        lines.append(f"P{i:04d},{race},{('yes', 'no')[i % 2]},{i % 3},{30 + i % 5},2024-0{i % 6 + 1}-15,{i % 7}.5")
    return "\n".join(lines) + "\n"


GOOD = visits()


def measure(**keys: object) -> str:
    """A ``[[measure]]`` of a plan over the made-up file, with these keys changed."""
    said = {"name": "readmitted", "type": "proportion", "numerator": "readmitted = 'yes'", "better": "lower"}
    return "\n[[measure]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in {**said, **keys}.items())


def stratum(**keys: object) -> str:
    """A ``[[stratum]]`` of a plan over the made-up file."""
    said: dict[str, object] = keys if {"expression", "link"} & keys.keys() else {"column": "race", **keys}
    return "\n[[stratum]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in {"name": "race", **said}.items())


def _toml(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def plan(text: str = "", task: tuple[object, ...] = ("run", "plan.toml"), rows: str = GOOD) -> tuple:
    """The files and the words for a plan over these rows."""
    return {"visits.csv": rows, "plan.toml": PLAN_HEAD + text}, task


def gaps(*options: object, rows: str | bytes = GOOD, outcome: str = "readmitted = 'yes'", by: str = "race") -> tuple:
    """The files and the words for one question of these rows."""
    return {"visits.csv": rows}, ("gaps", "visits.csv", "--outcome", outcome, "--by", by, *options)


INJECTIONS = {
    "two statements": "1; DROP TABLE rows",
    "comment": "1 -- ",
    "sub-query": "(SELECT 1)",
    "union": "1 UNION SELECT 1",
    "file reader": "(SELECT * FROM read_csv('/etc/passwd'))",
    "system function": "getenv('HOME')",
    "closing bracket": "1) FROM rows; ATTACH 'x.db' AS x; --",
}


def _injected() -> dict[str, Broken]:
    """Every injection in every place where an expression or a column's name may stand."""
    found = {}
    for name, sql in INJECTIONS.items():
        found |= {
            f"{name} as --outcome": Broken(*gaps(outcome=sql), "--outcome"),
            f"{name} as --denominator": Broken(*gaps("--denominator", sql, outcome="visits"), "--denominator"),
            f"{name} as --where": Broken(*gaps("--where", sql), "--where"),
            f"{name} as --by": Broken(*gaps(by=sql), "--by"),
            f"{name} as --person": Broken(*gaps("--person", sql), "no column"),
            f"{name} as --when": Broken(*gaps("--when", sql), "no column"),
            f"{name} as numerator": Broken(*plan(measure(numerator=sql) + stratum()), "plan.toml, line 7"),
            f"{name} as denominator": Broken(*plan(measure(denominator=sql) + stratum()), "plan.toml, line 9"),
            f"{name} as where": Broken(*plan(measure(where=sql) + stratum()), "plan.toml, line 9"),
            f"{name} as stratum": Broken(*plan(measure() + stratum(expression=sql)), "plan.toml, line 12"),
            f"{name} as stratum's column": Broken(*plan(measure() + stratum(column=sql)), "no column"),
            f"{name} as person": Broken(*plan(f'person = "{sql}"\n' + measure() + stratum()), "no column"),
            f"{name} as date": Broken(*plan(f'date = "{sql}"\n' + measure() + stratum()), "no column"),
        }
    return found


def _rows(header: str, *lines: str) -> str:
    return "\n".join([header, *lines]) + "\n"


FORTY = [f"Black,{i % 2}" for i in range(40)] + [f"White,{i % 2}" for i in range(40)]
PER_DAY = ("--denominator", "days")

BROKEN: dict[str, Broken] = {
    # Rows that contradict themselves
    "numerator above denominator": Broken(
        *gaps(
            "--denominator",
            "births",
            "--rows",
            "people",
            outcome="low",
            rows=_rows("race,low,births", "Black,30,20", "White,3,200"),
        ),
        "(?i)more|above|larger|greater",
    ),
    "numerator above denominator in one group's rows only": Broken(
        *plan(
            measure(numerator="low", denominator="births") + stratum(),
            rows=_rows("race,low,births", "Black,30,20", "Black,0,500", "White,3,200"),
        ),
        "(?i)more|above|larger|greater",
    ),
    "negative person-time": Broken(
        *gaps(*PER_DAY, outcome="visits", rows=GOOD + "P9,White,no,1,-30,2024-01-15,1.5\n"), "is below zero"
    ),
    "negative count": Broken(
        *gaps(*PER_DAY, outcome="visits", rows=GOOD + "P9,White,no,-1,30,2024-01-15,1.5\n"), "is below zero"
    ),
    "events without time at risk": Broken(
        *plan(
            measure(type="rate", numerator="visits", denominator="days") + stratum(),
            rows=_rows("race,visits,days", *["Black,2,0"] * 40, *["White,1,0"] * 40),
        ),
        "(?i)0|nothing|denominator",
    ),
    "infinite numbers": Broken(
        *gaps(outcome="score", rows=_rows("race,score", *FORTY, "Black,inf", "White,-inf")), "This gives text"
    ),
    "a number that grows beyond all bounds": Broken(
        *plan(measure(type="mean", numerator="score * 1e308 * 10") + stratum()),
        "(?i)infinit|large|not a number|overflow",
    ),
    "numbers too large to add": Broken(
        *plan(
            measure(type="mean", numerator="score") + stratum(),
            rows=_rows("race,score", *[f"{r},1.7e308" for r in ("Black", "White") * 40]),
        ),
        "This gives text",
    ),
    "whole numbers too large to hold": Broken(
        *gaps(outcome="score", rows=_rows("race,score", *FORTY, "Black," + "9" * 40)), "This gives text"
    ),
    "dates in four formats": Broken(
        *gaps(
            "--when",
            "seen",
            rows=_rows(
                "race,readmitted,seen",
                *[f"Black,yes,{d}" for d in ("2024-01-31", "31/01/2024", "Jan 31 2024", "20240131")] * 20,
            ),
        ),
        "(?i)not dates",
    ),
    "all outcomes missing": Broken(
        *gaps(outcome="readmitted = 'yes'", rows=_rows("race,readmitted", *["Black,", "White,"] * 50)),
        "(?i)missing|no row|nothing|empty",
    ),
    "all outcomes the same unknown code": Broken(
        *gaps(outcome="score", rows=_rows("race,score", *["Black,?", "White,?"] * 50)),
        "(?i)missing|no row|nothing|text|not numbers",
    ),
    "a filter that keeps nothing": Broken(*gaps("--where", "race = 'Martian'"), "keeps no row"),
    "a filter that keeps nothing, in a plan": Broken(*plan(measure(where="days > 1000") + stratum()), "keeps no row"),
    # Plans and columns that do not fit
    "unknown column": Broken(*gaps(outcome="readmited = 'yes'"), "(?i)readmitted"),
    "unknown group column": Broken(*gaps(by="rase"), "race"),
    "a reference that does not exist": Broken(*gaps("--reference", "Martian"), "No group is called 'Martian'"),
    "a reference that does not exist among several groupings": Broken(
        *gaps("--reference", "Martian", by="race,readmitted"), "No group is called 'Martian'"
    ),
    "grouping by a person": Broken(*gaps(by="patient_id"), "cannot be used here"),
    "grouping by a fraction": Broken(*gaps(by="score * 1.7"), "(?i)score|numbers|groups"),
    "no group": Broken(*gaps(by=","), "No groups are named"),
    "the same group twice": Broken(*gaps(by="race,race"), "twice"),
    "text as an outcome": Broken(*gaps(outcome="readmitted"), "(?i)text"),
    "an outcome of nothing": Broken(*gaps(outcome=""), "--outcome"),
    "comparing text with a number": Broken(*gaps(outcome="readmitted > 3"), "(?i)text"),
    "every without when": Broken(*gaps("--every", "month"), "needs a date"),
    "when of numbers": Broken(*gaps("--when", "score"), "not dates"),
    "rate of nothing": Broken(*gaps("--type", "rate"), "(?i)denominator"),
    "per nothing": Broken(*gaps("--per", "0"), "--per", 2),
    "per infinity": Broken(*gaps("--per", "inf"), "--per", 2),
    "per not a number": Broken(*gaps("--per", "nan"), "--per", 2),
    "source is missing": Broken({"plan.toml": PLAN_HEAD + measure() + stratum()}, ("run", "plan.toml"), "no such file"),
    "source is outside the folder": Broken(
        {"visits.csv": GOOD, "in/plan.toml": PLAN_HEAD.replace("visits.csv", "../visits.csv") + measure()},
        ("run", "in/plan.toml"),
        "leads out",
    ),
    "link table is missing": Broken(
        *plan(measure() + '\n[[stratum]]\nname = "p"\nlink = { table = "t.csv", on = "race", column = "x" }\n'),
        "t.csv",
    ),
    "plan is missing": Broken({}, ("run", "plan.toml"), "no such file"),
    "plan to check is missing": Broken({}, ("check", "plan.toml"), "no such file"),
    "scan of a missing plan": Broken({}, ("scan", "plan.toml"), "no such file"),
    "scan of a file with no outcome": Broken(
        {"visits.csv": _rows("race,x", *["Black,a", "White,b"] * 20)}, ("scan", "visits.csv"), "--outcome"
    ),
    "scan of a file with no groups": Broken(
        {"visits.csv": _rows("y,x", *["1,a", "0,b"] * 20)}, ("scan", "visits.csv"), "--by"
    ),
    # Places and cubes
    "output folder is a file": Broken(
        gaps()[0] | {"taken": "x"}, (*gaps()[1], "--out", "taken"), "could not be written"
    ),
    "output folder below a file": Broken(
        gaps()[0] | {"taken": "x"}, (*gaps()[1], "--out", "taken/in"), "could not be written"
    ),
    "output folder of a name too long": Broken(*gaps("--out", "x" * 300), "could not be written"),
    "output folder that nobody may write to": Broken(*gaps("--out", "/proc/evenground"), "could not be written"),
    "run into a file": Broken(
        plan(measure() + stratum())[0] | {"taken": "x"},
        ("run", "plan.toml", "--out", "taken"),
        "could not be written",
    ),
    "scan into a file": Broken(
        plan(measure() + stratum())[0] | {"taken": "x"},
        ("scan", "plan.toml", "--out", "taken"),
        "could not be written",
    ),
    "cube into a folder": Broken(
        plan(measure() + stratum())[0] | {"taken/x": "x"}, ("cube", "plan.toml", "--out", "taken"), "taken"
    ),
    "cube into no folder": Broken(
        *plan(measure() + stratum(), ("cube", "plan.toml", "--out", "no/counts.parquet")), "no"
    ),
    "demo into a file": Broken({"taken": "x"}, ("demo", "--no-browser", "--dir", "taken"), "taken"),
    "merge of a missing file": Broken({}, ("merge", "a.parquet", "--out", "b.parquet"), "a.parquet"),
    "merge of a file that is no cube": Broken(
        {"a.parquet": "hello"}, ("merge", "a.parquet", "--out", "b.parquet"), "a.parquet"
    ),
    "merge of an empty file": Broken({"a.parquet": b""}, ("merge", "a.parquet", "--out", "b.parquet"), "a.parquet"),
    # Words that are not words of the command: usage
    "min-count of 0": Broken(*gaps("--min-count", "0"), "--min-count", 2),
    "min-count of abc": Broken(*gaps("--min-count", "abc"), "--min-count", 2),
    "min-count of -5": Broken(*gaps("--min-count", "-5"), "--min-count", 2),
    "min-count of 2.5": Broken(*gaps("--min-count", "2.5"), "--min-count", 2),
    "unknown option": Broken(*gaps("--fast"), "--fast", 2),
    "unknown task": Broken({}, ("guess", "visits.csv"), "guess", 2),
    "no task": Broken({}, (), "TASK", 2),
    "no outcome": Broken({"visits.csv": GOOD}, ("gaps", "visits.csv", "--by", "race"), "--outcome", 2),
    "every fortnight": Broken(*gaps("--when", "admitted", "--every", "fortnight"), "--every", 2),
    "better worse": Broken(*gaps("--better", "worse"), "--better", 2),
    "unknown language": Broken(*gaps("--language", "xx"), "--language", 2),
    "merge of nothing": Broken({}, ("merge", "--out", "b.parquet"), "FILE", 2),
    **_injected(),
}

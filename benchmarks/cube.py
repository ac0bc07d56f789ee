"""What a cube costs: CPU, wall and peak memory of Evenground beside the bare two-stage DuckDB query and pandas.

    .venv/bin/python benchmarks/cube.py --dir /somewhere/with/space --rows 10000000
    .venv/bin/python benchmarks/cube.py --dir … --rows 10000000 --command ".venv/bin/evenground run {plan} --out {out}"

Each engine runs in a process of its own, over the same Parquet file: patient, date (60 months), six stratifiers with
skewed groups (10, 5, 10, 30, 7 and 11 of them), site, denominator and outcome. All make the same 22 sets by month.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

STRATA = ("race_ethnicity", "gender", "age_group", "language", "payer", "deprivation")
SETS = [(), *((name,) for name in STRATA), *itertools.combinations(STRATA, 2)]
MEMORY = "1GB"
PLAN = """title = "Benchmark"
source = "{source}"
date = "date"
every = "month"

[[measure]]
name = "outcome"
title = "Outcome"
type = "rate"
numerator = "outcome"
denominator = "denominator"
"""


def main() -> None:
    """Make the data where it is missing, run every engine, print one Markdown table."""
    options = _options()
    rows = options.dir / f"rows-{options.rows}.parquet"
    if options.engine:
        ENGINES[options.engine](rows)
        return
    options.dir.mkdir(parents=True, exist_ok=True)
    if not rows.is_file():
        subprocess.run([sys.executable, __file__, *sys.argv[1:], "--engine", "data"], check=True)
    jobs = {name: [sys.executable, __file__, *sys.argv[1:], "--engine", name] for name in options.engines.split(",")}
    if options.command:
        jobs[options.command.split()[0]] = shlex.split(
            options.command.format(plan=_plan(rows), out=options.dir / "out")
        )
    print(f"\n{options.rows:,} rows, {rows.stat().st_size / 1e6:.0f} MB of Parquet, {os.cpu_count()} cores\n")
    print("| engine | CPU s | wall s | peak MiB | rows by month |\n|---|---|---|---|---|")
    for name, command in jobs.items():
        for _ in range(options.repeat):
            print("| {} | {:.1f} | {:.1f} | {:.0f} | {} |".format(name, *_measured(command)), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dir", type=Path, required=True, help="where the data is kept (outside the repository)")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--engines", default="bare,evenground,pandas")
    parser.add_argument("--command", help="another command to measure; {plan} and {out} are filled in")
    parser.add_argument("--engine", choices=[*ENGINES], help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(command: list[str]) -> tuple[float, float, float, str]:
    """CPU seconds, wall seconds, peak resident MiB and the last line printed, of one child process."""
    began = time.perf_counter()
    environment = {**os.environ, "EVENGROUND_MEMORY": MEMORY}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        printed = child.stdout.read().strip().splitlines()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{shlex.join(command)} ended with exit {child.returncode}")
    seconds = time.perf_counter() - began
    return used.ru_utime + used.ru_stime, seconds, used.ru_maxrss / 1024, printed[-1] if printed else ""


def make_data(path: Path) -> None:
    """Seeded rows, written by DuckDB in little memory. Groups are skewed, so that 10 million rows
    make about 1.8 million cells; the stratifiers do not depend on each other, which is harder than real data."""
    import duckdb

    def drawn(salt: int) -> str:
        return f"(hash(i * 64 + {salt}) / 18446744073709551616.0)"

    def group(name: str, count: int, salt: int) -> str:
        return f"'{name} ' || CAST(CAST(floor({count} * pow({drawn(salt)}, 6)) AS INTEGER) AS VARCHAR)"

    count = int(path.stem.split("-")[1])
    connection = duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": "false"})
    connection.execute(
        f"""COPY (SELECT CAST(hash(i * 64) % {max(count // 5, 1)} AS BIGINT) AS patient,
        DATE '2021-01-01' + CAST(floor({drawn(1)} * 1826) AS INTEGER) AS date,
        {group("Race", 10, 2)} AS race_ethnicity, {group("Gender", 5, 3)} AS gender, {group("Age", 10, 4)} AS age_group,
        {group("Language", 30, 5)} AS language, {group("Payer", 7, 6)} AS payer,
        CAST(floor(pow({drawn(7)}, 4) * 11) AS INTEGER) AS deprivation, CAST(floor({drawn(8)} * 40) AS INTEGER) AS site,
        CAST(floor({drawn(9)} * 3) + 1 AS INTEGER) AS denominator, CAST({drawn(10)} < 0.12 AS INTEGER) AS outcome
        FROM range({count}) AS numbers(i)) TO '{path}.part' (FORMAT parquet)"""
    )
    Path(f"{path}.part").rename(path)


def run_bare(path: Path) -> None:
    """The least that could be done: group once, then roll up each set by month and over all months."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": "false"})
    connection.execute(f"SET temp_directory = '{path.parent / 'spill'}'")
    sums = "SUM({0}) AS {0}, SUM(outcome) AS outcome, SUM(denominator) AS denominator"
    connection.execute(
        f"CREATE TEMP TABLE cells AS SELECT date_trunc('month', date) AS month, {', '.join(STRATA)}, COUNT(*) AS n, "
        f"SUM(outcome) AS outcome, SUM(denominator) AS denominator FROM '{path}' GROUP BY ALL"
    )
    rows = 0
    for names in SETS:
        for keys in (["month", *names], [*names]):
            columns = ", ".join([*keys, sums.format("n")])
            rows += connection.sql(f"SELECT {columns} FROM cells GROUP BY ALL").to_arrow_table().num_rows
    print(rows)


def run_evenground(path: Path) -> None:
    """``evenground.cubes.build`` over the same file. Where pandas is installed, as among the development tools, Arrow imports it
    at a cost of 1 to 2 s of CPU; an installation of Evenground alone does not bring it.
    """
    from evenground import cubes
    from evenground.plans import read_plan
    from evenground.sources import open_source

    plan = read_plan(_plan(path))
    with open_source(path) as source:
        print(cubes.build(plan, source).table.num_rows)


def run_pandas(path: Path) -> None:
    """The usual way: read it all, group by each set."""
    import pandas as pd

    frame = pd.read_parquet(path, columns=["date", *STRATA, "outcome", "denominator"])
    frame["month"] = pd.to_datetime(frame.pop("date")).dt.to_period("M").astype("int64")
    for name in STRATA:
        frame[name] = frame[name].astype("category")
    rows = 0
    for names in SETS:
        for keys in (["month", *names], [*names]):
            if not keys:
                rows += 1
                continue
            rows += len(
                frame.groupby(keys, observed=True).agg(
                    n=("outcome", "size"), o=("outcome", "sum"), d=("denominator", "sum")
                )
            )
    print(rows)


def _plan(path: Path) -> Path:
    plan = path.with_suffix(".toml")
    strata = [f'\n[[stratum]]\nname = "{name}"\ntitle = "{name}"\ncolumn = "{name}"\n' for name in STRATA]
    plan.write_text(PLAN.format(source=path.name) + "".join(strata))
    return plan


ENGINES = {"data": make_data, "bare": run_bare, "evenground": run_evenground, "pandas": run_pandas}


if __name__ == "__main__":
    main()

"""The worked example in docs/explanation/engine.md is what the engine does."""

import datetime as dt
import re
from pathlib import Path

import pyarrow as pa

from evenground.cubes.engine import cells_of, fetch
from evenground.cubes.shape import shape_of
from evenground.model.measures import Measure, MeasureType
from evenground.model.strata import Stratum
from tests.cubes.made import RACE, cube_of, opened, plan_of

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "engine.md"
COLUMNS = [
    ("who", pa.int64()),
    ("day", pa.date32()),
    ("race", pa.string()),
    ("lang", pa.string()),
    ("seen", pa.bool_()),
]
PLAN = plan_of(
    measures=(Measure("seen", "Seen", MeasureType.PROPORTION, "seen"),),
    strata=(RACE, Stratum("lang", "Language", column="lang")),
    deeper=(),
)


def drawn(name: str) -> list[list[str]]:
    """The lines of one table of the page, without its head."""
    (table,) = re.findall(rf"```{name}\n.*?\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [[part.strip() for part in line.split("|")] for line in table.splitlines()]


def rows() -> list[dict[str, object]]:
    return [
        {
            "who": int(who),
            "day": dt.date.fromisoformat(day) if day else None,
            "race": race,
            "lang": lang,
            "seen": {"yes": True, "no": False, "": None}[seen],
        }
        for who, day, race, lang, seen in drawn("rows")
    ]


def words(values: tuple[object, ...]) -> list[str]:
    return ["" if value is None else str(int(value) if isinstance(value, float) else value) for value in values]


def test_the_cells_of_the_page_are_the_cells_of_the_engine(tmp_path: Path) -> None:
    """Eight rows, seven cells."""
    with (
        opened(rows(), tmp_path, pa.schema(COLUMNS)) as source,
        cells_of(shape_of(PLAN, source, {}), source) as connection,
    ):
        cells = fetch(connection, "SELECT eg_p, eg_k0, eg_k1, eg_rows, eg_n0, eg_num0 FROM eg_cells").to_pylist()
    assert sorted(words(tuple(cell.values())) for cell in cells) == sorted(drawn("cells"))


def test_the_cube_of_the_page_is_the_cube_of_the_engine(tmp_path: Path) -> None:
    """Named, rolled up, and each person counted once."""
    table = cube_of(rows(), tmp_path, PLAN, pa.schema(COLUMNS)).table.to_pylist()
    figures = ("race", "n", "missing", "persons", "numerator")
    found = [
        words((None if row["whole"] else row["period_start"], *(row[f] for f in figures)))
        for row in table
        if row["by"] == "race"
    ]
    assert found == drawn("cube")

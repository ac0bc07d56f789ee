"""Public series that nobody here made: jumps in the data, many sites, tiny counts, and a coverage that cannot be."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evenground import main, reports, spc
from evenground.disclosure.released import Release, ReleasedResult
from evenground.figures.language import read_catalogue
from evenground.model.figures import Status
from evenground.model.measures import MeasureType
from evenground.model.periods import Every
from tests.acceptance.by_hand import SERIES, Row, rows_of
from tests.shared import needs_shared

COVID = SERIES / "nyc_covid"
SNAPSHOTS = COVID / "by_poverty_snapshots.csv.gz"
REVISED = dt.date(2021, 8, 2)
"""On this day the city counted probable cases and deaths in: every group's figure jumps by a fifth overnight."""


def ask(file: Path, **options: Any) -> Release:
    return main.gaps(str(file), **options)[0]


def snapshots(outcome: str) -> Release:
    return ask(SNAPSHOTS, outcome=outcome, by=("POVERTY_GROUP",), when="snapshot_date", every=Every.DAY)


@pytest.fixture(scope="module")
def deaths() -> Release:
    return snapshots("DEATH_COUNT")


@pytest.fixture(scope="module")
def cases() -> Release:
    return snapshots("CASE_COUNT")


@needs_shared
@pytest.mark.parametrize("name", ["deaths", "cases"])
def test_the_day_on_which_the_count_was_made_anew_is_a_break_in_the_data_and_no_change_is_claimed_across_it(
    name: str, request: pytest.FixtureRequest
) -> None:
    """Nobody's health changes by a fifth in one night, for rich and poor alike."""
    release: Release = request.getfixturevalue(name)
    result = release.results[0]
    assert REVISED in [period.start for period in result.breaks]
    assert result.change is None
    assert result.gap_charts == result.charts == ()
    page = reports.html_of(release)
    assert "Aug 2, 2021. People’s health does not change like that." in page
    panels = 1 + 3  # the wide picture, and on a phone one panel a group beside the level
    assert page.count("eg-jump") == panels * len(result.breaks)


@needs_shared
def test_daily_counts_so_far_are_not_added_up_over_the_days(deaths: Release) -> None:
    """Each day's snapshot holds all earlier ones: the last is the whole."""
    last = [row for row in rows_of(SNAPSHOTS) if row["snapshot_date"] == "2021-09-11"]
    told = {cell.name: (cell.n, cell.numerator) for cell in deaths.results[0].cells}
    assert deaths.plan.rows == "running totals"
    assert told == {row["POVERTY_GROUP"]: (1, float(row["DEATH_COUNT"])) for row in last}


@needs_shared
@pytest.mark.parametrize("kind", ["case", "death", "hosp"])
def test_the_waves_of_the_weekly_series_are_no_breaks_in_the_data(kind: str, tmp_path: Path) -> None:
    """A wave rises for weeks, and it falls again."""
    file = flattened(COVID / f"trends__weekly-{kind}-rate-race.csv", tmp_path)
    release = ask(file, outcome="rate", by=("race",), when="week_ending", every=Every.WEEK)
    assert len(release.results[0].over_time) == 294
    assert release.results[0].breaks == ()
    assert release.plan.rows == "totals"


def flattened(wide: Path, folder: Path) -> Path:
    """A row a week and group, from a column a group."""
    skipped = {"week_ending", "all_race_ethnicity"}
    rows = [
        (us_date(row["week_ending"]), race.replace("_", " "), rate)
        for row in rows_of(wide)
        for race, rate in row.items()
        if race not in skipped
    ]
    return written(folder / "weekly.csv", ["week_ending", "race", "rate"], rows)


def us_date(text: str) -> dt.date:
    month, day, year = map(int, text.split("/"))
    return dt.date(year, month, day)


def written(path: Path, names: list[str], rows: list[tuple[Any, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([names, *rows])
    return path


SITE = "RF4"


@pytest.fixture(scope="module")
def waits() -> Release:
    options = {"by": ("org_code",), "when": "period", "where": "type = '1'", "type": MeasureType.PROPORTION}
    return ask(SERIES / "nhs_ae_attendances.csv.gz", outcome="breaches", denominator="attendances", **options)


@pytest.fixture(scope="module")
def emergencies() -> list[Row]:
    return [row for row in rows_of(SERIES / "nhs_ae_attendances.csv.gz") if row["type"] == "1"]


@needs_shared
def test_every_site_has_its_chart_and_the_page_shows_those_that_touch_most_people(
    waits: Release, emergencies: list[Row]
) -> None:
    """A hundred and forty emergency departments: a page of all of them would be read by no one."""
    sites = {row["org_code"] for row in emergencies}
    result = waits.results[0]
    assert {chart.name for chart in result.charts if chart.groups} == sites
    assert len(sites) == 140
    page = reports.html_of(waits)
    assert "The 24 groups that touch the most people are shown. The other 116 are in cells.csv." in page
    assert "All 140 groups in one table" in page


@needs_shared
def test_a_site_has_the_limits_that_a_plain_count_of_its_rows_gives(waits: Release, emergencies: list[Row]) -> None:
    """Laney's p′ chart, since the months of a busy department differ more than chance alone would make them."""
    mine = sorted((row for row in emergencies if row["org_code"] == SITE), key=lambda row: row["period"])
    chart = next(chart for chart in waits.results[0].charts if chart.name == SITE)
    counts = [[float(row[name]) for row in mine] for name in ("breaches", "attendances")]
    plain = spc.control_chart("pp", *counts)
    assert chart.kind == "pp"
    assert [point.period.start.isoformat() for point in chart.points] == [row["period"] for row in mine]
    for name in ("value", "centre", "lower", "upper"):
        assert [getattr(point, name) for point in chart.points] == pytest.approx(100 * np.asarray(getattr(plain, name)))


@needs_shared
def test_a_death_count_that_was_withheld_is_no_figure_and_not_zero(tmp_path: Path) -> None:
    """In 2019 the table has a dash for mothers of more than one race: the year is a gap in the line."""
    result = mothers(tmp_path).results[0]
    cells = {
        period.start.year: cell for period, _, at in result.over_time for cell in at if cell.name == "More than one"
    }
    assert (cells[2019].status, cells[2019].numerator, cells[2019].estimate) == (Status.NONE, None, None)
    assert {year: cell.numerator for year, cell in cells.items() if year != 2019} == {2018: 13, 2020: 18, 2021: 25}
    assert not any(point.in_signal for chart in result.charts for point in chart.points)


def mothers(folder: Path, **options: Any) -> Release:
    """Maternal deaths within a year; "2021 (provisional)" is the year 2021."""
    rows = rows_of(SERIES / "us_maternal_mortality_by_race_2018_2021.csv")
    kept = [row | {"year": row["year"][:4]} for row in rows if row["window"] == "Within one year of childbirth"]
    file = written(folder / "mothers.csv", list(kept[0]), [tuple(row.values()) for row in kept])
    return ask(
        file, outcome="deaths", denominator="live_births", by=("race",), when="year", every=Every.YEAR,
        per=100_000, **options,
    )  # fmt: skip


@needs_shared
def test_a_report_in_spanish_has_no_sentence_of_ours_in_english(tmp_path: Path) -> None:
    """The notes from the data are in English for now, and stand under a heading of their own; all else is Spanish."""
    release = mothers(tmp_path, language="es", title="Muertes")
    page = plain(reports.html_of(release)).split("Notas")[0]
    assert "La brecha creció" in page
    assert [text for text in only_english() if plain(text) in page] == []


def plain(text: str) -> str:
    return " ".join(re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL).split())


def only_english() -> list[str]:
    """The pieces of our English messages, of three words or more, that no Spanish message has."""
    english, spanish = (
        [
            part
            for package in ("evenground.figures", "evenground.reports")
            for part in pieces(read_catalogue(package, to))
        ]
        for to in ("en", "es")
    )
    return sorted({part for part in english if len(part.split()) > 2} - set(spanish))


def pieces(messages: Mapping[str, str]) -> list[str]:
    return [part.strip() for text in messages.values() for part in re.split(r"\{[^}]*\}", text)]


COVERAGE = """
title = "Two measles shots"
source = "towns.csv"
rows = "{rows}"

[[measure]]
name = "covered"
title = "Children with two measles shots"
type = "proportion"
numerator = "vaccinated"
denominator = "population"
better = "higher"

[[stratum]]
name = "town"
title = "Town"
column = "town"
"""


def towns(folder: Path, rows: str) -> Path:
    made_up = [("Alder", 950, 1000), ("Birch", 1180, 1100), ("Cedar", 700, 1000), ("Dogwood", 820, 1000)]
    written(folder / "towns.csv", ["town", "vaccinated", "population"], list(made_up))
    (folder / "plan.toml").write_text(COVERAGE.format(rows=rows), encoding="utf-8")
    return folder / "plan.toml"


def cell_of(result: ReleasedResult, name: str) -> Any:
    return next(cell for cell in result.cells if cell.name == name)


def test_a_coverage_over_100_percent_is_flagged_has_no_range_and_is_compared_with_no_one(tmp_path: Path) -> None:
    """Birch has more children with shots than children: the population was estimated, and too low."""
    release, _ = main.run(towns(tmp_path, "totals"))
    result = release.results[0]
    birch = cell_of(result, "Birch")
    assert result.impossible == ("Birch",)
    assert birch.estimate == pytest.approx(100 * 1180 / 1100)
    assert (birch.lower, birch.upper) == (None, None)
    assert result.reference == ("Alder",)
    assert {gap.name: str(gap.verdict) for gap in result.gaps if gap.verdict == "gap"} == {
        "Cedar": "gap",
        "Dogwood": "gap",
    }
    assert "This cannot be right: the share passes 100 % for Birch." in reports.html_of(release)


def test_people_who_are_counted_cannot_be_more_than_all_of_them(tmp_path: Path) -> None:
    """Where a row is people, a numerator above its denominator is a fault of the rows, and nothing is shown."""
    with pytest.raises(main.Faults, match="the numerator is larger than the denominator"):
        main.run(towns(tmp_path, "people"))

"""Public data that nobody here made: what the command says of them is what counting by hand says."""

import gzip
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pytest

from evenground import equity, main, reports
from evenground.disclosure.released import Release, ReleasedResult
from evenground.model.figures import Status
from evenground.plans.codes import code_set
from tests.acceptance.by_hand import DATA, ROWLEVEL, SERIES, Row, count, has_small, rows_of
from tests.shared import needs_shared

pytestmark = needs_shared

Answer = Callable[[Row], bool | None]


class Asked(NamedTuple):
    """One question of one file: the command's words, and the same in plain Python."""

    file: str
    outcome: str
    by: str
    yes: Answer
    names: Mapping[str, str] = MappingProxyType({})
    options: Mapping[str, Any] = MappingProxyType({})


def equals(column: str, value: str, missing: tuple[str, ...] = ("",)) -> Answer:
    return lambda row: None if row[column] in missing else row[column] == value


BIRTHS, NHEFS, NHANES = "ncbirths_2001.csv", "nhefs.csv", "nhanes_2009_2012_resampled.csv.gz"
MOTHERS = {
    "white": "White",
    "black": "Black or African American",
    "hispanic": "Hispanic or Latino",
    "other": "Another race",
}
ASKED = {
    "births by the mother's race": Asked(BIRTHS, "Low", "MomRace", equals("Low", "1"), MOTHERS),
    "births by smoking": Asked(BIRTHS, "Low", "Smoke", equals("Low", "1"), {"0.0": "0", "1.0": "1"}),
    "low birth weight by race": Asked("birthwt.csv", "low", "race", equals("low", "1")),
    "deaths in twenty years by race": Asked(NHEFS, "death", "race", equals("death", "1")),
    "deaths in twenty years by sex": Asked(NHEFS, "death", "sex", equals("death", "1")),
    "diabetes by race": Asked(
        NHANES, "Diabetes = 'Yes'", "Race1", equals("Diabetes", "Yes"), options={"person": "ID", "raw_names": True}
    ),
    "diabetes by schooling": Asked(
        NHANES, "Diabetes = 'Yes'", "Education", equals("Diabetes", "Yes"), options={"person": "ID"}
    ),
    "virus tests by payer": Asked(
        "chop_covid_testing.csv.gz", "result = 'positive'", "payor_group", equals("result", "positive")
    ),
}


def ask(file: object, **options: Any) -> Release:
    return main.gaps(str(file), **options)[0]


@pytest.mark.parametrize("case", ASKED)
def test_every_group_has_the_counts_that_a_hand_count_finds_and_no_small_one_is_told(case: str) -> None:
    """The engine, the code sets and the protection on one side; a loop over the csv module on the other."""
    asked = ASKED[case]
    release = ask(ROWLEVEL / asked.file, outcome=asked.outcome, by=(asked.by,), **asked.options)
    counted = count(rows_of(ROWLEVEL / asked.file), lambda row: row[asked.by] or "Unknown", asked.yes)
    expected = {asked.names.get(name, name): counts for name, counts in counted.items()}
    told = {cell.name: cell for cell in release.results[0].cells}
    assert told.keys() == expected.keys()
    for name, cell in told.items():
        if cell.status is Status.SHOWN:
            assert (cell.numerator, cell.n) == expected[name]
        else:
            assert (cell.numerator, cell.n, cell.estimate) == (None, None, None)
    assert {name for name, counts in expected.items() if has_small(counts)} <= {
        name for name, cell in told.items() if cell.status is not Status.SHOWN
    }


@pytest.fixture(scope="module")
def infants() -> Release:
    file = SERIES / "us_infant_mortality_black_white_1915_2013.csv"
    return ask(file, outcome="infant_mortality_rate", by=("race",), when="year")


def test_a_difference_that_shrinks_while_the_ratio_grows_is_told_as_both(infants: Release) -> None:
    """From 1915 to 2013 Black babies' excess fell from 96.6 to 5.7 in a thousand, and rose from 1.98 to 2.12 times."""
    change = infants.results[0].change
    assert change is not None
    assert change.verdict == "mixed"
    assert (change.first.start.year, change.last.start.year) == (1915, 2013)
    assert (change.difference_first, change.difference_last) == pytest.approx((195.2 - 98.6, 10.8 - 5.1))
    assert (change.ratio_first, change.ratio_last) == pytest.approx((195.2 / 98.6, 10.8 / 5.1))
    page = reports.html_of(infants)
    assert "As a difference it went from 96.6 to 5.7." in page
    assert "As a ratio it went from 1.98 times to 2.12 times. Both are true, so look at both." in page


def test_a_published_series_keeps_every_year_it_has(infants: Release) -> None:
    """Ninety-nine years of two groups, one figure each, none hidden: it is public already."""
    over_time = infants.results[0].over_time
    assert len(over_time) == 99
    file = rows_of(SERIES / "us_infant_mortality_black_white_1915_2013.csv")
    shown = {(cell.name, period.start.year): cell.estimate for period, _, cells in over_time for cell in cells}
    names = {"black": "Black or African American", "white": "White"}
    assert shown == {
        (names[row["race"]], int(row["year"])): pytest.approx(float(row["infant_mortality_rate"])) for row in file
    }


@pytest.mark.parametrize(("group", "rate"), [("Race", "DEATH_RATE"), ("Poverty", "HOSPITALIZED_RATE")])
def test_a_published_table_is_shown_group_by_group_and_one_figure_is_never_called_a_gap(group: str, rate: str) -> None:
    """One rate a group says how far apart they lie, and nothing of how sure one can be."""
    file = SERIES / "nyc_covid" / "totals__by-group.csv"
    result = ask(file, outcome=rate, by=("subgroup",), where=f"\"group\" = '{group}'").results[0]
    expected = {row["subgroup"]: float(row[rate]) for row in rows_of(file) if row["group"] == group}
    assert {cell.name: cell.estimate for cell in result.cells} == pytest.approx(expected)
    best = min(expected, key=lambda name: expected[name])
    assert result.reference == (best,)
    assert {gap.name: gap.difference for gap in result.gaps} == pytest.approx(
        {name: value - expected[best] for name, value in expected.items() if name != best}
    )
    assert {str(gap.verdict) for gap in result.gaps} == {"too few to say"}


def test_sudden_infant_deaths_by_county_hide_1_to_10_deaths_and_show_none() -> None:
    """In 100 counties: 0 deaths is said, 1 to 10 is not, 11 or more agrees with the file."""
    file = SERIES / "nc_sids_1974_1979.csv"
    result = ask(file, outcome="SID74", denominator="BIR74", by=("NAME",)).results[0]
    expected = {row["NAME"]: (float(row["SID74"]), float(row["BIR74"])) for row in rows_of(file)}
    shown = {c.name: (c.numerator, c.denominator) for c in result.cells if c.status is Status.SHOWN}
    assert len(result.cells) == 100
    assert shown == {name: counts for name, counts in expected.items() if not has_small(counts)}
    assert any(deaths == 0 for deaths, _ in shown.values())


def test_maternal_deaths_leave_out_a_year_without_a_count_with_its_births() -> None:
    """The table has a dash where the count is withheld: neither 0 deaths nor a group without births."""
    file = SERIES / "us_maternal_mortality_by_race_2018_2021.csv"
    window = "Within one year of childbirth"
    release = ask(
        file, outcome="deaths", denominator="live_births", by=("race",), where=f"\"window\" = '{window}'", per=100_000
    )
    mine = [row for row in rows_of(file) if row["window"] == window and row["deaths"] != "-"]
    names = {"white": "White", "more than one race": "More than one"}
    expected: dict[str, tuple[float, float]] = {}
    for row in mine:
        name = names.get(row["race"], row["race"])
        deaths, births = expected.get(name, (0.0, 0.0))
        expected[name] = (deaths + float(row["deaths"]), births + float(row["live_births"]))
    cells = {cell.name: cell for cell in release.results[0].cells}
    assert {name: (cell.numerator, cell.denominator) for name, cell in cells.items()} == expected
    assert {name: cell.missing for name, cell in cells.items()}["More than one"] == 1
    assert cells["Asian"].estimate == pytest.approx(1e5 * 178 / 912_448)


def test_standardising_the_published_rates_by_age_gives_the_published_rate_by_race() -> None:
    """New York's death rates of 17 June 2021 are standardised to the US population of 2000, whose weights ship here."""
    folder = SERIES / "nyc_covid"
    by_age = rows_of(folder / "snapshot_2021-06-17__deaths-by-race-age.csv")
    published = {row["RACE_GROUP"]: row for row in rows_of(folder / "snapshot_2021-06-17__by-race.csv")}
    weights = [weight for _, weight in code_set("age_us2000").weights]
    ages = [name for name in by_age[0] if name.startswith("AGE")]
    rates = np.array([[float(row[age]) for age in ages] for row in by_age])
    made = equity.directly_standardised_rate(rates, np.full_like(rates, 1e5), weights, per=1e5)
    expected = [float(published[row["RACE_GROUP"]]["DEATH_RATE_ADJ"]) for row in by_age]
    assert np.asarray(made.value) == pytest.approx(expected, abs=0.01)


class Flat(NamedTuple):
    """Synthea's 400 patients, a row each."""

    rows: list[Row]
    release: Release

    def result(self, by: str) -> ReleasedResult:
        return self.release.result("prediabetes", (by,))


CONDITIONS = ("Prediabetes", "Hypertension", "Diabetes")


@pytest.fixture(scope="module")
def synthea(tmp_path_factory: pytest.TempPathFactory) -> Flat:
    has: dict[str, set[str]] = {}
    for condition in _resources("Condition"):
        has.setdefault(condition["subject"]["reference"].removeprefix("Patient/"), set()).add(condition["code"]["text"])
    rows = [_flat(patient, has.get(patient["id"], set())) for patient in _resources("Patient")]
    file = tmp_path_factory.mktemp("synthea") / "patients.csv"
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Flat(rows, ask(file, outcome="prediabetes", by=("race", "language"), person="patient_id"))


def _resources(kind: str) -> list[dict[str, Any]]:
    with gzip.open(DATA / "fhir" / "synthea_400" / f"{kind}.ndjson.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _flat(patient: dict[str, Any], has: set[str]) -> Row:
    """One patient as a row; race and ethnicity from the US Core extensions, language from communication."""
    told = {
        extension["url"].rsplit("/", 1)[-1]: next(
            part["valueString"] for part in extension["extension"] if part["url"] == "text"
        )
        for extension in patient["extension"]
        if extension["url"].endswith(("us-core-race", "us-core-ethnicity"))
    }
    row = {
        "patient_id": patient["id"],
        "race": told["us-core-race"],
        "ethnicity": told["us-core-ethnicity"],
        "language": patient["communication"][0]["language"]["text"],
    }
    return row | {name.lower(): str(int(name in has)) for name in CONDITIONS}


@pytest.mark.parametrize("by", ["race", "language"])
def test_all_400_synthea_patients_count_once_in_their_group(synthea: Flat, by: str) -> None:
    """Flattened from FHIR by hand; small languages are hidden and nobody is lost."""
    names = {"Other": "Another race"}
    counted = count(synthea.rows, lambda row: names.get(row[by], row[by]), equals("prediabetes", "1"))
    result = synthea.result(by)
    assert (result.overall.numerator, result.overall.n) == (118, 400)
    shown = {cell.name: (cell.numerator, cell.n) for cell in result.cells if cell.status is Status.SHOWN}
    assert shown
    assert shown.items() <= counted.items()
    assert not any(has_small(counts) for counts in shown.values())
    assert {cell.name for cell in result.cells} == set(counted)

"""MeasureReports say to another system what the tidy table says to a person: the same figures, and the same silence."""

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.measurereport import MeasureReport
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.cubes import Cube
from evenground.disclosure.release import release
from evenground.disclosure.released import Release
from evenground.model.faults import Faults
from evenground.model.figures import Status
from evenground.model.measures import Measure, MeasureType
from evenground.model.plans import FRAMING, Audience
from evenground.model.strata import ALL, Construct, MultiRace, Stratum
from evenground.reports.measure_report import bundle, measure_reports, read_measure_report, write_measure_reports
from tests.reports import examples
from tests.results.made import FEBRUARY, JANUARY, READMITTED, SCREENED, SUGAR, VISITS, cube, plan_of
from tests.shared import SHARED, needs_shared

FHIR = SHARED / "data" / "fhir"
WHEN = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
RACE = Stratum(
    "race", "Race and ethnicity", column="race", codes="omb_2024", construct=Construct.SOCIAL,
    collected="asked at registration", self_reported=True,
)  # fmt: skip
LANGUAGE = Stratum("language", "Language", column="language", codes="language")
MASKED = {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "masked"}]}
HIDDEN_GROUP = "Native Hawaiian or Pacific Islander"


def protected(counts: Cube) -> Release:
    """What a team may see of these counts."""
    return release(counts, prove=False)


def released(measure: Measure = READMITTED, *cells: tuple[Any, ...], **more: Any) -> Release:
    """A release of one measure by race, with two small groups in it unless told otherwise."""
    usual = (
        ("White", 310, 1000), ("Asian", 42, 200), (HIDDEN_GROUP, 4, 30), ("Unknown", 31, 90), ("Declined", 22, 80),
    )  # fmt: skip
    told = cells or tuple((*cell, JANUARY) for cell in usual)
    return release(cube(plan_of(measure, strata=(RACE,), **more), *told))


def by_months(measure: Measure = VISITS) -> Release:
    """Two months of two groups."""
    cells = [
        (name, 40.0 + at, 120.5, month) for at, name in enumerate(("White", "Asian")) for month in (JANUARY, FEBRUARY)
    ]
    return released(measure, *cells)


def crossed() -> Release:
    """A pair of strata, one cell of which is small."""
    plan = plan_of(SCREENED, strata=(RACE, LANGUAGE))
    cells = [(race, spoken, 40, 100, JANUARY) for race in ("White", "Asian") for spoken in ("English", "Spanish")]
    return release(cube(plan, *cells[:-1], ("Asian", "Spanish", 3, 30, JANUARY), by=("race", "language")))


def spoken() -> Release:
    """One measure by language."""
    cells = [(name, 40, 100) for name in ("English", "Spanish", "Cantonese", "Our own tongue")]
    return release(cube(plan_of(SCREENED, strata=(LANGUAGE,)), *cells, by=("language",)))


def strata_of(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for stratifier in report["group"][0].get("stratifier", []):
        yield from stratifier["stratum"]


def stratum_of(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in strata_of(report) if one.get("value", {}).get("text") == name)


def counts_of(element: dict[str, Any]) -> dict[str, int | None]:
    return {one["code"]["coding"][0]["code"]: one.get("count") for one in element["population"]}


@pytest.mark.parametrize(
    "found",
    [
        released(), by_months(), released(SUGAR), crossed(), examples.typical(), examples.in_spanish(),
        released(rows="totals"), examples.of(examples.all_hidden()), examples.of(),
    ],
    ids=["proportion", "rate", "mean", "crossed", "typical", "spanish", "totals", "all hidden", "empty"],
)  # fmt: skip
def test_every_report_is_valid_fhir_r4(found: Release) -> None:
    """Any receiver's parser reads them: elements, types and cardinalities as the standard has them."""
    reports = measure_reports(found, date=WHEN, reporter="Organization/clinic")
    for report in reports:
        assert json.loads(MeasureReport.model_validate(report).model_dump_json()) == report
    Bundle.model_validate(bundle(reports))


def test_there_is_one_report_for_each_measure_and_period_and_one_for_all_time() -> None:
    """A month is what a registry asks for; the whole is what a reader asks for first."""
    reports = measure_reports(by_months())
    assert [tuple(report["period"].values()) for report in reports] == [
        ("2024-01-01", "2024-02-29"), ("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"),
    ]  # fmt: skip
    assert reports[0]["id"] == "visits-2024-01-01-2024-02-29"


def test_a_withheld_count_is_masked_has_no_score_and_is_not_left_out() -> None:
    """Nobody must take a hidden group for an empty one, nor work it out from a score."""
    (report,) = measure_reports(released())
    hidden = stratum_of(report, HIDDEN_GROUP)
    assert [one["_count"] for one in hidden["population"]] == [MASKED] * 3
    assert set(hidden) == {"value", "population"}
    assert counts_of(stratum_of(report, "White")) == {"initial-population": 1000, "denominator": 1000, "numerator": 310}


def test_both_kinds_of_hiding_look_the_same() -> None:
    """Which of two hidden groups is the small one is itself a secret."""
    (report,) = measure_reports(released())
    hidden = [one for one in strata_of(report) if "measureScore" not in one]
    assert len(hidden) == 2
    assert len({json.dumps(one["population"]) for one in hidden}) == 1


def test_no_hidden_number_is_anywhere_in_the_file() -> None:
    """Neither as a count, nor in a score, an interval, the words, or an address."""
    odd = released(
        READMITTED, ("White", 310, 1000), ("Asian", 7391, 20011), (HIDDEN_GROUP, 7, 4673), ("Black", 8353, 19001)
    )
    text = json.dumps(measure_reports(odd, date=WHEN))
    assert "20011" in text
    assert not any(secret in text for secret in ("4673", "4666", "0.001497"))


def test_a_proportion_is_scored_from_0_to_1_and_a_rate_is_events_over_time() -> None:
    """What is shown per 100 is divided by it: the score is numerator over denominator, as every receiver checks."""
    (report,) = measure_reports(released())
    assert stratum_of(report, "White")["measureScore"]["value"] == 0.31
    rate = stratum_of(measure_reports(by_months())[1], "White")
    assert rate["measureScore"]["value"] == pytest.approx(40 / 120.5, rel=1e-11)


def test_person_time_that_is_no_whole_number_is_a_quantity_and_not_rounded() -> None:
    """A count is a whole number in FHIR; half a child-year must not become none, so the report does not claim the profile."""
    report = measure_reports(by_months())[1]
    at_risk = stratum_of(report, "White")["population"][1]
    assert "count" not in at_risk
    assert at_risk["extension"][1]["valueQuantity"] == {"value": 120.5}
    assert "meta" not in report


def test_race_and_language_carry_the_standards_codes_and_the_name_that_people_use() -> None:
    """A code lets systems add up; the text says what people call themselves."""
    (report,) = measure_reports(released())
    assert stratum_of(report, "Asian")["value"] == {
        "coding": [{"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2028-9"}], "text": "Asian",
    }  # fmt: skip
    (report,) = measure_reports(spoken())
    values = [one["value"] for one in strata_of(report)]
    assert [one.get("coding", [{}])[0].get("code") for one in values] == ["en", "es", "yue", None]
    assert values[3] == {"text": "Our own tongue"}


@pytest.mark.parametrize(("group", "code"), [("Unknown", "UNK"), ("Declined", "ASKU")])
def test_unknown_and_declined_are_told_apart(group: str, code: str) -> None:
    """Not asked and asked-but-declined are different findings."""
    (report,) = measure_reports(released())
    (coding,) = stratum_of(report, group)["value"]["coding"]
    assert coding == {"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": code}


def test_crossed_strata_are_components_and_single_ones_have_a_code() -> None:
    """The profile's rule deqm-7: one or the other, never both."""
    (by_race,) = measure_reports(released())[0]["group"][0]["stratifier"]
    (by_both,) = measure_reports(crossed())[0]["group"][0]["stratifier"]
    assert ("code" in by_race, "code" in by_both) == (True, False)
    assert all("component" not in one for one in by_race["stratum"])
    assert [len(one["component"]) for one in by_both["stratum"]] == [2, 2, 2, 2]


def test_a_report_that_meets_the_profile_says_so_and_holds_its_parts() -> None:
    """Version, scoring, direction, link ids and no list of subjects, as the DEQM summary profile asks."""
    (report,) = measure_reports(
        released(), canonical="https://clinic.org/fhir", version="2.1.0", reporter="Organization/a"
    )
    assert report["meta"]["profile"] == ["http://hl7.org/fhir/uv/deqm/StructureDefinition/deqm-summarymeasurereport"]
    assert report["measure"] == "https://clinic.org/fhir/Measure/readmitted|2.1.0"
    assert report["extension"][0]["valueCodeableConcept"]["coding"][0]["code"] == "proportion"
    assert report["improvementNotation"]["coding"][0]["code"] == "decrease"
    linked = [report["group"][0], *report["group"][0]["population"], *report["group"][0]["stratifier"]]
    linked += [one for stratum in strata_of(report) for one in stratum["population"]]
    assert all(any(each["url"].endswith(".linkId") for each in one["extension"]) for one in linked)
    assert "subjectResults" not in json.dumps(report)
    assert "evaluatedResource" not in report


@pytest.mark.parametrize(
    ("found", "claims"),
    [(released(), True), (examples.of(examples.all_hidden()), True), (spoken(), False)],
    ids=["dated", "groups hidden", "no dates"],
)
def test_only_reports_that_meet_the_profile_claim_it(found: Release, claims: bool) -> None:
    """A claim that a validator refutes helps nobody."""
    assert all(("meta" in report) == claims for report in measure_reports(found))


def test_framing_and_how_the_groups_were_recorded_travel_with_the_figures() -> None:
    """Whoever reads the numbers elsewhere must not read race as biology."""
    found = released()
    (report,) = measure_reports(replace(found, plan=replace(found.plan, collected="Asked in <person>.")))
    div = report["text"]["div"]
    assert FRAMING.split(".")[0] in div
    assert "Asked in &lt;person&gt;." in div
    (described,) = report["group"][0]["stratifier"][0]["extension"][1:]
    assert described["valueMarkdown"] == "How it was recorded: asked at registration. People said it themselves."


def test_how_people_of_several_groups_are_counted_is_named() -> None:
    """Alone, in combination and rarest give different numbers for the same people."""
    found = released()
    races = (replace(RACE, multi=MultiRace.COMBINATION, separator=";"),)
    (report,) = measure_reports(replace(found, plan=replace(found.plan, strata=races)))
    assert "groups overlap" in report["group"][0]["stratifier"][0]["extension"][1]["valueMarkdown"]


def test_made_up_data_and_a_stewards_counts_are_labelled() -> None:
    """So that no test file is ever taken for a finding, and no full file for one to hand on."""
    found = released(made_up=True)
    (report,) = measure_reports(replace(found, audience=Audience.STEWARD))
    assert [one["code"] for one in report["meta"]["security"]] == ["R", "HTEST"]


def test_the_file_is_one_bundle_that_is_the_same_each_time(tmp_path: Path) -> None:
    """A collection holds all reports, each at an address that does not change."""
    path = write_measure_reports(by_months(), tmp_path, date=WHEN)
    first = path.read_bytes()
    assert write_measure_reports(by_months(), tmp_path, date=WHEN).read_bytes() == first
    found = json.loads(first)
    assert (found["type"], len({entry["fullUrl"] for entry in found["entry"]})) == ("collection", 3)


def figures(found: Release) -> dict[Any, Any]:
    """The tidy table by measure, period and groups: whether the cell is withheld, and its figures."""
    names = [stratum.name for stratum in found.plan.strata]
    table = found.cells_table.to_pylist() if found.cells_table is not None else []
    return {
        (row["measure"], row["period_start"], row["period_end"], *((name, row[name]) for name in names if row[name] != ALL)): (
            row["status"].replace("-complementary", ""), row["n"], row["numerator"], row["denominator"],
            row["estimate"], row["lower"], row["upper"],
        )
        for row in table
    }  # fmt: skip


def same(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Equal, numbers to within ten digits."""
    return one[0] == other[0] and all(
        a == b or a == pytest.approx(b, rel=1e-10) for a, b in zip(one, other, strict=True)
    )


def alike(back: dict[Any, Any], there: dict[Any, Any]) -> bool:
    return back.keys() == there.keys() and all(same(back[key], row) for key, row in there.items())


def figures_read(found: Release) -> dict[Any, Any]:
    """The same, from the reports."""
    back: dict[Any, Any] = {}
    for report in json.loads(json.dumps(measure_reports(found))):
        name = read_measure_report(report).name
        read = read_measure_report(report, per=found.plan.measure(name).per)
        period = (read.period.start, read.period.end) if read.period else (None, None)
        for by, cells in {(): (read.overall,), **read.cells}.items():
            for cell in cells:
                key = (name, *period, *zip(by, cell.groups, strict=True))
                back[key] = (
                    str(cell.status), cell.n, cell.numerator, cell.denominator, cell.estimate, cell.lower, cell.upper,
                )  # fmt: skip
    return back


counts = st.integers(0, 60)
some_cells = st.lists(st.tuples(counts, counts), min_size=2, max_size=7).map(
    lambda pairs: [(f"group {at}", min(pair), max(pair)) for at, pair in enumerate(pairs)]
)


@settings(max_examples=40, deadline=None)
@given(cells=some_cells, months=st.booleans())
def test_reading_a_report_back_gives_the_same_figures_and_the_same_hidden_marks(
    cells: list[tuple[str, int, int]], months: bool
) -> None:
    """Nothing is lost, and nothing hidden comes back as a number."""
    told = [cell for cell in cells if cell[2]] or [("group", 12, 30)]
    timed = [(*cell, JANUARY) for cell in told] + [(*cell, FEBRUARY) for cell in told] if months else told
    found = released(READMITTED, *timed)
    assert alike(figures_read(found), figures(found))


@pytest.mark.parametrize("found", [by_months(), crossed(), examples.typical()], ids=["rate", "crossed", "typical"])
def test_rates_and_pairs_come_back_too(found: Release) -> None:
    """Every kind of measure, and strata within strata; a mean's sum is not in a report, since it is the mean times n."""
    means = {measure.name for measure in found.plan.measures if measure.type is MeasureType.MEAN}
    there = {key: (*row[:2], None, *row[3:]) if key[0] in means else row for key, row in figures(found).items()}
    assert alike(figures_read(found), there)


def test_a_group_with_nobody_to_count_comes_back_as_none_and_not_as_hidden() -> None:
    """Three silences: too few to show, nobody there, and not recorded."""
    empty = replace(examples.all_hidden().cells[0], status=Status.NONE)
    found = examples.of(replace(examples.all_hidden(), cells=(empty, *examples.all_hidden().cells[1:])))
    (read,) = [read_measure_report(report) for report in measure_reports(found)]
    assert [str(cell.status) for cell in read.cells["language",]] == ["none", "suppressed", "suppressed"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"resourceType": "Patient"}, "not a MeasureReport"),
        ({"type": "individual"}, "single persons"),
        ({"group": []}, "no group"),
        ({"group": [{"population": ["ten"]}]}, "not shaped"),
        ({"group": [{"measureScore": {"value": "high"}}]}, "not shaped"),
    ],
)
def test_what_is_no_summary_is_refused_with_what_to_ask_for(changed: dict[str, Any], says: str) -> None:
    """A report about one person must never be read as a group's."""
    (report,) = measure_reports(released())
    with pytest.raises(Faults, match=says):
        read_measure_report({**report, **changed})


def real_summaries() -> list[dict[str, Any]]:
    found = [
        json.loads(path.read_text("utf-8")) for path in sorted((FHIR / "deqm_examples").glob("MeasureReport*.json"))
    ]
    return [one for one in found if one.get("type") == "summary"]


@needs_shared
def test_our_reports_have_no_element_that_real_ones_lack_but_those_we_need() -> None:
    """The shape is that of the examples which the profile's authors published; the words, their language, a component and a mask are ours."""
    ours = paths(measure_reports(released(), reporter="a clinic")) | paths(
        measure_reports(crossed(), reporter="a clinic")
    )
    theirs = paths(real_summaries())
    extra = {path for path in ours - theirs if "component" not in path and "_count" not in path}
    assert {path.split(".")[0] for path in extra} <= {"language", "text", "reporter", "group"}
    assert {path for path in extra if path.startswith("group")} <= {
        "group.code.text", "group.stratifier.code.text", "group.stratifier.stratum.value.text",
        "group.stratifier.extension.valueMarkdown", *(f"group.{where}measureScore.extension{part}"
        for where in ("", "stratifier.stratum.") for part in (
            "", ".url", ".valueRange", ".valueRange.low", ".valueRange.high", ".valueRange.low.value", ".valueRange.high.value",
        )),
    }  # fmt: skip


@needs_shared
def test_real_summaries_are_read() -> None:
    """Import is wanted later, of other people's reports: a published stratified one reads as it was written; one is not FHIR, and is refused."""
    reports = {report["id"]: report for report in real_summaries()}
    malformed = reports.pop("summ-measurereport01")
    with pytest.raises(Faults, match="not shaped as FHIR R4"):
        read_measure_report(malformed)
    with pytest.raises(ValueError, match="stratifier"):
        MeasureReport.model_validate(malformed)
    read = {name: read_measure_report(report) for name, report in reports.items()}
    stratified = read["summ-medicare-stratification-example"]
    assert (stratified.name, stratified.version, stratified.scoring) == ("EXM55-FHIR", "2.0.0", "proportion")
    (first,) = stratified.cells["Stratification 1",]
    assert (first.groups, first.n, first.numerator, first.denominator, first.estimate) == (
        ("true",),
        1747,
        243,
        392,
        0.699,
    )
    assert stratified.cells["Stratification 3",][0].status is Status.SUPPRESSED


@needs_shared
def test_a_report_on_one_person_is_refused_wherever_it_comes_from() -> None:
    """The government's own test cases hold one report a person."""
    with gzip.open(FHIR / "ecqm_2024_test_cases" / "ControllingHighBloodPressureFHIR.cases.ndjson.gz", "rt") as lines:
        entries = json.loads(next(lines))["entry"]
    (report,) = [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == "MeasureReport"]
    with pytest.raises(Faults, match="single persons"):
        read_measure_report(report)


def paths(value: Any, before: str = "") -> set[str]:
    """The paths of all elements, without places in lists."""
    if isinstance(value, list):
        return {path for one in value for path in paths(one, before)}
    if not isinstance(value, dict):
        return set()
    found: set[str] = set()
    for name, one in value.items():
        path = f"{before}.{name}".strip(".")
        found |= {path} | paths(one, path)
    return found

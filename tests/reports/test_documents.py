"""Every document says the same, hides the same, and is safe whatever people's files hold."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import Release, ReleasedResult
from evenground.model.figures import Status
from evenground.reports import html_of, to_json, to_text, write_html, write_pdf, write_tables, write_xlsx
from evenground.reports.chapters import document
from evenground.reports.tidy import GAP_COLUMNS
from tests.reports import examples as ex

HOSTILE = (
    "<script>alert(1)</script>\"&'",
    "a\nb\tc\x00d\x1fe",
    "\u202eevil\u202c \u05e2\u05d1\u05e8\u05d9\u05ea",
    "👩🏽\u200d⚕️ 中文",
    "=cmd|'/C calc'!A0",
    "{group} {0}",
    "]]></svg>",
    "#let x = 1 \\ $ * _ `",
)


def hostile() -> Release:
    """Every text that a plan or a file can bring, as bad as it can be."""
    cells = tuple(ex.cell((name,), 40 + 30 * i, 500, missing=4) for i, name in enumerate(HOSTILE))
    stratum = replace(ex.RACE, title=HOSTILE[0], collected=HOSTILE[7], collected_by=HOSTILE[2])
    measure = replace(ex.VISITS, title=HOSTILE[0], unit=HOSTILE[5], why=HOSTILE[6], chosen_by=HOSTILE[1])
    result = replace(ex.result(measure, (stratum,), cells, (HOSTILE[1],)), notes=HOSTILE, over_time=ex.months(cells, 6))
    release = ex.of(result, notes=HOSTILE, facts=tuple((text, text) for text in HOSTILE), scan=result.gaps[:3])
    return replace(release, plan=replace(release.plan, title=HOSTILE[0] + HOSTILE[7], framing=HOSTILE[0]))


class Tags(HTMLParser):
    """The tags, attributes and idents of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def tags_of(html: str) -> Tags:
    """The page as a browser would begin to read it."""
    tags = Tags()
    tags.feed(html)
    return tags


def test_a_page_holds_no_script_no_handler_and_no_address_outside_itself() -> None:
    """It opens offline, from a stick, in a clinic; nothing in anyone's data can run."""
    tags = tags_of(html_of(hostile()))
    assert "script" not in tags.tags
    assert [name for name, _ in tags.attributes if name.startswith("on")] == []
    assert [value for name, value in tags.attributes if name in ("href", "src") and not value.startswith("#")] == []
    assert "\x00" not in html_of(hostile())
    assert "\u202e" not in html_of(hostile())


@pytest.mark.parametrize("release", [ex.typical(), ex.in_spanish(), hostile()])
def test_idents_are_unique_and_every_link_leads_somewhere(release: Release) -> None:
    """A broken link in a report is a promise not kept."""
    attributes = tags_of(html_of(release)).attributes
    idents = [value for name, value in attributes if name == "id"]
    assert len(idents) == len(set(idents))
    wanted = {value[1:] for name, value in attributes if name == "href"} | {
        part for name, value in attributes if name in ("aria-labelledby", "aria-describedby") for part in value.split()
    }
    assert wanted <= set(idents)


def test_headings_go_down_one_step_at_a_time() -> None:
    """Who hears the page moves by headings."""
    levels = [int(tag[1]) for tag in tags_of(html_of(ex.typical())).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_each_result_is_sentence_then_picture_then_table() -> None:
    """In this order, for every result."""
    article = html_of(ex.of(ex.by_race())).split("<article")[1]
    places = [article.index(part) for part in ("1.8 times as common", "<figure", "<table")]
    assert places == sorted(places)


def test_the_framing_stands_beside_every_result_by_a_social_stratum() -> None:
    """R14, R15: not biology; and nowhere that it does not belong."""
    html = html_of(ex.typical())
    social = [article for article in html.split("<article")[1:] if "social categories, not biology" in article]
    assert len(social) == 3


def test_what_is_not_safe_and_what_is_made_up_says_so_at_the_head() -> None:
    """And is silent where it is not so."""
    assert "Not yet safe to publish" in html_of(ex.typical())
    assert "Made-up data" in html_of(ex.typical())
    safe = replace(ex.of(ex.by_race()), safe_to_publish=True)
    assert "Not yet safe" not in html_of(safe)
    assert "Made-up" not in html_of(safe)


SECRET = 7771


def with_secrets(result: ReleasedResult) -> ReleasedResult:
    """The result, its hidden cells and gaps wrongly carrying figures."""
    gaps = tuple(
        replace(
            gap,
            difference=SECRET,
            ratio=SECRET,
            worse_by=SECRET,
            excess=SECRET,
            needed=SECRET,
            bounds=(SECRET, 2 * SECRET),
        )
        if gap.hidden
        else gap
        for gap in result.gaps
    )
    over_time = tuple(
        (period, secret(overall), tuple(secret(cell) for cell in cells)) for period, overall, cells in result.over_time
    )
    cells = tuple(secret(cell) for cell in result.cells)
    return replace(result, overall=secret(result.overall), cells=cells, gaps=gaps, over_time=over_time)


def secret(cell: ReleasedCell) -> ReleasedCell:
    """A withheld cell that wrongly carries figures; any other as it is."""
    if cell.status is Status.SHOWN:
        return cell
    return ReleasedCell(cell.groups, cell.status, SECRET, SECRET, SECRET, SECRET, SECRET, SECRET, SECRET, SECRET)


def files_of(release: Release, folder: Path) -> dict[str, bytes | str]:
    """Every document of a release, by name: bytes, or the values of a workbook (its bytes hold the time)."""
    write_tables(release, folder)
    write_pdf(release, folder / "report.pdf")
    write_html(release, folder / "report.html")
    found: dict[str, bytes | str] = {
        path.name: path.read_bytes() for path in folder.rglob("*.*") if path.suffix != ".xlsx"
    }
    book = openpyxl.load_workbook(write_xlsx(release, folder / "tables.xlsx"))
    found["xlsx"] = str([row for sheet in book for row in sheet.iter_rows(values_only=True)])
    return found | {"text": to_text(release, 300), "json": json.dumps(to_json(release))}


def test_a_withheld_figure_changes_no_byte_of_any_document(tmp_path: Path) -> None:
    """Even when a figure wrongly comes along: no digit, no coordinate, no axis, no order. Documents are the last to hold it back."""
    results = (
        ex.by_race(),
        ex.all_hidden(),
        ex.by_pairs(),
        replace(ex.all_hidden(), measure=ex.A1C, overall=ex.hidden(())),
    )
    (tmp_path / "clean").mkdir()
    (tmp_path / "leaking").mkdir()
    link = ex.linked()
    wrong = replace(
        link, by_group={name: tuple(secret(cell) for cell in cells) for name, cells in link.by_group.items()}
    )
    clean = files_of(ex.of(*results, links=(link,)), tmp_path / "clean")
    leaking = files_of(ex.of(*map(with_secrets, results), links=(wrong,)), tmp_path / "leaking")
    assert [name for name in clean if clean[name] != leaking[name]] == []


def test_cells_csv_has_the_columns_of_the_contract_and_blanks_for_what_is_withheld(tmp_path: Path) -> None:
    """Blank in all columns; the status says why."""
    write_tables(ex.typical(), tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "cells.csv").read_text())))
    header = ["measure", "period_start", "period_end", "race", "sex", "poverty", "language"]
    figures = ["n", "numerator", "denominator", "estimate", "lower", "upper"]
    assert list(rows[0]) == [*header, *figures, "status"]
    withheld = [row for row in rows if row["status"].startswith("suppressed")]
    assert withheld
    assert all(row[figure] == "" for row in withheld for figure in figures)
    assert {row["status"] for row in rows} == {"shown", "suppressed", "suppressed-complementary"}
    assert (
        sum(
            row["race"] == row["sex"] == row["poverty"] == row["language"] == "All" and row["measure"] == "readmitted"
            for row in rows
        )
        == 1
    )


def test_gaps_csv_has_the_columns_of_the_contract(tmp_path: Path) -> None:
    """Others read it by these names."""
    write_tables(ex.typical(), tmp_path)
    header = (tmp_path / "gaps.csv").read_text().splitlines()[0]
    assert header == (
        "measure,period_start,period_end,by,group,reference,difference,difference_lower,difference_upper,ratio,ratio_lower,ratio_upper,"
        "excess,p_value,q_value,verdict"
    )
    assert header.split(",") == list(GAP_COLUMNS)


def test_json_has_the_columns_of_the_tables_and_null_for_what_is_withheld() -> None:
    """One shape for people and programs."""
    made = json.loads(json.dumps(to_json(ex.typical()), allow_nan=False))
    assert list(made) == ["cells", "gaps", "notes"]
    assert list(made["gaps"][0]) == list(GAP_COLUMNS)
    assert all(cell["n"] is None for cell in made["cells"] if cell["status"] != "shown")


def test_no_text_in_a_table_is_run_as_a_formula(tmp_path: Path) -> None:
    """A group called =cmd must stay a name; a negative number must stay a number."""
    write_tables(hostile(), tmp_path)
    write_xlsx(hostile(), tmp_path / "tables.xlsx")
    rows = list(csv.reader(io.StringIO((tmp_path / "cells.csv").read_text())))
    numbers = re.compile(r"-?\d[\d.e+-]*")
    assert [
        value
        for row in rows
        for value in row
        if value.startswith(("=", "+", "-", "@")) and not numbers.fullmatch(value)
    ] == []
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 3
    assert book["cells"].freeze_panes == "A2"


def test_the_terminal_table_is_aligned_and_no_wider_than_asked() -> None:
    """Chinese letters take two columns, marks above a letter none."""
    from evenground.reports.terminal import columns_of

    text = to_text(replace(hostile(), notes=()), 80)
    table = [line for line in text.splitlines() if "  " in line.strip()]
    assert all(columns_of(line) <= 80 for line in table)
    assert columns_of("中文e\u0301") == 5


@pytest.mark.parametrize("release", [ex.typical(), ex.in_spanish(), hostile(), ex.of(ex.twelve_groups()), ex.of()])
def test_the_pdf_is_tagged_titled_and_in_its_language(release: Release, tmp_path: Path) -> None:
    """PDF/UA-1 refuses a picture without words, so making it at all is half the test."""
    reader = PdfReader(write_pdf(release, tmp_path / "report.pdf"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == document(release).language
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title


def test_the_pdf_says_what_the_page_says(tmp_path: Path) -> None:
    """The findings are text in it, the hidden group included."""
    text = " ".join(page.extract_text() for page in PdfReader(write_pdf(ex.typical(), tmp_path / "report.pdf")).pages)
    flat = " ".join(text.split())
    for said in (
        "1.8 times as common for Black as for White.",
        "Not yet safe to publish",
        "hidden to protect people",
        "social categories, not biology",
    ):
        assert said in flat


def test_a_number_never_breaks_across_lines() -> None:
    """Two million must not be read as two: the space between thousands is a no-break space in the page too."""
    assert "2\u00a0600" in html_of(ex.in_spanish())


def test_equal_releases_make_equal_bytes(tmp_path: Path) -> None:
    """So that a report can be checked by its hash."""
    one, two = (write_pdf(ex.typical(), tmp_path / name).read_bytes() for name in ("1.pdf", "2.pdf"))
    assert one == two
    assert html_of(ex.typical()) == html_of(ex.typical())


def test_a_report_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    """Folders on the way are made."""
    path = write_html(ex.typical(), tmp_path / "new" / "report.html", language="es")
    assert '<html lang="es"' in path.read_text()

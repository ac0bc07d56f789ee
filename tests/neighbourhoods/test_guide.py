"""The how-to guide's plans do what the guide says, on a made-up table."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.neighbourhoods.made_up import group_of, link_files, poverty, tracts, write

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "how-to" / "link-neighbourhoods.md").read_text(encoding="utf-8")
TRACTS = tracts(50)


def plans() -> list[dict[str, Any]]:
    """Every stratum's link in the guide's TOML examples."""
    examples = re.findall(r"```toml\n(.*?)```", GUIDE, flags=re.DOTALL)
    return [stratum["link"] for example in examples for stratum in tomllib.loads(example)["stratum"]]


def files(folder: Path) -> str:
    rates = [(code, rate, 100) for code, rate in poverty(TRACTS)]
    write(folder, "tracts.csv", "tract,poverty_rate,people", rates)
    found = [(f"p{n}", 39.1, -84.5, 0.9, "range", "geocoded", code) for n, code in enumerate(TRACTS)]
    header = "id,lat,lon,score,precision,geocode_result,fips_tract_id"
    write(folder, "geocoded.csv", header, [*found, ("p50", "NA", "NA", "NA", "NA", "po_box", "NA")])
    rows = [(n, code, f"p{n}") for n, code in enumerate(TRACTS)]
    return write(folder, "visits.csv", "visit,home_tract,patient", [*rows, (50, "", "p50")])


def test_the_guides_first_plan_makes_the_groups_that_the_guide_shows(tmp_path: Path) -> None:
    """A reader who types it gets what is printed."""
    made = link_files(tmp_path, files(tmp_path), **plans()[0])
    shown = re.search(r"```text\n(.*?)```", GUIDE, flags=re.DOTALL)
    assert shown
    assert list(made.groups) == shown[1].split("\n")[:-1]
    assert (made.rows_linked, made.rows_missing) == (50, 1)


def test_the_guides_geocoder_plan_links_all_but_the_po_box(tmp_path: Path) -> None:
    """The file is used as the geocoder wrote it."""
    made = link_files(tmp_path, files(tmp_path), **plans()[1])
    assert made.rows_linked == 50
    assert group_of(made, "p50") == "Not linked"
    assert made.not_linked == {"the address is a PO box (po_box)": 1}


@pytest.mark.parametrize("options", re.findall(r"\| `((?:quantiles|cuts|vintage) = [^`]*)` \|", GUIDE))
def test_every_option_in_the_guides_table_is_one_that_a_link_takes(tmp_path: Path, options: str) -> None:
    """A guide that names an option which is not there wastes a reader's hour."""
    extra = tomllib.loads(f"link = {{ {options} }}")["link"]
    made = link_files(tmp_path, files(tmp_path), **{**plans()[0], **extra, "cuts": tuple(extra.get("cuts", ()))})
    assert made.rows_linked == 50


def test_every_message_in_the_guides_last_table_is_one_that_can_come() -> None:
    """The left column quotes the program."""
    quoted = re.findall(r"^\| ([^|]+) \|", GUIDE.split("## If it stops")[1], flags=re.MULTILINE)
    room = ROOT / "src" / "evenground" / "neighbourhoods"
    source = " ".join(path.read_text(encoding="utf-8") for path in room.glob("*.py"))
    said = {words: words.replace("9 years", "{span}") for words in quoted if words not in ("it says", "---")}
    assert len(said) >= 7
    assert [words for words, pattern in said.items() if pattern not in source] == []

"""A stratum's ``link`` block: the neighbourhood table to join, by which area, and how to cut its column into groups."""

from __future__ import annotations

from pathlib import Path

from evenground.model.strata import Link
from evenground.plans import folders
from evenground.plans.tables import Table

EXAMPLE = 'link = { table = "tracts.csv", on = "tract", column = "poverty_rate", quantiles = 5 }'


def read_link(stratum: Table, folder: Path) -> Link | None:
    """The link block of a stratum's table, or None; faults are noted."""
    table = stratum.table("link", EXAMPLE)
    if table is None:
        return None
    on = table.needed_text("on", "it names the table's column of areas.", 'on = "tract"')
    link = Link(
        table=table.needed_text("table", "it names the file of neighbourhood values.", 'table = "tracts.csv"'),
        on=on,
        column=table.needed_text("column", "it names the value that makes the groups.", 'column = "poverty_rate"'),
        area=table.text("area", on),
        quantiles=table.whole("quantiles", None, least=2, most=20),
        cuts=table.numbers("cuts"),
        weight=table.maybe_text("weight"),
        vintage=table.whole("vintage", None, least=1790, most=2100),
        highest_is=table.whole("highest_is", None, least=1, most=20),
        year=table.whole("year", None, least=1790, most=2100),
        via=table.maybe_text("via"),
        via_on=table.maybe_text("via_on"),
        via_area=table.maybe_text("via_area"),
        shapes=table.maybe_text("shapes"),
    )
    table.done()
    _check_cut(table, link)
    _check_via(table, link)
    _check_paths(table, link, folder)
    return link


def _check_cut(table: Table, link: Link) -> None:
    if link.quantiles and link.cuts:
        table.note(
            "cuts", "Both quantiles and cuts are given.", "Keep one: quantiles for equal shares, cuts for fixed limits."
        )
    if link.highest_is is not None and link.quantiles and link.highest_is not in (1, link.quantiles):
        table.note(
            "highest_is",
            f"highest_is says which group has the highest values, so it is 1 or {link.quantiles}.",
            f"Write highest_is = 1 (the first group has the most) or {link.quantiles}.",
        )
    if link.highest_is is not None and not link.quantiles:
        table.note("highest_is", "highest_is goes with quantiles only.", "Leave it out, or add quantiles = 5.")
    if link.weight and not link.quantiles:
        table.note("weight", "weight goes with quantiles only.", "Leave it out, or add quantiles = 5.")


def _check_via(table: Table, link: Link) -> None:
    for key in ("via_on", "via_area", "shapes"):
        if table.has(key) and link.via is None:
            table.note(key, f"{key} goes with via only.", 'Add via = "geocoded.csv", or leave it out.')


def _check_paths(table: Table, link: Link, folder: Path) -> None:
    for key, path in (("table", link.table), ("via", link.via), ("shapes", link.shapes)):
        wrong = folders.why_not(path, folder) if path else None
        if wrong:
            table.note(key, *wrong)

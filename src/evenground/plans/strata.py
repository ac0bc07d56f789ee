"""A plan's ``[[stratum]]`` tables, read into strata."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evenground.model.measures import Measure
from evenground.model.strata import ALL, Construct, Link, MultiRace, Stratum
from evenground.plans import codes, names
from evenground.plans.links import read_link
from evenground.plans.measures import read_name
from evenground.plans.spelling import did_you_mean
from evenground.plans.tables import Table

_FROM = ("column", "expression", "link")


def read_stratum(table: Table, folder: Path) -> Stratum:
    """The stratum that a table describes, with placeholders for what is at fault (the faults are noted)."""
    name = read_name(table, "race")
    code_set = _code_set(table)
    link = read_link(table, folder)
    stratum = Stratum(
        name=name,
        title=table.text("title", names.in_title_case(name)),
        column=table.maybe_text("column"),
        expression=table.maybe_text("expression"),
        link=link,
        codes=code_set.name if code_set else None,
        labels=_labels(table),
        bands=table.numbers("bands"),
        order=table.texts("order"),
        ordered=_ordered(table, code_set, link),
        construct=_construct(table, code_set),
        reference=names.dashed(table.text("reference", "best")),
        missing=_missing(table),
        missing_codes=table.texts("missing_codes"),
        multi=table.choice("multi", MultiRace, MultiRace.ALONE),
        separator=table.text("separator") or None,
        collected=table.text("collected"),
        collected_by=table.text("collected_by"),
        self_reported=table.flag("self_reported"),
        line=table.line(),
    )
    table.done()
    _check_origin(table)
    _check_parts(table, stratum)
    _check_groups(table, stratum, code_set)
    return stratum


def check_weights(table: Table, measure: Measure, stratum: Stratum) -> None:
    """Note it if a measure's standard population does not have exactly the groups of the stratum it is standardised to."""
    code_set = codes.code_set(stratum.codes) if stratum.codes else None
    groups = set(_known_groups(stratum, code_set)[1:])
    given = {group for group, _ in measure.weights}
    if not (groups and given) or groups == given:
        return
    odd, lacking = sorted(given - groups), sorted(groups - given)
    if odd:
        fix = did_you_mean(odd[0], sorted(groups), of="groups")
        table.note("weights", f"weights has {odd[0][:60]!r}, which is not a group of {stratum.name}.", fix)
    else:
        table.note(
            "weights", f"weights lacks the group {lacking[0]!r} of {stratum.name}.", "Give every group its size."
        )


def _code_set(table: Table) -> codes.CodeSet | None:
    name = table.maybe_text("codes")
    if name is None:
        return None
    try:
        return codes.code_set(name)
    except KeyError:
        table.note("codes", f"There is no code set {name[:60]!r}.", did_you_mean(name, codes.names(), of="code sets"))
        return None


def has_order(order: Sequence[str], bands: Sequence[float], code_set: codes.CodeSet | None, link: Link | None) -> bool:
    """Whether what the plan says of the groups puts them in an order."""
    return bool(order or bands or (code_set and code_set.ordered) or (link and (link.quantiles or link.cuts)))


def _ordered(table: Table, code_set: codes.CodeSet | None, link: Link | None) -> bool:
    said = table.flag("ordered")
    return has_order(table.texts("order"), table.numbers("bands"), code_set, link) if said is None else said


def _construct(table: Table, code_set: codes.CodeSet | None) -> Construct:
    if table.has("construct"):
        return table.choice("construct", Construct, Construct.OTHER)
    if code_set:
        return code_set.construct
    return Construct.PLACE if table.has("link") else Construct.OTHER


def _missing(table: Table) -> str:
    text = table.text("missing", "show")
    if text != "show":
        table.note(
            "missing",
            f"missing cannot be {text[:40]!r}: people whose group is not known are always shown.",
            'Write missing = "show", or leave it out. Those who are missing are often those who are left out.',
        )
    return "show"


def _labels(table: Table) -> tuple[tuple[str, str], ...]:
    labels = table.table("labels", 'labels = { "1" = "White", "2" = "Black or African American" }')
    if labels is None:
        return ()
    return tuple((raw, labels.text(raw, raw)) for raw in labels.values)


def _check_origin(table: Table) -> None:
    given = [key for key in _FROM if table.has(key)]
    if not given:
        table.note_here(
            "The stratum does not say where its groups come from.", 'Add column = "…", expression = "…" or link = {…}.'
        )
    for key in given[1:]:
        table.note(key, f"Both {given[0]} and {key} are given.", "Keep one: a stratum's groups come from one place.")


def _check_parts(table: Table, stratum: Stratum) -> None:
    for key in ("codes", "labels", "bands", "separator", "missing_codes"):
        if stratum.link is not None and table.has(key):
            table.note(key, f"{key} does not go with link.", "The groups of a link come from its table; leave it out.")
    if stratum.bands and (stratum.codes or stratum.labels):
        table.note("bands", "bands cut numbers, and codes and labels name values: keep one.", "Leave one of them out.")
    if stratum.multi is not MultiRace.ALONE and not stratum.separator:
        table.note(
            "multi",
            f'multi = "{stratum.multi}" needs to know how several answers are written in one field.',
            'Add the mark between them, such as separator = ";".',
        )
    if stratum.ordered and not (stratum.order or stratum.bands or stratum.codes or stratum.link):
        table.note(
            "ordered",
            "The groups are ordered, but the order is not said.",
            'Add order = ["…", "…"] from first to last.',
        )


def _check_groups(table: Table, stratum: Stratum, code_set: codes.CodeSet | None) -> None:
    for key, groups in (("labels", [name for _, name in stratum.labels]), ("order", stratum.order)):
        if ALL in groups:
            table.note(
                key,
                f"No group can be called {ALL}: in the tables that word means everybody.",
                "Call it something else.",
            )
    _check_reference(table, stratum, code_set)


def _check_reference(table: Table, stratum: Stratum, code_set: codes.CodeSet | None) -> None:
    known, reference = _known_groups(stratum, code_set), stratum.reference
    if reference in ("best", "largest", "overall", *known):
        return
    called = dict(stratum.labels).get(reference) or (code_set.label_of(reference) if code_set else None)
    if known or (called and called != reference):
        choices = [called] if called else ["best", "largest", "overall", *known]
        fix = f'Write reference = "{called}".' if called else did_you_mean(reference, choices, of="choices")
        table.note("reference", f"The reference {reference[:60]!r} is not the name of a group of {stratum.name}.", fix)


def _known_groups(stratum: Stratum, code_set: codes.CodeSet | None) -> tuple[str, ...]:
    """The groups, where the plan alone tells all of them: raw values that no label names keep their own words."""
    bands = stratum.bands or (code_set.bands if code_set is not None else ())
    return (codes.below_name(bands), *codes.band_names(bands)) if bands else ()

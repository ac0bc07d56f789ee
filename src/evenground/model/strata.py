"""For whom it is asked: a stratum set out by a column, an expression, code sets, or the neighbourhood people live in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

ALL = "All"
UNKNOWN = "Unknown"
DECLINED = "Declined"
NOT_LINKED = "Not linked"


class Construct(StrEnum):
    """What kind of grouping this is. ``social`` carries the framing: made by people and their rules, not by biology."""

    SOCIAL = "social"
    PLACE = "place"
    OTHER = "other"


class MultiRace(StrEnum):
    """How a person who names several groups is counted.

    ``alone``: those who name one group, in it; everyone else in "More than one". ``combination``: in every group named, so that
    groups overlap and do not add up. ``rarest``: once, in the group that the fewest people here name.
    """

    ALONE = "alone"
    COMBINATION = "combination"
    RAREST = "rarest"


@dataclass(frozen=True, slots=True)
class Link:
    """Neighbourhood linkage: join ``area`` (the source's column holding a tract, ZIP or county) to ``table``'s column ``on``,
    and keep only ``column`` cut into ``quantiles`` (or at ``cuts``; with neither, the column's own labels are the groups).

    ``highest_is``: the quantile number that the highest value gets, 1 or the number of quantiles; 1 = most of what is measured.
    ``weight``: the table's population column, so that the quantiles hold equal numbers of people rather than of areas. ``year``:
    which year's rows to take, where the table's ``year`` column holds several. ``vintage``: the census (2010, 2020) whose tracts these are.
    ``via``: a geocoder's output (or any crosswalk) whose column ``via_on`` ("id" if not said) holds what ``area`` holds, and whose
    column ``via_area`` (found by itself if not said) holds the tract; or, with ``shapes``, a GeoJSON file of areas in which
    its ``lat`` and ``lon`` are looked up.
    """

    table: str
    on: str
    column: str
    area: str
    quantiles: int | None = None
    cuts: tuple[float, ...] = ()
    weight: str | None = None
    vintage: int | None = None
    highest_is: int | None = None
    year: int | None = None
    via: str | None = None
    via_on: str | None = None
    via_area: str | None = None
    shapes: str | None = None


@dataclass(frozen=True, slots=True)
class Stratum:
    """One stratifier of a plan: exactly one of ``column``, ``expression`` and ``link`` says where the groups come from.

    ``codes`` names a code set that ships with Evenground (it gives labels, order and missing codes); ``labels`` maps raw
    values to names as people name themselves; ``bands`` cuts a number (its lower bounds). ``reference`` is ``best``, ``largest``, ``overall``
    or a group's name. ``collected``, ``collected_by`` and ``self_reported`` say how the data came to be; None is "not said".
    """

    name: str
    title: str
    column: str | None = None
    expression: str | None = None
    link: Link | None = None
    codes: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    bands: tuple[float, ...] = ()
    order: tuple[str, ...] = ()
    ordered: bool = False
    construct: Construct = Construct.OTHER
    reference: str = "best"
    missing: str = "show"
    missing_codes: tuple[str, ...] = ()
    multi: MultiRace = MultiRace.ALONE
    separator: str | None = None
    collected: str = ""
    collected_by: str = ""
    self_reported: bool | None = None
    line: int | None = None

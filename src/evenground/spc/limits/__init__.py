"""The kinds of chart: what each draws, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from evenground.spc.limits import counts, individuals, rare, subgrouped
from evenground.spc.limits.stretches import Lines, Method, Stretch

__all__ = ["ALIASES", "KINDS", "Kind", "Lines", "Method", "Stretch", "kind_of"]

RANGES = ("moving-range", "sd")
SUBGROUPS = tuple(subgrouped.ESTIMATORS)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of chart. ``denominator``: "none", "may" or "must"; ``counted``: values below 0 are impossible;
    ``share``: so are numerators above their denominator; ``scatter``: chance alone says how far the counts scatter;
    ``own_sigma``: a sigma may be given; ``runs``: neighbours are independent, so that runs mean something."""

    draw: Callable[[Stretch], Lines]
    denominator: str = "none"
    counted: bool = False
    share: bool = False
    scatter: bool = False
    own_sigma: bool = True
    subgroups: bool = False
    runs: bool = True
    estimators: tuple[str, ...] = ()


KINDS: Final[Mapping[str, Kind]] = {
    "run": Kind(individuals.run, "may", own_sigma=False),
    "i": Kind(individuals.individuals, "may", estimators=RANGES),
    "mr": Kind(individuals.moving_ranges, "may", runs=False),
    "ip": Kind(individuals.normalised_individuals, "must"),
    "ms": Kind(individuals.moving_deviations, "must", runs=False),
    "xbar": Kind(subgrouped.means, subgroups=True, estimators=SUBGROUPS),
    "s": Kind(subgrouped.deviations, subgroups=True, estimators=SUBGROUPS),
    "r": Kind(subgrouped.ranges, subgroups=True, estimators=SUBGROUPS),
    "p": Kind(counts.proportions, "must", counted=True, share=True, scatter=True),
    "np": Kind(counts.counts_of_many, "must", counted=True, share=True, scatter=True),
    "pp": Kind(counts.laney_proportions, "must", counted=True, share=True, estimators=RANGES),
    "u": Kind(counts.rates, "must", counted=True, scatter=True),
    "up": Kind(counts.laney_rates, "must", counted=True, estimators=RANGES),
    "c": Kind(counts.counts, counted=True, scatter=True),
    "g": Kind(rare.cases_between, counted=True),
    "t": Kind(rare.times_between, counted=True, own_sigma=False),
}

ALIASES: Final[Mapping[str, str]] = {"i'": "ip", "p'": "pp", "u'": "up", "x-bar": "xbar", "xmr": "i"}


def kind_of(name: str) -> tuple[str, Kind]:
    """The standard name of a kind and what it is; raises ValueError for an unknown one."""
    plain = str(name).strip().lower()
    plain = ALIASES.get(plain, plain)
    if plain not in KINDS:
        raise ValueError(f"There is no control chart of kind {name!r}. Choose one of: {', '.join(KINDS)}.")
    return plain, KINDS[plain]

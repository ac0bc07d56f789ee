"""Code sets that ship as data: how raw codes are called, in which order, and in which language."""

from __future__ import annotations

from evenground.plans.codes.ages import band_names, below_name
from evenground.plans.codes.answers import MORE_THAN_ONE, split_multi
from evenground.plans.codes.labels import label_in
from evenground.plans.codes.sets import CodeSet, bands_for, code_set, names, plain

__all__ = [
    "MORE_THAN_ONE",
    "CodeSet",
    "band_names",
    "bands_for",
    "below_name",
    "code_set",
    "label_in",
    "names",
    "plain",
    "split_multi",
]

"""Groups as FHIR codes: OMB race and ethnicity, languages, and why a group is not known; a group without a code keeps its own name."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files
from typing import Any, Final

from evenground.model.strata import DECLINED, UNKNOWN, Stratum
from evenground.plans.codes import code_set

Json = dict[str, Any]

RACE_SYSTEM: Final = "urn:oid:2.16.840.1.113883.6.238"
LANGUAGE_SYSTEM: Final = "urn:ietf:bcp:47"
NULL_FLAVOR: Final = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor"
# The categories of US Core's ombCategory, then those of the 2024 standard and of records. A set that counts two of them as one keeps the first.
OMB_CODES: Final = (
    "1002-5", "2028-9", "2054-5", "2076-8", "2106-3", "2135-2", "2186-5", "2118-8", "2131-1",
)  # fmt: skip
_NOT_KNOWN: Final = {UNKNOWN: "UNK", DECLINED: "ASKU"}


def concept(stratum: Stratum, group: str) -> Json:
    """The group as a CodeableConcept: its own name as ``text``, and a code where the stratum's shipped code set has one.

    A coding has no display: code systems name groups in their own words, and the text says what people call themselves.
    """
    system, code = coding_of(stratum, group)
    return {"coding": [{"system": system, "code": code}], "text": group} if code else {"text": group}


def coding_of(stratum: Stratum, group: str) -> tuple[str, str]:
    """System and code of a group; two empty texts where there is none."""
    if group in _NOT_KNOWN:
        return NULL_FLAVOR, _NOT_KNOWN[group]
    if stratum.codes is not None and stratum.codes.startswith("omb_"):
        found = _omb(stratum.codes).get(group, "")
        return (RACE_SYSTEM, found) if found else ("", "")
    if stratum.codes == "language":
        found = _languages().get(group, "")
        return (LANGUAGE_SYSTEM, found) if found else ("", "")
    return "", ""


@cache
def _omb(codes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code in OMB_CODES:
        group = code_set(codes).label_of(code)
        if group is not None:
            found.setdefault(group, code)
    return found


@cache
def _languages() -> dict[str, str]:
    """The tag of each language: the code of two letters where there is one, else of three, as BCP 47 asks."""
    text = files("evenground.plans.codes").joinpath("language.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["english"]: row["alpha_2"] or row["alpha_3"] for row in rows}

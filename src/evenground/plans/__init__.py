"""The measurement plan: read from TOML, checked in full, explained in plain words, and written back.

Code sets ship as data (`evenground.plans.codes`); expressions are held to an allow-list (`evenground.plans.expressions`).
"""

from __future__ import annotations

from evenground.plans.checking import check_against
from evenground.plans.explaining import explain, questions
from evenground.plans.folders import shown as shown_source
from evenground.plans.quick import Understood, quick
from evenground.plans.reading import read_plan, read_plan_text
from evenground.plans.sites import with_site
from evenground.plans.surveying import survey
from evenground.plans.writing import hash_of, plan_text

__all__ = [
    "Understood",
    "check_against",
    "explain",
    "hash_of",
    "plan_text",
    "questions",
    "quick",
    "read_plan",
    "read_plan_text",
    "shown_source",
    "survey",
    "with_site",
]

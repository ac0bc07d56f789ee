"""Expressions of a plan: read against an allow-list and the source's own columns, then written for each database.

What a person types never reaches a database. It is cut into words, every word must be known, the words are read into a
tree by SQLGlot, and a new tree is built from the parts that are allowed, with types checked; `write` renders that tree.
"""

from __future__ import annotations

from evenground.plans.expressions.reading import columns_used, kind_of, parse
from evenground.plans.expressions.words import ALLOWED
from evenground.plans.expressions.writing import write

__all__ = ["ALLOWED", "columns_used", "kind_of", "parse", "write"]

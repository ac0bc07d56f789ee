"""Summary measures of inequality over all groups of a table: from the plain difference to the Theil index."""

from evenground.equity.summary.equality import measures_under_equality
from evenground.equity.summary.measures import MEASURES, summary_measures

__all__ = ["MEASURES", "measures_under_equality", "summary_measures"]

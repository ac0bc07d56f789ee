"""Sources of rows: files and databases, opened safely, their columns understood and identifiers caught."""

from evenground.sources.distinct import few_values
from evenground.sources.opening import open_source
from evenground.sources.source import Source

__all__ = ["Source", "few_values", "open_source"]

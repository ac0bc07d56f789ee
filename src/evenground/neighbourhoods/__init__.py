"""From a recorded place to a neighbourhood variable: ``link`` joins, groups and says how well it went; the place itself stays behind."""

from evenground.neighbourhoods.linkage import Linkage
from evenground.neighbourhoods.linking import link

__all__ = ["Linkage", "link"]

"""A plan's ``[protect]`` table: who will see the report, and what is hidden from them."""

from __future__ import annotations

from evenground.model.plans import Audience, Protect
from evenground.plans.tables import Table

ZEROS = ("show", "hide")
_WIDEST_ROUND = 1000


def read_protect(plan: Table) -> Protect:
    """The protection that a plan asks for; faults are noted."""
    table = plan.table("protect", "[protect] with threshold = 11 below it")
    if table is None:
        return Protect()
    protect = Protect(
        threshold=table.whole("threshold", 11, least=1, most=1000) or 11,
        audience=table.choice("audience", Audience, Audience.TEAM),
        zeros=table.word("zeros", ZEROS, "show"),
        round=table.whole("round", 1, least=1, most=_WIDEST_ROUND) or 1,
    )
    table.done()
    return protect

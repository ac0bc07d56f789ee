"""The site as one more stratum: who is missing differs from site to site."""

from __future__ import annotations

from dataclasses import replace

from evenground.model.plans import Plan
from evenground.model.strata import Stratum
from evenground.plans import names


def with_site(plan: Plan) -> Plan:
    """The plan as it is measured: with its ``site``, if it names one, among the strata. Sites are compared with everyone, not ranked."""
    if plan.site is None or any(stratum.column == plan.site for stratum in plan.strata):
        return plan
    name = names.make("site", [stratum.name for stratum in plan.strata])
    title = "Sede" if plan.language == "es" else "Site"
    return replace(plan, strata=(*plan.strata, Stratum(name, title, column=plan.site, reference="overall")))

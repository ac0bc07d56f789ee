"""Statistical disclosure control: what must be hidden so that nobody can be told from a publication, and the attack that proves it.

Every printed count is an equation over unknown counts of people. ``protect`` hides, ``audit`` attacks, ``advise`` says which grain would hide less.
"""

from evenground.disclosure.control.audit import audit
from evenground.disclosure.control.certificate import Audit
from evenground.disclosure.control.grain import Advice, Grain, GrainReport, advise
from evenground.disclosure.control.protect import protect
from evenground.disclosure.control.protected import Protected

__all__ = ["Advice", "Audit", "Grain", "GrainReport", "Protected", "advise", "audit", "protect"]

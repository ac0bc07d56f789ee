"""What may leave: thresholds, what must be hidden with the small counts, the attack that proves it, and what is released to whom.

>>> from evenground import disclosure              # doctest: +SKIP
>>> safe = disclosure.protect(cells, dimensions=["race", "language"])   # doctest: +SKIP
>>> disclosure.audit(safe.published(), dimensions=["race", "language"])   # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Advice", "Audit", "Grain", "GrainReport", "Protected", "advise", "audit", "protect"]


def __getattr__(name: str) -> Any:
    """Load the solver's room when it is first asked for."""
    if name in __all__:
        return getattr(import_module("evenground.disclosure.control"), name)
    raise AttributeError(f"evenground.disclosure has no {name!r}. It has: {', '.join(__all__)}.")

"""Find equity gaps in health data, and run the work that closes them.

>>> import evenground as eg                       # doctest: +SKIP
>>> cube = eg.measure(eg.read_plan("t1d.toml"))   # doctest: +SKIP
>>> cube.gaps("ed_visits", by="race")             # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["Cube", "__version__", "disclosure", "equity", "measure", "read_plan", "report", "spc"]

_FOUND_IN = {"Cube": "library", "measure": "main", "read_plan": "main", "report": "main"}


def __getattr__(name: str) -> object:
    """Load a room when it is first asked for, so that ``import evenground`` and ``evenground --help`` stay quick."""
    if name in _FOUND_IN:
        return getattr(import_module(f"evenground.{_FOUND_IN[name]}"), name)
    if name in {"disclosure", "equity", "spc"}:
        return import_module(f"evenground.{name}")
    raise AttributeError(f"evenground has no {name!r}. It has: {', '.join(__all__)}.")

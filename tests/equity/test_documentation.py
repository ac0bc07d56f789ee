"""The reference page knows every public name."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from evenground import equity

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "equity-statistics.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_]+)`", PAGE))


def test_every_function_is_on_the_reference_page() -> None:
    """What is not written down is not used."""
    functions = {name for name in equity.__all__ if inspect.isfunction(getattr(equity, name))}
    assert functions - NAMED == set()


def test_every_summary_measure_is_on_the_reference_page() -> None:
    """With its formula, interval and limits of use."""
    assert set(equity.MEASURES) - NAMED == set()

"""The page of rules names every set, every rule and every length that there is."""

from __future__ import annotations

from pathlib import Path

from evenground.spc.rules import RULE_SETS, lengths_of, signals
from evenground.spc.rules.sets import ALIASES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "control-rules.md").read_text(encoding="utf-8")


def test_the_page_names_every_set_its_rules_and_its_lengths() -> None:
    """What is not on the page is not known to exist."""
    rules = {rule for name in RULE_SETS for rule in signals([0.0], 0, 1, lower=-3, upper=3, rules=name).flags}
    lengths = {length for name in RULE_SETS for length in lengths_of(name)}
    assert [name for name in {*RULE_SETS, *rules, *lengths} if f"`{name}`" not in PAGE] == []


def test_every_alias_leads_to_a_set() -> None:
    """A name that leads nowhere is worse than none."""
    assert set(ALIASES.values()) <= set(RULE_SETS)

"""What the rules for the parts of an expression share: a built part, and the builder as they see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

from evenground.model.columns import Column
from evenground.model.faults import Faults
from evenground.plans.expressions.kinds import Kind

Built = tuple[exp.Expression, Kind]


class Building(Protocol):
    """What the rules for one kind of part need of the builder that calls them."""

    columns: Sequence[Column]

    def build(self, node: exp.Expression) -> Built:
        """The checked tree and its kind."""

    def build_as(self, node: exp.Expression, wanted: str) -> Built:
        """The checked tree, which must be of a family."""

    def only(self, node: exp.Expression, *names: str) -> None:
        """Refuse other parts than these."""

    def alike(self, node: exp.Expression, kinds: list[Kind]) -> Kind:
        """The common kind of several parts."""

    def fault(self, what: str, fix: str, node: exp.Expression | None = None) -> Faults:
        """A fault at ``node``."""


def name_of(node: exp.Expression) -> str:
    """What to call a part: its own words when short."""
    text = node.sql(dialect="duckdb", comments=False).replace('"', "")
    return text if 0 < len(text) <= 60 else type(node).__name__.upper()

"""Where in an expression something is wrong, counted as a person counts: from 1, by line and character."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.model.faults import Fault, Faults


@dataclass(frozen=True, slots=True)
class Text:
    """The text of one expression and where it stands (``t1d.toml, line 12`` or ``--outcome``)."""

    text: str
    where: str

    def place(self, start: int | None) -> str:
        """The place of the character at offset ``start``, or of the expression where that is not known."""
        if start is None:
            return self.where
        before = self.text[:start]
        line, character = before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
        place = f"line {line}, character {character}" if "\n" in self.text else f"character {character}"
        return f"{self.where}, {place} of the expression" if self.where else f"{place} of the expression"

    def fault(self, what: str, fix: str, start: int | None = None) -> Faults:
        """The exception for one fault at offset ``start``."""
        return Faults(Fault(what, self.place(start), fix))

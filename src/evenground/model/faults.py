"""What is wrong with a file or a plan, said so that the reader can mend it: what, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``what`` is wrong, ``where`` (file, line, column or row), and the ``fix`` to try next."""

    what: str
    where: str = ""
    fix: str = ""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        fix = f"\n    {self.fix}" if self.fix else ""
        return f"{where}{self.what}{fix}"


class Faults(Exception):
    """Raised once with every fault found, so that nobody mends a file one message at a time."""

    def __init__(self, faults: Iterable[Fault] | Fault) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def fault(what: str, where: str = "", fix: str = "") -> Faults:
    """The exception for one fault: ``raise fault("The file is empty.", "visits.csv", "Export it again.")``."""
    return Faults(Fault(what, where, fix))

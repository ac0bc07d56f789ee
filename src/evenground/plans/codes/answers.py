"""Several answers in one field: people may name more than one group, and each rule for counting them has a source.

``alone``: one answer counts in its group, several count as "More than one". OMB 1997 (62 FR 58782) asks for people who gave
more than one race to be shown; the 2024 revision (89 FR 22182) calls this the combined multiracial and/or multiethnic approach.
``combination``: each person counts in every group named. OMB 2024's "alone or in combination"; the sum is over 100 %.
``rarest``: each person counts once, in the group they named that the fewest people here name. OMB, Provisional Guidance on the
Implementation of the 1997 Standards (2000), describes it as bridging to the smallest group.
"""

from __future__ import annotations

MORE_THAN_ONE = "More than one"


def split_multi(raw: str, separator: str | None) -> tuple[str, ...]:
    """The separate answers in one raw value, trimmed, each once, in the order given: ``"White; Asian"`` with ``";"`` gives two.

    Without a separator the value is one answer; a blank value gives none.
    """
    parts = raw.split(separator) if separator else [raw]
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

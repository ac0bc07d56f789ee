"""The colours: warm paper, one strong ink, a golden level line, and group colours that never rank people (no red for people).

Every group colour has a contrast of at least 4.5 on its ground in the light and in the dark form, and neighbours in the list
differ in lightness or in blue-yellow, so that they stay apart for colour-blind readers. Names stand at the marks in any case.
"""

from __future__ import annotations

PAPER = "#FFFFFF"
INK = "#1D2433"
SOFT = "#555E70"
GRID = "#E5DFD3"
LEVEL = "#B0800A"
LEVEL_TEXT = "#725405"
GAP = "#EADFCB"
MISSING = "#5F6877"

GROUPS = ("#1F5FA8", "#7B4B2A", "#0B6E63", "#6B3FA0", "#53610F", "#256C93", "#8B3A7C", "#3E4A61")
"""Light-ground colours of the groups, in the order of their stratum; a ninth group begins again."""

DARK_GROUPS = ("#8DB8F2", "#E0AE8F", "#63CDBD", "#C3A4F0", "#BFCB73", "#86C9EC", "#E5A3D8", "#BAC5DA")
"""The same places in the list on a dark ground."""


def group_colour(place: int, *, missing: bool = False) -> tuple[str, str]:
    """Colour and class of the group at ``place`` in its stratum; people of unknown group are grey, and nobody is red."""
    if missing:
        return MISSING, "eg-cm"
    index = place % len(GROUPS)
    return GROUPS[index], f"eg-c{index}"

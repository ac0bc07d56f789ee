"""What a rate gives away: times the printed denominator it is a count, and its limits give the denominator itself."""

from __future__ import annotations

import numpy as np

from evenground.disclosure.control.reading import Cells, Codes, Floats, Told

Z = 1.959963984540054
MOST = 20_000  # people in a group, up to which an interval is searched for the group's size
EXACT = 10  # decimals that a figure printed without rounding still agrees in


def implied(
    cells: Cells, rows: Codes, plain: dict[str, Told], *, people: bool, decimals: int | None, per: float | None
) -> dict[str, Told]:
    """``plain`` (numerator, denominator: what is printed of each) narrowed by the estimate and its limits, where a count is withheld."""
    part, whole = plain.get("numerator"), plain.get("denominator")
    if part is None or whole is None:
        nothing = np.full(len(rows), np.nan), np.zeros(len(rows)), np.full(len(rows), np.inf)
        part, whole = (one or Told(*nothing) for one in (part, whole))
    estimate = cells.figures["estimate"][rows]
    scale = per or _scale(estimate, part.value, whole.value)
    places = decimals if decimals is not None else _places(estimate)
    low, high = part.low.copy(), part.high.copy()
    size_low, size_high = whole.low.copy(), whole.high.copy()
    for i in np.flatnonzero(np.isfinite(estimate) & ((low != high) | (size_low != size_high))):
        share = float(estimate[i]) / scale
        if people and not np.isfinite(size_high[i]):
            limits = [
                float(cells.figures[name][rows[i]]) / scale for name in ("lower", "upper") if name in cells.figures
            ]
            size_low[i], size_high[i] = _size(share, limits, places + np.log10(scale), size_low[i])
        half = 0.5 * 10.0**-places / scale
        low[i] = max(low[i], np.ceil((share - half) * size_low[i] - 1e-6))
        if np.isfinite(size_high[i]):
            high[i] = min(high[i], np.floor((share + half) * size_high[i] + 1e-6))
    return plain | {"numerator": Told(part.value, low, high), "denominator": Told(whole.value, size_low, size_high)}


def _scale(estimate: Floats, part: Floats, whole: Floats) -> float:
    """The ``per`` of the estimates: what they are over numerator / denominator where all three stand, else 1 or 100 by their size."""
    known = np.isfinite(estimate) & (part > 0) & (whole > 0)
    if known.any():
        return float(10.0 ** np.round(np.log10(np.median(estimate[known] * whole[known] / part[known]))))
    return 1.0 if not (estimate > 1).any() else 100.0


def _places(values: Floats) -> int:
    """Decimals that the estimates show, at most EXACT."""
    known = values[np.isfinite(values)]
    fits = [places for places in range(EXACT) if np.allclose(known, np.round(known, places), rtol=0, atol=1e-12)]
    return fits[0] if fits else EXACT


def _size(share: float, limits: list[float], places: float, least: float) -> tuple[float, float]:
    """The smallest and largest group for which a count gives this share and, where printed, these Wilson limits."""
    n = np.arange(max(1, int(least)), MOST + 1, dtype=float)
    half = 0.5 * 10.0**-places * (1 + 1e-6) + 1e-12
    x = np.round(share * n)
    fits = np.abs(x / n - share) <= half
    if len(limits) == 2 and np.isfinite(limits).all():
        centre = (x + Z * Z / 2) / (n + Z * Z)
        reach = Z / (n + Z * Z) * np.sqrt(x * (n - x) / n + Z * Z / 4)
        fits &= (np.abs(centre - reach - limits[0]) <= half) & (np.abs(centre + reach - limits[1]) <= half)
    found = n[fits]
    return (float(found[0]), float(found[-1]) if found[-1] < MOST else np.inf) if len(found) else (least, np.inf)

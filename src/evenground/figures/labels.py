"""Names at the ends of lines: as near to their line as they can be without standing on each other."""

from __future__ import annotations


def spread(wanted: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """Tops for labels that each want to start at ``wanted``, in order and without overlap, within ``low`` and ``high`` if they fit.

    Groups of touching labels settle around the mean of what they want, so none drifts far from its line.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[tuple[float, float, list[int]]] = []
    for index in order:
        block = (_within(wanted[index], heights[index], low, high), heights[index], [index])
        while blocks and blocks[-1][0] + blocks[-1][1] > block[0]:
            block = _joined(blocks.pop(), block, low, high)
        blocks.append(block)
    return _tops(blocks, heights)


def _joined(
    above: tuple[float, float, list[int]], below: tuple[float, float, list[int]], low: float, high: float
) -> tuple[float, float, list[int]]:
    height = above[1] + below[1]
    count_above, count_below = len(above[2]), len(below[2])
    top = (above[0] * count_above + (below[0] - above[1]) * count_below) / (count_above + count_below)
    return _within(top, height, low, high), height, [*above[2], *below[2]]


def _within(top: float, height: float, low: float, high: float) -> float:
    return max(low, min(top, high - height))


def _tops(blocks: list[tuple[float, float, list[int]]], heights: list[float]) -> list[float]:
    tops = [0.0] * len(heights)
    for top, _, indices in blocks:
        here = top
        for index in indices:
            tops[index] = here
            here += heights[index]
    return tops

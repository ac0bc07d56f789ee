"""An SVG read back as the words and lines that stand on it, with the room each takes."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from evenground.figures.text import width_of

SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Box:
    """A line of words and the room it takes."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    def overlaps(self, other: Box, spare: float = 0.5) -> bool:
        """Whether two lines of words stand on each other."""
        across = self.left < other.right - spare and other.left < self.right - spare
        return across and self.top < other.bottom - spare and other.top < self.bottom - spare


@dataclass(frozen=True)
class Drawn:
    """What is on one picture."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    sizes: tuple[float, ...]
    level: tuple[tuple[float, float, float], ...]
    title: str
    finding: str
    tree: ElementTree.Element


def read(svg: str) -> Drawn:
    """The picture as drawn; XML that does not parse fails here."""
    tree = ElementTree.fromstring(svg)
    width, height = (float(part) for part in tree.attrib["viewBox"].split()[2:])
    texts = list(tree.iter(f"{SVG}text"))
    lines = [one for one in tree.iter(f"{SVG}line") if one.attrib["class"] == "eg-level"]
    return Drawn(
        width,
        height,
        tuple(_box(text) for text in texts),
        tuple(float(text.attrib["font-size"]) for text in texts),
        tuple((float(one.attrib["x1"]), float(one.attrib["y1"]), float(one.attrib["y2"])) for one in lines),
        tree.findtext(f"{SVG}title") or "",
        tree.findtext(f"{SVG}desc") or "",
        tree,
    )


def _box(text: ElementTree.Element) -> Box:
    words, size = text.text or "", float(text.attrib["font-size"])
    wide = width_of(words, size, bold=text.attrib.get("font-weight") == "700") / 1.03
    x, y = float(text.attrib["x"]), float(text.attrib["y"])
    left = x - {"end": wide, "middle": wide / 2}.get(text.attrib.get("text-anchor", ""), 0.0)
    return Box(words, left, left + wide, y - 0.72 * size, y + 0.2 * size)

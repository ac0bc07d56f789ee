"""A picture as PNG shows what the SVG shows, in the light form, and carries nothing beside its pixels."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from evenground.figures import control_chart, gap_chart, png_of, write_png
from tests.figures import charted as made
from tests.reports import examples as ex

MARGIN = 16


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """The parts of a PNG file."""
    found, at = [], 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += 12 + size
    return found


def first_row(png: bytes) -> bytes:
    """The unfiltered pixels of the first row (any filter leaves a first row of white as it is, or as zeros after the first)."""
    parts = chunks(png)
    width = struct.unpack(">I", parts[0][1][:4])[0]
    return zlib.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"))[1 : 1 + 4 * width]


def test_a_png_holds_pixels_alone() -> None:
    """A text chunk could carry a description, a path or a figure that nobody looks for."""
    svg = control_chart(made.typical(), ex.by_race())
    assert {kind for kind, _ in chunks(png_of(svg))} == {b"IHDR", b"IDAT", b"IEND"}


def test_a_png_is_the_pictures_size_times_the_scale_with_a_margin_on_white() -> None:
    """It stands on slides and in messages, whatever the page around it looks like."""
    svg = control_chart(made.typical(), ex.by_race())
    height = float(svg.partition('viewBox="0 0 720 ')[2].partition('"')[0])
    png = png_of(svg, scale=1)
    assert struct.unpack(">II", chunks(png)[0][1][:8]) == (720 + 2 * MARGIN, round(height + 2 * MARGIN))
    assert first_row(png)[:4] == b"\xff\xff\xff\xff"


def test_equal_pictures_make_equal_files(tmp_path: Path) -> None:
    """A release is compared by its hashes."""
    story = made.story()
    svg = gap_chart(story.gap_charts[0], story)
    first, second = (write_png(svg, tmp_path / "charts" / f"{name}.png") for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_letters_that_our_fonts_lack_do_not_stop_a_png() -> None:
    """Names come from people's files."""
    chart = made.chart([20.0, 22.0, 19.0], ("日本語 · ᏣᎳᎩ",))
    assert png_of(control_chart(chart, ex.by_race())).startswith(b"\x89PNG")

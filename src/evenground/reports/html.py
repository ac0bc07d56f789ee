"""The web page: one self-contained file that opens offline, needs no script, and asks nothing of any network."""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files
from pathlib import Path

from evenground.disclosure.released import Release
from evenground.figures.language import Words
from evenground.figures.svg import tag
from evenground.figures.text import escape
from evenground.reports.blocks import Document
from evenground.reports.chapters import document
from evenground.reports.html_blocks import blocks_html
from evenground.reports.language import words_for

_FONTS = (
    ("Atkinson Hyperlegible Next", 400, "atkinson-hyperlegible-next-400"),
    ("Atkinson Hyperlegible Next", 700, "atkinson-hyperlegible-next-700"),
    ("Evenground Serif", 600, "evenground-serif-600"),
)


def write_html(release: Release, path: str | Path, language: str | None = None) -> Path:
    """Write the report as one HTML file, in the plan's language unless another is asked for; gives back its path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html_of(release, language), encoding="utf-8", newline="\n")
    return target


def html_of(release: Release, language: str | None = None) -> str:
    """The report as the text of one HTML file."""
    return page(document(release, language))


def page(doc: Document) -> str:
    """A document as a whole page. Every string in it is escaped; the policy in its head allows no script and no request."""
    words = words_for(doc.language)
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    return f"""<!doctype html>
<html lang="{doc.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="color-scheme" content="light dark">
<title>{escape(doc.title)} · {escape(doc.kicker)}</title>
<style>
{_fonts()}
{_style()}
</style>
</head>
<body>
<a class="skip" href="#report">{escape(words("page.skip"))}</a>
{_header(doc, words)}
<main id="report">
{blocks_html(doc.blocks, words)}
</main>
</body>
</html>
"""


def _header(doc: Document, words: Words) -> str:
    brand = f'<p class="brand">{_mark()}<span>{escape(words("page.brand"))}</span></p>'
    kicker = f'<p class="kicker">{escape(doc.kicker)}</p>'
    period = f'<p class="period">{escape(doc.period)}</p>' if doc.period else ""
    return f'<header class="top"><div class="wrap">{brand}{kicker}<h1 dir="auto">{escape(doc.title)}</h1>{period}</div></header>'


def _mark() -> str:
    """Two posts on level ground."""
    posts = (tag("rect", x=x, y=y, width=5, height=16 - y, rx=1.5, class_="post") for x, y in ((5, 4), (18, 4)))
    ground = tag("rect", x=0, y=17, width=28, height=3, rx=1.5, class_="ground")
    return tag("svg", *posts, ground, viewBox="0 0 28 20", width=34, height=24, aria_hidden="true")


@cache
def _fonts() -> str:
    return "\n".join(_font_face(*font) for font in _FONTS)


def _font_face(family: str, weight: int, name: str) -> str:
    encoded = base64.b64encode(files("evenground.reports").joinpath("fonts", f"{name}.woff2").read_bytes()).decode(
        "ascii"
    )
    source = f'url("data:font/woff2;base64,{encoded}") format("woff2")'
    return f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;src:{source}}}'


@cache
def _style() -> str:
    return files("evenground.reports").joinpath("report.css").read_text(encoding="utf-8")

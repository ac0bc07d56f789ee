"""Each kind of block as HTML. All text passes ``escape``; the pictures are our own SVG, escaped when they were drawn."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from evenground.figures.language import Words
from evenground.figures.text import escape
from evenground.reports.blocks import (
    Banner,
    Block,
    Contents,
    Facts,
    Fold,
    Group,
    Heading,
    Picture,
    Ranked,
    Table,
    Text,
)
from evenground.reports.html_tables import table_html


def blocks_html(blocks: Iterable[Block], words: Words) -> str:
    """The blocks one after another."""
    return "\n".join(_html(block, words) for block in blocks)


@singledispatch
def _html(block: Block, words: Words) -> str:
    raise TypeError(f"There is no HTML for {type(block).__name__}.")


_html.register(Table)(table_html)


@_html.register
def _heading(block: Heading, _words: Words) -> str:
    ident = f' id="{escape(block.ident)}"' if block.ident else ""
    return f'<h{block.level}{ident} dir="auto">{escape(block.text)}</h{block.level}>'


@_html.register
def _text(block: Text, _words: Words) -> str:
    return f'<p class="{block.kind}" dir="auto">{escape(block.text)}</p>'


@_html.register
def _banner(block: Banner, _words: Words) -> str:
    return f'<div class="banner" role="note"><p><strong>{escape(block.title)}.</strong> {escape(block.text)}</p></div>'


@_html.register
def _picture(block: Picture, _words: Words) -> str:
    caption = f"<figcaption>{escape(block.caption)}</figcaption>" if block.caption else ""
    narrow = f'<div class="narrow">{block.narrow}</div>' if block.narrow else ""
    return f'<figure>{caption}<div class="wide">{block.wide}</div>{narrow}</figure>'


@_html.register
def _ranked(block: Ranked, _words: Words) -> str:
    name = "ol" if block.numbered else "ul"
    items = "\n".join(
        f'<li><p class="said"><a href="#{escape(item.target)}" dir="auto">{escape(item.text)}</a></p>'
        f'<p class="saying" dir="auto">{escape(item.title)}</p>{_amount(item.amount)}</li>'
        for item in block.items
    )
    return f'<{name} class="ranked">\n{items}\n</{name}>'


def _amount(text: str) -> str:
    return f'<p class="amount">{escape(text)}</p>' if text else ""


@_html.register
def _facts(block: Facts, _words: Words) -> str:
    idents = block.idents or ("",) * len(block.pairs)
    rows = "\n".join(
        f'<div><dt{_ident(ident)}>{escape(name)}</dt><dd dir="auto">{escape(text)}</dd></div>'
        for (name, text), ident in zip(block.pairs, idents, strict=True)
    )
    return f'<dl class="facts">\n{rows}\n</dl>' if rows else ""


def _ident(ident: str) -> str:
    return f' id="{escape(ident)}"' if ident else ""


@_html.register
def _fold(block: Fold, words: Words) -> str:
    inside = blocks_html(block.blocks, words)
    return f"<details><summary>{escape(block.summary)}</summary>\n<div>\n{inside}\n</div>\n</details>"


@_html.register
def _group(block: Group, words: Words) -> str:
    inside = blocks_html(block.blocks, words)
    name = "article" if block.kind == "finding" else "section"
    label = f' aria-labelledby="{escape(block.label)}"' if block.label else ""
    return f'<{name} class="{block.kind}"{label}>\n{inside}\n</{name}>'


@_html.register
def _contents(block: Contents, _words: Words) -> str:
    items = "\n".join(_chapter_link(*item) for item in block.items)
    title = escape(block.title)
    return (
        f'<nav class="contents" aria-labelledby="contents"><h2 id="contents">{title}</h2>\n<ul>\n{items}\n</ul></nav>'
    )


def _chapter_link(text: str, target: str, below: tuple[tuple[str, str], ...]) -> str:
    inner = "".join(f'<li><a href="#{escape(ident)}" dir="auto">{escape(name)}</a></li>' for name, ident in below)
    return f'<li><a href="#{escape(target)}" dir="auto">{escape(text)}</a>{f"<ul>{inner}</ul>" if inner else ""}</li>'

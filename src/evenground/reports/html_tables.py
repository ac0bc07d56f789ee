"""Tables as HTML: a caption, scoped headers, and a region of their own that scrolls by keyboard where the screen is narrow."""

from __future__ import annotations

from evenground.figures.language import Words
from evenground.figures.text import escape
from evenground.reports.blocks import BELOW, Column, Table


def table_html(table: Table, words: Words) -> str:
    """The table in its scrolling region."""
    label = escape(words("page.scroll", caption=table.caption))
    head = "".join(_head(column) for column in table.columns)
    rows = "\n".join(_row(table, place) for place in range(len(table.rows)))
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">\n<table>\n<caption dir="auto">{escape(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _head(column: Column) -> str:
    name = escape(column.name)
    linked = f'<a href="#word-{escape(column.term)}">{name}</a>' if column.term else name
    return f'<th scope="col"{_numeric(column)}>{linked}</th>'


def _row(table: Table, place: int) -> str:
    row = table.rows[place]
    cells = "".join(_cell(table, row, index) for index in range(1, len(row)))
    kind = ' class="strong"' if place in table.strong else ""
    return f'<tr{kind}><th scope="row" dir="auto">{escape(row[0])}</th>{cells}</tr>'


def _cell(table: Table, row: tuple[str, ...], index: int) -> str:
    rest = len(table.columns) - len(row) + 1
    if index == len(row) - 1 and rest > 1:
        return f'<td class="instead" colspan="{rest}">{escape(row[index])}</td>'
    return f'<td{_numeric(table.columns[index])} dir="auto">{_written(row[index])}</td>'


def _written(text: str) -> str:
    """A cell's text; a second line is smaller and in brackets for those who hear it."""
    first, found, below = text.partition(BELOW)
    return f'{escape(first)} <span class="below">({escape(below)})</span>' if found else escape(text)


def _numeric(column: Column) -> str:
    return ' class="n"' if column.numeric else ""

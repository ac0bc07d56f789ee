"""The report for a terminal: for each result its sentence, then an aligned table, whatever the widths of its letters."""

from __future__ import annotations

import unicodedata

from evenground.disclosure.released import Release, ReleasedResult
from evenground.figures.language import Words
from evenground.figures.text import clean
from evenground.reports.blocks import BELOW, Block, Group, Heading, Rank, Ranked, Table, Text
from evenground.reports.caveats import missing_sentences, time_sentences
from evenground.reports.chapters import scan_blocks
from evenground.reports.findings import framing_of
from evenground.reports.grids import result_table
from evenground.reports.headlines import headline
from evenground.reports.language import words_for
from evenground.reports.saying import story
from evenground.reports.trends import break_sentences, impossible_sentences

_NAME_ROOM = 34


def to_text(release: Release, width: int = 80, language: str | None = None) -> str:
    """Everything that the quickest answer needs, as plain text no wider than ``width`` columns (tables drop their last columns).

    Pairs are told by their headlines; the report has their tables.
    """
    words = words_for(language or release.plan.language)
    parts = [part for result in release.results if len(result.strata) < 2 for part in _result(result, width, words)]
    pairs = [
        _filled(f"- {clean(headline(result, words))}", width) for result in release.results if len(result.strata) > 1
    ]
    parts += [f"{words('page.pairs')}. {words('page.pairs_text')}", "\n".join(pairs)] if pairs else []
    return "\n\n".join([*parts, *_closing(release, width, words)]) + "\n"


def scan_to_text(release: Release, width: int = 80, language: str | None = None) -> str:
    """The horizon scan as plain text: the gaps worth acting on first, ranked, and what cannot be told yet."""
    words = words_for(language or release.plan.language)
    lines = [_filled(part, width) for block in scan_blocks(release, words) for part in _scan_lines(block)]
    return "\n\n".join([*lines, *_closing(release, width, words)]) + "\n"


def _scan_lines(block: Block) -> list[str]:
    """A block of the scan as paragraphs; a ranked entry is its number, its sentence, and what stands below it."""
    if isinstance(block, Group):
        return [line for part in block.blocks for line in _scan_lines(part)]
    if isinstance(block, Heading):
        return [clean(block.text).upper()]
    if isinstance(block, Text):
        return [clean(block.text)]
    if isinstance(block, Ranked):
        numbers = [f"{place}. " if block.numbered else "" for place in range(1, len(block.items) + 1)]
        return [number + _ranked(item) for number, item in zip(numbers, block.items, strict=True)]
    return []


def _ranked(item: Rank) -> str:
    amount = f" [{item.amount}]" if item.amount else ""
    return (
        clean(f"{item.text} {item.title}{amount}")
        if item.text.endswith(".")
        else clean(f"{item.text}: {item.title}{amount}")
    )


def _closing(release: Release, width: int, words: Words) -> list[str]:
    """What must stand with every answer: the framing, the notes, and the warnings."""
    framed = [framing_of(release.plan, words)] if release.plan.is_framed and release.plan.framing else []
    warned = [] if release.safe_to_publish else [f"{words('banner.unsafe_title')}. {words('banner.unsafe')}"]
    made_up = [f"{words('banner.made_up_title')}. {words('banner.made_up')}"] if release.plan.made_up else []
    return [_filled(clean(text), width) for text in (*framed, *release.notes, *made_up, *warned)]


def columns_of(text: str) -> int:
    """How many terminal columns a text takes: wide East Asian letters two, combining marks none."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _result(result: ReleasedResult, width: int, words: Words) -> list[str]:
    said = [
        headline(result, words),
        " ".join([*story(result, words), *time_sentences(result, words), *missing_sentences(result, words)]),
        " ".join([*impossible_sentences(result, words), *break_sentences(result, words)]),
    ]
    notes = [_filled(clean(note), width) for note in result.notes]
    return [*(_filled(clean(text), width) for text in said if text), _table(result_table(result, words), width), *notes]


def _filled(text: str, width: int) -> str:
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and columns_of(joined) > width:
            lines.append(word)
        else:
            lines[-1] = joined
    return "\n".join(lines)


def _table(table: Table, width: int) -> str:
    rows = [
        tuple(clean(column.name) for column in table.columns),
        *(tuple(_flat(part) for part in row) for row in table.rows),
    ]
    full = [row for row in rows if len(row) == len(table.columns)]
    sizes = [max(columns_of(row[index]) for row in full) for index in range(len(table.columns))]
    sizes[0] = min(max(columns_of(row[0]) for row in rows), _NAME_ROOM)
    kept = _kept(sizes, width)
    numeric = [column.numeric for column in table.columns]
    lines = [line for row in rows for line in _row(row, sizes, kept, numeric)]
    return "\n".join([lines[0], "─" * columns_of(lines[0]), *lines[1:]])


def _flat(cell: str) -> str:
    first, found, below = cell.partition(BELOW)
    return f"{clean(first)} ({clean(below)})" if found else clean(cell)


def _kept(sizes: list[int], width: int) -> list[int]:
    """The columns that fit; the last one, what can be said, goes before the counts do."""
    order = [0, 1, len(sizes) - 1, 3, 2, 4, 5]
    kept: list[int] = []
    for index in (index for index in order if index < len(sizes)):
        if sum(sizes[place] + 2 for place in [*kept, index]) - 2 <= width:
            kept.append(index)
    return sorted(kept)


def _row(row: tuple[str, ...], sizes: list[int], kept: list[int], numeric: list[bool]) -> list[str]:
    names = _filled(row[0], sizes[0]).split("\n")
    if len(row) < len(sizes):
        return [*names[:-1], f"{_padded(names[-1], sizes[0], False)}  {row[-1]}"]
    rest = [_padded(row[index], sizes[index], numeric[index]) for index in kept if index]
    return [*names[:-1], "  ".join([_padded(names[-1], sizes[0], False), *rest]).rstrip()]


def _padded(text: str, size: int, right: bool) -> str:
    spaces = " " * max(0, size - columns_of(text))
    return spaces + text if right else text + spaces

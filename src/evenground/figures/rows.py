"""What each row of a picture shows and says, before it is known where it stands: the same for wide, narrow and described forms."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedGap, ReleasedResult
from evenground.figures.language import Words, decimals_for, is_missing
from evenground.model.figures import Status, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One group's row. ``figure`` is the estimate as written, or the words that stand for it when there is none to show;
    ``remark`` is its distance from the level line in words. ``head`` is a row that only names the groups below it.
    """

    name: str
    cell: ReleasedCell | None
    figure: str = ""
    remark: str = ""
    place: int = 0
    missing: bool = False
    reference: bool = False
    overall: bool = False

    @property
    def head(self) -> bool:
        """Whether the row only names the rows below it."""
        return self.cell is None

    @property
    def drawn(self) -> ReleasedCell | None:
        """The cell, if it has an estimate that may be drawn."""
        return self.cell if self.cell is not None and is_drawn(self.cell) else None


def is_drawn(cell: ReleasedCell) -> bool:
    """Whether this cell has an estimate that may be shown."""
    return cell.status is Status.SHOWN and cell.estimate is not None


def shown_values(result: ReleasedResult) -> list[float]:
    """Every shown figure of the result's own cells, which alone decide axes and decimals."""
    cells = [cell for cell in (*result.cells, result.overall) if is_drawn(cell)]
    return [value for cell in cells for value in (cell.estimate, cell.lower, cell.upper) if value is not None]


def result_decimals(result: ReleasedResult) -> int:
    """The decimals that this result's figures are written with, everywhere."""
    return decimals_for([cell.estimate for cell in (*result.cells, result.overall) if is_drawn(cell) and cell.estimate])


def level_of(result: ReleasedResult) -> float | None:
    """Where the level line lies: the reference group's estimate (or everyone's), None if that is not shown."""
    if result.reference == ("overall",) or not result.reference:
        return result.overall.estimate if result.reference and is_drawn(result.overall) else None
    return next((cell.estimate for cell in result.cells if cell.groups == result.reference and is_drawn(cell)), None)


def written(value: float, decimals: int, words: Words) -> str:
    """A figure beside a mark; one that would be written as 0 but is not stands as "<" the smallest that can be written."""
    smallest = 10.0**-decimals
    if 0 < value < smallest / 2:
        return f"<{words.number(smallest, decimals)}"
    return words.number(value, decimals)


def instead(cell: ReleasedCell, words: Words) -> str:
    """The words that stand where no figure can: too small to show, or no one to count."""
    hidden = cell.status in (Status.SUPPRESSED, Status.COMPLEMENTARY)
    return words("figure.small") if hidden else words("figure.none")


def rows_of(result: ReleasedResult, words: Words) -> list[Row]:
    """The rows in the strata's own order; for pairs, under a head row for each group of the first stratum; everyone last."""
    pairs = len(result.strata) > 1
    rows: list[Row] = []
    places = _places(result)
    for cell in result.cells:
        first = cell.groups[0]
        if pairs and first not in [row.name for row in rows if row.head]:
            rows.append(Row(first, None))
        rows.append(_row(result, cell, words, places, short=pairs))
    named = [Row(words.group(row.name), None) if row.head else row for row in rows]
    return [*named, Row(words("group.everyone"), result.overall, _figure(result, result.overall, words), overall=True)]


def sheets_of(rows: list[Row], most: int) -> list[list[Row]]:
    """The rows in sheets of at most ``most``; a sheet that begins inside a part of the first stratum repeats its head row."""
    sheets: list[list[Row]] = [[]]
    head: Row | None = None
    for place, row in enumerate(rows):
        head = row if row.head else None if row.overall else head
        room = 1 if row.head and place + 1 < len(rows) else 0
        if len(sheets[-1]) + room >= most and not row.overall:
            sheets.append([] if head is None or row.head else [head])
        sheets[-1].append(row)
    return sheets


def _row(result: ReleasedResult, cell: ReleasedCell, words: Words, places: dict[str, int], *, short: bool) -> Row:
    return Row(
        name=words.groups(cell.groups[1:] if short else cell.groups),
        cell=cell,
        figure=_figure(result, cell, words),
        remark=_remark(result, cell, words),
        place=places[cell.groups[-1]],
        missing=is_missing(cell.groups),
        reference=cell.groups == result.reference,
    )


def _places(result: ReleasedResult) -> dict[str, int]:
    names = dict.fromkeys(cell.groups[-1] for cell in result.cells if cell.groups)
    return {name: place for place, name in enumerate(names)} | {"": 0}


def _figure(result: ReleasedResult, cell: ReleasedCell, words: Words) -> str:
    if not is_drawn(cell) or cell.estimate is None:
        return instead(cell, words)
    return written(cell.estimate, result_decimals(result), words)


def _remark(result: ReleasedResult, cell: ReleasedCell, words: Words) -> str:
    gap = next((gap for gap in result.gaps if gap.groups == cell.groups), None)
    if gap is None or gap.hidden or not is_drawn(cell) or gap.difference is None:
        return ""
    if gap.verdict is Verdict.TOO_FEW:
        return words("figure.too_few")
    return words("figure.not_clear") if gap.verdict is Verdict.NO_CLEAR_GAP else _distance(result, gap, words)


def _distance(result: ReleasedResult, gap: ReleasedGap, words: Words) -> str:
    if gap.difference is None:
        return ""
    decimals = result_decimals(result)
    if 0 < abs(gap.difference) < 10.0**-decimals / 2:
        return words("figure.slightly_higher" if gap.difference > 0 else "figure.slightly_lower")
    amount = words.number(abs(gap.difference), decimals)
    return words("figure.higher" if gap.difference > 0 else "figure.lower", amount=amount)

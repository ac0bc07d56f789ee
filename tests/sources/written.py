"""Small files written for a test."""

from pathlib import Path

from evenground.sources import Source, open_source


def opened(folder: Path, text: str | bytes, *, name: str = "visits.csv", **options: object) -> Source:
    """The source of a file that holds ``text``."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_source(path, **options)  # type: ignore[arg-type]


def one_column(folder: Path, *values: str, **options: object) -> Source:
    """The source of a file whose column ``x`` holds ``values``, beside a column that is only there to make two."""
    text = "x;other\n" + "".join(f"{value};a\n" for value in values)
    return opened(folder, text, **options)


def values(source: Source, column: str = "x") -> list[object]:
    """What the column holds, in order."""
    table = source.query(f'SELECT "{column}" AS v FROM {source.relation}')
    return list(table.column("v").to_pylist())

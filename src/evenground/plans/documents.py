"""A plan's file as a TOML document with the line of each key; what cannot be read is said in plain words, not in the parser's."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from evenground.model.faults import Fault, Faults, fault
from evenground.plans.lines import Lines, TooDeepError, find_lines

LARGEST = 1_000_000


def file_text(path: Path) -> str:
    """The text of a plan's file; Faults if it is not there, not UTF-8 text, or far too large."""
    try:
        if path.is_dir():
            raise fault("This is a folder, not a plan.", str(path), "Name the .toml file inside it.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise fault("There is no such file.", str(path), "Check the name and the folder you are in.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not usable"
        raise fault(f"The file cannot be opened: {reason}.", str(path), "Check its name and who may read it.") from None
    return _decoded(content, path.name)


def _decoded(content: bytes, name: str) -> str:
    if len(content) > LARGEST:
        raise fault(
            f"The file is larger than {LARGEST:,} bytes; a plan is not.",
            name,
            "Is this the data? Name the plan instead.",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fault("The plan is saved as UTF-16.", name, "Save it again as UTF-8 text.")
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise fault(
            "The file holds a NUL byte, so it is not text.", f"{name}, line {line}", "Save it again as UTF-8 text."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise fault(
            "A letter here is not UTF-8.", f"{name}, line {line}", "Save the file again as UTF-8 text."
        ) from None


def read_toml(text: str, name: str) -> tuple[dict[str, Any], Lines]:
    """The document and the lines of its keys; Faults in plain words if it is not TOML."""
    if len(text) > LARGEST:
        raise fault(
            f"The plan is longer than {LARGEST:,} characters.", name, "Is this the data? Name the plan instead."
        )
    if not text.strip():
        raise fault("The plan is empty.", name, 'Start with title = "…", source = "…" and one [[measure]].')
    try:
        return tomllib.loads(text), find_lines(text)
    except tomllib.TOMLDecodeError as error:
        raise Faults(_syntax_fault(str(error), text, name)) from None
    except TooDeepError as error:
        raise fault(
            "Values are nested too deep here.", f"{name}, line {error.line}", "A plan needs three levels."
        ) from None
    except (RecursionError, ValueError):
        raise fault("Values are nested too deep, or a number is too long.", name, "Write a simpler plan.") from None


_PLAIN = (
    ("Cannot overwrite", "This key, or a table of this name, stands twice.", "Keep one of them."),
    (
        "Cannot declare",
        "A table of this name stands twice.",
        "Use [[measure]] and [[stratum]] with two brackets for lists.",
    ),
    ("Cannot mutate", "A table is filled in two places.", "Put all its keys in one place."),
    ("Expected '=' after", "A key is not followed by = here.", 'Write key = "value", one on each line.'),
    (
        "Invalid value",
        "The value after = cannot be read.",
        "Put text in quotes; write numbers, true and false without.",
    ),
    ("Unterminated string", "A text is opened with a quote and not closed.", "Close it with the same quote."),
    (
        "Illegal character",
        "There is a character here that cannot stand in a text of one line.",
        'Close the quote, or use """.',
    ),
    (
        "Expected newline",
        "There is something left over after the value.",
        "One key on each line; text stands in quotes.",
    ),
    ("Unclosed array", "A list is opened with [ and not closed.", "Close it with ]."),
    ("Unclosed inline table", "A block is opened with { and not closed.", "Close it with }, on the same line."),
    ("Duplicate inline table key", "A key stands twice in this block.", "Keep one of them."),
    ("Invalid initial character", "A name was expected here.", "A block in { } stands on one line; so does each key."),
    ("Expected ']'", "A table's name is not closed with ].", "Write [protect], or [[measure]] with two brackets."),
    ("Expected ']]'", "A table's name is not closed with ]].", "Write [[measure]] or [[stratum]]."),
    ("Expected", "A text is opened with a quote and not closed.", "Close it with the same quote."),
    ("Invalid statement", "This line does not start with a key.", 'Write key = "value"; a comment starts with #.'),
    ("Unescaped", "A backslash or a mark inside the text confuses the reader.", "Use 'single quotes' around it."),
)


def _syntax_fault(message: str, text: str, name: str) -> Fault:
    """tomllib's complaint, in plain words, with its line."""
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line = int(found[1]) if found else len(text.rstrip().splitlines())
    plain = max(
        (entry for entry in _PLAIN if message.startswith(entry[0])), key=lambda entry: len(entry[0]), default=None
    )
    what, fix = (
        plain[1:] if plain else ("This line is not written as TOML asks.", 'Write key = "value", one on each line.')
    )
    shown = (text.splitlines() or [""])[min(line, len(text.splitlines())) - 1].strip()[:60]
    return Fault(f"{what} ({shown})" if shown else what, f"{name}, line {line}", fix)

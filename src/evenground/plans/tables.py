"""One TOML table read key by key: every fault is noted with its line and what to do, and reading goes on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from evenground.model.faults import Fault
from evenground.plans.lines import Lines, Path
from evenground.plans.spelling import either, nearest

_Choice = TypeVar("_Choice", bound=StrEnum)
LONGEST_TEXT = 5_000
_MANY = 1_000


@dataclass(slots=True)
class Reading:
    """What all tables of one plan share: its name, the lines, and the faults found so far."""

    name: str
    lines: Lines
    faults: list[Fault] = field(default_factory=list)

    def place(self, *path: str | int) -> str:
        """``t1d.toml, line 12``."""
        line = self.lines.of(*path)
        return f"{self.name}, line {line}" if line else self.name

    def note(self, what: str, fix: str, *path: str | int) -> None:
        """Note a fault at the line of ``path``."""
        self.faults.append(Fault(what, self.place(*path), fix))


@dataclass(slots=True)
class Table:
    """One table. Each method takes a key, and gives its value if it is of the right kind, else notes a fault and gives ``default``."""

    values: Mapping[str, Any]
    reading: Reading
    path: Path = ()
    known: set[str] = field(default_factory=set)

    def has(self, key: str) -> bool:
        """Whether the key is written at all."""
        self.known.add(key)
        return key in self.values

    def note(self, key: str, what: str, fix: str) -> None:
        """Note a fault at this key's line."""
        self.reading.note(what, fix, *self.path, key)

    def note_here(self, what: str, fix: str) -> None:
        """Note a fault at the table's own line."""
        self.reading.note(what, fix, *self.path)

    def line(self) -> int | None:
        """The line on which the table starts."""
        return self.reading.lines.of(*self.path)

    def place(self, key: str) -> str:
        """Where the key stands: ``t1d.toml, line 12``."""
        return self.reading.place(*self.path, key)

    def text(self, key: str, default: str = "", *, empty: bool = False) -> str:
        """A text; blank text counts as a fault unless ``empty`` is true."""
        value = self._get(key, str, "text in quotes", f'{key} = "…"')
        if value is None:
            return default
        if not value.strip() and not empty:
            self.note(key, f"{key} is empty.", f"Say it, or leave {key} out.")
            return default
        return value if self._is_fit(key, value) else default

    def maybe_text(self, key: str) -> str | None:
        """A text, or None if the key is not written."""
        return self.text(key) or None

    def needed_text(self, key: str, why: str, example: str) -> str:
        """A text that must be there; ``why`` says what it is for."""
        if not self.has(key):
            self.note_here(f"{key} is missing: {why}", f"Add a line such as {example}")
            return ""
        return self.text(key)

    def choice(self, key: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """One of an enum's words."""
        return choices(self.word(key, [one.value for one in choices], default.value))

    def word(self, key: str, words: Sequence[str], default: str) -> str:
        """One of several words."""
        text = self.text(key, default)
        if text in words:
            return text
        close = nearest(text, words)
        hint = f"Did you mean {close[0]}? " if close else ""
        self.note(key, f"{key} cannot be {text[:60]!r}.", f"{hint}Write {either(words)}.")
        return default

    def number(self, key: str, default: float, *, above: float = 0.0, below: float = math.inf) -> float:
        """A number strictly between two limits."""
        value = self._get(key, (int, float), "a number", f"{key} = {default:g}")
        if value is None:
            return default
        if not math.isfinite(value) or not above < value < below:
            limits = f"between {above:g} and {below:g}" if below < math.inf else f"more than {above:g}"
            limits = limits if above > -math.inf else "a number that ends"
            self.note(key, f"{key} is {value}, but must be {limits}.", f"For example {key} = {default:g}")
            return default
        return float(value)

    def whole(self, key: str, default: int | None, *, least: int, most: int) -> int | None:
        """A whole number between two limits, both allowed."""
        value = self._get(key, int, "a whole number", f"{key} = {default if default is not None else least}")
        if value is None or least <= value <= most:
            return default if value is None else int(value)
        self.note(
            key, f"{key} is {value}, but must be from {least} to {most}.", f"For example {key} = {default or least}"
        )
        return default

    def flag(self, key: str) -> bool | None:
        """``true`` or ``false``, or None if not written."""
        value = self._get(key, bool, "true or false (no quotes)", f"{key} = true")
        return None if value is None else bool(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts."""
        items = self.items(key, 'a list of texts, such as ["a", "b"]')
        for at, item in enumerate(items):
            if not isinstance(item, str) or not self._is_fit(key, item):
                if not isinstance(item, str):
                    self._wrong_item(key, at, item, "text in quotes")
                return ()
        return items if self._are_different(key, items) else ()

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of rising numbers."""
        items = self.items(key, "a list of numbers, such as [0, 18, 65]")
        for at, item in enumerate(items):
            if isinstance(item, bool) or not isinstance(item, int | float) or not math.isfinite(item):
                self._wrong_item(key, at, item, "a number")
                return ()
        if any(low >= high for low, high in pairwise(items)):
            self.note(key, f"The numbers of {key} do not rise.", "Write each once, from the lowest to the highest.")
            return ()
        return tuple(float(item) for item in items)

    def table(self, key: str, example: str) -> Table | None:
        """The table under this key, or None if it is not written or is something else (which is noted)."""
        value = self._get(key, dict, "a table", example)
        return None if value is None else Table(value, self.reading, (*self.path, key))

    def tables(self, key: str, shape: str = "") -> list[Table]:
        """An array of tables, ``[[key]]``, or one written as ``shape`` says."""
        value = self._get(
            key, list, shape or f"a list of tables, each headed [[{key}]]", f"{key} = […]" if shape else f"[[{key}]]"
        )
        if value is None:
            return []
        wrong = [at for at, item in enumerate(value) if not isinstance(item, dict)]
        for at in wrong[:1]:
            self._wrong_item(key, at, value[at], "a block in { }" if shape else f"a table headed [[{key}]]")
        return [Table(item, self.reading, (*self.path, key, at)) for at, item in enumerate(value) if at not in wrong]

    def lists(self, key: str) -> list[tuple[int, tuple[str, ...]]]:
        """A list of lists of texts, each with its place in the list."""
        found = []
        for at, item in enumerate(self.items(key, 'a list of lists, such as [["race", "language", "poverty"]]')):
            if isinstance(item, list) and all(isinstance(one, str) for one in item):
                found.append((at, tuple(item)))
            else:
                self._wrong_item(key, at, item, 'a list of stratum names, such as ["race", "language", "poverty"]')
        return found

    def done(self) -> None:
        """Note every key that nobody asked for, with the nearest that exists."""
        for key in self.values:
            if key not in self.known:
                close = nearest(key, sorted(self.known))
                fix = (
                    f"Did you mean {either(close)}?"
                    if close
                    else f"The keys here are: {', '.join(sorted(self.known))}."
                )
                self.note(key, f"There is no key {key[:60]!r} here.", fix)

    def items(self, key: str, wanted: str) -> tuple[Any, ...]:
        """A list that is not empty and not too long; ``wanted`` says what of."""
        value = self._get(key, list, wanted, f"{key} = […]")
        if value is None:
            return ()
        if not value:
            self.note(key, f"{key} is an empty list.", f"Fill it, or leave {key} out.")
        if len(value) > _MANY:
            self.note(key, f"{key} has {len(value):,} items; at most {_MANY:,} are read.", "Shorten the list.")
            return ()
        return tuple(value)

    def _get(self, key: str, kind: type | tuple[type, ...], wanted: str, example: str) -> Any:
        if not self.has(key):
            return None
        value = self.values[key]
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
            return value
        self.note(key, f"{key} must be {wanted}, but is {in_words(value)}.", f"For example {example}")
        return None

    def _is_fit(self, key: str, value: str) -> bool:
        if len(value) > LONGEST_TEXT:
            self.note(key, f"{key} has {len(value):,} characters; at most {LONGEST_TEXT:,} fit.", "Shorten it.")
            return False
        if any(_is_control(character) for character in value):
            self.note(key, f"{key} holds an invisible control character.", "Delete it and type the text again.")
            return False
        return True

    def _are_different(self, key: str, items: Iterable[str]) -> bool:
        seen: set[str] = set()
        for item in items:
            if item in seen:
                self.note(key, f"{item[:60]!r} stands twice in {key}.", "Keep one of them.")
                return False
            seen.add(item)
        return True

    def _wrong_item(self, key: str, at: int, item: object, wanted: str) -> None:
        self.reading.note(
            f"Item {at + 1} of {key} must be {wanted}, but is {in_words(item)}.", "Change it.", *self.path, key, at
        )


def _is_control(character: str) -> bool:
    return (ord(character) < 32 and character not in "\n\r\t") or 0x7F <= ord(character) < 0xA0


def in_words(value: object) -> str:  # noqa: PLR0911 - one line for each kind of value
    """What a TOML value is, for a message."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {value[:40]!r}"
        case int() | float():
            return f"the number {value}"[:60]
        case list():
            return "a list"
        case dict():
            return "a table"
        case dt.datetime() | dt.date() | dt.time():
            return f"the date {value}"
    return "something else"

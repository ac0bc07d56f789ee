"""Words and numbers in the reader's language, from one plain TOML catalogue a language."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from evenground.model.strata import ALL, DECLINED, NOT_LINKED, UNKNOWN
from evenground.plans.codes import label_in

LANGUAGES = ("en", "es")
NO_BREAK = "\u00a0"
MISSING_GROUPS = (UNKNOWN, DECLINED, NOT_LINKED)
_NAMED = {
    UNKNOWN: "unknown",
    DECLINED: "declined",
    NOT_LINKED: "not_linked",
    ALL: "everyone",
    "overall": "everyone",
    "target": "target",
}
_MARKS = {"en": (".", ","), "es": (",", NO_BREAK)}
"""Decimal mark and mark between thousands. Spanish takes the no-break space, which no reader takes for a decimal mark."""


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue of one language: call it with a key and the values that the sentence holds."""

    language: str
    messages: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """The message of this key; KeyError for a key that the catalogue does not know."""
        return self.messages[key].format(**values)

    def counted(self, key: str, count: float, /, **values: object) -> str:
        """The message of ``key.one`` or ``key.many``; its ``{n}`` is the count as written."""
        return self(f"{key}.{'one' if count == 1 else 'many'}", n=self.number(count), **values)

    def number(self, value: float, decimals: int = 0, *, trim: bool = False) -> str:
        """A number as this language writes it; ``trim`` drops zeros behind the decimal mark."""
        written = f"{abs(value):,.{decimals}f}"
        if trim and "." in written:
            written = written.rstrip("0").rstrip(".")
        sign = "−" if value < 0 and any(digit in "123456789" for digit in written) else ""
        return sign + _marked(written, self.language)

    def group(self, name: str) -> str:
        """A group's name as shown: people's own names stand as they are; ours (Unknown, and those of the code sets) are translated."""
        return self(f"group.{_NAMED[name]}") if name in _NAMED else label_in(name, self.language)

    def groups(self, names: tuple[str, ...]) -> str:
        """The name of a group of one or several strata; of none, everyone together."""
        return " · ".join(self.group(name) for name in names) if names else self("group.everyone")

    def listed(self, items: tuple[str, ...] | list[str]) -> str:
        """ "a, b and c" in this language."""
        if len(items) < 2:
            return "".join(items)
        between = "; " if any("," in item for item in items) else ", "
        return self("list.last", first=between.join(items[:-1]), last=items[-1])


def words_for(language: str) -> Words:
    """The words of a language ("es-MX" reads "es"); English where we have none yet."""
    short = language.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    return _words(short if short in LANGUAGES else "en")


def decimals_for(values: list[float]) -> int:
    """How many decimals figures of this size need: none above 1,000, one above 1, more below."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=1.0)
    if largest >= 1000:
        return 0
    return 1 if largest >= 2 or largest == 0 else 2 if largest >= 0.1 else 4


def is_missing(names: tuple[str, ...]) -> bool:
    """Whether the people of this row are of unknown group."""
    return any(name in MISSING_GROUPS for name in names)


def read_catalogue(package: str, language: str) -> dict[str, str]:
    """The messages of ``words/<language>.toml`` in a package, with dotted keys."""
    text = files(package).joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    return dict(_flat("", tomllib.loads(text)))


@cache
def _words(language: str) -> Words:
    return Words(language, read_catalogue("evenground.figures", language))


def _flat(prefix: str, table: Mapping[str, object]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        found += (
            _flat(f"{prefix}{key}.", value) if isinstance(value, dict) else [(f"{prefix}{key}", str(value).strip())]
        )
    return found


def _marked(written: str, language: str) -> str:
    decimal, thousands = _MARKS[language]
    return written.replace(",", "\0").replace(".", decimal).replace("\0", thousands)
